"""A returned workbook to the lines that it shows, each cell under the field it was written for.

Staff sort, filter, insert rows and columns, and save with whatever program they have; so nothing is looked for where
it was written: the workbook is known by its very hidden sheet, columns by the heading over them (the id column by its
ids), rows by their id. Which task a line without an id belongs to is decided in rows.py, where what was sent is known.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from generator import hidden_sheet
from generator.excel import column_letters
from generator.hidden_sheet import Mark, MarkedSheet
from generator.model import PlainTable, as_text
from generator.problems import Place, Problem, error, errors_in, squeezed
from generator.returns import files
from generator.returns.locating import Located, locate
from generator.returns.saving import saved_at
from generator.returns.typed_over import typed_over
from generator.returns.uncollected import Uncollected, tell_uncollected, uncollected_in
from generator.returns.unmarked import HeadedTable, Unmarked, headed_table, unknown_column, unmarked
from generator.returns.words import not_collected
from generator.system import screening
from generator.system.disk import sha_of
from generator.system.number_formats import as_shown
from generator.vocabulary import ANSWER_FIELDS, ANSWERED, by_heading

FOOT_LABELS = by_heading(field for field in ANSWER_FIELDS if field.is_signature)
"""What stands at the foot of a department's sheet: label → field."""

NUMBERS = re.compile(r"\d+")
LABELS = re.compile(rf"({'|'.join(FOOT_LABELS)})\s*[:：]")


class ReturnedLine(Struct, frozen=True, gc=False):
    """One row of a returned sheet. `texts` holds, for each pattern, the text in its column (merges filled down)."""

    row: int
    """Index of the row as it is now."""
    task_id: str
    """What stands in the id column; empty where there is none."""
    texts: Mapping[str, str]
    others: tuple[str, ...] = ()
    """What stands in other columns, of a line without an id."""


class ReturnedSheet(Struct, frozen=True):
    """The lines of one sheet below its heading, and where its columns are now."""

    marked: MarkedSheet
    name: str
    has_ids: bool
    columns: Mapping[str, int]
    """Pattern → column as it is now."""
    lines: tuple[ReturnedLine, ...]


class Returned(Struct, frozen=True):
    """A returned workbook of ours."""

    file: str
    mark: Mark
    sheets: tuple[ReturnedSheet, ...] = ()
    foot: Mapping[str, str] = field(default_factory=dict)
    """Who filled it in, and when, by field, as far as that was filled in."""
    digest: str = ""
    """Of the file's bytes."""
    saved: str = ""
    """When it was saved (saving.py); empty: not known."""
    uncollected: tuple[Uncollected, ...] = ()
    """What its sheets say beside the values of their cells."""
    is_matched: bool = False
    """Whether it bears no mark, so that somebody must confirm whose it is and which task each row (matching.py)."""

    @property
    def names(self) -> list[str]:
        """The sheets that were read."""
        return [sheet.name for sheet in self.sheets]

    def tell_uncollected(self, ours: Collection[str]) -> tuple[Problem, ...]:
        """Warnings for what is not collected of it; `ours` are the notes that it was sent with."""
        inputs = {
            sheet.name: [
                column_letters(sheet.columns[column.field])
                for column in sheet.marked.columns
                if column.is_input and column.field in sheet.columns
            ]
            for sheet in self.sheets
        }
        return tuple(tell_uncollected(self.file, self.uncollected, inputs, ours))


Read = tuple["Returned | Unmarked | None", tuple[Problem, ...]]
"""A returned file, and what is wrong with it; None where it is none of ours, or cannot be read."""


def read(path: Path, name: str = "") -> Read:
    """The returned workbook at `path`, and what is wrong with it.

    `name` is how messages call the file.
    """
    return read_source(files.Source(path, (), name or str(path)))


def input_headings(path: Path) -> dict[str, str]:
    """Heading (squeezed) → field, of the columns of a built workbook that are filled in; none if it is not there."""
    returned = read(path)[0] if path.exists() else None
    columns = (
        [column for sheet in returned.mark.sheets for column in sheet.columns] if isinstance(returned, Returned) else []
    )
    return {
        squeezed(column.heading): column.field for column in columns if column.is_input and column.field in ANSWERED
    }


