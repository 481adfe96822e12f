"""The commands as click knows them: each parses, calls one command of commands/, and prints its report; no logic.

Everything but click is imported by the command that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from generator.cli import empty_documents
from generator.cli.group import command, main
from generator.cli.options import (
    AS_OF_OPTION,
    JSON_OPTION,
    LEDGER_NAME,
    day_option,
    named_as,
    workspace_at,
    workspace_options,
)
from generator.cli.reports import (
    called,
    print_build,
    print_check,
    print_collected,
    print_distributed,
    print_explanation,
    print_import,
    print_json,
    print_problems,
    print_reminded,
    print_restored,
    print_status,
    progress_bar,
)
from generator.vocabulary import ROLE_COLUMNS

if TYPE_CHECKING:
    from generator.commands.import_document import ImportReport
    from generator.problems import Problem, RefusedError


class CommandReport(Protocol):
    """What a command gives back."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that was found."""

    def as_json(self) -> dict[str, Any]:
        """The published shape."""


def finish(report: CommandReport, as_json: bool, show: Callable[[], None], code: int | None = None) -> None:
    """Print a report and end with the exit code of its problems, or with `code`."""
    from generator.problems import exit_code

    if as_json:
        print_json(report.as_json())
    else:
        show()
    click.get_current_context().exit(exit_code(report.problems) if code is None else code)


@command("init", "taizhang init 我的台账", empty_documents.written)
@click.argument("folder", metavar="文件夹", type=click.Path(file_okay=False, path_type=Path))
@JSON_OPTION
def init_command(folder: Path, as_json: bool) -> None:
    """新建工作区：放入内置模板和示例台账；已有的文件不动，没有改过的旧内置模板换成新的（旧的留在 旧版）。"""
    from generator.commands.init import initialise
    from generator.system.workspace import Workspace

    report = initialise(folder)
    if as_json:
        problems = [problem.as_json() for problem in report.problems]
        print_json({**empty_documents.written(), "written": list(map(str, report.written)), "problems": problems})
        return
    former = dict(report.renewed)
    for path in report.written:
        click.echo(f"已换新 {path}（旧的留在 {former[path]}）" if path in former else f"已放入 {path}")
    print_problems(report.problems, sys.stdout)
    workspace = Workspace(folder)
    if not any(path.parent.name == "input" for path in report.written):
        click.echo(f"工作区：{folder}，里面的台账没有动。接着运行 {called('build', workspace)}。")
        return
    click.echo(f"工作区：{folder}。有原文件的，运行 {called('import 原文件', workspace)}；")
    click.echo(f"自己在 input 里填台账，或先看示例的样子的，运行 {called('build', workspace)}。")


