"""The rows of a table, put together, to tasks: their numbers and units, their texts without the breaks of the paper."""

from __future__ import annotations

import re
from functools import reduce
from typing import Any

from msgspec import Struct, field

from generator.documents.columns import Columns
from generator.documents.grid import Line
from generator.documents.headings import CONTENT, EXTRA, LABEL, NUMBER
from generator.documents.labels import LABEL_AT_START
from generator.documents.places_of_statements import statements_in
from generator.documents.statements import Statement, labelled
from generator.documents.texts import SEPARATOR, UNIT_END, one_line, unit_list
from generator.model import Repair, Task
from generator.vocabulary import PLACE_IN_DOCUMENT, SAME_AS_ABOVE, SHARED, UNIT_COLUMNS

LEADING_NUMBER = re.compile(r"^\s*(\d{1,4})\s*(?:[.．、](?!\d)\s*|(?=[^\d.．、%年月日个项万亿条—~-]))")
NO_CONTENT = "这一行没有任务内容"


class Draft(Struct):
    """A task while its row is put together; cells by column."""

    cells: dict[int, str]
    place: str
    shared: set[int] = field(default_factory=set)
    """Columns whose cell is covered from above."""
    number_shared: bool = False
    section: str = ""
    item: str = ""
    begins_page: bool = False
    number: str = ""