def words_in(path: Path) -> frozenset[str]:
    """The words of each cell of a built workbook, as `plain_words` gives them; none if it cannot be read."""
    import python_calamine

    try:
        with screening.panic_as_damage(), python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            cells = [cell for name in workbook.sheet_names for row in cells_of(workbook, name) for cell in row]
    except (python_calamine.CalamineError, OSError, ValueError):
        return frozenset()
    return frozenset(plain_words(as_text(cell)) for cell in cells)


def plain_words(text: str) -> str:
    """Words as they are compared: a number of tasks or a day in them may be another in another edition."""
    return NUMBERS.sub("0", squeezed(text))


def read_source(source: files.Source) -> Read:
    """The same for a file or the member of a zip."""
    data, wrong = bytes_of(source)
    return (None, wrong) if data is None else read_bytes(data, source.shown)


def bytes_of(source: files.Source) -> tuple[bytes | None, tuple[Problem, ...]]:
    """What a file or the member of a zip holds; None where it cannot be had, and why."""
    place = Place(source.shown)
    try:
        return files.load(source), ()
    except PermissionError:
        message = "文件打不开：正被其他程序占用，或没有读取权限"
        return None, (error("file-locked", place, message, "请关闭它再试。"),)
    except ValueError:
        return None, (screening.too_large(source.shown, f"超过 {files.MAX_FILE // screening.MEBI} MB"),)
    except RuntimeError:
        return None, (error("zip-password", place, "压缩包有密码", "请解压后，把文件夹交给 collect。"),)
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError):
        return None, (screening.damaged(source.shown),)


def read_bytes(data: bytes, file: str) -> Read:
    """The returned workbook of these bytes."""
    import python_calamine

    wrong = screening.inspect(data, file)
    if errors_in(wrong):
        return None, wrong
    shown = as_shown(data)
    plain = data if shown is data else as_shown(data, ())
    try:
        with (
            screening.panic_as_damage(),
            python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(plain)) as workbook,
            nullcontext(workbook)
            if shown is data
            else python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(shown)) as as_seen,
        ):
            returned, problems = of_workbook(workbook, as_seen, file)
    except python_calamine.PasswordError:
        return None, (screening.encrypted(file),)
    except (python_calamine.CalamineError, OSError, ValueError, KeyError, OverflowError):
        return None, (screening.damaged(file),)
    if returned is not None:
        found = tuple(uncollected_in(data, returned.names))
        returned = replace(returned, digest=sha_of(data), saved=saved_at(data), uncollected=found)
    return returned, (*wrong, *problems)


def of_workbook(workbook: Any, as_seen: Any, file: str) -> Read:
    """The returned workbook that was opened: with the values of its cells, and `as_seen` by people.

    What departments write is taken as they see it; other cells are compared with the values that were sent.
    """
    names = workbook.sheet_names
    if hidden_sheet.SHEET_NAME not in names:
        table, problems = unmarked(file, map(partial(plain_table, as_seen), names), "")
        return table, (*problems, *(added_words(file, as_seen, table.names) if table else ()))
    mark = hidden_sheet.from_rows(workbook.get_sheet_by_name(hidden_sheet.SHEET_NAME).to_python(skip_empty_area=False))
    if mark is None:
        return None, (
            error(
                "bad-mark",
                Place(file, hidden_sheet.SHEET_NAME),
                "工作簿里的识别信息被改动或不完整，认不出是哪一份",
                "请让对方在原来发出的文件里填写后重新发送。",
            ),
        )
    told: list[Problem] = []
    sheets = []
    foot: dict[str, str] = {}
    for marked in map(with_plain_names, mark.sheets):
        if not marked.rows or not marked.columns:
            continue
        found = find_sheet(workbook, marked, names)
        if found is None:
            told.append(
                error(
                    "sheet-removed",
                    Place(file, marked.name),
                    "原来的工作表不见了，其中的内容未收集",
                    "请让对方重新发送。",
                )
            )
            continue
        name, cells, located = found
        seen = cells if as_seen is workbook else cells_of(as_seen, name)
        sheet, missing = read_sheet(marked, name, cells, seen, located, file)
        sheets.append(sheet)
        told += missing
        foot |= foot_of(seen, located)
    ours = {hidden_sheet.SHEET_NAME, *(sheet.name for sheet in mark.sheets), *(sheet.name for sheet in sheets)}
    added = [plain_table(as_seen, name) for name in names if name not in ours]
    copies = {table.name: headed for table in added if (headed := headed_table(table)) is not None}
    told += (added_sheet(file, name, text) for name, headed in copies.items() if (text := unread(headed, sheets)))
    read_already = {hidden_sheet.SHEET_NAME, *(sheet.name for sheet in sheets), *copies}
    told += added_words(file, as_seen, read_already) if mark.department else ()
    return Returned(file, mark, tuple(sheets), foot), tuple(told)


