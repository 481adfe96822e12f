"""The heading of a table, and what stands below it, to what each column holds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from msgspec import Struct

from generator.documents.brackets import CLOSED, OPEN
from generator.documents.deadline_texts import DEADLINE
from generator.documents.grid import Grid, Line
from generator.documents.headings import CONTENT, EXTRA, LABEL, NUMBER, OWN, UNITS, field_of, likely_field_of
from generator.documents.texts import SENTENCE_END, UNIT_END, one_line, plain
from generator.vocabulary import SHARED, TASK_FIELDS, UNIT_COLUMNS, by_heading

FIRST_ROWS = 40
"""Rows in which a heading is looked for: titles and notes may stand above it."""
SAMPLE = 200
WHO_AND_WHEN = frozenset(SHARED)
COUNT = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,4}[）)]?[.．、]?")
OVERSEERS = re.compile("监督|监管|督[导办查]|考核|验收|评分|指导|主管|包联|帮扶|联系|备案|填报|审核")
"""In headings of columns that name others than those who have the task."""
UNIT_WORD = re.compile("单位|部门|科室|处室|股室|责任|主体|机构")
SHARE = re.compile("分工|职责")
GOAL = re.compile("目标$|^目标(?!任务)")
MEASURE = re.compile(
    r"[-—－/%％‰]|[十百千万亿]{0,3}(?:平方|立方)?(?:公里|千米|米|公顷|亩|美?元|吨|公?斤|吨标准煤|千瓦时?|人次?|户次?|家次?|"
    r"个百分点|[个项件头只台套辆座处所条株次天分度床张名场期篇年月日]|万|亿)(?:/[\u4e00-\u9fff]{1,4})?"
)
"""What a number counts (%, 万亩, 万元/人)."""
LAST_BRACKET = re.compile(rf"[{OPEN}][^{OPEN}{CLOSED}]*[{CLOSED}]$")
"""Behind a sentence, whose it is (…。（责任单位：县教育局）)."""
NOT_DUE = re.compile("开|启动|始|来文|发文|印发|收|填|立项|批|成立|上次|上年|任职|出生")
"""In headings of columns of other times than those by which something is due."""
LEAST_TIMES = 3
TASKS = re.compile("(?:工作|主要|重点|目标)?任务|工作事项")
"""Headings under which some documents have names and others what is to be done."""
LEAST_TASK = 8
KIND = re.compile("类[型别]$|性质$|属性$")
"""In headings of columns that say of what kind a task is."""
FEW_MERGED = 0.3
LEAST_TEXT = 4
CLEAR = 1.5
"""How much likelier than the next column the column of contents must be, so that nobody need look at it."""


OWN_HEADINGS = frozenset(by_heading(TASK_FIELDS))
"""Headings that sheet 台账 has already."""


class Columns(Struct, frozen=True):
    """What each column holds: a field's name, ``label``, or an added column under its own heading (``extra``)."""

    names: tuple[str, ...]
    headings: tuple[str, ...]
    rows: int
    """How many rows the heading takes."""
    joined: frozenset[int] = frozenset()
    """Columns whose text belongs behind that of the column to the left: one heading stands over both."""
    doubts: tuple[str, ...] = ()

    def kept_headings(self) -> dict[int, str]:
        """Added column → the heading under which it is kept: no two have the same, and none that of a field of ours."""
        taken = {*OWN_HEADINGS, *self.headings}
        kept: dict[int, str] = {}
        for column in self.all_of(EXTRA):
            heading = self.headings[column] or f"第{column + 1}栏"
            if heading in OWN_HEADINGS or heading in kept.values():
                heading = next(text for n in count(2) if (text := f"{heading}{n}") not in taken)
                taken.add(heading)
            kept[column] = heading
        return kept

    def of(self, name: str) -> int | None:
        """The first column that holds `name`."""
        return self.names.index(name) if name in self.names else None

    def all_of(self, name: str) -> list[int]:
        """Every column that holds `name`."""
        return [column for column, other in enumerate(self.names) if other == name]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that decide whether two tables are of one kind."""
        return frozenset(self.names) & (WHO_AND_WHEN | {CONTENT})

    @property
    def is_task_table(self) -> bool:
        """Whether it has contents, and who has them or by when."""
        return CONTENT in self.names and bool(self.fields & WHO_AND_WHEN)


def find_heading(grid: Grid, chosen: Mapping[str, str]) -> tuple[int, Columns] | None:
    """Where the heading is (index of its first row) and what its columns hold; None where no row is one.

    A heading names the tasks' content, and at least one other column; it may take two rows.
    """
    for index, line in enumerate(grid.lines[:FIRST_ROWS]):
        for rows in (2, 1):
            lines = grid.lines[index : index + rows]
            if len(lines) == rows and (rows == 1 or is_second_row(lines[1], line)):
                headings = stacked(lines)
                if len(set(filter(None, headings))) > 1 and may_be_heading(headings, chosen):
                    columns = columns_of(headings, wide_of(lines), grid.lines[index + rows :], chosen, rows)
                    if is_heading(columns):
                        return index, columns
    return None


def may_be_heading(headings: Sequence[str], chosen: Mapping[str, str]) -> bool:
    """Whether a row may be a heading: most of its texts are short, two of them are known words, none is a number."""
    texts = [text for text in headings if text]
    known = sum(bool(field_of(text) or likely_field_of(text) or text in chosen) for text in texts)
    return (
        known > 1
        and not any(map(str.isdecimal, texts))
        and sum(len(text) <= 20 for text in texts) * 3 >= len(texts) * 2
    )


def is_second_row(line: Line, above: Line) -> bool:
    """Whether a row belongs to the heading above: what it adds are headings under a wide one, the rest is covered."""
    own = [cell for cell in line.cells if not cell.is_empty]
    wide = any(cell.from_left for cell in above.cells)
    return (
        bool(own) and wide and any(cell.from_above for cell in line.cells) and all(len(plain(c.text)) < 12 for c in own)
    )


def stacked(lines: Sequence[Line]) -> tuple[str, ...]:
    """The heading of each column: the lowest text over it; a column under a wide heading and nothing else has that."""
    headings = []
    for column in range(len(lines[0].cells)):
        text = ""
        for line in lines:
            at = column
            while at and line.cells[at].from_left:
                at -= 1
            text = plain(line.cells[at].text) or text
        headings.append(text)
    return tuple(headings)


def wide_of(lines: Sequence[Line]) -> frozenset[int]:
    """The columns that share one heading with the column to the left."""
    last = lines[-1].cells
    return frozenset(
        column
        for column in range(1, len(last))
        if all(line.cells[column].from_left or line.cells[column].from_above for line in lines)
        and any(line.cells[column].from_left for line in lines)
    )


class Look(Struct, frozen=True):
    """What stands in a column: how much text, and of what kind."""

    length: float = 0.0
    sentences: float = 0.0
    """The part of cells that end as sentences do, whatever a bracket behind them says."""
    covered: frozenset[int] = frozenset()
    """The rows in which a cell from above goes on."""
    units: float = 0.0
    measures: float = 0.0
    """The part of cells that say what a number counts."""
    counts: float = 0.0
    """The part of cells that are a mere number."""
    times: float = 0.0
    """The part of cells that say by when."""
    runs: bool = False
    """Whether its cells are 1, 2, 3 and so on."""
    filled: int = 0

    @property
    def merged(self) -> float:
        """The part of its rows in which a cell from above goes on."""
        return len(self.covered) / (len(self.covered) + self.filled) if self.covered else 0.0


def look_at(lines: Sequence[Line], column: int) -> Look:
    """What stands in a column, rows that span the table aside."""
    texts = [
        one_line(line.cells[column].text)
        for line in lines[:SAMPLE]
        if not line.cells[column].is_empty and sum(not cell.is_empty for cell in line.cells) > 1
    ]
    if not texts:
        return Look()
    many = len(texts)
    return Look(
        sum(map(len, texts)) / many,
        sum(bool(SENTENCE_END.search(LAST_BRACKET.sub("", text))) for text in texts) / many,
        frozenset(
            n
            for n, line in enumerate(lines[:SAMPLE])
            if line.cells[column].from_above and not line.cells[column].may_be_empty
        ),
        sum(all(UNIT_END.search(name) for name in re.split(r"[、，；]", text.strip("。等")) if name) for text in texts)
        / many,
        sum(bool(MEASURE.fullmatch(text)) for text in texts) / many,
        sum(bool(COUNT.fullmatch(text)) for text in texts) / many,
        sum(bool(DEADLINE.fullmatch(text)) for text in texts) / many,
        many > 1 and [text.rstrip(".．、") for text in texts] == [str(n) for n in range(1, many + 1)],
        many,
    )


def chosen_heading(headings: Sequence[str], column: int, chosen: Mapping[str, str]) -> str:
    """What somebody said that a column holds: by its heading, one of two equal ones as ``具体要求#2``."""
    heading = headings[column]
    distinct = [n for n in range(len(headings)) if headings[n] == heading]
    place = f"{heading}#{distinct.index(column) + 1}"
    return plain(
        chosen.get(place, "" if any(key.startswith(f"{heading}#") for key in chosen) else chosen.get(heading, ""))
    )


