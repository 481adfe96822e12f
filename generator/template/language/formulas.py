"""Formulas of a template to texts and references, each reference with how its place takes cells in several areas.

``=COUNTIF(D5:D5,">3")/SUM(D5)`` is read as ``=`` · a call that may be added up (``COUNTIF(`` · D5:D5 · ``,">3")``) ·
``/SUM(`` · D5, which may become arguments · ``)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from generator.model import AddedCall, flat_parts
from generator.template.language.references import Reference, parse_reference
from generator.template.language.sheet_functions import (
    BY_TEXT,
    CELL_BY_CELL,
    FUNCTIONS,
    WITH_TERMS,
    ArgumentKind,
    plain_name,
)

MAX_ARGUMENTS = 255
""""Excel specifications and limits": arguments of a function."""
FUNCTION_NAME = re.compile(r"[A-Za-z_][\w.]*")
ANYWHERE = 10_000
"""Areas of which a name may be made up."""

Parts: TypeAlias = "tuple[str | Reference | AddedCall, ...]"
"""A formula as texts, references and calls (whose parts are of this kind too), in order."""


class Bracket(Struct):
    """A pair of brackets, of a function or plain; `separators` stand between the arguments."""

    opener: str
    arguments: list[list[FormulaNode]]
    separators: list[str]
    closer: str = ""


FormulaNode: TypeAlias = "str | Reference | Bracket"


class ReadFormula(Struct, frozen=True):
    """A formula that was read; `doubt` is what of it follows no rows, in Chinese, `fault` what makes it wrong."""

    parts: Parts
    doubt: str = ""
    fault: str = ""


def read_formula(formula: str, names: Mapping[str, Reference] = {}, is_name: bool = False) -> ReadFormula:
    """A formula; `names` are the cells that names stand for, by their names in small letters."""
    nodes, faults = tree_of(formula, names)
    lead = "=" if formula.startswith("=") else ""
    parts = named(nodes) if is_name and is_direct(nodes) else expression(nodes, 0, 0)
    doubts = [f"{name}（{BY_TEXT[name]}）" for name in dict.fromkeys(functions_in(nodes)) if name in BY_TEXT]
    return ReadFormula(tuple(joined([lead, *parts])), "、".join(doubts), faults[0] if faults else "")


def tree_of(formula: str, names: Mapping[str, Reference]) -> tuple[list[FormulaNode], list[str]]:
    """The brackets of a formula with what stands in them, and what of it cannot be followed."""
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import Token

    top = Bracket("", [[]], [])
    open_groups, faults = [top], []
    for token in Tokenizer("=" + formula.removeprefix("=")).items:
        group = open_groups[-1]
        if token.subtype == Token.OPEN:
            inner = Bracket(token.value, [[]], [])
            group.arguments[-1].append(inner)
            open_groups.append(inner)
            if token.type == Token.FUNC and not FUNCTION_NAME.fullmatch(token.value.rstrip("(").strip()):
                faults.append(f"“{token.value}”")
        elif token.subtype == Token.CLOSE:
            open_groups.pop().closer = token.value
        elif token.type == Token.SEP:
            group.separators.append(token.value)
            group.arguments.append([])
        else:
            is_cells = token.type == Token.OPERAND and token.subtype == Token.RANGE
            reference = parse_reference(token.value) or named_cells(token.value, names) if is_cells else None
            group.arguments[-1].append(reference or token.value)
            if is_cells and reference is None and is_unclear(token.value):
                faults.append(f"“{token.value}”")
    return top.arguments[0], faults


def named_cells(text: str, names: Mapping[str, Reference]) -> Reference | None:
    """The cells that a name stands for."""
    reference = names.get(text.casefold())
    return replace(reference, name=text) if reference else None


def is_unclear(text: str) -> bool:
    """Whether a text names cells in a way that is not read: ``A1:B2:C3``, ``表1:表3!A1``, ``D5#``, ``表1[分值]``."""
    sheet, _, cells = text.rpartition("!")
    parts = re.split("[:#]", cells)
    is_cell = any(parse_reference(part) for part in parts)
    return (is_cell and (len(parts) > 1 or ":" in sheet)) or "[" in cells


def functions_in(nodes: Sequence[FormulaNode]) -> Iterator[str]:
    """The names of all functions."""
    for node in nodes:
        if isinstance(node, Bracket):
            yield plain_name(node.opener)
            for argument in node.arguments:
                yield from functions_in(argument)


# ----------------------------------------------------------------------------------------- what each place takes