def unread(headed: HeadedTable, sheets: Sequence[ReturnedSheet]) -> str:
    """The first answer of a sheet that somebody added and that looks like ours, if the sheets of ours do not say it."""
    read = {squeezed(text) for sheet in sheets for line in sheet.lines for text in line.texts.values()}
    rows = range(headed.heading_row + 1, len(headed.table.rows))
    said = (headed.text(row, name) for row in rows for name in headed.inputs)
    return next((text for text in said if squeezed(text) not in read | {""}), "")


def added_sheet(file: str, name: str, text: str) -> Problem:
    """A sheet of another workbook that was copied into this one."""
    message = f"这个工作表不是原来发出的，其中的填报未收集：{text[:40]}"
    advice = "如是另一个单位的表，请收集它原来的文件；如是副本，请把内容填回原来的工作表。"
    return error("sheet-added", Place(file, name), message, advice)


def added_words(file: str, workbook: Any, read: Collection[str]) -> Iterator[Problem]:
    """A warning for what each sheet says that people see and that was not read."""
    for sheet in workbook.sheets_metadata:
        if sheet.name in read or not str(sheet.visible).endswith(".Visible"):
            continue
        texts = dict.fromkeys(text for row in plain_table(workbook, sheet.name).rows for text in row if text)
        if texts:
            advice = "如是填报内容，请填到分工表的格子里，再收集一次。"
            yield not_collected(Place(file, sheet.name), "这个工作表里没有填报的格，里面的字未收集", advice, texts)


def plain_table(workbook: Any, name: str) -> PlainTable:
    """A sheet as a table without a mark."""
    return PlainTable(name, tuple(tuple(map(as_text, row)) for row in cells_of(workbook, name)))


def cells_of(workbook: Any, name: str) -> list[list[Any]]:
    """The values of a sheet's cells."""
    sheet = workbook.get_sheet_by_name(name)
    return filled(sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or ())


OWN_COLUMN = "extra:"
"""What a field is called that is a column the staff added, so that it is no other field's name."""


def with_plain_names(marked: MarkedSheet) -> MarkedSheet:
    """The sheet with the staff's own columns called by their heading."""
    if not any(OWN_COLUMN in column.field for column in marked.columns):
        return marked
    columns = tuple(replace(column, field=column.field.replace(OWN_COLUMN, "")) for column in marked.columns)
    return replace(marked, columns=columns)


def find_sheet(workbook: Any, marked: MarkedSheet, names: Sequence[str]) -> tuple[str, list[list[Any]], Located] | None:
    """The sheet that was written as `marked`: by its name, or, renamed, the one that has its headings or ids."""
    others = [name for name in names if name not in (marked.name, hidden_sheet.SHEET_NAME)]
    for name in [marked.name] if marked.name in names else others:
        cells = cells_of(workbook, name)
        located = locate(marked, cells)
        if name == marked.name or located.found:
            return name, cells, located
    return None


