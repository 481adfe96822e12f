"""Reports of commands to what people read on a terminal, or to one JSON document."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.streams import can_say

if TYPE_CHECKING:
    from generator.commands.build import BuildReport
    from generator.commands.check import CheckReport
    from generator.commands.collect import CollectReport
    from generator.commands.distribute import DistributeReport
    from generator.commands.explain import Explanation
    from generator.commands.import_document import ImportReport
    from generator.commands.remind import RemindReport
    from generator.commands.restore import RestoreReport
    from generator.commands.status import RoundStatus, StatusReport
    from generator.problems import Problem
    from generator.records.last_build import Workbook
    from generator.system.progress import Progress
    from generator.system.workspace import Workspace


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    click.echo(json_text(document, 2))


def json_text(document: object, indent: int | None = None) -> str:
    """A document as JSON that standard output can say: other characters as JSON escapes them."""
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    return text if can_say(text, sys.stdout) else json.dumps(document, indent=indent)


def called(words: str, workspace: Workspace) -> str:
    """How a command is called for this workspace from where its user stands, ready to be typed."""
    folder = workspace.root if workspace.root != Path() else None
    places = (("--workspace", folder), ("--ledger", workspace.ledger_file))
    return " ".join(["taizhang", words, *(f"{name} {quoted(str(path))}" for name, path in places if path)])


def quoted(text: str) -> str:
    """A word as it is typed: in quotes where it has blanks or what a shell takes for its own."""
    return text if re.fullmatch(r"[\w./\\:~+=@%-]+", text) else f'"{text}"'


MANY_CELLS = 5
"""Cells of one problem that are listed after the first."""
MARKS = {"error": "错误", "warning": "提醒"}


def print_problems(problems: Iterable[Problem], stream: Any) -> None:
    """Each problem in a line: how bad, where, what; below it what to do, for several alike once, after the last."""
    for (_, advice), alike in groupby(problems, lambda problem: (problem.code, problem.advice)):
        for problem in alike:
            where = f"{problem.place}{more_cells(problem)}：" if str(problem.place) else ""
            click.echo(f"{MARKS[problem.severity]}  {where}{problem.message}", file=stream)
        if advice:
            click.echo(f"      {advice}", file=stream)


def more_cells(problem: Problem) -> str:
    """The other cells that have a problem, the first ones by name."""
    others = problem.cells[1:]
    more = f" 等 {len(problem.cells)} 处" if len(others) > MANY_CELLS else ""
    return "".join(f"、{cell}" for cell in others[:MANY_CELLS]) + more


def print_totals(problems: Iterable[Problem]) -> None:
    """How many problems there are."""
    found = tuple(problems)
    errors = sum(problem.severity == "error" for problem in found)
    click.echo(f"共 {errors} 个错误，{len(found) - errors} 个提醒。" if found else "没有发现问题。")


def print_failure(problems: Iterable[Problem], document: Mapping[str, Any] | None) -> None:
    """What stopped a command: in its `document`, whose other lists are empty, or, without one, for people."""
    if document is None:
        print_problems(problems, sys.stderr)
    else:
        print_json({**document, "problems": [problem.as_json() for problem in problems]})


def print_explanation(explanation: Explanation, as_json: bool) -> None:
    """One JSON document on a line, or the picture."""
    click.echo(json_text(explanation.as_json()) if as_json else explanation.picture)


def print_check(report: CheckReport, workspace: Workspace) -> None:
    """What was written, what the tags give, then problems, then totals and what to do next."""
    from generator.problems import errors_in

    for cell in report.fixed:
        click.echo(f"已写入 {cell}")
    for file, sheet, cell, text, value in report.tags:
        click.echo(f"{file} {sheet}!{cell}  {text}  →  {value}")
    print_problems(report.problems, sys.stdout)
    print_totals(report.problems)
    print_acceptance(report.problems, workspace)
    if errors_in(report.problems):
        click.echo(f"改好后再运行 {called('check', workspace)}。")
    else:
        click.echo(f"接着运行 {called('build', workspace)} 生成。")


def print_acceptance(problems: Iterable[Problem], workspace: Workspace) -> None:
    """How a warning is accepted: the first that can be typed on a line."""
    from generator.problems import ACCEPTED

    wordings = ((each.code, each.wording or each.message) for each in problems if each.severity == "warning")
    choices = [quoted(f"{code}:{text}") for code, text in wordings if code != ACCEPTED and not set('"\n') & set(text)]
    if choices:
        example = called(f"check --accept {choices[0]}", workspace)
        click.echo(f"看过、不必再改的提醒可以记入“已阅”，以后不再列出，如：{example}")
        click.echo("（别的提醒换上各自的 编码:措辞，加 --json 可以看到。）")


def print_status(report: StatusReport, workspace: Workspace) -> None:
    """A line for each stale workbook and each department that must get a new sheet, then totals and what to do next."""
    for candidate in report.stale:
        name = candidate.entry.path if candidate.entry else f"{candidate.template} {candidate.department}".strip()
        click.echo(f"待生成  {name}：{'；'.join(candidate.reasons)}")
    click.echo(f"待生成 {len(report.stale)} 个，未变动 {report.current} 个。")
    for department, why in report.recipients:
        click.echo(f"待分发  {department}：{'；'.join(why)}")
    last = f"上次分发是第 {report.edition} 版" if report.edition else "还没有分发过"
    click.echo(f"待分发 {len(report.recipients)} 个单位；{last}。")
    if report.shown_round is not None:
        print_round(report.shown_round)
    print_problems(report.problems, sys.stderr)
    late = report.shown_round is not None and any(
        row.late and row.state != "complete" for row in report.shown_round.departments
    )
    steps = (("build", "生成", report.stale), ("distribute", "分发", report.recipients), ("remind", "催办", late))
    following = [f"{called(command, workspace)}（{what}）" for command, what, is_due in steps if is_due]
    if following:
        click.echo(f"接着可运行 {'，'.join(following)}。")


def print_restored(report: RestoreReport, workspace: Workspace) -> None:
    """The former ledgers, numbered, or what was brought back."""
    if report.restored:
        print_problems(report.problems, sys.stderr)
        click.echo(f"已恢复 {report.restored}，原来的一份也保留了。")
        click.echo(f"接着运行 {called('check', workspace)} 和 {called('build', workspace)}。")
        return
    for number, each in enumerate(report.ledgers, 1):
        why = f"，{each.why}之前" if each.why else ""
        click.echo(f"{number}  {each.when.replace('T', ' ')}{why}  {each.path}")
    click.echo(f"恢复其中一份：{called('restore 编号', workspace)}。" if report.ledgers else "还没有保留的旧台账。")


def print_round(status: RoundStatus) -> None:
    """How a round stands: totals, then everybody whose report is not complete, or was late."""
    states = [REPORT_WORDS[row.state] for row in status.departments]
    counts = "，".join(f"{word} {states.count(word)} 个" for word in REPORT_WORDS.values())
    late = sum(row.late and row.state == "complete" for row in status.departments)
    click.echo(f"报送期 {status.name}（截止 {status.due or '未定'}）：{counts}，其中迟报 {late} 个。")
    for row in status.departments:
        day = f"（{row.on.isoformat()}）" if row.on else ""
        if row.state == "complete" and row.late:
            click.echo(f"迟报  {row.department}{day}")
        elif row.state != "complete":
            due = "，已过截止日期" if row.late else ""
            click.echo(f"{REPORT_WORDS[row.state]}  {row.department}：{row.tasks} 项，报了 {row.answered} 项{due}")


def print_distributed(report: DistributeReport, workspace: Workspace) -> None:
    """Problems, a line for each department, then what was packed."""
    print_problems(report.problems, sys.stderr)
    if not report.path:
        click.echo("自上次分发以来没有单位的任务变化，不必分发；要再发一次，加 --all 或 --department 单位名称。")
        return
    for department, why in report.recipients:
        click.echo(f"{department}：{'；'.join(why)}")
    count = len(report.recipients)
    round_name = f"{report.round}，" if report.round else ""
    edition = f"{round_name}第 {report.edition} 版（{report.date}）"
    drafts = sum(bool(parcel.draft) for parcel in report.departments)
    mails = f"，邮件草稿 {drafts} 封" if drafts else ""
    click.echo(f"{edition}：{count} 个单位{mails}，已打包 {workspace.output / report.path}")
    click.echo(f"旁边的文件夹里每个单位一份；收回后运行 {called('collect', workspace)}，后面写收回的文件夹。")


def print_reminded(report: RemindReport, workspace: Workspace) -> None:
    """Problems, a line for each department, then where the letters lie and what to do with them."""
    print_problems(report.problems, sys.stderr)
    if not report.departments:
        click.echo("没有单位迟报，没有任务逾期或快到期，不必催办。")
        return
    for reminder in report.departments:
        counts = (("未报送", reminder.missing), ("逾期", reminder.overdue), ("快到期", reminder.soon))
        words = "，".join(f"{word} {len(tasks)} 项" for word, tasks in counts if tasks)
        click.echo(f"{reminder.department}：{words}　{reminder.path}")
    late = sum(reminder.is_late for reminder in report.departments)
    drafts = sum(bool(reminder.draft) for reminder in report.departments)
    name = f"{report.round}：" if report.round else ""
    mails = f"，邮件草稿 {drafts} 封" if drafts else ""
    click.echo(
        f"{name}催办单 {len(report.departments)} 份（其中迟报或逾期 {late} 个单位）{mails}，在 {workspace.output}。"
    )
    if report.unreported:
        click.echo(f"未报送清单：{workspace.output / report.unreported}")
    click.echo(f"收到后运行 {called('collect', workspace)}，后面写收回的文件夹。")


def print_import(report: ImportReport, target: Path) -> None:
    """What was taken for what, how much was mended, and what to do next."""
    from generator.problems import errors_in
    from generator.system.workspace import Workspace

    print_problems(report.problems, sys.stderr)
    for heading, name in report.columns:
        click.echo(f"“{heading}” → {name or '保留原栏目'}")
    for part in report.found:
        click.echo(f"{'' if part.used else '未取 '}{part.place}：{part.tasks} 项任务")
    ledger = report.ledger
    if report.left_out:
        click.echo(f"未取入的文字 {len(report.left_out)} 处（全文见工作表“导入说明”），如：")
    for entry in report.left_out[:SHOWN_LEFT_OUT]:
        text = " ".join(entry.text.split())
        click.echo(f"  {entry.place} {text[:30]}{'…' if len(text) > 30 else ''}（{entry.reason}）")
    counts = f"{len(ledger.tasks)} 条任务，{len(ledger.departments)} 个单位，修正 {len(ledger.repairs)} 处"
    for conflict in report.conflicts:
        click.echo(
            f"冲突  {conflict.task_id} {conflict.heading}：台账 {short(conflict.ours)}，文件 {short(conflict.theirs)}"
        )
    if len(report.added) < len(ledger.tasks):  # else the ledger is new as a whole
        for task in (task for task in ledger.tasks if task.id in report.added):
            click.echo(f"文件新增  {task.id}：{short(task.content)}")
    for task_id, headings in report.changed.items():
        click.echo(f"按文件修改  {task_id}：{'、'.join(headings)}")
    for task_id, headings in report.kept.items():
        click.echo(f"台账改过，与文件不同，保持台账  {task_id}：{'、'.join(headings)}")
    if report.removed:
        click.echo(f"文件里没有了  {'、'.join(report.removed)}（已填报的内容保留在“落实情况”）")
    is_refused = any(problem.code == "ledger-exists" for problem in report.problems)
    preview = "没有写文件，以上是并入（--merge）会有的变动" if is_refused else "只是预览，没有写文件"
    written = f"已写入 {target}" if report.target else preview
    click.echo(f"{written}：{counts}（见工作表“导入说明”）。")
    if report.target and not errors_in(report.problems):
        folder = target.parent
        home = Workspace(folder.parent) if folder.name == "input" else Workspace(Path(), target)
        click.echo(f"接着用 Excel 或 WPS 打开它，照“导入说明”核对，关闭后运行 {called('check', home)}。")


SHOWN_LEFT_OUT = 5
"""Stretches of text that were left out and are shown on screen; all of them stand in 导入说明."""


STATES = {"built": "已生成", "current": "未变动", "failed": "未生成"}


MANY_UNCHANGED = 50
"""Unchanged workbooks from which on they are counted and not listed."""
MANY_BUILT = 200
"""Workbooks that are listed at most; nobody reads a list of thousands."""


def print_table(rows: Iterable[Sequence[str]]) -> None:
    """Workbooks, a row each."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading, justify in (("工作簿", "left"), ("结果", "left"), ("页", "right"), ("行", "right"), ("原因", "left")):
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False).print(table)