def columns_of(
    headings: tuple[str, ...], wide: frozenset[int], body: Sequence[Line], chosen: Mapping[str, str], rows: int
) -> Columns:
    """What each column holds: as somebody chose, by the table of headings, and by what stands in the column."""
    looks = [look_at(body, column) for column in range(len(headings))]
    fixed = {n: field_of(text) or EXTRA for n in range(len(headings)) if (text := chosen_heading(headings, n, chosen))}
    names = [fixed.get(n) or field_of(heading) or likely_field_of(heading) for n, heading in enumerate(headings)]
    names = [
        OWN if n not in fixed and name == UNITS and look.measures > 0.5 else name
        for n, (name, look) in enumerate(zip(names, looks, strict=True))
    ]
    names = with_numbers(names, headings, looks, wide, fixed)
    names = with_texts(names, headings, looks, fixed)
    names, joined = with_wide(names, looks, wide, fixed)
    names, doubts = with_content(names, headings, looks, fixed)
    names = with_goals(with_merged_labels(names, headings, looks), headings, looks)
    names = without_kinds(names, headings, looks)
    if not {UNITS, "lead_text"} & set(names):
        names = [UNITS if name == "support_text" and "责任" in headings[n] else name for n, name in enumerate(names)]
    names = with_main_units(names, headings, fixed)
    names, times = with_times(names, headings, looks, fixed)
    names = settled(names, headings, joined, fixed)
    doubts = (*doubts, *times, *unread_units(names, headings, looks), *unread_text(names, headings, looks))
    return Columns(tuple(names), headings, rows, joined, doubts)


