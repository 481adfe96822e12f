"""Texts with tags that stand over or beside the cells: headers, footers, lists to choose from, hints; their programs.

Notes belong to the rows of their cells: `blocks.ContentRow.notes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.excel import MAX_HEADER_FOOTER_CHARACTERS
from generator.model import HeaderFooter, Validation
from generator.template.language.names import PendingName
from generator.template.language.program import Program
from generator.template.language.tags import has_tags

MAX_LIST_CHARACTERS = 255
""""Data validation": a list that is written out (Microsoft support)."""
MAX_HINT_TITLE, MAX_HINT = 32, 255
"""ECMA-376 part 1, 18.3.1.32: promptTitle and errorTitle, prompt and error."""
HEADER_FIELDS = ("odd_header", "odd_footer", "even_header", "even_footer", "first_header", "first_footer")
HINT_FIELDS = ("prompt_title", "prompt", "error_title", "error")


class TextKind(Struct, frozen=True):
    """A kind of text: what messages call it, how long it may be, and what to do where it is longer."""

    name: str
    limit: int
    advice: str = "请改短。"


HEADER = TextKind("页眉页脚", MAX_HEADER_FOOTER_CHARACTERS)
LIST = TextKind("下拉列表", MAX_LIST_CHARACTERS, "请把各项写在一列单元格里，让数据有效性引用那一列。")
TITLE, HINT = TextKind("提示的标题", MAX_HINT_TITLE), TextKind("提示", MAX_HINT)
KINDS = {kind.name: kind for kind in (HEADER, LIST, TITLE, HINT)}

TextKey = tuple[str, str]
"""A kind's name, and the text as it stands in the template."""


class OutsideText(Struct, frozen=True):
    """A text with tags: its program, and the names that only a ledger can decide."""

    program: Program
    pending: tuple[PendingName, ...]


def kind_of_hint(field: str) -> TextKind:
    """The kind of a text of a validation."""
    return TITLE if field.endswith("title") else HINT


def list_text(validation: Validation) -> str:
    """The text of a list that is written out; nothing for other validations."""
    text = validation.formula1 if isinstance(validation.formula1, str) else ""
    return text[1:-1].replace('""', '"') if validation.kind == "list" and text.startswith('"') else ""


def texts_of(
    header_footer: HeaderFooter, validations: tuple[Validation, ...]
) -> Iterator[tuple[TextKey, Validation | None]]:
    """The texts with tags, with the validation that they belong to."""
    for name in HEADER_FIELDS:
        if has_tags(text := getattr(header_footer, name)):
            yield (HEADER.name, text), None
    for validation in validations:
        if has_tags(text := list_text(validation)):
            yield (LIST.name, text), validation
        for name in HINT_FIELDS:
            if has_tags(text := getattr(validation, name)):
                yield (kind_of_hint(name).name, text), validation


# ----------------------------------------------------------------------------------------------------- filling