def print_build(report: BuildReport, workspace: Workspace, most: int = MANY_BUILT) -> None:
    """A line for each workbook (of many the first `most`, and all that failed), problems, totals, what is next."""
    from generator.problems import errors_in

    unchanged = sum(workbook.state == "current" for workbook in report.workbooks)
    hides = unchanged > MANY_UNCHANGED
    changed = [workbook for workbook in report.workbooks if not hides or workbook.state != "current"]
    shown = changed[:most] + [workbook for workbook in changed[most:] if workbook.state == "failed"]
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
    if any(workbook.state == "failed" for workbook in report.workbooks) or errors_in(report.problems):
        click.echo(f"处理好后再运行 {called('build', workspace)}。")
    else:
        click.echo(f"接着核对、打印；发给各单位运行 {called('distribute', workspace)}。")


def table_row(workbook: Workbook) -> tuple[str, ...]:
    """A workbook in the table: path, state, pages, rows, reasons."""
    pages, rows = (str(workbook.pages), str(workbook.rows)) if workbook.state != "failed" else ("", "")
    return workbook.path, STATES[workbook.state], pages, rows, "；".join(workbook.reasons)


REPORT_WORDS = {"complete": "已报", "partial": "部分填报", "missing": "未报"}


def print_departments(report: CollectReport) -> None:
    """A line for each department that sent something, then who is still missing, then files that are none of ours."""
    for row in report.departments:
        counts = f"{row.tasks} 项，报了 {row.answered} 项，改动 {row.changed} 处，冲突 {row.conflicts} 处"
        where = f"（{row.round}）" if row.round else ""
        waiting = f"，待确认 {row.unconfirmed} 处" if row.unconfirmed else ""
        click.echo(f"{row.department}{where}：{counts}{waiting}，问题 {row.problems} 个  {REPORT_WORDS[row.state]}")
    if report.missing:
        click.echo(f"还没有报的 {len(report.missing)} 个单位：{'、'.join(report.missing)}")
    if report.partial:
        click.echo(f"以前只报了一部分的 {len(report.partial)} 个单位：{'、'.join(report.partial)}")
    for file, reason in report.ignored:
        click.echo(f"未理会  {file}：{reason}")