def with_texts(names: list[str], headings: Sequence[str], looks: Sequence[Look], fixed: Mapping[int, str]) -> list[str]:
    """The names; a heading that only seems to name units (具体任务及责任单位) or persons is judged by what is below it.

    So is 职责分工 beside a column of units.
    """
    named = [n for n, look in enumerate(looks) if names[n] in UNIT_COLUMNS and look.units > 0.5]
    result = list(names)
    for n, (name, heading, look) in enumerate(zip(names, headings, looks, strict=True)):
        is_sure = n in fixed or (field_of(heading) and not (SHARE.search(heading) and named))
        if is_sure:
            continue
        is_share = name == "" and SHARE.search(heading) and CONTENT not in names
        if (name in UNIT_COLUMNS or is_share) and look.sentences > 0.5 and look.units < 0.5:
            result[n] = CONTENT
        elif name == OWN and look.units > 0.6 and UNIT_WORD.search(heading) and not OVERSEERS.search(heading):
            result[n] = "lead_text" if "牵头" in heading else UNITS
    return result


def with_numbers(
    names: list[str], headings: Sequence[str], looks: Sequence[Look], wide: frozenset[int], fixed: Mapping[int, str]
) -> list[str]:
    """The names; a column that counts its rows holds their numbers where no heading of its own says otherwise."""
    numbers = [n for n, look in enumerate(looks) if look.runs and n not in fixed and (n in wide or not headings[n])]
    first = names.index(NUMBER) if NUMBER in names else len(names)
    if first + 1 in wide and first + 1 in numbers and looks[first].counts < 0.5:
        names = [LABEL if n == first else name for n, name in enumerate(names)]
    elif NUMBER in names or not numbers:
        return names
    return [NUMBER if n == numbers[0] else name for n, name in enumerate(names)]


def with_wide(
    names: list[str], looks: Sequence[Look], wide: frozenset[int], fixed: Mapping[int, str]
) -> tuple[list[str], frozenset[int]]:
    """The names with headings that stand over several columns decided.

    A column of mere numbers under such a heading holds the tasks' numbers, or belongs before the label behind it;
    labels nest; the texts of other columns are put together.
    """
    names = list(names)
    joined = set()
    for column in sorted(wide - fixed.keys()):
        first = column - 1
        if names[column] == NUMBER:
            continue
        if looks[first].counts > 0.5 and looks[column].counts < 0.5 and names[first] not in (NUMBER, OWN):
            if NUMBER not in names and first not in fixed:
                names[first] = NUMBER
            else:
                joined.add(column)
        elif names[column] not in (LABEL, NUMBER, "section", "item") and not (
            names[column] == CONTENT and first_is_label(looks, column)
        ):
            joined.add(column)
    return names, frozenset(joined)


def first_is_label(looks: Sequence[Look], column: int) -> bool:
    """Whether the column to the left is so much shorter that it holds names of what stands in this one."""
    return looks[column - 1].length * 2 < looks[column].length and looks[column - 1].sentences < 0.5


