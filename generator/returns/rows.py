"""The lines of a returned sheet to one record for each task (and department), parts of divided rows joined.

A line belongs to the task whose id it bears. Where the ids stayed behind when the rest was sorted, were cleared, or
the sheet has no id column (the official ledger), what was sent tells which line is which: the texts that nobody fills
in are the same, or, where one of them was reworded, it still stands between its old neighbours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import groupby

from msgspec import Struct, field

from generator.hidden_sheet import MarkedSheet
from generator.model import CONTINUED, same
from generator.model.likeness import likeness
from generator.problems import Place, Problem, error, squeezed, warning
from generator.returns.patterns import field_names, shown
from generator.returns.reading import ReturnedLine, ReturnedSheet, label_of
from generator.returns.words import not_collected
from generator.vocabulary import TASK_VIEW_FIELDS

Base = Callable[[str], "Mapping[str, str] | None"]
"""What was sent of a task, field → text; None where it is not known."""

TELLING = frozenset({"content", "number"})
"""Fields by which people tell tasks apart; where a sheet shows them, a line is recognised by them alone."""


PERSONAL = frozenset(field.name for field in TASK_VIEW_FIELDS if field.is_personal)
"""Fields that tell of one department's part in a task."""


class ReturnedRow(Struct, frozen=True):
    """What a sheet says now of one task: pattern → text."""

    task_id: str
    department: str
    """What stands in the column of the department; empty where there is no such column."""
    rows: tuple[int, ...]
    texts: Mapping[str, str]
    whole: bool = True
    """False where a part of a divided row is missing: only what was filled in can be used."""


class Sorting(Struct, dict=True):
    """The lines of one sheet on their way to tasks."""

    file: str
    sheet: ReturnedSheet
    base: Base
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def divided(self) -> frozenset[str]:
        """The tasks whose row was divided into parts."""
        return frozenset(row.task_id for row in self.marked.rows if row.parts > 1)

    @cached_property
    def asking(self) -> Mapping[str, Sequence[bool]]:
        """Task → whether something is to be filled in beside its rows, one after another."""
        found: dict[str, list[bool]] = defaultdict(list)
        for row in self.marked.rows:
            found[row.task_id].append(not row.asks_nothing)
        return found

    @cached_property
    def stacked(self) -> Mapping[str, int]:
        """Pattern whose column shows something else in another row of a band → the row in which it is; 0: not known."""
        columns = self.marked.columns
        counts = Counter(column.index for column in columns if column.is_input)
        return {column.field: column.band_row for column in columns if column.band_row or counts[column.index] > 1}

    @cached_property
    def beside(self) -> Mapping[str, tuple[str, ...]]:
        """Pattern → the other patterns that its column shows on other rows of a band."""
        columns = self.sheet.columns.items()
        return {
            pattern: tuple(other for other, place in columns if place == column and other != pattern)
            for pattern, column in columns
        }

    @cached_property
    def own(self) -> frozenset[str]:
        """The patterns of which every department's lines say its own; of others a label may stand beside all lines."""
        inputs = self.marked.inputs
        return frozenset(
            pattern
            for pattern in self.sheet.columns
            if pattern in inputs or PERSONAL.intersection(field_names(pattern))
        )

    def is_filled(self, line: ReturnedLine) -> bool:
        """Whether something was filled in beside a line."""
        return any(line.texts.get(pattern) for pattern in self.marked.inputs if pattern not in self.stacked)

    @property
    def marked(self) -> MarkedSheet:
        """The sheet as it was written."""
        return self.sheet.marked

    def place(self, row: int) -> Place:
        """The place of a line."""
        return Place(self.file, self.sheet.name, f"A{row + 1}")

    def fixed_patterns(self) -> tuple[str, ...]:
        """The patterns by which a line is recognised: what nobody fills in, the telling ones alone where any are."""
        fixed = [c.field for c in self.marked.columns if not c.is_input and c.field not in ("id", "department")]
        telling = [pattern for pattern in fixed if TELLING.intersection(field_names(pattern))]
        return tuple(telling or fixed)


