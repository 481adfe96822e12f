"""The rows of a table to tasks: what page ends and conversion did to the table is mended, and every repair is told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import field

from generator.documents.columns import COUNT, Columns
from generator.documents.deadline_texts import DEADLINE
from generator.documents.drafts import LEADING_NUMBER, Draft, DraftedRows, leading_number
from generator.documents.grid import COVERED_FROM_ABOVE, Cell, Line
from generator.documents.headings import CONTENT, EXTRA, LABEL, NUMBER
from generator.documents.texts import SENTENCE_END, one_line, plain, unified
from generator.documents.whole_paragraphs import ends_cut
from generator.model import CONTINUED, LABEL_CONTINUED
from generator.vocabulary import SAME_AS_ABOVE, SHARED, UNIT_COLUMNS

SECTION = re.compile(r"^\s*(?:第?[一二三四五六七八九十百]+[、.．章节部分]|[（(][一二三四五六七八九十]+[）)]|附)")
CHINESE_NUMBER = re.compile(r"^(?:[一二三四五六七八九十百]+[、.．]?|[（(][一二三四五六七八九十百]+[）)])$")
SUBSECTION = re.compile(r"^\s*[（(][一二三四五六七八九十]+[）)]")
DITTO = re.compile('[〃″＂"]{1,2}|同[上前]')
AS_ABOVE = "这一行没有写编号和责任单位，当作与上一行相同，请核对"
WHOLE_ROW = "换页处的这一行各栏都有内容，没有编号，当作上一行的续接上了，也可能是单独一项，请核对"
REMARK = "横跨表格的说明，没有作为标题"
SEVERAL_ROWS = "一项任务分几行写了几栏，已并为一项，各行的对应关系没有保留，请核对"
TOTAL = re.compile(r"^(?:合\s*计|小\s*计|总\s*计)(?:[（(][^（）()]*[）)])?[：:]?$")
COUNTED = re.compile(r"[（(]共?\s*\d+\s*[个项件类][）)]$")
FIGURE = re.compile(r"[\d,.，]+\s*[%％]?|[-—/]+")
FIRST = (0, 1)
"""Columns in which a title may stand."""
HALVES = ("；", ";")
"""Ends of texts that may go on behind a page's end."""
FEW = 3
SAMPLE = 50
"""Rows before one whose ends are looked at."""