class DraftedRows(Struct, kw_only=True):
    """The rows that were put together, and what is told about them, to tasks."""

    columns: Columns
    goes_on_below: bool = False
    """Whether rows without number and units, among others that have both, belong to who has the one above."""
    drafts: list[Draft] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    doubts: list[tuple[str, str, str]] = field(default_factory=list)
    """Place, text and what is doubtful about it."""
    left_out: list[tuple[str, str, str]] = field(default_factory=list)
    """Place, text and reason of rows that are neither task nor label."""
    titles: dict[str, str] = field(default_factory=dict)
    """Rows that span the table, with their places, below which no task was found yet."""
    label_columns: list[int] = field(default_factory=list)
    """The columns of labels, from the widest to the narrowest."""
    kept_headings: dict[int, str] = field(default_factory=dict)
    wordings: dict[int, str] = field(default_factory=dict)
    """Of the columns that share a field with another, the text last read."""
    widths: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Column of units → the characters of its widest line, and of the lines behind which its width breaks names."""
    table: str = ""
    """The table's name, for the column 出处 that says where in the document a task stands; empty for no such column."""

    def told(self, place: str, column: int | None, before: str, after: str, reason: str) -> None:
        """Note a repair."""
        where = f"{place}·{self.columns.headings[column]}" if column is not None else place
        self.repairs.append(Repair(where, before, after, reason))

    @property
    def unit_columns(self) -> list[int]:
        """The columns of who has the tasks."""
        return [n for n, name in enumerate(self.columns.names) if name in UNIT_COLUMNS[:2]]

    def has_no_units(self, line: Line) -> bool:
        """Whether a row leaves the units, which each task has, to the row above."""
        return bool(self.unit_columns) and all(line.cells[n].is_empty for n in self.unit_columns)

    def tasks(self, keep_pages: bool) -> tuple[Task, ...]:
        """The tasks, numbered; rows that hold no task are left out."""
        for draft in self.drafts:
            self.with_content(draft)
        content = self.columns.of(CONTENT) or 0
        for draft in self.drafts:
            if not draft.cells.get(content, "").strip():
                text = " | ".join(map(one_line, draft.cells.values()))
                self.left_out.append((draft.place, text, NO_CONTENT))
                if any(draft.cells.get(n, "").strip() for n in self.unit_columns):
                    self.doubts.append((draft.place, text, f"{NO_CONTENT}，但写了责任单位，未作为任务，请核对"))
        self.drafts = [draft for draft in self.drafts if draft.cells.get(content, "").strip()]
        for draft in self.drafts:
            for label in (draft.section, *draft.item.split(" / ")):
                self.titles.pop(label, None)
        self.left_out += [(place, title, "标题下面没有任务") for title, place in self.titles.items()]
        self.number_all()
        return tuple(self.task(draft, keep_pages) for draft in self.drafts)

    def with_content(self, draft: Draft) -> None:
        """A row whose name says all: it is the content too."""
        content = self.columns.of(CONTENT) or 0
        if draft.cells.get(content, "").strip():
            return
        name = next(
            (draft.cells[column] for column in reversed(self.label_columns) if draft.cells.get(column, "").strip()), ""
        )
        if name:
            draft.cells[content] = name
            self.told(draft.place, content, "", one_line(name), "具体任务为空，取同一行的任务名称，请核对")

    def number_all(self) -> None:
        """Numbers as printed; those that the source lost are restored where the ones around them say what they were."""
        column, content = self.columns.of(NUMBER), self.columns.of(CONTENT) or 0
        last = 0
        for draft in self.drafts:
            if column is not None:
                draft.number = one_line(draft.cells.pop(column, "")).rstrip(".．、")
            elif (match := leading_number(draft.cells.get(content, ""), last)) and not counts_itself(match):
                last = int(match[1])
                self.take_number_off(draft, content, match)
        numbered = sum(bool(draft.number) or draft.number_shared for draft in self.drafts)
        if numbered * 2 <= len(self.drafts) and not self.goes_on_below:
            self.number_anew(none_before=not numbered)
            return
        for n, draft in enumerate(self.drafts):
            if not draft.number:
                following = next((later.number for later in self.drafts[n + 1 :] if later.number), "")
                self.restore(self.drafts[n - 1].number if n else "0", draft, following)

    def take_number_off(self, draft: Draft, content: int, match: re.Match[str]) -> None:
        """The number before a text stands for itself."""
        text = draft.cells[content]
        draft.number = match[1]
        draft.cells[content] = text[match.end() :]
        if not re.match(r"[.．、]", text[match.end(1) :].lstrip()):
            after = f"{match[1]}.{text[match.end() :][:10]}"
            self.told(draft.place, content, text[:12], after, "编号后缺少标点，已与正文分开")

    def restore(self, last: str, draft: Draft, following: str) -> None:
        """A missing number: that of the merged cell above, or the next one if one is left out."""
        is_next = last.isdigit() and following.isdigit() and int(following) == int(last) + 1
        if draft.number_shared or is_next or (self.goes_on_below and not following):
            draft.number = last
        elif last.isascii() and last.isdigit():
            draft.number = str(int(last) + 1)
            self.told(draft.place, self.columns.of(NUMBER), "", draft.number, "原文编号缺失，按前后顺序补上")

    def number_anew(self, none_before: bool) -> None:
        """Numbers for a table that has none."""
        for number, draft in enumerate(self.drafts, 1):
            if none_before or not draft.number:
                draft.number = str(number)
        if self.drafts:
            self.told("全表", None, "", f"1—{len(self.drafts)}", "原文没有编号，按顺序编号")

    def task(self, draft: Draft, keep_pages: bool) -> Task:
        """A draft as a task."""
        values: dict[str, str] = {}
        extra: list[tuple[str, str | None]] = []
        for column, name in enumerate(self.columns.names):
            if name in (LABEL, NUMBER, "section", "item") or column in self.columns.joined:
                continue
            if name in UNIT_COLUMNS and len(self.columns.all_of(name)) > 1:
                values[name] = join(values.get(name, ""), self.spelled_out(draft, column))
                continue
            text = SAME_AS_ABOVE if column in draft.shared else self.cleaned(draft, column)
            if name == EXTRA:
                extra.append((self.kept_headings[column], text or None))
            else:
                values[name] = text
        if values.get("units_text") and not (values.get("lead_text") or values.get("support_text")):
            values |= self.by_labels(draft)
        if not set(UNIT_COLUMNS) & set(self.columns.names):
            values |= self.by_brackets(draft, values["content"]) or self.by_label_brackets(draft)
        if self.table and all(name != PLACE_IN_DOCUMENT for name, _ in extra):  # the document's own 出处 stays
            extra.append((PLACE_IN_DOCUMENT, self.placed(draft)))
        page = values.pop("starts_page", "") == "是" or (keep_pages and draft.begins_page)
        given: dict[str, Any] = {name: values.get(name, "") for name in ("content", *SHARED, "remark")}
        return Task(
            id=values.get("id", ""),
            number=draft.number,
            section=draft.section,
            item=draft.item,
            starts_page=page,
            **given,
            extra=tuple(extra),
        )

    def widest(self, column: int) -> tuple[int, int]:
        """The characters of the widest line of a column in which line breaks alone part names; 0 for other columns.

        And those of a column whose width breaks names; 0 where it breaks none.
        """
        if column not in self.widths:
            cells = [draft.cells.get(column, "") for draft in self.drafts]
            lists = [cell.split("\n") for cell in cells if "\n" in cell and SEPARATOR.search("".join(cell.split()))]
            broken = any(is_cut(SEPARATOR.split(line)[-1]) for lines in lists for line in lines[:-1])
            longest = max((len(line) for cell in cells for line in cell.split("\n")), default=0)
            self.widths[column] = (0 if lists else longest, longest if broken else 0)
        return self.widths[column]

    def spelled_out(self, draft: Draft, column: int) -> str:
        """A cell of one of several columns of a field: what stands above where it is merged with that."""
        if column not in draft.shared:
            self.wordings[column] = self.cleaned(draft, column)
        return self.wordings.get(column, "")

    def placed(self, draft: Draft) -> str:
        """The place of a task with the name of its table."""
        return f"{self.table}{draft.place}" if draft.place.startswith("第") else draft.place

    def by_labels(self, draft: Draft) -> dict[str, str]:
        """The fields of units that one cell tells apart by labels (牵头单位：X 配合单位：Y); empty if it does not."""
        column = self.columns.of("units_text")
        text = labelled_lines(draft.cells.get(column or 0, ""))
        statement = labelled(text) if column is not None and column not in draft.shared else None
        if statement is None or statement.people or statement.rules:
            return {}
        if not (statement.lead or statement.support or (statement.units and statement.deadline)):
            return {}
        fields = {"units_text": statement.units, "lead_text": statement.lead, "support_text": statement.support}
        if statement.deadline and self.columns.of("deadline_text") is None:
            fields["deadline_text"] = statement.deadline
        elif statement.deadline:
            return {}
        shown = "；".join(filter(None, fields.values()))
        self.told(draft.place, column, text, shown, "一格里写了牵头、配合等单位，已分到各栏")
        return {name: unit_list(value) for name, value in fields.items()}

    def by_brackets(self, draft: Draft, content: str) -> dict[str, str]:
        """The units that the brackets of a task's text state, where the table has no column of them."""
        stated = [(start, end, s) for start, end, s in statements_in(content) if s.names_units]
        if not stated:
            return {}
        statement = reduce(Statement.joined, (s for _, _, s in stated))
        fields = {"units_text": statement.units, "lead_text": statement.lead, "support_text": statement.support}
        if statement.deadline and self.columns.of("deadline_text") is None:
            fields["deadline_text"] = statement.deadline
        start, end, _ = stated[0]
        if len(stated) == 1 and not content[end:].strip("。；; ") and not set(statement.rules):
            fields["content"] = content[:start].rstrip() + content[end:].strip("；; ")
        if len(stated) > 1:
            self.doubts.append((draft.place, statement.source, "一格里有几处责任单位，已作为这一项共用，请核对"))
        self.told(draft.place, self.columns.of(CONTENT), content, statement.source, "正文括号里的责任单位，已取出")
        return fields

    def by_label_brackets(self, draft: Draft) -> dict[str, str]:
        """The units that a bracket at the end of a task's own label states, where neither column nor text names any."""
        for level in ("item", "section"):
            label = getattr(draft, level)
            for start, end, statement in statements_in(label):
                if statement.names_units and not label[end:].strip("。；; "):
                    setattr(draft, level, label[:start].rstrip())
                    self.told(draft.place, None, label, statement.source, "任务名称括号里的责任单位，已取出")
                    fields = {"units_text": statement.units, "lead_text": statement.lead}
                    return {**fields, "support_text": statement.support}
        return {}

    def cleaned(self, draft: Draft, column: int) -> str:
        """A cell's text without the line breaks and blanks that the paper put into it."""
        text = draft.cells.get(column, "")
        is_of_units = self.columns.names[column] in UNIT_COLUMNS
        if is_of_units and NOBODY_SIGN.fullmatch(text.strip()):
            self.told(draft.place, column, text, "", "表示没有单位的符号，不取")
            return ""
        result = unit_list(text, *self.widest(column)) if is_of_units else one_line(text)
        if "\n" in text:
            self.told(draft.place, column, text, result, "正文或名称中的换行，已去掉")
        elif result != text:
            self.told(draft.place, column, text, result, "拉开的字距，已合拢")
        return result