def rows_of(file: str, sheet: ReturnedSheet, base: Base) -> tuple[list[ReturnedRow], list[Problem]]:
    """The tasks of a sheet in the order of its lines, and what is wrong with its rows."""
    sorting = Sorting(file, sheet, base)
    owners = by_id(sorting) if sheet.has_ids else by_order(sorting)
    groups: dict[tuple[str, str], list[ReturnedLine]] = defaultdict(list)
    together: dict[str, list[ReturnedLine]] = defaultdict(list)
    above = ("", "")
    for line, task_id in zip(sheet.lines, owners, strict=True):
        if task_id:
            # only the first part of a divided row says whose it is
            continues = task_id == above[0] and task_id in sorting.divided
            above = task_id, line.texts.get("department", "") or (above[1] if continues else "")
            groups[above].append(line)
            together[task_id].append(line)
    expected = expected_lines(sorting)
    rows = []
    for (task_id, department), lines in groups.items():
        kept = without_doubles(sorting, task_id, lines, max(expected[task_id]))
        if kept:
            whole = len(kept) in expected[task_id]
            rows.append(joined(sorting, task_id, department, kept, together[task_id], whole))
    report_missing(sorting, {task_id for task_id, _ in groups})
    return rows, sorting.problems


def expected_lines(sorting: Sorting) -> Mapping[str, set[int]]:
    """How many lines a task may take (of one department, where the sheet has a column for it)."""
    if "department" not in sorting.sheet.columns:
        return {task_id: {count} for task_id, count in Counter(row.task_id for row in sorting.marked.rows).items()}
    found: dict[str, set[int]] = defaultdict(set)
    for row in sorting.marked.rows:
        found[row.task_id].add(max(row.parts, 1))
    return found


# ------------------------------------------------------------------------------------------ which line is which


def identity(patterns: Sequence[str], texts: Mapping[str, str]) -> tuple[str, ...]:
    """What a line is recognised by."""
    return tuple(squeezed(texts.get(pattern, "")) for pattern in patterns)


def sent_identities(sorting: Sorting, patterns: Sequence[str]) -> dict[tuple[str, ...], str]:
    """What lines were recognised by when they were sent → task; only what is one task's alone."""
    found: dict[tuple[str, ...], str] = {}
    doubled = set()
    for task_id in dict.fromkeys(row.task_id for row in sorting.marked.rows):
        key = sent_identity(sorting, patterns, task_id)
        if any(key):
            if key in found:
                doubled.add(key)
            found[key] = task_id
    return {key: task_id for key, task_id in found.items() if key not in doubled}


def sent_identity(sorting: Sorting, patterns: Sequence[str], task_id: str) -> tuple[str, ...]:
    """What the line of a task was recognised by when it was sent; blank where that is not known."""
    base = sorting.base(task_id)
    return tuple(squeezed((shown(pattern, base) if base else None) or "") for pattern in patterns)


def by_id(sorting: Sorting) -> list[str]:
    """The task of every line by its id; empty for lines that are nobody's."""
    marked = {row.task_id for row in sorting.marked.rows}
    patterns = sorting.fixed_patterns()
    sent = sent_identities(sorting, patterns)
    has_content = any("content" in field_names(pattern) for pattern in patterns)
    borne = {line.task_id for line in sorting.sheet.lines}
    owners, moved, above = [], [], ""
    last: Mapping[str, str] = {}
    counts: Counter[str] = Counter()
    expected = expected_lines(sorting)
    for line in sorting.sheet.lines:
        owner = line.task_id if line.task_id in marked else ""
        by_text = sent.get(identity(patterns, line.texts), "")
        if owner and has_content and by_text and by_text != owner:
            owner = by_text
            moved.append(line)
        elif not owner and by_text and by_text not in borne:
            owner = by_text
            sorting.problems.append(
                warning(
                    "id-restored",
                    sorting.place(line.row),
                    f"这一行的标识被清除或改动，按内容认出是任务 {owner}",
                    "已照常收集，请核对。",
                )
            )
        elif not (owner or line.task_id or is_foot(line)) and counts[above] < max(expected.get(above, ()), default=0):
            is_strange = sorting.is_filled(line) and not any(sorting.asking[above][counts[above] :])
            owner = "" if is_strange else above
            # below a merged cell a line says what the line above says
            if is_strange and any(line.texts.get(name) not in ("", last.get(name)) for name in sorting.marked.inputs):
                report_stranger(sorting, line)
        elif not owner:
            report_stranger(sorting, line)
        counts[owner] += 1
        above, last = owner or above, line.texts
        owners.append(owner)
    if moved:
        sorting.problems.append(
            warning(
                "ids-moved",
                sorting.place(moved[0].row),
                f"排序时标识列没有跟着移动（{len(moved)} 行），已按具体任务认出各行",
                "请核对收集到的内容。",
            )
        )
    return owners


def is_foot(line: ReturnedLine) -> bool:
    """Whether a line is one for signatures."""
    return any(map(label_of, (*line.texts.values(), *line.others)))