def filled(cells: list[list[Any]], merges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> list[list[Any]]:
    """The cells, every cell of a merged range holding what its first cell holds.

    A range over several columns fills its first column only: the others would show the same text twice.
    """
    for (top, left), (bottom, _) in merges:
        if top < bottom and top < len(cells) and left < len(cells[top]):
            value = cells[top][left]
            for row in range(top + 1, min(bottom + 1, len(cells))):
                cells[row][left] = value
    return cells


def read_sheet(
    marked: MarkedSheet,
    name: str,
    cells: Sequence[Sequence[Any]],
    seen: Sequence[Sequence[Any]],
    located: Located,
    file: str,
) -> tuple[ReturnedSheet, list[Problem]]:
    """The lines of a sheet, and the columns that are gone; `seen` are its cells as people see them."""
    ids = located.columns.get("id")
    lines = []
    for number in range(located.first_row, len(cells)):
        row = cells[number]
        present = {pattern: column for pattern, column in located.columns.items() if column < len(row)}
        texts = {
            pattern: sys.intern(as_text((seen if pattern in ANSWERED else cells)[number][column]))
            for pattern, column in present.items()
        }
        task_id = as_text(row[ids]) if ids is not None and ids < len(row) else ""
        others = () if task_id or ids is None else others_in(seen[number], present.values())
        if task_id or others or any(texts.values()):
            lines.append(ReturnedLine(number, task_id, texts, others))
    columns = located.columns
    problems = [
        error(
            "column-removed",
            Place(file, name),
            f"“{column.heading or column.field}”一栏不见了，这一栏未收集",
            "请让对方在原表上填写，不要删去或改名栏目，重新发送。",
        )
        for column in marked.columns
        if column.field not in columns and column.is_input
    ]
    problems += added_columns(marked, name, cells, located, file)
    problems += typed_over(marked, name, cells, located, file)
    return ReturnedSheet(marked, name, ids is not None, columns, tuple(lines)), problems


def others_in(row: Sequence[Any], columns: Collection[int]) -> tuple[str, ...]:
    """The texts of a row in other columns than these."""
    return tuple(text for column, cell in enumerate(row) if column not in columns and (text := as_text(cell)))


def added_columns(
    marked: MarkedSheet, name: str, cells: Sequence[Sequence[Any]], located: Located, file: str
) -> Iterator[Problem]:
    """A warning for each column that somebody added, or that was sent empty, in which something stands at a task."""
    ids = located.columns.get("id")
    if ids is None:
        return
    tasks = {row.task_id for row in marked.rows}
    rows = [row for row in cells[located.first_row :] if ids < len(row) and as_text(row[ids]) in tasks]
    for column in places_of_added(marked, located, max(map(len, rows), default=0)):
        text = next((text for row in rows if column < len(row) and (text := as_text(row[column]).strip())), "")
        if text:
            heading = cells[located.heading_row] if located.heading_row >= 0 else ()
            word = as_text(heading[column]) if column < len(heading) else ""
            place = Place(file, name, f"{column_letters(column)}{max(located.heading_row, 0) + 1}")
            yield unknown_column(place, word, text, "如是填报内容，请让对方填在原来的栏里，再收集一次。")


def places_of_added(marked: MarkedSheet, located: Located, width: int) -> list[int]:
    """The columns to the right of all that were written, and those that stand between two that were neighbours."""
    now = {column.index: located.columns[column.field] for column in marked.columns if column.field in located.columns}
    places = sorted(now.items())
    between = [
        place
        for (index, left), (following, right) in pairwise(places)
        if following == index + 1
        for place in range(left + 1, right)
    ]
    return [*between, *range(max(now.values(), default=width) + 1, width)]


def foot_of(cells: Sequence[Sequence[Any]], located: Located) -> dict[str, str]:
    """What stands behind 填报人, 审核人 and the like: after the colon, or in the next cell to the right."""
    found: dict[str, str] = {}
    ids = located.columns.get("id")
    for number, row in enumerate(cells):
        if number == located.heading_row or (ids is not None and ids < len(row) and as_text(row[ids])):
            continue
        for column, name, value in labels_in(row):
            text = value or next_text(row, column)
            if text:
                found[name] = text
    return found


def labels_in(row: Sequence[Any]) -> Iterator[tuple[int, str, str]]:
    """The labels in a row: column, name of the field, and what stands behind the colon in the same cell."""
    for column, cell in enumerate(row):
        if isinstance(cell, str) and (label := label_of(cell)):
            yield column, FOOT_LABELS[label], cell.replace("：", ":").partition(":")[2].strip()


def label_of(text: str) -> str:
    """The label that a text is or begins with; empty where it is none."""
    words = squeezed(text).replace("：", ":").partition(":")[0]
    return words if words in FOOT_LABELS else ""


def foot_in(text: str) -> dict[str, str]:
    """What stands behind labels in a line of text: 填报人：张三　审核人：李四."""
    pieces = LABELS.split(text)
    return {
        FOOT_LABELS[label]: said.strip() for label, said in zip(pieces[1::2], pieces[2::2], strict=True) if said.strip()
    }


def next_text(row: Sequence[Any], column: int) -> str:
    """The text of the first filled cell to the right, unless it is another label."""
    for cell in row[column + 1 :]:
        text = as_text(cell)
        if text:
            return "" if label_of(text) else text
    return ""
