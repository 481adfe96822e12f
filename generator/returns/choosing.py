"""Conflicts to a workbook in which staff choose, and that workbook (or the JSON of ``collect --json``) to choices."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.excel import MAX_CELL_CHARACTERS, UNWRITABLE, column_letters
from generator.lengths import CharWidth, Pt
from generator.model import (
    Alignment,
    Attachments,
    Book,
    Border,
    Column,
    Fill,
    Font,
    Ledger,
    PageSetup,
    Range,
    Sheet,
    SheetRow,
    SheetView,
    Side,
    Style,
    Validation,
    as_text,
    same,
)
from generator.problems import Place, Problem, error, errors_in, warning
from generator.returns.current import Current
from generator.returns.deciding import Choice, ChoiceKey, Choices, Decided, Decision
from generator.returns.edits import HEADINGS, Edit
from generator.system import screening
from generator.system.disk import bytes_of
from generator.vocabulary import SHEET_CONFLICTS

DECISIONS: Mapping[str, Decision] = {"台账": "ours", "收回": "theirs", "改为": "text"}
"""What staff write in the column 选择."""
WORDS = {decision: word for word, decision in DECISIONS.items()}
COLUMNS = (
    ("标识", "task_id", 8),
    ("序号", "number", 6),
    ("单位", "department", 14),
    ("期次", "round", 11),
    ("栏目", "heading", 12),
    ("发出时", "base", 34),
    ("台账现有", "ours", 34),
    ("收回", "theirs", 34),
    ("选择", "decision", 8),
    ("改为", "text", 34),
    ("来源文件", "file", 24),
    ("字段", "field", 10),
)
"""Heading, field of an Edit, width."""


def as_book(conflicts: Sequence[Edit]) -> Book:
    """The workbook in which staff choose: one row a conflict, a list in the column 选择."""
    side = Side("thin", "000000")
    grid = Border(side, side, side, side)
    styles = (
        Style(Font("宋体", Pt(12), bold=True), Fill("solid", "D9E2F3"), grid, Alignment("center", "center", wrap=True)),
        Style(Font("宋体", Pt(12)), border=grid, alignment=Alignment(vertical="top", wrap=True), number_format="@"),
    )
    lines = [SheetRow(tuple(heading for heading, _, _ in COLUMNS), (0,) * len(COLUMNS), None)]
    for edit in conflicts:
        values = {name: getattr(edit, name) for _, name, _ in COLUMNS} | {"decision": WORDS.get(edit.decision)}
        lines.append(SheetRow(tuple(values[name] or None for _, name, _ in COLUMNS), (1,) * len(COLUMNS), None))
    choice = [name for _, name, _ in COLUMNS].index("decision")
    chosen = Range(1, choice, max(len(lines), 2), choice + 1)
    sheet = Sheet(
        name=SHEET_CONFLICTS,
        columns=tuple(Column(CharWidth(width)) for _, _, width in COLUMNS),
        rows=tuple(lines),
        merges=(),
        breaks=(),
        print_titles=(0, 1),
        title_columns=None,
        page=PageSetup(landscape=True, fit_width=1),
        view=SheetView(freeze_rows=1),
        protection=None,
        attachments=Attachments(
            validations=(Validation((chosen,), "list", formula1=f'"{",".join(DECISIONS)}"', show_error=True),)
        ),
        default_height=Pt(14.25),
    )
    return Book((sheet,), styles, title="收集时的冲突")


def read_choices(path: Path) -> tuple[dict[ChoiceKey, Choice], tuple[Problem, ...]]:
    """The choices of a file: a workbook of ours, or JSON with ``conflicts`` that have a ``decision`` (and ``text``)."""
    try:
        records = from_json(path) if path.suffix.lower() == ".json" else from_workbook(path)
    except (OSError, ValueError, RecursionError):
        return {}, (
            error(
                "bad-choices",
                Place(str(path)),
                "选择文件读不出来",
                "请用 collect --conflicts 生成的工作簿，或 collect --json 的输出，填好选择后再用。",
            ),
        )
    problems = []
    choices: dict[ChoiceKey, Choice] = {}
    for place, record in records:
        decision = record["decision"]
        if decision not in ("", "ours", "theirs", "text"):
            problems.append(
                error(
                    "bad-choice",
                    place,
                    f"选择“{decision}”看不懂",
                    f"请填：{'、'.join(DECISIONS)}（JSON 里是 ours、theirs、text）。",
                )
            )
        elif decision == "text" and not record["text"]:
            problems.append(
                error(
                    "no-text",
                    place,
                    f"任务 {record['task_id']} 选择了“改为”，没有写改为什么",
                    "请在“改为”一栏写上（JSON 里是 text）；要留空白的，请直接改台账。",
                )
            )
        elif decision:
            key = (
                record["task_id"],
                record["department"],
                record["round"],
                record["field"],
                record["ours"],
                record["theirs"],
            )
            choices[key] = Choice(decision, record["text"], place)
    return choices, tuple(problems)


def without_effect(choices: Choices, decided: Decided, ledger: Ledger) -> Iterator[Problem]:
    """A warning for each choice that decided nothing and is not what `ledger` says as it is now."""
    current = Current(ledger)
    for key, choice in choices.items():
        task_id, department, round_name, name, ours, theirs = key
        answer = current.answer(task_id, department, round_name) if department else None
        now = getattr(answer, name, "") if department else current.text(task_id, name)
        wanted = {"ours": ours, "theirs": theirs, "text": choice.text}[choice.decision]
        if key in decided.chosen or same(as_text(now), wanted):
            continue
        who = f"任务 {task_id}{f'“{department}”' if department else ''}的“{HEADINGS.get(name, name)}”"
        message = f"{who}选了“{WORDS[choice.decision]}”，没有起作用：没有“{ours[:30]}”与“{theirs[:30]}”的冲突"
        advice = "冲突已经变了，或表里的字改过；请用 collect --conflicts 重新列出，再选。"
        yield warning("choice-without-effect", choice.place, message, advice)


NAMES = ("task_id", "department", "field", "ours", "theirs", "decision", "text")
ROUND = "round"
"""Not in the files of earlier programs: their choices are of no round."""


def from_json(path: Path) -> Iterable[tuple[Place, dict[str, Any]]]:
    """The conflicts of a JSON document, or of a list of them; raises ValueError where there is anything else."""
    document = json.loads(bytes_of(path).decode("utf-8-sig"))
    conflicts = document.get("conflicts") if isinstance(document, dict) else document
    if not isinstance(conflicts, list):
        raise ValueError("no conflicts")
    return [(Place(str(path), "", f"/conflicts/{n}"), record_of(each)) for n, each in enumerate(conflicts)]


def record_of(conflict: object) -> dict[str, Any]:
    """What a conflict of a JSON document says, as far as a choice needs it; raises ValueError where it is no text."""
    if not isinstance(conflict, dict):
        raise ValueError("no conflict")
    record = {name: conflict.get(name) for name in (*NAMES, ROUND)}
    if any(isinstance(value, (list, dict)) for value in record.values()):
        raise ValueError("no text")
    return {name: writable("" if value is None else as_text(value)) for name, value in record.items()}


def writable(text: str) -> str:
    """A text that a workbook can hold; raises ValueError for any other."""
    if UNWRITABLE.search(text) or len(text) > MAX_CELL_CHARACTERS:
        raise ValueError("no text of a workbook")
    return text


def from_workbook(path: Path) -> Iterable[tuple[Place, dict[str, Any]]]:
    """The rows of the workbook that `as_book` makes; raises ValueError where it is none."""
    import python_calamine

    if not path.is_file() or errors_in(screening.inspect(path, str(path))):
        raise ValueError("may not be opened")
    try:
        with screening.panic_as_damage(), python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            name = SHEET_CONFLICTS if SHEET_CONFLICTS in workbook.sheet_names else workbook.sheet_names[0]
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as failure:
        raise ValueError(str(failure)) from failure
    fields = {heading: name for heading, name, _ in COLUMNS}
    heading = rows[0] if rows else []
    places = {fields[as_text(cell)]: column for column, cell in enumerate(heading) if as_text(cell) in fields}
    if not places.keys() >= set(NAMES):
        raise ValueError("no columns of ours")
    records = []
    for number, row in enumerate(rows[1:], 2):
        record = {name: as_text(row[places[name]]) if name in places else "" for name in (*NAMES, ROUND)}
        record["decision"] = DECISIONS.get(record["decision"], record["decision"])
        records.append((Place(str(path), name, f"{column_letters(places['decision'])}{number}"), record))
    return records