def with_content(
    names: list[str], headings: Sequence[str], looks: Sequence[Look], fixed: Mapping[int, str]
) -> tuple[list[str], tuple[str, ...]]:
    """The names with the one column of contents decided, by what stands in it; what is doubtful about it is told.

    Columns before it whose headings might be contents too are its labels, those behind it keep their own heading.
    """
    names = list(names)
    if CONTENT in fixed.values():
        chosen = next(n for n, name in fixed.items() if name == CONTENT)
        return around(names, chosen, fixed), ()
    candidates = [
        n for n, name in enumerate(names) if name in (CONTENT, LABEL) and n not in fixed and looks[n].counts < 0.8
    ]
    if not candidates:
        return names, ()
    candidates += [n for n in stages(names, looks, candidates) if n not in fixed]
    scores = {n: score(headings[n], names[n], looks[n]) for n in candidates}
    best = finest(max(candidates, key=lambda n: (scores[n], n)), candidates, headings, looks)
    sure = [n for n in candidates if field_of(headings[n]) == CONTENT]
    others = sorted((n for n in candidates if n != best and headings[n] != headings[best]), key=scores.__getitem__)
    doubts: tuple[str, ...] = ()
    is_close = bool(others) and scores[others[-1]] * CLEAR > scores[best]
    alike = [
        n for n in others if (names[n] == CONTENT and not GOAL.search(headings[n])) or TASKS.fullmatch(headings[n])
    ]
    alike = [n for n in alike if looks[n].length >= LEAST_TASK and looks[n].covered <= looks[best].covered]
    if not is_close and alike:
        others, is_close = alike, True
    if others and (is_close or not names[best] or (sure and best not in sure)):
        other = sure[-1] if sure and not is_close else others[-1]
        choice = f"如不对请用 --columns {headings[other]}=具体任务"
        doubts = (f"“{headings[best]}”作为具体任务；“{headings[other]}”也可能是，{choice}",)
    return around(names, best, fixed), doubts


def finest(best: int, candidates: Sequence[int], headings: Sequence[str], looks: Sequence[Look]) -> int:
    """The column of contents: not one whose cells stand for several rows that another candidate tells apart."""
    if not looks[best].covered or headings[best] == "具体任务":
        return best
    finer = [
        n for n in candidates if looks[n].covered < looks[best].covered and looks[n].length >= LEAST_TASK and n != best
    ]
    return max(finer, key=lambda n: (-len(looks[n].covered), looks[n].length), default=best)


def stages(names: Sequence[str], looks: Sequence[Look], candidates: Sequence[int]) -> Iterator[int]:
    """The columns of unknown headings that say something in each of the rows over which every candidate is merged."""
    if all(looks[n].merged > FEW_MERGED for n in candidates):
        for n, look in enumerate(looks):
            is_text = look.length >= LEAST_TEXT and max(look.units, look.counts, look.measures, look.times) < 0.5
            if names[n] == "" and is_text and look.merged < FEW_MERGED:
                yield n


def without_kinds(names: list[str], headings: Sequence[str], looks: Sequence[Look]) -> list[str]:
    """The names; behind a label that each row has for itself, what says of what kind it is stands under no label."""
    labels = [n for n, name in enumerate(names) if name == LABEL]
    return [
        EXTRA if n in labels[1:] and KIND.search(headings[n]) and not looks[labels[0]].covered else name
        for n, name in enumerate(names)
    ]


def with_goals(names: list[str], headings: Sequence[str], looks: Sequence[Look]) -> list[str]:
    """The names; what is to be reached (工作目标) is no label of the measures where another column is.

    It is one where it stands for several rows, and not for the same as another label.
    """
    labels = [n for n, name in enumerate(names) if name == LABEL]
    return [
        EXTRA
        if n in labels
        and GOAL.search(heading)
        and any(looks[n].covered in (frozenset(), looks[other].covered) for other in labels if other != n)
        else names[n]
        for n, heading in enumerate(headings)
    ]


def with_merged_labels(names: list[str], headings: Sequence[str], looks: Sequence[Look]) -> list[str]:
    """The names; columns of unknown headings before the contents whose cells stand for several rows are labels."""
    content = names.index(CONTENT) if CONTENT in names else 0
    return [
        LABEL
        if n < content
        and name in (EXTRA, "")
        and look.covered
        and max(look.units, look.counts) < 0.5
        and not (field_of(headings[n]) or likely_field_of(headings[n]))
        else name
        for n, (name, look) in enumerate(zip(names, looks, strict=True))
    ]