def print_collected(report: CollectReport, details: bool, workspace: Workspace) -> None:
    """Problems file by file, a line for each department, conflicts (with `details` all edits), totals, what is next."""
    print_problems(report.all_problems, sys.stderr)
    print_departments(report)
    print_edits(report, details)
    states = [file.state for file in report.files]
    words = {"changed": "有变化", "unchanged": "无变化", "rejected": "未收集"}
    words |= {"matched": WAITING} if report.unconfirmed else {}
    counts = "，".join(f"{word} {states.count(state)} 个" for state, word in words.items())
    done = f"已写入台账 {len(report.written)} 个单元格" if report.applied else "未写入台账（加 --apply 写入）"
    click.echo(f"共 {len(states)} 个文件：{counts}。{done}。")
    if not details and (report.decided.changes or report.decided.proposals):
        click.echo("逐处的改动见 --details。")
    if report.written:
        has_rounds = any(row.round for row in report.departments)  # without, status knows nobody who is late
        command, what = ("status", "看谁还没有报") if has_rounds else ("remind", "催办没有报的")
        click.echo(f"接着运行 {called('build', workspace)} 更新汇总表，{called(command, workspace)} {what}。")
    if report.decided.undecided:
        click.echo(
            f"还有 {len(report.decided.undecided)} 处冲突未决定，台账保持原样：用 --ours、--theirs，"
            "或 --conflicts 列出、填好“选择”后用 --choices 交回。",
            err=True,
        )
    if report.unconfirmed:
        files = len({edit.file for edit in report.unconfirmed})
        click.echo(
            f"待确认的 {files} 个文件（{len(report.unconfirmed)} 处）没有写入台账：逐处核对后，"
            "加 --accept-matched --apply 采用；不对的，让单位在发出的分工表里填写。",
            err=True,
        )


def print_edits(report: CollectReport, details: bool) -> None:
    """Conflicts with all three values; with `details` changes and proposals, too."""
    from generator.problems import Place

    decided = report.decided
    kinds = (("变更", decided.changes), ("冲突", decided.conflicts), ("建议", decided.proposals))
    for title, edits in (*kinds, (WAITING, report.unconfirmed)):
        if edits and (details or title != "变更"):
            click.echo(f"{title} {len(edits)} 处")
        for edit in edits if details or title in ("冲突", WAITING) else ():
            who = f" {edit.department}" if edit.department else ""
            click.echo(f"  {edit.task_id}{who} {edit.heading}　{Place(edit.file, edit.sheet, edit.cell)}")
            if edit.kind == "change" or title == WAITING:
                click.echo(f"      {short(edit.ours)} → {short(edit.theirs)}")
                continue
            click.echo(f"      发出时：{short(edit.base or '')}")
            click.echo(f"      {edit.ours_from or '台账现有'}：{short(edit.ours)}")
            click.echo(f"      收回：{short(edit.theirs)}")
            click.echo(f"      {DECISIONS[edit.kind, edit.decision]}")


WAITING = "待确认"
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
        from generator.system.progress import quiet

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