class RowReader(DraftedRows, kw_only=True):
    """Reads the rows below the heading one after another."""

    heading: tuple[tuple[str, ...], ...]
    """The texts of each row of the heading, and of those above it, which pages may repeat with it."""
    counts_in_digits: bool = False
    """Whether rows are numbered 1, 2, 3, so that 一 numbers a title."""
    has_bare_titles: bool = False
    """Whether contents that begin with 一、 are titles: nothing else stands in their rows."""
    labels: list[str] = field(default_factory=list)
    section: str = ""
    subsection: str = ""
    at_page: bool = False

    def __post_init__(self) -> None:
        columns = self.columns.all_of(LABEL) + self.columns.all_of("section") + self.columns.all_of("item")
        self.label_columns = sorted(column for column in columns if column not in self.columns.joined)
        self.labels = [""] * len(self.label_columns)
        self.kept_headings = self.columns.kept_headings()

    def look_ahead(self, body: Sequence[Line]) -> None:
        """What the rows taken together say about each."""
        number, content = self.columns.of(NUMBER), self.columns.of(CONTENT) or 0
        titled = [line for line in body if SECTION.match(line.cells[content].text)]
        self.has_bare_titles = all(sum(not cell.is_empty for cell in line.cells) == 1 for line in titled)
        if number is None:
            return
        self.counts_in_digits = any(line.cells[number].text.strip().isdecimal() for line in body)
        numbered = [not line.cells[number].is_empty for line in body if not line.cells[content].is_empty]
        has_units = [not self.has_no_units(line) for line in body if not line.cells[content].is_empty]
        self.goes_on_below = numbered == has_units and bool(self.unit_columns) and not all(numbered)

    # -------------------------------------------------------------------------------------- rows

    def take(self, line: Line, following: Line | None = None) -> None:
        """One row; `following` is the one below it."""
        if line.begins_part:
            self.at_page = True
        if all(cell.is_empty for cell in line.cells):
            return
        if tuple(plain(cell.text) for cell in line.cells if not cell.is_empty) in self.heading:
            self.told(
                line.place,
                None,
                " | ".join(c.text for c in line.cells if not c.is_empty),
                "",
                "换页处重复的表头，已去掉",
            )
            self.at_page = True
            return
        if self.at_page and self.drafts and following is not None:
            line = with_cut_merges(line, following)
        line = self.with_wide_contents(with_joined(line, self.columns))
        if TOTAL.match(next(cell.text.strip() for cell in line.cells if not cell.is_empty)):
            self.left_out.append((line.place, line.text, "合计行"))
        elif (section := self.section_of(line)) is not None:
            if self.drafts and section.endswith("。") and not SECTION.match(section):
                self.doubts.append((line.place, section, REMARK))
                self.left_out.append((line.place, section, REMARK))
            else:
                self.begin_section(section, line)
        elif self.is_rest(line):
            self.join_rest(line)
        else:
            self.begin_task(line)

    def with_wide_contents(self, line: Line) -> Line:
        """The row with a text over label and contents in the column of these: it has no label."""
        content = self.columns.of(CONTENT) or 0
        at = content
        while at and line.cells[at].from_left:
            at -= 1
        if at == content or at not in self.label_columns or all(cell.is_empty for cell in line.cells[content + 1 :]):
            return line
        level = self.label_columns.index(at)
        self.labels[level:] = [""] * (len(self.labels) - level)
        cells = [*line.cells[:at], *[Cell()] * (content - at), line.cells[at], *line.cells[content + 1 :]]
        return Line(tuple(cells), line.place, line.begins_part)

    def stands_above(self, line: Line) -> bool:
        """Whether a row above the heading is the first of the rows that span the table (一、…); it is taken then."""
        filled = [cell for cell in line.cells if not cell.is_empty]
        title = one_line(filled[0].text) if len(filled) == 1 else ""
        if not (SECTION.match(title) and any(cell.from_left for cell in line.cells)):
            return False
        self.begin_section(title, line)
        return True

    def section_of(self, line: Line) -> str | None:
        """The title of a row that spans the table, or has nothing but a title and sums; None for other rows."""
        content = self.columns.of(CONTENT)
        figures = [n for n, cell in enumerate(line.cells) if n > 1 and FIGURE.fullmatch(cell.text.strip())]
        filled = [n for n, cell in enumerate(line.cells) if not cell.is_empty and n not in figures]
        if content is None or not 0 < len(filled) <= len(FIRST) or any(self.columns.names[n] != EXTRA for n in figures):
            return None
        texts = [one_line(line.cells[n].text) for n in filled]
        title = (
            self.numbered_title(line, filled, texts) if len(texts) > 1 else self.title_alone(line, filled[0], texts[0])
        )
        if title is not None and figures:
            if not (SECTION.match(title) or COUNTED.search(title)):
                return None
            self.left_out.append((line.place, line.text, "标题行里的数字"))
        return title

    def numbered_title(self, line: Line, filled: list[int], texts: list[str]) -> str | None:
        """A title with its Chinese number in the cell before it, in a table of other numbers."""
        number, title = texts
        is_titled = (
            any(cell.from_left for cell in line.cells)
            or filled[1] != self.columns.of(CONTENT)
            or self.columns.names[0] in SHARED
            or (self.counts_in_digits and not SENTENCE_END.search(title))
        )
        if filled != [*FIRST] or not CHINESE_NUMBER.match(number) or not is_titled:
            return None
        return f"{number}{title}" if number[-1] in ")）、.．" else f"{number}、{title}"

    def title_alone(self, line: Line, at: int, text: str) -> str | None:
        """A title that is the only text of its row."""
        is_wide = any(cell.from_left for cell in line.cells) and all(cell.from_left for cell in line.cells[at + 1 :])
        if is_wide and at in FIRST:
            return text
        if at not in FIRST or any(cell.from_above for cell in line.cells):
            return None
        is_content = at == self.columns.of(CONTENT)
        if SECTION.match(text):
            is_title = not is_content or (self.has_bare_titles and not SENTENCE_END.search(text))
            return text if is_title else None
        if is_content or len(line.cells) <= len(FIRST) or self.at_page or COUNT.fullmatch(text):
            return None
        self.told(line.place, at, "", text, "单独一行的文字，作为标题")
        return text

    def begin_section(self, title: str, line: Line) -> None:
        """A row that spans the table: a section, or one in it; above it the rest of a row may stand that a page cut."""
        rest, title = split_title(line, title)
        if rest and self.drafts:
            column = max(column for column in self.drafts[-1].cells)
            self.drafts[-1].cells[column] += rest
            self.told(line.place, column, rest, "", "被换页断开、混入标题的文字，已接回上一行")
        if SUBSECTION.match(title) and self.section and not SUBSECTION.match(self.section):
            self.subsection = unified(title)
        else:
            self.section, self.subsection = unified(title), ""
        self.labels = [""] * len(self.labels)
        self.titles[unified(title)] = line.place
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
        if numbered or (number is None and leading_number(text, self.last_number())):
            return False
        if not text:
            return True
        before = self.drafts[-1].cells.get(content or 0, "")
        if number is not None and not line.cells[number].from_above and ends_cut(before):
            return True
        is_bare = self.is_bare(line)
        is_open = not SENTENCE_END.search(before) and not (
            self.is_whole_row(line) and (self.has_few_sentences() or self.has_its_own_deadline(line))
        )
        return self.at_page and (is_open or (is_bare and (self.is_half(before) or self.has_only_whole_rows())))

    def is_whole_row(self, line: Line) -> bool:
        """Whether a row has all that the one before it has."""
        return all(not line.cells[n].is_empty for n, text in self.drafts[-1].cells.items() if text)

    def has_its_own_deadline(self, line: Line) -> bool:
        """Whether a row says by when, and the one before it does."""
        column = self.columns.of("deadline_text")
        if column is None:
            return False
        texts = (line.cells[column].text.strip(), self.drafts[-1].cells.get(column, ""))
        return all(DEADLINE.fullmatch(text) for text in texts)

    def has_few_sentences(self) -> bool:
        """Whether most tasks so far do not end as sentences do, so that the last one need not be cut."""
        content = self.columns.of(CONTENT) or 0
        texts = [draft.cells.get(content, "") for draft in self.drafts[-SAMPLE:]]
        return sum(bool(SENTENCE_END.search(text)) for text in texts) * 2 < len(texts)

    def has_only_whole_rows(self) -> bool:
        """Whether each row so far has a number and units, most several sentences: one with neither is a rest."""
        rows, content = self.drafts[-SAMPLE:], self.columns.of(CONTENT) or 0
        long = sum("。" in draft.cells.get(content, "").rstrip("。") for draft in rows)
        return (
            len(rows) >= FEW
            and long * 2 > len(rows)
            and all(
                not (draft.number_shared or draft.shared)
                and draft.cells.get(self.columns.of(NUMBER) or 0)
                and any(draft.cells.get(n) for n in self.unit_columns)
                for draft in rows
            )
        )

    def is_half(self, text: str) -> bool:
        """Whether a text that ends with ； is hardly whole: other tasks of the table end otherwise."""
        content = self.columns.of(CONTENT) or 0
        others = [draft.cells.get(content, "").rstrip() for draft in self.drafts[-SAMPLE:-1]]
        return text.rstrip().endswith(HALVES) and sum(other.endswith(HALVES) for other in others) * 2 < len(others)

    def join_rest(self, line: Line) -> None:
        """Put the rest of a row where it belongs."""
        draft = self.drafts[-1]
        is_whole = self.is_whole_row(line)
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
            between = self.between(line, column) if before else ""
            draft.cells[column] = f"{before}{between}{text}"
            if column in self.label_columns:
                self.relabel(draft, column)
            reason = "同一项任务的另一行，已并入" if self.is_of_same_task(line) else "被换页断开的一行，已接上"
            self.told(line.place, column, f"{before[-12:]} ┃ {text[:12]}", "", reason)
        if self.at_page and is_whole:
            self.doubts.append((line.place, line.text, WHOLE_ROW))
        if self.is_of_same_task(line) and sum(not cell.is_empty for cell in line.cells) > 1:
            self.doubts.append((line.place, line.text, SEVERAL_ROWS))
        self.at_page = False

    def is_of_same_task(self, line: Line) -> bool:
        """Whether the contents are merged over this row and the one above, within a page: what differs is a list."""
        content = self.columns.of(CONTENT)
        return content is not None and line.cells[content].from_above and not self.at_page

    def between(self, line: Line, column: int) -> str:
        """What stands between the rest of a cell and what it is put behind."""
        if self.columns.names[column] in UNIT_COLUMNS:
            return "\n"
        if not self.is_of_same_task(line):
            return ""
        return "、" if self.columns.names[column] == "deadline_text" else "\n"

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
            elif name in SHARED and self.is_shared(column, line, name):
                draft.shared.add(column)
            elif name == NUMBER and cell.from_above:
                draft.number_shared = True
            elif name in SHARED and self.drafts and DITTO.fullmatch(cell.text.strip()):
                draft.shared.add(column)
                self.told(line.place, column, cell.text.strip(), SAME_AS_ABOVE, "与上一行相同的记号，已写成同上")
            elif name == EXTRA and cell.from_above and not cell.may_be_empty and self.drafts:
                self.repeat(draft, column)
            elif not cell.is_empty:
                draft.cells[column] = cell.text.strip()
        self.set_labels(draft)
        is_merged = any(line.cells[column].from_above for column in draft.shared)
        if draft.shared and self.goes_on_below and not (is_merged or draft.begins_page) and self.has_no_units(line):
            self.doubts.append((line.place, line.text, AS_ABOVE))
        if draft.begins_page and self.is_bare(line):
            reason = "换页处的这一行只有内容，没有编号和单位：作为单独一项，也可能是上一行的续，请核对"
            self.doubts.append((line.place, line.text, reason))
        self.drafts.append(draft)
        self.at_page = False

    def repeat(self, draft: Draft, column: int) -> None:
        """A merged cell of an added column holds for every row that it covers."""
        text = self.drafts[-1].cells.get(column, "")
        if text:
            draft.cells[column] = text
            self.told(draft.place, column, "", one_line(text), "合并的单元格，各行都写上")

    def is_bare(self, line: Line) -> bool:
        """Whether a row has nothing but contents, though the table has numbers."""
        number, content = self.columns.of(NUMBER), self.columns.of(CONTENT)
        filled = [n for n, cell in enumerate(line.cells) if not cell.is_empty]
        return number is not None and filled == [content] and not line.cells[number].from_above

    def is_shared(self, column: int, line: Line, name: str) -> bool:
        """Whether a cell is merged with the one above; at a page's start a cell that goes on is empty."""
        if not self.drafts:
            return False
        cell, above = line.cells[column], self.drafts[-1]
        had = column in above.shared or bool(above.cells.get(column, "").strip())
        is_of_units = name in UNIT_COLUMNS[:2]
        is_known = is_of_units or column in above.shared or self.has_no_units(line)
        goes_on = cell.is_empty and ((self.at_page and is_known) or (self.goes_on_below and is_of_units))
        goes_on = goes_on and (self.at_page or self.has_no_units(line))
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

    def last_number(self) -> int:
        """The number before the text of the last row that has one; 0 where none has."""
        content = self.columns.of(CONTENT) or 0
        for draft in reversed(self.drafts[-3:]):
            match = LEADING_NUMBER.match(draft.cells.get(content, ""))
            if match:
                return int(match[1])
        return 0