def report_stranger(sorting: Sorting, line: ReturnedLine) -> None:
    """Name a line that is no task's but in which something was filled in."""
    inputs = sorting.marked.inputs
    if is_foot(line):
        return
    if line.task_id:
        sorting.problems.append(
            error(
                "unknown-id",
                sorting.place(line.row),
                f"标识“{line.task_id}”不是这份表里的任务，这一行未收集",
                "请改回原来的标识，或让对方重新填写。",
            )
        )
    elif any(line.texts.get(pattern) for pattern in inputs):
        filled = "；".join(line.texts[pattern] for pattern in line.texts if pattern in inputs and line.texts[pattern])
        sorting.problems.append(
            warning(
                "row-without-id",
                sorting.place(line.row),
                f"新增的行不对应任何任务，未收集：{filled[:60]}",
                "如有用，请手工录入台账。",
            )
        )
    else:
        report_words(sorting, line)


def report_words(sorting: Sorting, line: ReturnedLine) -> None:
    """Name what stands on a line that is no task's, and that is neither a heading nor what was sent of a task."""
    headings = {squeezed(column.heading) for column in sorting.marked.columns}
    ids = dict.fromkeys(row.task_id for row in sorting.marked.rows)
    sent = {squeezed(text) for task_id in ids for text in (sorting.base(task_id) or {}).values()}
    texts = dict.fromkeys((*line.texts.values(), *line.others))
    words = [text for text in texts if text and squeezed(text) not in headings | sent]
    if words:
        advice = "如是填报内容，请填在任务那一行的格子里，再收集一次。"
        place = sorting.place(line.row)
        sorting.problems.append(not_collected(place, "这一行不是任务，写的字未收集", advice, words))


def by_order(sorting: Sorting) -> list[str]:
    """The task of every line of a sheet without ids: equal texts first, the rest by order between those."""
    lines = sorting.sheet.lines
    order = [row.task_id for row in sorting.marked.rows]
    by_row = {row.index: position for position, row in enumerate(sorting.marked.rows)}
    patterns = sorting.fixed_patterns()
    sent = [sent_identity(sorting, patterns, task_id) for task_id in order]
    now = [identity(patterns, line.texts) for line in lines]
    if not any(map(any, sent)):
        return [order[by_row[line.row]] if line.row in by_row else "" for line in lines]
    owners = [""] * len(lines)
    mine = theirs = 0
    matcher = SequenceMatcher(None, sent, now, autojunk=False)
    for block in matcher.get_matching_blocks():
        pair_rest(order, owners, (mine, block.a), (theirs, block.b), sent, now)
        for step in range(block.size):
            owners[block.b + step] = order[block.a + step]
        mine, theirs = block.a + block.size, block.b + block.size
    return owners


def pair_rest(
    order: Sequence[str],
    owners: list[str],
    mine: tuple[int, int],
    theirs: tuple[int, int],
    sent: Sequence[tuple[str, ...]],
    now: Sequence[tuple[str, ...]],
) -> None:
    """Pair rows that were changed between two that were not: one by one where they are as many, else the most alike."""
    left = list(range(*mine))
    right = [number for number in range(*theirs) if any(now[number])]
    if len(left) == len(right):
        for position, number in zip(left, right, strict=True):
            owners[number] = order[position]
        return
    start = 0
    for position in left:
        best = max(range(start, len(right)), key=lambda at: line_likeness(sent[position], now[right[at]]), default=None)
        if best is not None and line_likeness(sent[position], now[right[best]]) >= 0.5:
            owners[right[best]] = order[position]
            start = best + 1


