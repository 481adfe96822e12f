"""The command ``taizhang``: parses, calls the pipeline, prints the report; no logic.

Everything but click is imported by the command that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import gc
import gettext
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from generator import __version__

if TYPE_CHECKING:
    from generator.pipeline import BuildReport, CollectReport, ImportReport, Progress, Workbook
    from generator.problems import Problem
    from generator.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])

UNTIL_END: list[object] = []
"""What a command leaves to be taken apart with the process: piece by piece it takes time for nothing."""

DOMAIN = "taizhang"

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="在标准输出给出一份机器可读的 JSON，不输出别的。")

AS_OF_OPTION = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    metavar="DATE",
    help="落实情况的统计日期，如 2021-06-30，默认今天；灯、剩余天数、逾期按这一天算。",
)


def workspace_options(command: F) -> F:
    """Options of every command that works in a workspace."""
    folder = click.option(
        "--workspace",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path(),
        metavar="DIR",
        help="工作区文件夹（内有 input、templates、output），默认为当前文件夹。",
    )
    ledger = click.option(
        "--ledger",
        type=click.Path(dir_okay=False, path_type=Path),
        default=None,
        metavar="FILE",
        help="改用另一份台账，默认为 input/ledger.xlsx（或 .json）。",
    )
    return folder(ledger(command))


def workspace_at(folder: Path, ledger: Path | None) -> Workspace:
    """The workspace that the options name."""
    from generator.workspace import Workspace

    return Workspace(folder, ledger)


def speak_chinese() -> None:
    """Let click's own words come from our catalogue: it asks gettext for them, as that is set for the process."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain(DOMAIN, str(Path(__file__).parent / "locale"))
    gettext.textdomain(DOMAIN)