@command("import", "taizhang import 工作要点.docx -o input/ledger.xlsx", empty_documents.imported)
@click.argument("source", metavar="原文件", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=LEDGER_NAME,
    help="台账写到哪里，默认 input/ledger.xlsx。",
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    type=click.IntRange(min=0),
    metavar="N",
    help="文件里有几张表时，取第几张；可写几次，0 是正文。",
)
@click.option(
    "--columns",
    multiple=True,
    metavar="原表头=栏目",
    help="指明某一栏是什么，如 --columns 推进举措=具体任务；有两栏同名时写 要求#2=具体任务。",
)
@click.option("--dry-run", is_flag=True, help="只看会读出什么，不写文件。")
@click.option("--keep-pages", is_flag=True, help="原表换页处保留为“另起一页”。")
@click.option("--merge", is_flag=True, help="把修订后的文件并入已有的台账，改过的保留，冲突列出。")
@click.option("--replace", is_flag=True, help="整份换掉已有的台账（原台账保留在 旧版）。")
@click.option("--take", multiple=True, metavar="ID", help="--merge 时，这条任务的冲突以文件为准，可多次。")
@click.option("--force", is_flag=True, help="同 --replace；与 --merge 合用时，会破坏公式或数字签名也写入。")
@workspace_options
@JSON_OPTION
def import_command(
    source: Path,
    target: Path | None,
    tables: tuple[int, ...],
    columns: tuple[str, ...],
    dry_run: bool,
    keep_pages: bool,
    merge: bool,
    replace: bool,
    take: tuple[str, ...],
    force: bool,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """由原文件生成台账：正文里的任务和任务表都能读。

    原文件是 .docx .xlsx .pdf .html .txt；.doc .wps .xls .et 须装 LibreOffice。
    """
    from generator.commands.import_document import import_document
    from generator.problems import RefusedError

    if replace and (merge or take):
        raise click.UsageError("--replace 整份换掉台账，不能与 --merge、--take 合用")
    workspace = workspace_at(folder, ledger)
    place = target or ledger_to_import_into(workspace.ledger)
    choices = column_choices(columns)
    into = partial(
        import_document,
        source,
        place,
        workspace=None if target else workspace,
        tables=tables,
        columns=choices,
        keep_pages=keep_pages,
        take=take,
        force=force,
    )
    try:
        report = into(existing="merge" if merge else "replace" if replace or force else "refuse", dry_run=dry_run)
    except RefusedError as refusal:
        if [problem.code for problem in refusal.problems] != ["ledger-exists"]:
            raise
        report = what_would_change(refusal, partial(into, existing="merge", dry_run=True))
    finish(report, as_json, lambda: print_import(report, place))


def what_would_change(refusal: RefusedError, merge: Callable[[], ImportReport]) -> ImportReport:
    """What `merge` would do with the ledger that is there, behind the refusal; raises that alone where it cannot."""
    from msgspec.structs import replace

    from generator.problems import InputError

    try:
        report = merge()
    except InputError:
        raise refusal from None
    return replace(report, problems=(*refusal.problems, *report.problems))


def ledger_to_import_into(ledger: Path) -> Path:
    """The ledger that is there, whatever its form; a workbook in place of none or of the example."""
    from generator.system.ledger_file import is_example

    return ledger if ledger.exists() and not is_example(ledger) else ledger.with_suffix(".xlsx")


def column_choices(texts: Iterable[str]) -> dict[str, str]:
    """``原表头=栏目`` options as a mapping."""
    choices = {}
    for text in texts:
        heading, equals, name = text.partition("=")
        if not equals or not heading or not name:
            raise click.BadParameter(f"“{text}”应写成 原表头=栏目", param_hint="--columns")
        choices[heading.strip()] = name.strip()
    return choices


@command("check", "taizhang check --fix", empty_documents.checked)
@click.option("--fix", is_flag=True, help="取消合并单元格，写入缺少的标识（原台账保留在 output/.taizhang/旧版）。")
@click.option("--renumber", is_flag=True, help="同 --fix 一起：序号按顺序重排。")
@click.option("--tags", is_flag=True, help="列出模板里的每个标记，以及它对第一条任务给出的内容。")
@click.option(
    "--accept",
    multiple=True,
    metavar="编码:措辞",
    help="确认一条提醒，以后不再列出（记入台账的“已阅”表），如 --accept open-ended:有关部门配合，可多次。",
)
@AS_OF_OPTION
@workspace_options
@JSON_OPTION
def check_command(
    fix: bool,
    renumber: bool,
    tags: bool,
    accept: tuple[str, ...],
    as_of: datetime.date | None,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """检查台账和模板，一次列出所有问题（文件、工作表、单元格、怎么改）。"""
    from generator.commands.check import check

    workspace = workspace_at(folder, ledger)
    report = check(
        workspace,
        fix=fix,
        renumber=renumber,
        tags=tags,
        accept=accepted_warnings(accept),
        as_of=as_of,
    )
    finish(report, as_json, lambda: print_check(report, workspace))


def accepted_warnings(texts: Iterable[str]) -> list[tuple[str, str]]:
    """``编码:措辞`` options as pairs."""
    pairs = []
    for text in texts:
        code, colon, wording = text.replace("：", ":", 1).partition(":")
        if not colon or not code.strip() or not wording.strip():
            raise click.BadParameter(f"“{text}”应写成 编码:措辞", param_hint="--accept")
        pairs.append((code.strip(), wording.strip()))
    return pairs


@command("build", "taizhang build --only official --pdf", empty_documents.built)
@click.option("--only", multiple=True, metavar="TEMPLATE", help="只用这个模板（文件名，不带 .xlsx），可多次。")
@click.option("--department", "departments", multiple=True, metavar="NAME", help="只生成这个单位的，可多次。")
@click.option("--pdf", is_flag=True, help="同时生成 PDF（须装 LibreOffice）。")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="用几个进程，默认自动。")
@click.option("--force", is_flag=True, help="全部重做；手工改过的工作簿也覆盖（先保留一份在 output/.taizhang/旧版）。")
@click.option("--round", "round_name", default="", metavar="NAME", help="再看以前的一期：只重做汇总表。")
@AS_OF_OPTION
@workspace_options
@JSON_OPTION
def build_command(
    only: tuple[str, ...],
    departments: tuple[str, ...],
    pdf: bool,
    jobs: int | None,
    force: bool,
    round_name: str,
    as_of: datetime.date | None,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """生成总台账、各单位分工表等工作簿，放在 output；只重做变了的。"""
    from generator.commands.build import build

    workspace = workspace_at(folder, ledger)
    with progress_bar(as_json) as progress:
        report = build(
            workspace,
            only=only,
            departments=departments,
            pdf=pdf,
            jobs=jobs,
            force=force,
            as_of=as_of,
            round=round_name.strip(),
            progress=progress,
        )
    finish(report, as_json, lambda: print_build(report, workspace))


@command("status", "taizhang status --round 2021年6月", empty_documents.status)
@AS_OF_OPTION
@click.option("--round", "round_name", default="", metavar="NAME", help="看这一报送期，默认是当前的一期。")
@workspace_options
@JSON_OPTION
def status_command(
    as_of: datetime.date | None,
    round_name: str,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """下次 build 会重做哪些、为什么；哪些单位须换新表；这一报送期谁已报、谁迟报。什么都不写。"""
    from generator.commands.status import status

    workspace = workspace_at(folder, ledger)
    report = status(workspace, as_of=as_of, round=round_name)
    finish(report, as_json, lambda: print_status(report, workspace))


@command("distribute", "taizhang distribute --round 2021年6月 --due 2021-06-25", empty_documents.distributed)
@click.option(
    "--round", "round_name", default="", metavar="NAME", help="开始新的报送期，如 2021年6月，发给所有有任务的单位。"
)
@day_option("--due", "这一期的截止日期，如 2021-06-25；与 --round 一起写。")
@click.option("--all", "all_again", is_flag=True, help="所有单位再发一次；没有变化的不另立新版。")
@click.option("--department", "departments", multiple=True, metavar="NAME", help="只给这个单位再发一次，可多次。")
@click.option("--mail", is_flag=True, help="给有邮箱的单位各写一封邮件草稿（.eml，附它的表），打开即可发送。")
@day_option("--date", "分发日期，如 2021-04-01，默认今天。")
@click.option("--allow-unresolved", is_flag=True, help="有认不出的单位名称时也分发（它们列入待明确）。")
@workspace_options
@JSON_OPTION
def distribute_command(
    round_name: str,
    due: datetime.date | None,
    all_again: bool,
    departments: tuple[str, ...],
    mail: bool,
    date: datetime.date | None,
    allow_unresolved: bool,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """打包要发给各单位的表（首次全部，以后只发有变化的，变动处有标记）和签收表，并记下这一版。"""
    from generator.commands.distribute import distribute

    workspace = workspace_at(folder, ledger)
    with progress_bar(as_json) as progress:
        report = distribute(
            workspace,
            round=round_name,
            due=due,
            all=all_again,
            departments=departments,
            mail=mail,
            date=date,
            allow_unresolved=allow_unresolved,
            progress=progress,
        )
    finish(report, as_json, lambda: print_distributed(report, workspace))


@command("collect", "taizhang collect 收回/ 教体局.zip --apply", empty_documents.collected)
@click.argument("paths", metavar="收回的文件...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--apply", "write", is_flag=True, help="写入台账（原台账保留在 output/.taizhang/旧版）；不加则只显示。")
@day_option("--date", "收回日期，如 2021-06-20，默认今天；迟报按它算。")
@click.option("--round", "round_name", default="", metavar="NAME", help="记入这一报送期，默认是表上的那一期。")
@click.option("--details", is_flag=True, help="列出每一处变更、冲突和建议。")
@click.option("--ours", is_flag=True, help="冲突时以台账现有的为准。")
@click.option("--theirs", is_flag=True, help="冲突时以收回的为准。")
@click.option(
    "--conflicts",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=named_as(".xlsx"),
    metavar="FILE",
    help="把冲突列成一个工作簿，在“选择”一栏填写后用 --choices 交回。",
)
@click.option(
    "--choices",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="逐条决定冲突：--conflicts 的工作簿，或 --json 的输出（填好 decision）。",
)
@click.option("--accept-matched", is_flag=True, help="采用待确认的文件（没有识别信息，按表头、序号和具体任务认出的）。")
@click.option("--accept-proposals", is_flag=True, help="采纳单位对非填报栏的改动（默认只列出）。")
@click.option("--force", is_flag=True, help="写入会破坏台账里的公式或数字签名时也写入。")
@workspace_options
@JSON_OPTION
def collect_command(
    paths: tuple[Path, ...],
    write: bool,
    date: datetime.date | None,
    round_name: str,
    details: bool,
    ours: bool,
    theirs: bool,
    conflicts: Path | None,
    choices: Path | None,
    accept_matched: bool,
    accept_proposals: bool,
    force: bool,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """收集填好的工作簿（文件、文件夹、zip），列出变化和冲突；加 --apply 写入台账。"""
    from generator.commands.collect import collect
    from generator.problems import RefusedError, exit_code

    if ours and theirs:
        raise click.UsageError("--ours 和 --theirs 只能用一个：冲突以台账现有的为准，还是以收回的为准")
    workspace = workspace_at(folder, ledger)
    with progress_bar(as_json) as progress:
        report = collect(
            workspace,
            paths,
            apply=write,
            date=date,
            round=round_name,
            rule="ours" if ours else "theirs" if theirs else "",
            choices=choices,
            accept_matched=accept_matched,
            accept_proposals=accept_proposals,
            conflicts=conflicts,
            force=force,
            progress=progress,
        )
    waits = write and (report.decided.undecided or report.unconfirmed)
    refused = RefusedError.exit_code if waits else exit_code(report.all_problems)
    finish(report, as_json, lambda: print_collected(report, details, workspace), refused)


@command("remind", "taizhang remind --mail", empty_documents.reminded)
@click.option("--round", "round_name", default="", metavar="NAME", help="看哪一期的报送情况，默认现在这一期。")
@click.option("--mail", is_flag=True, help="给有邮箱的单位各写一封邮件草稿（.eml，附催办单），打开即可发送。")
@AS_OF_OPTION
@workspace_options
@JSON_OPTION
def remind_command(
    round_name: str,
    mail: bool,
    as_of: datetime.date | None,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """给到期未报、任务逾期或快到期的单位各做一份催办单，另做未报送清单，放在 output/催办单。"""
    from generator.commands.remind import remind

    workspace = workspace_at(folder, ledger)
    with progress_bar(as_json) as progress:
        report = remind(workspace, round=round_name.strip(), as_of=as_of, mail=mail, progress=progress)
    finish(report, as_json, lambda: print_reminded(report, workspace))


@command("restore", "taizhang restore 1", empty_documents.restored)
@click.argument("when", metavar="[编号]", required=False, default="")
@workspace_options
@JSON_OPTION
def restore_command(when: str, folder: Path, ledger: Path | None, as_json: bool) -> None:
    """列出改动前保留的旧台账；写上编号、日期或文件名时，把那一份恢复为现在的台账（现在的一份也保留）。"""
    from generator.commands.restore import restore

    workspace = workspace_at(folder, ledger)
    report = restore(workspace, when)
    finish(report, as_json, lambda: print_restored(report, workspace))


@command("convert", "taizhang convert input/ledger.xlsx -o ledger.json", empty_documents.written)
@click.argument("source", metavar="台账", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    metavar="LEDGER",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=LEDGER_NAME,
    help="写到哪里，.xlsx 或 .json。",
)
@JSON_OPTION
def convert_command(source: Path, target: Path, as_json: bool) -> None:
    """台账在 .xlsx 和 .json 之间转换，内容不变。"""
    from generator.commands.convert import convert

    problems = convert(source, target)
    if as_json:
        print_json({"written": [str(target)], "problems": [problem.as_json() for problem in problems]})
        return
    print_problems(problems, sys.stderr)
    click.echo(f"已写入 {target}")


@main.group(
    "explain",
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
    epilog='例：taizhang explain units "旗发改、自然资源等有关部门"',
)
def explain_group() -> None:
    """说明一段责任单位或完成时限的写法是怎样理解的。"""


@command("units", 'taizhang explain units "县教体局牵头，财政、人社等部门配合"', empty_documents.units, explain_group)
@click.argument("texts", metavar="措辞...", nargs=-1, required=True)
@click.option("--column", type=click.Choice(["责任单位", *ROLE_COLUMNS]), default="责任单位", help="文字所在的栏目。")
@click.option("--first-leads", is_flag=True, help="文件规定“列第一位的为牵头单位”。")
@click.option("--rule", metavar="TEXT", default="", help="文件里的说明原文，如“列第一位者为牵头单位，下同”。")
@JSON_OPTION
def explain_units(texts: tuple[str, ...], column: str, first_leads: bool, rule: str, as_json: bool) -> None:
    """责任单位怎样理解；措辞为 - 时从标准输入逐行读取。"""
    from generator.commands import explain

    for text in lines_of(texts):
        print_explanation(explain.explain_units(text, column=column, first_leads=first_leads or is_rule(rule)), as_json)


@command("deadline", 'taizhang explain deadline "9月底前" --year 2021', empty_documents.deadline, explain_group)
@click.argument("texts", metavar="措辞...", nargs=-1, required=True)
@click.option("--year", type=click.IntRange(1900, 2999), metavar="Y", help="文字里没有年份时用这一年。")
@JSON_OPTION
def explain_deadline(texts: tuple[str, ...], year: int | None, as_json: bool) -> None:
    """完成时限怎样理解；措辞为 - 时从标准输入逐行读取。"""
    from generator.commands import explain

    for text in lines_of(texts):
        print_explanation(explain.explain_deadline(text, year=year), as_json)


def is_rule(text: str) -> bool:
    """Whether a document's rule makes the first unit the lead; nothing is no rule."""
    from generator import departments

    if text and not departments.first_leads_rule([text]):
        raise click.BadParameter("看不出是“列第一位的为牵头单位”一类的说明。", param_hint="--rule")
    return bool(text)


def lines_of(texts: Iterable[str]) -> Iterator[str]:
    """The wordings; ``-`` stands for the lines of standard input."""
    for text in texts:
        if text == "-":
            lines = (line.decode("utf-8-sig", "replace").strip() for line in sys.stdin.buffer)
            yield from (line for line in lines if line)
        else:
            yield text
