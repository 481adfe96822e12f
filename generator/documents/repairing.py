"""A Grid to tasks: what page ends and conversion did to the table is mended, and every repair is told."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct, field

from generator.documents.grid import Cell, Line
from generator.documents.headings import CONTENT, LABEL, NUMBER, Columns, plain
from generator.model import CONTINUED, LABEL_CONTINUED, Repair, Task
from generator.vocabulary import SAME_AS_ABOVE, SHARED

SENTENCE_END = re.compile(r"[。；！？.;!?…][”’」』）)]*\s*$")
LEADING_NUMBER = re.compile(r"^\s*(\d{1,4})\s*(?:[.．、](?!\d)\s*|(?=[^\d.．、%年月日个项万亿条—~-]))")
SECTION = re.compile(r"^\s*(?:第?[一二三四五六七八九十百]+[、.．章节部分]|[（(][一二三四五六七八九十]+[）)]|附)")
CHINESE_NUMBER = re.compile(r"^[一二三四五六七八九十百]+$")
SUBSECTION = re.compile(r"^\s*[（(][一二三四五六七八九十]+[）)]")
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SPACED = re.compile(rf"(?<=[{HAN}])[ \u3000]+(?=[{HAN}](?:[ \u3000]|\n|$|[，、。；）)]))")


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


class Mender(Struct):
    """Reads the rows below the heading one after another."""

    columns: Columns
    heading: tuple[str, ...]
    drafts: list[Draft] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    section: str = ""
    subsection: str = ""
    at_page: bool = False

    def __post_init__(self) -> None:
        self.labels = [""] * len(self.label_columns)

    @property
    def label_columns(self) -> list[int]:
        """The columns of labels, from the widest to the narrowest."""
        return sorted(
            self.columns.all_of(LABEL)
            + [c for c in (self.columns.of("section"), self.columns.of("item")) if c is not None]
        )

    def told(self, place: str, column: int | None, before: str, after: str, reason: str) -> None:
        """Note a repair."""
        where = f"{place}·{self.columns.headings[column]}" if column is not None else place
        self.repairs.append(Repair(where, before, after, reason))

    # -------------------------------------------------------------------------------------- rows

    def take(self, line: Line) -> None:
        """One row."""
        if line.begins_part:
            self.at_page = True
        if all(cell.is_empty for cell in line.cells):
            return
        if tuple(plain(cell.text) for cell in line.cells if not cell.is_empty) == tuple(
            filter(None, dict.fromkeys(self.heading))
        ):
            self.told(
                line.place,
                None,
                " | ".join(c.text for c in line.cells if not c.is_empty),
                "",
                "换页处重复的表头，已去掉",
            )
            self.at_page = True
        elif (section := self.section_of(line)) is not None:
            self.begin_section(section, line)
        elif self.is_rest(line):
            self.join_rest(line)
        else:
            self.begin_task(line)

    def section_of(self, line: Line) -> str | None:
        """The title of a row that spans the table; None for other rows."""
        content = self.columns.of(CONTENT)
        filled = [n for n, cell in enumerate(line.cells) if not cell.is_empty]
        spans = any(cell.from_left for cell in line.cells)
        if content is None or len(filled) > 2:
            return None
        texts = [one_line(line.cells[n].text) for n in filled]
        if len(texts) == 2:
            covered = all(cell.is_empty for cell in line.cells[filled[1] + 1 :]) and filled == [0, 1]
            return (
                "、".join(texts)
                if covered and CHINESE_NUMBER.match(texts[0]) and (spans or filled[1] != content)
                else None
            )
        (at,) = filled
        wide = spans and all(cell.from_left for cell in line.cells[at + 1 :]) and at <= 1
        if wide or (
            SECTION.match(texts[0]) and at <= 1 and at != content and not any(c.from_above for c in line.cells)
        ):
            return texts[0]
        return None

    def begin_section(self, title: str, line: Line) -> None:
        """A row that spans the table: a section, or one in it; above it the rest of a row may stand that a page cut."""
        rest, title = split_title(line, title)
        if rest and self.drafts:
            column = max(column for column in self.drafts[-1].cells)
            self.drafts[-1].cells[column] += rest
            self.told(line.place, column, rest, "", "被换页断开、混入标题的文字，已接回上一行")
        if SUBSECTION.match(title) and self.section:
            self.subsection = unified(title)
        else:
            self.section, self.subsection = unified(title), ""
        self.labels = [""] * len(self.labels)
        for cell in line.cells:
            if "\n" in cell.text:
                self.told(line.place, None, cell.text, title, "跨栏标题中的换行，已去掉")

    def is_rest(self, line: Line) -> bool:
        """Whether a row at a page's start is the rest of the row before, cut by the page's end."""
        if not self.drafts:
            return False
        content, number = self.columns.of(CONTENT), self.columns.of(NUMBER)
        text = line.cells[content].text.strip() if content is not None else ""
        if text.startswith(CONTINUED):
            return True
        numbered = number is not None and not line.cells[number].is_empty
        if numbered or (number is None and LEADING_NUMBER.match(text)):
            return False
        if not text:
            return True
        if not self.at_page:
            return False
        before = self.drafts[-1].cells.get(content or 0, "")
        return not SENTENCE_END.search(before)

    def join_rest(self, line: Line) -> None:
        """Put the rest of a row where it belongs."""
        draft = self.drafts[-1]
        for column, cell in enumerate(line.cells):
            text = cell.text.strip().removeprefix(CONTINUED)
            if not text:
                continue
            if column in self.label_columns and plain(text) == plain(
                draft.cells.get(column, "") or self.labels[self.label_columns.index(column)]
            ):
                self.told(line.place, column, text, "", "换页处重复的标题，已去掉")
                continue
            before = draft.cells.get(column, "")
            draft.cells[column] = before + text
            if column in self.label_columns:
                self.relabel(draft, column)
            self.told(line.place, column, f"{before[-12:]} ┃ {text[:12]}", "", "被换页断开的一行，已接上")
        self.at_page = False

    def relabel(self, draft: Draft, column: int) -> None:
        """A label whose text was cut by the page's end."""
        level = self.label_columns.index(column)
        self.labels[level] = unified(one_line(draft.cells[column]))
        self.set_labels(draft)

    def begin_task(self, line: Line) -> None:
        """A task's row."""
        draft = Draft({}, line.place, begins_page=self.at_page and bool(self.drafts))
        for column, cell in enumerate(line.cells):
            name = self.columns.names[column]
            if column in self.label_columns:
                self.read_label(draft, column, cell, line)
            elif name in SHARED and self.is_shared(column, cell, name):
                draft.shared.add(column)
            elif name == NUMBER and cell.from_above:
                draft.number_shared = True
            elif not cell.is_empty:
                draft.cells[column] = cell.text.strip()
        self.set_labels(draft)
        self.drafts.append(draft)
        self.at_page = False

    def is_shared(self, column: int, cell: Cell, name: str) -> bool:
        """Whether a cell is merged with the one above; at a page's start a cell that goes on is empty."""
        if not self.drafts:
            return False
        above = self.drafts[-1]
        had = column in above.shared or bool(above.cells.get(column, "").strip())
        goes_on = self.at_page and cell.is_empty and (name == "units_text" or column in above.shared)
        return had and (cell.from_above or goes_on)

    def read_label(self, draft: Draft, column: int, cell: Cell, line: Line) -> None:
        """A label: new, printed again at a page's start, or going on from above."""
        level = self.label_columns.index(column)
        if cell.is_empty:
            return
        text = unified(one_line(cell.text))
        draft.cells[column] = cell.text.strip()
        if self.at_page and text.removesuffix(LABEL_CONTINUED) == self.labels[level]:
            text = self.labels[level]
        if text == self.labels[level] and (self.at_page or not any(self.labels[:level]) or self.repeats(line, level)):
            self.told(line.place, column, cell.text.strip(), "", "换页处重复的标题，已去掉")
            draft.begins_page = bool(self.drafts)
            return
        if text != one_line(cell.text):
            self.told(line.place, column, cell.text.strip(), text, "标题中的半角括号、换行和空格已统一")
        elif text != cell.text.strip():
            self.told(line.place, column, cell.text.strip(), text, "标题中的换行和空格，已去掉")
        self.labels[level] = text
        self.labels[level + 1 :] = [""] * (len(self.labels) - level - 1)

    def repeats(self, line: Line, level: int) -> bool:
        """Whether the labels to the left are printed again, or go on, in the same row."""
        outer = [line.cells[column] for column in self.label_columns[:level]]
        return all(cell.is_empty or unified(one_line(cell.text)) == self.labels[n] for n, cell in enumerate(outer))

    def set_labels(self, draft: Draft) -> None:
        """Section and item of a task, from the rows that span the table and from the columns of labels."""
        levels = [level for level in (self.section, self.subsection) if level] + self.labels
        draft.section = levels[0] if levels else ""
        draft.item = " / ".join(filter(None, levels[1:]))

    # -------------------------------------------------------------------------------------- tasks

    def tasks(self, keep_pages: bool) -> tuple[Task, ...]:
        """The tasks, numbered."""
        self.number_all()
        return tuple(self.task(n, draft, keep_pages) for n, draft in enumerate(self.drafts, 1))

    def number_all(self) -> None:
        """Numbers as printed; those that the source lost are restored where the ones around them say what they were."""
        column, content = self.columns.of(NUMBER), self.columns.of(CONTENT)
        for draft in self.drafts:
            if column is not None:
                draft.number = one_line(draft.cells.pop(column, ""))
                continue
            text = draft.cells.get(content or 0, "")
            match = LEADING_NUMBER.match(text)
            if match:
                draft.number = match[1]
                draft.cells[content or 0] = text[match.end() :]
                if not re.match(r"[.．、]", text[match.end(1) :].lstrip()):
                    self.told(
                        draft.place,
                        content,
                        text[:12],
                        f"{match[1]}.{text[match.end() :][:10]}",
                        "编号后缺少标点，已与正文分开",
                    )
        numbered = sum(bool(draft.number) for draft in self.drafts)
        if numbered * 2 <= len(self.drafts):
            self.number_anew(none_before=not numbered)
            return
        for before, draft in zip([None, *self.drafts], self.drafts, strict=False):
            if not draft.number:
                self.restore(before, draft)

    def restore(self, before: Draft | None, draft: Draft) -> None:
        """A missing number: that of the merged cell, or the next one."""
        last = before.number if before else "0"
        if draft.number_shared:
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

    def task(self, position: int, draft: Draft, keep_pages: bool) -> Task:
        """A draft as a task."""
        values: dict[str, str] = {}
        extra: list[tuple[str, str | None]] = []
        for column, name in enumerate(self.columns.names):
            if column in self.label_columns or name == NUMBER:
                continue
            text = SAME_AS_ABOVE if column in draft.shared else self.cleaned(draft, column)
            if name == "extra":
                extra.append((self.columns.headings[column] or f"第{column + 1}栏", text or None))
            else:
                values[name] = text
        page = values.pop("starts_page", "") == "是" or (keep_pages and draft.begins_page)
        given: dict[str, Any] = {name: values.get(name, "") for name in ("content", *SHARED, "remark")}
        return Task(
            id=values.get("id") or f"T{position:03}",
            number=draft.number,
            section=draft.section,
            item=draft.item,
            starts_page=page,
            extra=tuple(extra),
            **given,
        )

    def cleaned(self, draft: Draft, column: int) -> str:
        """A cell's text without the line breaks and blanks that the paper put into it."""
        text = draft.cells.get(column, "")
        result = one_line(text)
        if "\n" in text:
            self.told(draft.place, column, text, result, "正文或名称中的换行，已去掉")
        elif result != text:
            self.told(draft.place, column, text, result, "拉开的字距，已合拢")
        return result