def expression(nodes: Sequence[FormulaNode], around: int, depth: int) -> Iterator[Any]:
    """An expression: its references are single cells or areas, or go cell by cell with the call of level `around`.

    `depth` is the level of the innermost call that may be added up.
    """
    for node in nodes:
        if isinstance(node, Reference):
            alone = "area" if node.is_range else "one"
            yield replace(node, use="each", level=around) if around else replace(node, use=alone)
        elif isinstance(node, Bracket):
            yield from group_parts(node, around, depth)
        else:
            yield node


def group_parts(group: Bracket, around: int, depth: int) -> Iterator[Any]:
    """A pair of brackets with its arguments."""
    name = plain_name(group.opener)
    function = FUNCTIONS.get(name)
    if function is None:
        inner = around if not name or name in CELL_BY_CELL else 0
        yield from in_brackets(group, (expression(argument, inner, depth) for argument in group.arguments))
        return
    level = depth + 1 if function.kind == "each" else depth
    kinds = [function.argument(number) for number in range(len(group.arguments))]
    if name == WITH_TERMS:
        kinds = ["terms"] * len(kinds)
    most = most_areas(group, kinds)
    arguments = [
        list(argument_parts(nodes, kind, ArgumentLevel(around, level, most)))
        for nodes, kind in zip(group.arguments, kinds, strict=True)
    ]
    parts = list(in_brackets(group, arguments))
    if function.kind == "each" and any(True for _ in bound(parts, level)):
        yield AddedCall(tuple(joined(parts)), level)
    else:
        yield from parts


class ArgumentLevel(Struct, frozen=True):
    """Where an argument stands: the call around it that goes cell by cell, its own, and how many areas it may have."""

    around: int
    own: int
    most: int


def argument_parts(nodes: Sequence[FormulaNode], kind: ArgumentKind, level: ArgumentLevel) -> Iterator[Any]:
    """One argument of a known function."""
    if kind == "terms":
        yield from expression(nodes, level.own, level.own)
    elif kind == "scalar":
        yield from expression(nodes, level.around, level.own)
    elif is_direct(nodes):
        for node in flat(nodes):
            yield replace(node, use=kind, level=level.own, most=level.most) if isinstance(node, Reference) else node
    else:
        yield from expression(nodes, 0, level.own)


def most_areas(group: Bracket, kinds: Sequence[ArgumentKind]) -> int:
    """How many areas each reference among the arguments may become."""
    direct = sum(
        kind in ("list", "arguments") and is_direct(nodes) for nodes, kind in zip(group.arguments, kinds, strict=True)
    )
    return (MAX_ARGUMENTS - len(kinds) + direct) // direct if direct else 1


def is_direct(nodes: Sequence[FormulaNode]) -> bool:
    """Whether an argument is references and nothing else: ``D5:D5``, ``(D5:D5,F5)``."""
    return any(isinstance(node, Reference) for node in flat(nodes)) and all(
        isinstance(node, Reference)
        or (isinstance(node, Bracket) and not plain_name(node.opener) and node.opener == "(")
        or (isinstance(node, str) and node.strip() in ("", ",", "(", ")"))
        for node in flat(nodes)
    )


def flat(nodes: Sequence[FormulaNode]) -> Iterator[FormulaNode]:
    """The nodes, those in plain brackets between the texts of the brackets."""
    for node in nodes:
        if isinstance(node, Bracket) and node.opener == "(":
            yield "("
            for argument in node.arguments:
                yield from flat(argument)
            yield ")"
        else:
            yield node


def named(nodes: Sequence[FormulaNode]) -> Iterator[Any]:
    """The cells of a name: they may lie in any number of areas."""
    for node in flat(nodes):
        yield replace(node, use="list", most=ANYWHERE) if isinstance(node, Reference) else node


def in_brackets(group: Bracket, arguments: Any) -> Iterator[Any]:
    """A pair of brackets around its arguments' parts."""
    yield group.opener
    for number, argument in enumerate(arguments):
        yield from argument
        if number < len(group.separators):
            yield group.separators[number]
    yield group.closer


def bound(parts: Sequence[Any], level: int) -> Iterator[Reference]:
    """The references that go with the call of a level."""
    return (reference for reference in references_in(parts) if reference.use == "each" and reference.level == level)


def joined(parts: Sequence[Any]) -> Iterator[Any]:
    """Neighbouring texts as one."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
        text = ""
        yield part
    if text:
        yield text


def references_in(parts: Sequence[Any]) -> Iterator[Reference]:
    """All references of a formula."""
    return (part for part in flat_parts(parts) if isinstance(part, Reference))