def line_likeness(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """How alike a line that was sent and one that came back are, 0 to 1; a part of what was sent is all like it."""
    sent, now = "".join(first), "".join(second)
    part = now.removeprefix(CONTINUED)
    is_part = part in sent if part != now else sent.startswith(now)
    return 1.0 if is_part else likeness(sent, now)


# ------------------------------------------------------------------------------------------ joining and reporting


def without_doubles(sorting: Sorting, task_id: str, lines: list[ReturnedLine], expected: int) -> list[ReturnedLine]:
    """The lines of one task; none where a row was copied and it is not certain which copy counts."""
    filled = [line for line in lines if sorting.is_filled(line)]
    asking = sorting.asking[task_id]
    is_doubled = any(asking) and not all(asking) and len(filled) > sum(asking)
    if len(lines) <= expected and not is_doubled:
        return lines
    expected = sum(asking) if is_doubled else expected
    lines = filled if is_doubled else lines
    kept: list[ReturnedLine] = []
    for line in lines:
        if all(line.texts != other.texts for other in kept):
            kept.append(line)
    if len(kept) <= expected:
        return kept
    numbers = "、".join(str(line.row + 1) for line in lines)
    sorting.problems.append(
        error(
            "doubled-id",
            sorting.place(lines[0].row),
            f"任务 {task_id} 出现了 {len(lines)} 次（第 {numbers} 行），内容不同，未收集",
            "请只留一行，再收集一次；或向对方核实。",
        )
    )
    return []


def joined(
    sorting: Sorting,
    task_id: str,
    department: str,
    lines: Sequence[ReturnedLine],
    together: Sequence[ReturnedLine],
    whole: bool,
) -> ReturnedRow:
    """The record of one task from its lines.

    What is the task's own may be one label beside the lines of several departments (`together`).
    """
    base = sorting.base(task_id) or {}
    inputs = sorting.marked.inputs
    divided = task_id in sorting.divided
    texts = {}
    stacked = of_band(sorting, task_id, lines) if sorting.stacked else {}
    for pattern in sorting.sheet.columns:
        own = shown(pattern, base)
        if pattern in sorting.stacked:
            if pattern in stacked:
                texts[pattern] = join(stacked[pattern], own, divided, pattern in inputs)
            continue
        if pattern in sorting.own:
            said = [line.texts.get(pattern, "") for line in lines]
        else:
            said = [text for text, _ in groupby(line.texts.get(pattern, "") for line in together)]
        if sorting.beside[pattern]:
            others = {shown(other, base) for other in sorting.beside[pattern]} - {own}
            said = [text for text in said if text not in others] if any(others) else said
        texts[pattern] = join(said, own, divided, pattern in inputs)
    return ReturnedRow(task_id, department, tuple(line.row for line in lines), texts, whole)


def of_band(sorting: Sorting, task_id: str, lines: Sequence[ReturnedLine]) -> Mapping[str, Sequence[str]]:
    """What stands in each row of a band, by the pattern that is filled in there; nothing where rows are gone or added.

    Patterns share a column, so that only the row says which of them a text is.
    """
    rows = [row.band_row for row in sorting.marked.rows if row.task_id == task_id]
    if len(rows) == len(lines) and all(sorting.stacked.values()):
        return {
            pattern: [line.texts.get(pattern, "") for line, row in zip(lines, rows, strict=True) if row == own]
            for pattern, own in sorting.stacked.items()
        }
    said = dict.fromkeys(text for line in lines for pattern in sorting.stacked if (text := line.texts.get(pattern)))
    if said:
        message = f"任务 {task_id} 分不清填的是哪一栏（发出时 {len(rows)} 行，现在 {len(lines)} 行），未收集："
        advice = "请让对方在原表上按原来的行填写，重新发送；或直接录入台账。"
        place = sorting.place(lines[0].row)
        sorting.problems.append(error("band-broken", place, message + "；".join(said)[:60], advice))
    return {}


AGAIN = "（续）"
"""What a label that is printed again on the next page may end with."""


def join(texts: Sequence[str], sent: str | None, divided: bool, is_input: bool) -> str:
    """One text from those of several lines: `sent` where it still says that, whatever lines it was divided into.

    A text that every part repeats is one; parts of a divided text follow one another; what was filled in beside
    several parts of a row that had nothing there stands one below the other.
    """
    if sent is not None and (texts == [sent] or all(same(text, sent) for text in texts)):
        return sent
    bare = [text.removeprefix(CONTINUED) for text in texts]
    if not is_input:
        bare = [text.removesuffix(AGAIN) for text in bare]
    filled = [text for text in bare if text]
    if not filled:
        return ""
    if sent is not None and squeezed("".join(filled)) == squeezed(sent):
        return sent
    if len(set(filled)) == 1:
        return filled[0]
    if sent is not None and any(same(text, sent) for text in filled):
        # a label that is repeated on several lines, or another row of the band: what differs from it is the edit
        changed = list(dict.fromkeys(text for text in filled if not same(text, sent)))
        return "\n".join(changed)
    return ("\n" if is_input and not (sent or "").strip() else "" if divided else "\n").join(filled)


def report_missing(sorting: Sorting, found: Iterable[str]) -> None:
    """Name the tasks whose rows are gone."""
    present = set(found)
    absent = [
        task_id for task_id in dict.fromkeys(row.task_id for row in sorting.marked.rows) if task_id not in present
    ]
    if absent:
        names = "、".join(absent[:10]) + ("等" if len(absent) > 10 else "")
        sorting.problems.append(
            error(
                "rows-removed",
                Place(sorting.file, sorting.sheet.name),
                f"少了 {len(absent)} 项任务的行或标识：{names}，这几项未收集",
                "请让对方不要删行，在原表上补填后重新发送。",
            )
        )