NOBODY_SIGN = re.compile(r"[/／—–－-]+|无")
"""What stands in a cell of units where there are none."""


def labelled_lines(text: str) -> str:
    """The lines of a cell as one, a blank before each that begins with a label; others go on or name further units."""
    parts: list[list[str]] = []
    for line in text.split("\n"):
        if parts and not LABEL_AT_START.match(line.strip()):
            parts[-1].append(line)
        else:
            parts.append([line])
    return " ".join(unit_list("\n".join(lines)) for lines in parts)


def is_cut(name: str) -> bool:
    """Whether a name at a line's end goes on in the next line."""
    return len(name) == 1 or not UNIT_END.search(name or "局")


def join(first: str, second: str) -> str:
    """Two lists of units as one."""
    return f"{first}；{second}" if first and second and first != second else first or second


def counts_itself(number: re.Match[str]) -> bool:
    """Whether the text behind a number goes on with the next one: these number its own points."""
    return re.search(rf"[。；;\n]\s*{int(number[1]) + 1}\s*[.．、](?!\d)", number.string[number.end() :]) is not None


def leading_number(text: str, before: int) -> re.Match[str] | None:
    """The number before a text; one without a dot only where it is the next one, so that 300户 stays a text."""
    match = LEADING_NUMBER.match(text)
    if match is None or re.match(r"\s*[.．、]", text[match.end(1) :]):
        return match
    return match if int(match[1]) == before + 1 and before else None
