"""Templates that read every name that a template can read, made from the tables of vocabulary.py and the views' types.

A name that is added there is read here by itself: whatever a workbook can show, a build must find out of date.
"""

from __future__ import annotations

import datetime
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from generator.model import VIEWS, Scope
from generator.vocabulary import SCOPE_FIELDS, SHEET_SETTINGS, by_name

SEPARATOR = " ¦ "
DEPTH = 2
"""How many views deep a name is followed: 单位列表 → 任务列表 → 期限."""
PLAIN = (str, int, bool, datetime.date, type(None))
EXTRA = ("责任人",)
"""The columns of the ledger that staff added."""
INFO = ("预警天数", "完成状态")
"""Keys of sheet 信息 that have no name of their own."""


def kinds_of(view: type) -> Mapping[str, Any]:
    """Field of a view → its type."""
    return typing.get_type_hints(view)


def headings_of(view: type, is_english: bool) -> Iterator[tuple[str, str]]:
    """Field of a view → how templates call it."""
    headings = by_name(VIEWS[view])
    for name in kinds_of(view):
        yield name, name if is_english else headings.get(name, name)


def is_plain(kind: Any) -> bool:
    """Whether a value stands in a cell as it is."""
    parts = typing.get_args(kind) if isinstance(kind, (types.UnionType, typing._UnionGenericAlias)) else (kind,)
    if typing.get_origin(kind) is typing.Literal:
        return True
    return all(part in PLAIN for part in parts)


def viewed(kind: Any) -> tuple[type | None, bool]:
    """The view that a type is or lists (None: neither), and whether it lists it."""
    arguments = [part for part in (kind, *typing.get_args(kind)) if part in VIEWS]
    origin = typing.get_origin(kind)
    is_list = origin is not None and origin not in (types.UnionType, typing.Union)
    return (arguments[0] if arguments else None), is_list


def texts(path: str, view: type, is_english: bool, depth: int = DEPTH) -> Iterator[str]:
    """What shows every field of the view at `path`, one text a field."""
    for name, word in headings_of(view, is_english):
        kind = kinds_of(view)[name]
        inner, is_list = viewed(kind)
        place = f"{path}.{word}"
        if is_plain(kind):
            yield f"{{{{ {place} }}}}"
        elif inner is None and typing.get_origin(kind) is tuple and typing.get_args(kind)[0] is str:
            yield f"{{{{ {place} | 连接('、') }}}}"
        elif name in ("extra", "info"):
            yield from (f"{{{{ {place}['{key}'] | 默认('') }}}}" for key in (EXTRA if name == "extra" else INFO))
        elif inner is not None and is_list and depth:
            yield from (f"{{{{ {place} | 取出(attribute='{end}') | 连接('、') }}}}" for end in ends(inner, is_english))
        elif inner is not None and not is_list:
            yield from texts(place, inner, is_english, depth - 1)
        elif depth:
            raise AssertionError(f"{view.__name__}.{name} is shown by no text")


def ends(view: type, is_english: bool) -> Iterator[str]:
    """The paths of fields of a view's items that are texts, through the views in them."""
    for name, word in headings_of(view, is_english):
        kind = kinds_of(view)[name]
        inner, is_list = viewed(kind)
        if is_plain(kind):
            yield word
        elif inner is not None and not is_list:
            yield from (f"{word}.{end}" for end in ends(inner, is_english))


def sheet_of(sheet: Any, name: str, is_english: bool) -> None:
    """A sheet that shows everything that is behind one of the names from which templates start."""
    field = next(each for each in SCOPE_FIELDS if each.name == name)
    word = name if is_english else field.heading
    kind = kinds_of(Scope)[name]
    view, is_list = viewed(kind)
    if view is None:
        rows = [[f"{{{{ {word} }}}}"]]
    elif is_list:
        rows = [[f"{{% for 项 in {word} %}}"], in_cells(texts("项", view, is_english)), ["{% endfor %}"]]
    else:
        rows = [in_cells(texts(word, view, is_english))]
    sheet.append([f"名称：{field.heading}"])
    for row in rows:
        sheet.append(row)


def in_cells(found: Iterator[str], most: int = 12) -> list[str]:
    """Texts in cells, several in each: sheets with fifty columns fit on no page."""
    listed = list(found)
    return [SEPARATOR.join(listed[start : start + most]) for start in range(0, len(listed), most)]


NAMES = tuple(field.name for field in SCOPE_FIELDS)


def write_template(path: Path, names: Sequence[str], settings: Mapping[str, str], is_english: bool = False) -> None:
    """Write a template that shows everything behind some of the names."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in names:
        sheet_of(book.create_sheet(name), name, is_english)
    sheet = book.create_sheet(SHEET_SETTINGS)
    for line in settings.items():
        sheet.append(line)
    book.save(path)