def score(heading: str, name: str, look: Look) -> float:
    """How likely a column holds the tasks' contents."""
    word = 1.0 if field_of(heading) == CONTENT else 0.8 if name == CONTENT else 0.55
    if heading == "具体任务":
        word = 4.0
    return (
        word
        * (1 + math.sqrt(min(look.length, 150)))
        * (1 + look.sentences)
        * (1 - look.merged)
        * (0.2 if look.units > 0.8 and look.sentences < 0.5 else 1.0)
    )


def around(names: list[str], content: int, fixed: Mapping[int, str]) -> list[str]:
    """The names with `content` the column of contents: labels to its left, columns of their own to its right."""
    result = []
    for n, name in enumerate(names):
        if n == content:
            result.append(CONTENT)
        elif n in fixed or name not in (CONTENT, LABEL, ""):
            result.append(name)
        elif n < content and name in (CONTENT, LABEL):
            result.append(LABEL)
        else:
            result.append(EXTRA)
    return result


def with_times(
    names: list[str], headings: Sequence[str], looks: Sequence[Look], fixed: Mapping[int, str]
) -> tuple[list[str], tuple[str, ...]]:
    """The names; where no column has the deadlines, the only one of an unknown heading that says by when, and told."""
    found = [
        n
        for n, (name, look) in enumerate(zip(names, looks, strict=True))
        if name in (EXTRA, "")
        and n not in fixed
        and look.filled >= LEAST_TIMES
        and look.times > 0.8
        and headings[n]
        and not (field_of(headings[n]) or NOT_DUE.search(headings[n]))
        and likely_field_of(headings[n]) in ("", CONTENT, LABEL)
    ]
    if "deadline_text" in names or len(found) != 1:
        return names, ()
    doubt = f"“{headings[found[0]]}”一栏里是时间，作为完成时限；如不对请用 --columns {headings[found[0]]}=保留"
    return ["deadline_text" if n in found else name for n, name in enumerate(names)], (doubt,)


def unread_units(names: Sequence[str], headings: Sequence[str], looks: Sequence[Look]) -> Iterator[str]:
    """What is doubtful about columns that hold names of units and are kept under their own headings."""
    for name, heading, look in zip(names, headings, looks, strict=True):
        if name == EXTRA and heading and look.units > 0.6 and UNIT_WORD.search(heading):
            yield f"“{heading}”一栏里是单位，没有作为责任单位；要分给它们请用 --columns {heading}=配合单位"


def with_main_units(names: list[str], headings: Sequence[str], fixed: Mapping[int, str]) -> list[str]:
    """The names; beside a column 牵头单位 those of 主责单位 and 主办单位 are responsible, and lead nothing."""
    leads = [n for n, name in enumerate(names) if name == "lead_text" and n not in fixed]
    led = [n for n in leads if "牵头" in headings[n]]
    if not led or UNITS in names:
        return names
    return [UNITS if n in leads and n not in led else name for n, name in enumerate(names)]


def unread_text(names: Sequence[str], headings: Sequence[str], looks: Sequence[Look]) -> Iterator[str]:
    """What is doubtful about columns of sentences beside contents that are none."""
    content = looks[names.index(CONTENT)] if CONTENT in names else None
    if content is None or content.sentences > 0.3:
        return
    for name, heading, look in zip(names, headings, looks, strict=True):
        if name == EXTRA and heading and look.sentences > 0.5 and look.length > 2 * content.length:
            yield f"“{heading}”一栏里是成句的文字，也可能是具体任务；是的话请用 --columns {heading}=具体任务"


def settled(names: list[str], headings: Sequence[str], joined: frozenset[int], fixed: Mapping[int, str]) -> list[str]:
    """The names, of several columns of the same field all but the first under their own heading.

    Several columns may hold labels, and units (市级责任单位, 县级责任单位), save those who only look on.
    """
    names = [EXTRA if name in (OWN, "") else name for name in names]
    for n in joined:
        names[n] = names[n - 1]
    seen: dict[str, int] = {}
    order = sorted(range(len(names)), key=lambda n: n not in fixed)
    for n in order:
        name = names[n]
        is_more = name in UNIT_COLUMNS and not OVERSEERS.search(headings[n])
        if name in seen and name not in (LABEL, EXTRA) and n not in joined and not is_more:
            names[n] = EXTRA
        seen.setdefault(name, n)
    return names


def is_heading(columns: Columns) -> bool:
    """Whether these are columns of a ledger: contents, and another column that the table of headings knows."""
    known = {name for name in columns.names if name != EXTRA}
    return CONTENT in known and bool(known & (WHO_AND_WHEN | {NUMBER, LABEL, "item", "section"}))
