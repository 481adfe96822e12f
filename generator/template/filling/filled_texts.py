"""Texts with tags that stand over or beside the cells: headers, footers, lists to choose from, hints.

They are filled once for each sheet, with the names that stand outside all loops. (Notes belong to the rows of their
cells: `blocks.ContentRow.notes`.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from generator.model import HeaderFooter, Scope, Validation
from generator.problems import Problem, error, warning
from generator.template.filling.scope_names import names_for
from generator.template.filling.texts import pending_problems, text_of
from generator.template.language.outside_texts import (
    HEADER,
    HEADER_FIELDS,
    HINT_FIELDS,
    KINDS,
    LIST,
    OutsideText,
    TextKey,
    kind_of_hint,
    list_text,
)
from generator.template.language.sandbox import Sandbox


def filled_texts(
    texts: Mapping[TextKey, OutsideText], sandbox: Sandbox, scope: Scope, problems: list[Problem]
) -> dict[TextKey, str]:
    """The texts of a page, filled."""
    filled: dict[TextKey, str] = {}
    for (name, raw), outside in texts.items():
        wrong = list(pending_problems(outside.pending, outside.program, scope))
        text = ""
        if not wrong:
            text, wrong = text_of(outside.program, sandbox, names_for(scope))
        kind, place = KINDS[name], outside.program.spot(1).place
        if len(text) > kind.limit:
            message = f"{name}填好后有 {len(text)} 字，超过 Excel 的上限（{kind.limit} 字）"
            wrong = [error("text-too-long", place, message, kind.advice)]
        elif kind is LIST and not text and not wrong:
            message = "下拉列表填好后没有内容，没有带到生成的文件里"
            problems.append(warning("empty-list", place, message, "请检查标签里的名称。"))
        problems += wrong
        filled[name, raw] = text
    return filled


def with_header_texts(header_footer: HeaderFooter, texts: Mapping[TextKey, str]) -> HeaderFooter:
    """Headers and footers, filled."""
    keys = {name: (HEADER.name, getattr(header_footer, name)) for name in HEADER_FIELDS}
    changes = {name: texts[key] for name, key in keys.items() if key in texts}
    return replace(header_footer, **changes) if changes else header_footer


def with_validation_texts(validation: Validation, texts: Mapping[TextKey, str]) -> Validation | None:
    """A validation, its list and hints filled; None where the list came out empty."""
    changes: dict[str, Any] = {}
    for name in HINT_FIELDS:
        key = (kind_of_hint(name).name, getattr(validation, name))
        if key in texts:
            changes[name] = texts[key]
    key = (LIST.name, list_text(validation))
    if key in texts:
        if not texts[key]:
            return None
        changes["formula1"] = '"' + texts[key].replace('"', '""') + '"'
    return replace(validation, **changes) if changes else validation