class Commands(click.Group):
    """A group whose usage errors and failures are Chinese sentences with the published exit codes."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command; it makes millions of objects and few cycles, so these are seldom looked for."""
        speak_chinese()
        gc.set_threshold(200_000, 20, 20)
        return super().main(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever stops the program is printed and becomes an exit code."""
        from generator.errors import InputError

        try:
            return super().invoke(ctx)
        except InputError as failure:
            report_failure(failure.problems, bool(ctx.obj and ctx.obj.get("json")))
            ctx.exit(failure.exit_code)


@click.group(
    cls=Commands,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    epilog="例：taizhang init 我的台账 && taizhang build --workspace 我的台账",
)
@click.version_option(__version__, prog_name="taizhang", message="%(prog)s %(version)s", help="显示版本号。")
@click.pass_context
def main(context: click.Context) -> None:
    """工作要点分工台账：由一份台账生成可打印的总台账、各单位分工表，改后只重做变了的部分。"""
    context.obj = {"json": False}


def run() -> NoReturn:
    """Run the command as a program, which ends as soon as everything is said: nothing is taken apart piece by piece."""
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, int):
            with suppress(OSError):  # nobody listens any more: Python's own way to end says so
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(end.code)
        raise
    sys.exit()


def command(name: str, example: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of the group, whose help ends with an example."""
    return main.command(name, epilog=f"例：{example}", options_metavar="[选项]")


# ------------------------------------------------------------------------------------------ commands


@command("init", "taizhang init 我的台账")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def init_command(folder: Path) -> None:
    """新建工作区：放入内置模板和示例台账；已有的文件不动。"""
    from generator import pipeline

    made = pipeline.initialise(folder)
    for path in made:
        click.echo(f"已放入 {path}")
    click.echo(f"工作区：{folder}。修改 input 里的台账后，运行 taizhang build --workspace {folder}")


@command("import", "taizhang import 工作要点.docx -o input/ledger.xlsx")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="台账写到哪里，默认 input/ledger.xlsx。",
)
@click.option("--table", type=click.IntRange(min=1), help="文件里有几张表时，取第几张。")
@click.option(
    "--columns", multiple=True, metavar="原表头=栏目", help="指明某一栏是什么，如 --columns 推进举措=具体任务。"
)
@click.option("--keep-pages", is_flag=True, help="原表换页处保留为“另起一页”。")
@click.option("--force", is_flag=True, help="台账已存在时也覆盖（原台账改名保留）。")
@workspace_options
@JSON_OPTION
@click.pass_context
def import_command(
    context: click.Context,
    source: Path,
    target: Path | None,
    table: int | None,
    columns: tuple[str, ...],
    keep_pages: bool,
    force: bool,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """由原文件（.docx .xlsx .html .txt，.doc .wps 须装 LibreOffice）生成台账。"""
    from generator import pipeline

    context.obj["json"] = as_json
    place = target or workspace_at(folder, ledger).ledger.with_suffix(".xlsx")
    report = pipeline.import_document(source, place, table, column_choices(columns), keep_pages, force)
    if as_json:
        print_json(report.as_json())
    else:
        print_import(report, place)


def column_choices(texts: Iterable[str]) -> dict[str, str]:
    """``原表头=栏目`` options as a mapping."""
    choices = {}
    for text in texts:
        heading, equals, name = text.partition("=")
        if not equals or not heading or not name:
            raise click.BadParameter(f"“{text}”应写成 原表头=栏目", param_hint="--columns")
        choices[heading.strip()] = name.strip()
    return choices


@command("check", "taizhang check --fix")
@click.option("--fix", is_flag=True, help="把缺少的标识写入台账（原台账保留在 output/.taizhang/旧版）。")
@click.option("--tags", is_flag=True, help="列出模板里的每个标记，以及它对第一条任务给出的内容。")
@workspace_options
@JSON_OPTION
@click.pass_context
def check_command(
    context: click.Context, fix: bool, tags: bool, folder: Path, ledger: Path | None, as_json: bool
) -> None:
    """检查台账和模板，一次列出所有问题（文件、工作表、单元格、怎么改）。"""
    from generator import pipeline
    from generator.problems import errors_in

    context.obj["json"] = as_json
    workspace = workspace_at(folder, ledger)
    fixed = pipeline.write_ids(workspace) if fix else ()
    problems = pipeline.check(workspace)
    shown = pipeline.template_tags(workspace) if tags else ()
    if as_json:
        print_json(
            {
                "problems": [problem.as_json() for problem in problems],
                "fixed": list(fixed),
                "tags": [dict(zip(("file", "sheet", "cell", "text", "value"), tag, strict=True)) for tag in shown],
            }
        )
    else:
        for cell in fixed:
            click.echo(f"已写入标识 {cell}")
        for file, sheet, cell, text, value in shown:
            click.echo(f"{file} {sheet}!{cell}  {text}  →  {value}")
        print_problems(problems, sys.stdout)
        print_totals(problems)
    if errors_in(problems):
        context.exit(1)


@command("build", "taizhang build --only official --pdf")
@click.option("--only", multiple=True, metavar="TEMPLATE", help="只用这个模板（文件名，不带 .xlsx），可多次。")
@click.option("--department", "departments", multiple=True, metavar="NAME", help="只生成这个单位的，可多次。")
@click.option("--pdf", is_flag=True, help="同时生成 PDF（须装 LibreOffice）。")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="用几个进程，默认自动。")
@click.option("--force", is_flag=True, help="全部重做；手工改过的工作簿也覆盖（先保留一份在 output/.taizhang/旧版）。")
@AS_OF_OPTION
@workspace_options
@JSON_OPTION
@click.pass_context
def build_command(
    context: click.Context,
    only: tuple[str, ...],
    departments: tuple[str, ...],
    pdf: bool,
    jobs: int | None,
    force: bool,
    as_of: datetime | None,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """生成总台账、各单位分工表等工作簿，放在 output；只重做变了的。"""
    from generator import building
    from generator.problems import errors_in

    context.obj["json"] = as_json
    workspace = workspace_at(folder, ledger)
    day = as_of.date() if as_of else None
    meanwhile = building.nothing if as_json else prepare_table
    with progress_bar(as_json) as progress:
        report = building.build(workspace, only, departments, pdf, jobs, force, progress, day, meanwhile, UNTIL_END)
    if as_json:
        print_json(report.as_json())
    else:
        print_build(report, workspace)
    errors = errors_in(report.problems)
    if errors:
        context.exit(REFUSED if all(problem.code == building.EDITED for problem in errors) else 1)


@command("status", "taizhang status")
@AS_OF_OPTION
@workspace_options
@JSON_OPTION
@click.pass_context
def status_command(
    context: click.Context, as_of: datetime | None, folder: Path, ledger: Path | None, as_json: bool
) -> None:
    """下次 build 会重做哪些、为什么；自上次分发以来哪些单位须换新表。什么都不写。"""
    from generator import building

    context.obj["json"] = as_json
    report = building.status(workspace_at(folder, ledger), as_of.date() if as_of else None)
    if as_json:
        print_json(report.as_json())
        return
    for stale in report.stale:
        name = stale.entry.path if stale.entry else f"{stale.template} {stale.department}".strip()
        click.echo(f"待生成  {name}：{'；'.join(stale.reasons)}")
    click.echo(f"待生成 {len(report.stale)} 个，未变动 {report.current} 个。")
    for department, why in report.recipients:
        click.echo(f"待分发  {department}：{'；'.join(why)}")
    click.echo(f"待分发 {len(report.recipients)} 个单位；上次分发是第 {report.edition} 版。")
    print_problems(report.problems, sys.stderr)


@command("distribute", "taizhang distribute --date 2021-04-01")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    metavar="DATE",
    help="分发日期，如 2021-04-01，默认今天。",
)
@click.option("--allow-unresolved", is_flag=True, help="有认不出的单位名称时也分发（它们列入待明确）。")
@workspace_options
@JSON_OPTION
@click.pass_context
def distribute_command(
    context: click.Context,
    date: datetime | None,
    allow_unresolved: bool,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """打包要发给各单位的表（首次全部，以后只发有变化的，变动处有标记）和签收表，并记下这一版。"""
    from generator import building

    context.obj["json"] = as_json
    workspace = workspace_at(folder, ledger)
    day = (date or datetime.now()).date()
    with progress_bar(as_json) as progress:
        report = building.distribute(workspace, day, allow_unresolved, progress)
    if as_json:
        print_json(report.as_json())
        return
    print_problems(report.problems, sys.stderr)
    if not report.path:
        click.echo("自上次分发以来没有单位的任务变化，不必分发。")
        return
    for department, why in report.recipients:
        click.echo(f"{department}：{'；'.join(why)}")
    count = len(report.recipients)
    click.echo(f"第 {report.edition} 版（{report.date}）：{count} 个单位，已打包 {workspace.output / report.path}")


@command("collect", "taizhang collect 收回/ 教体局.zip --apply")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--apply", "write", is_flag=True, help="写入台账（原台账保留在 output/.taizhang/旧版）；不加则只显示。")
@click.option("--ours", "rule", flag_value="ours", default="", help="冲突时以台账现有的为准。")
@click.option("--theirs", "rule", flag_value="theirs", help="冲突时以收回的为准。")
@click.option(
    "--conflicts",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="把冲突列成一个工作簿，在“选择”一栏填写后用 --choices 交回。",
)
@click.option(
    "--choices",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="逐条决定冲突：--conflicts 的工作簿，或 --json 的输出（填好 decision）。",
)
@click.option("--accept-proposals", is_flag=True, help="采纳单位对非填报栏的改动（默认只列出）。")
@click.option("--force", is_flag=True, help="写入会破坏台账里的公式或数字签名时也写入。")
@workspace_options
@JSON_OPTION
@click.pass_context
def collect_command(
    context: click.Context,
    paths: tuple[Path, ...],
    write: bool,
    rule: str,
    conflicts: Path | None,
    choices: Path | None,
    accept_proposals: bool,
    force: bool,
    folder: Path,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """收集填好的工作簿（文件、文件夹、zip），列出变化和冲突；加 --apply 写入台账。"""
    from generator import pipeline
    from generator.problems import errors_in

    context.obj["json"] = as_json
    workspace = workspace_at(folder, ledger)
    with progress_bar(as_json) as progress:
        report = pipeline.collect(
            workspace,
            paths,
            write,
            rule,  # type: ignore[arg-type]
            choices,
            accept_proposals,
            conflicts,
            force,
            progress,
        )
    if as_json:
        print_json(report.as_json())
    else:
        print_collected(report)
    if write and report.decided.undecided:
        context.exit(3)
    if errors_in(report.all_problems):
        context.exit(1)


@command("convert", "taizhang convert input/ledger.xlsx -o ledger.json")
@click.argument("source", metavar="LEDGER", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    metavar="LEDGER",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到哪里，.xlsx 或 .json。",
)
def convert_command(source: Path, target: Path) -> None:
    """台账在 .xlsx 和 .json 之间转换，内容不变。"""
    from generator import pipeline

    problems = pipeline.convert(source, target)
    print_problems(problems, sys.stderr)
    click.echo(f"已写入 {target}")


@main.group("explain", epilog='例：taizhang explain units "旗发改、自然资源等有关部门"')
def explain_group() -> None:
    """说明一段责任单位或完成时限的写法是怎样理解的。"""


@explain_group.command("units", epilog='例：taizhang explain units "县教体局牵头，财政、人社等部门配合"')
@click.argument("texts", metavar="TEXT...", nargs=-1, required=True)
@click.option(
    "--column", type=click.Choice(["责任单位", "牵头单位", "配合单位"]), default="责任单位", help="文字所在的栏目。"
)
@click.option("--first-leads", is_flag=True, help="文件规定“列第一位的为牵头单位”。")
@click.option("--rule", metavar="TEXT", help="文件里的说明原文，如“列第一位者为牵头单位，下同”。")
@JSON_OPTION
def explain_units(texts: tuple[str, ...], column: str, first_leads: bool, rule: str | None, as_json: bool) -> None:
    """责任单位怎样理解；TEXT 为 - 时从标准输入逐行读取。"""
    from generator import departments, pipeline

    if rule is not None and not departments.first_leads_rule([rule]):
        raise click.BadParameter("看不出是“列第一位的为牵头单位”一类的说明。", param_hint="--rule")
    first_leads = first_leads or rule is not None
    for text in lines_of(texts):
        document, picture = pipeline.explain_units(text, column, first_leads)
        click.echo(json.dumps(document, ensure_ascii=False) if as_json else picture)


@explain_group.command("deadline", epilog='例：taizhang explain deadline "9月底前" --year 2021')
@click.argument("texts", metavar="TEXT...", nargs=-1, required=True)
@click.option("--year", type=click.IntRange(1900, 2999), help="文字里没有年份时用这一年。")
@JSON_OPTION
def explain_deadline(texts: tuple[str, ...], year: int | None, as_json: bool) -> None:
    """完成时限怎样理解；TEXT 为 - 时从标准输入逐行读取。"""
    from generator import pipeline

    for text in lines_of(texts):
        document, picture = pipeline.explain_deadline(text, year)
        click.echo(json.dumps(document, ensure_ascii=False) if as_json else picture)


def lines_of(texts: Iterable[str]) -> Iterator[str]:
    """The wordings; ``-`` stands for the lines of standard input."""
    for text in texts:
        if text == "-":
            lines = (line.decode("utf-8-sig", "replace").strip() for line in sys.stdin.buffer)
            yield from (line for line in lines if line)
        else:
            yield text


# ------------------------------------------------------------------------------------------ printing


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


REFUSED = 3
"""Exit code: refused, to keep somebody's edits."""

MARKS = {"error": "错误", "warning": "提醒"}


def print_problems(problems: Iterable[Problem], stream: Any) -> None:
    """Each problem in a line or two: how bad, where, what, what to do."""
    for problem in problems:
        where = f"{problem.place}：" if str(problem.place) else ""
        click.echo(f"{MARKS[problem.severity]}  {where}{problem.message}", file=stream)
        if problem.advice:
            click.echo(f"      {problem.advice}", file=stream)


def print_totals(problems: Iterable[Problem]) -> None:
    """How many problems there are."""
    found = tuple(problems)
    errors = sum(problem.severity == "error" for problem in found)
    click.echo(f"共 {errors} 个错误，{len(found) - errors} 个提醒。" if found else "没有发现问题。")


def report_failure(problems: Iterable[Problem], as_json: bool) -> None:
    """What stopped the command."""
    if as_json:
        print_json({"problems": [problem.as_json() for problem in problems]})
    else:
        print_problems(problems, sys.stderr)


def print_import(report: ImportReport, target: Path) -> None:
    """What was taken for what, and how much was mended."""
    print_problems(report.problems, sys.stderr)
    for heading, name in report.columns:
        click.echo(f"“{heading}” → {name}")
    ledger = report.ledger
    counts = f"{len(ledger.tasks)} 条任务，{len(ledger.departments)} 个单位，修正 {len(ledger.repairs)} 处"
    click.echo(f"已写入 {target}：{counts}（见工作表“导入说明”）。")


STATES = {"built": "已生成", "current": "未变动", "failed": "未生成"}


MANY_UNCHANGED = 50
"""Unchanged workbooks from which on they are counted and not listed."""
MANY_BUILT = 200
"""Workbooks that are listed at most; nobody reads a list of thousands."""


def prepare_table() -> None:
    """What `print_build` will need: the first table takes ten times as long as the next."""
    from io import StringIO

    print_table([["台账"] * 5], StringIO())


def print_table(rows: Iterable[Sequence[str]], file: IO[str] | None = None) -> None:
    """Workbooks, a row each."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading, justify in (("工作簿", "left"), ("结果", "left"), ("页", "right"), ("行", "right"), ("原因", "left")):
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*row)
    Console(file=file, highlight=False, markup=False).print(table)


def print_build(report: BuildReport, workspace: Workspace) -> None:
    """A line for each workbook (of many the first ones, and all that failed), then problems, then totals."""
    unchanged = sum(workbook.state == "current" for workbook in report.workbooks)
    hides = unchanged > MANY_UNCHANGED
    changed = [workbook for workbook in report.workbooks if not hides or workbook.state != "current"]
    shown = changed[:MANY_BUILT] + [workbook for workbook in changed[MANY_BUILT:] if workbook.state == "failed"]
    if shown:
        print_table(map(table_row, shown))
    if hides:
        click.echo(f"未变动的 {unchanged} 个工作簿没有列出（--json 可看全部）。")
    if len(shown) < len(changed):
        click.echo(f"另有 {len(changed) - len(shown)} 个工作簿没有列出（--json 可看全部）。")
    print_problems(report.problems, sys.stderr)
    built = sum(workbook.state == "built" for workbook in report.workbooks)
    click.echo(
        f"共 {len(report.workbooks)} 个工作簿，生成 {built} 个，在 {workspace.output}，用时 {report.seconds:.1f} 秒。"
    )


def table_row(workbook: Workbook) -> tuple[str, ...]:
    """A workbook in the table: path, state, pages, rows, reasons."""
    pages, rows = (str(workbook.pages), str(workbook.rows)) if workbook.state != "failed" else ("", "")
    return workbook.path, STATES[workbook.state], pages, rows, "；".join(workbook.reasons)


def print_collected(report: CollectReport) -> None:
    """Problems file by file, then changes, conflicts with all three values, proposals, then totals."""
    print_problems(report.all_problems, sys.stderr)
    decided = report.decided
    for title, edits in (("变更", decided.changes), ("冲突", decided.conflicts), ("建议", decided.proposals)):
        if edits:
            click.echo(f"{title} {len(edits)} 处")
        for edit in edits:
            who = f" {edit.department}" if edit.department else ""
            click.echo(f"  {edit.task_id}{who} {edit.heading}　{edit.file} {edit.sheet}!{edit.cell}")
            if edit.kind == "change":
                click.echo(f"      {short(edit.ours)} → {short(edit.theirs)}")
                continue
            click.echo(f"      发出时：{short(edit.base or '')}")
            click.echo(f"      {edit.ours_from or '台账现有'}：{short(edit.ours)}")
            click.echo(f"      收回：{short(edit.theirs)}")
            click.echo(f"      {DECISIONS[edit.kind, edit.decision]}")
    states = [file.state for file in report.files]
    words = {"changed": "有变化", "unchanged": "无变化", "rejected": "未收集"}
    counts = "，".join(f"{word} {states.count(state)} 个" for state, word in words.items())
    done = f"已写入台账 {len(report.written)} 个单元格" if report.applied else "未写入台账（加 --apply 写入）"
    click.echo(f"共 {len(states)} 个文件：{counts}。{done}。")
    if decided.undecided:
        click.echo(
            f"还有 {len(decided.undecided)} 处冲突未决定，台账保持原样：用 --ours、--theirs，"
            "或 --conflicts 列出、填好“选择”后用 --choices 交回。",
            err=True,
        )


DECISIONS = {
    ("conflict", ""): "未决定",
    ("conflict", "ours"): "以台账现有的为准",
    ("conflict", "theirs"): "以收回的为准",
    ("conflict", "text"): "按选择文件改写",
    ("proposal", ""): "未采纳（不是填报栏；采纳用 --accept-proposals）",
    ("proposal", "theirs"): "已采纳",
}


def short(text: str) -> str:
    """A value on one line, cut where it is long."""
    line = " ".join(text.split())
    return f"“{line[:60]}…”" if len(line) > 60 else f"“{line}”" if line else "（空）"


@contextmanager
def progress_bar(silent: bool) -> Iterator[Progress]:
    """Progress on a terminal; nothing where nobody looks."""
    if silent or not sys.stderr.isatty():
        from generator.pipeline import quiet

        yield quiet
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield show