def one_line(text: str) -> str:
    """The text of a cell without the line breaks of the paper; letter-spaced characters close up."""
    return close_up(join_lines(text)).strip()


def split_title(line: Line, title: str) -> tuple[str, str]:
    """The rest of the row before, and the title, of a row whose text has a numbered title on a later line."""
    texts = [cell.text for cell in line.cells if not cell.is_empty]
    lines = [part.strip() for part in texts[0].split("\n")] if len(texts) == 1 else []
    at = next((n for n, part in enumerate(lines) if n and SECTION.match(part) and not SECTION.match(lines[0])), 0)
    return (one_line("\n".join(lines[:at])), one_line("\n".join(lines[at:]))) if at else ("", title)


def join_lines(text: str) -> str:
    """The lines put together; a blank only between two Latin words."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        latin = joined[-1:].isascii() and joined[-1:].isalpha() and line[0].isascii() and line[0].isalpha()
        joined += f" {line}" if latin else line
    return joined


def close_up(text: str) -> str:
    """Characters set apart by blanks (市 农 业 农 村 局) together again; single blanks in sentences stay."""
    return SPACED.sub("", text) if len(SPACED.findall(text)) > 1 else text


def unified(label: str) -> str:
    """A label with full-width brackets."""
    return label.replace("(", "（").replace(")", "）") if re.search(rf"[{HAN}]", label) else label