def split_title(line: Line, title: str) -> tuple[str, str]:
    """The rest of the row before, and the title, of a row whose text has a numbered title on a later line."""
    texts = [cell.text for cell in line.cells if not cell.is_empty]
    lines = [part.strip() for part in texts[0].split("\n")] if len(texts) == 1 else []
    at = next((n for n, part in enumerate(lines) if n and SECTION.match(part) and not SECTION.match(lines[0])), 0)
    return (one_line("\n".join(lines[:at])), one_line("\n".join(lines[at:]))) if at else ("", title)


def with_cut_merges(line: Line, following: Line) -> Line:
    """The row at a page's start; an empty cell that stands for several rows is the rest of the one above."""
    pairs = zip(line.cells, following.cells, strict=True)
    cells = [COVERED_FROM_ABOVE if here.is_empty and below.from_above else here for here, below in pairs]
    return Line(tuple(cells), line.place, line.begins_part)


def with_joined(line: Line, columns: Columns) -> Line:
    """The row with the texts put together that stand under one heading."""
    if not columns.joined:
        return line
    cells = list(line.cells)
    for column in sorted(columns.joined, reverse=True):
        left, right = cells[column - 1], cells[column]
        if not right.is_empty:
            sign = "、" if columns.names[column] in UNIT_COLUMNS else ""
            if COUNT.fullmatch(left.text.strip()) and left.text.strip()[-1] not in ".．、）)":
                sign = "." if left.text.strip()[-1].isdigit() else "、"
            cells[column - 1] = Cell(f"{left.text.strip()}{sign if not left.is_empty else ''}{right.text.strip()}")
        cells[column] = Cell(from_left=True)
    return Line(tuple(cells), line.place, line.begins_part)
