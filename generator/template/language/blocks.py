"""The blocks of a sheet: content rows, and the loops and choices that control rows open and close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias, Union

from jinja2 import nodes
from msgspec import Struct, field

from generator.problems import Problem
from generator.template.language.cell_content import CellContent
from generator.template.language.program import Spot


class ContentCell(Struct, frozen=True):
    """A cell with tags: `line` is its number among the spots of its sheet."""

    column: int
    line: int
    text: str
    content: CellContent


class ContentRow(Struct, frozen=True):
    """A template row that comes out: once, or as often as the loops around it say."""

    row: int
    cells: tuple[ContentCell, ...] = ()
    notes: tuple[ContentCell, ...] = ()
    """The notes on its cells, as far as they have tags."""


class Loop(Struct):
    """Rows between for and endfor."""

    line: int
    row: int
    node: nodes.For
    body: list[SheetBlock] = field(default_factory=list)
    otherwise: list[SheetBlock] = field(default_factory=list)
    is_broken: bool = False
    """Its tag has a mistake: nothing is known of its names."""


class Branch(Struct):
    """The rows that come out where `test` holds; None is else."""

    line: int
    test: nodes.Expr | None
    body: list[SheetBlock] = field(default_factory=list)


class Alternatives(Struct):
    """Rows between if and endif."""

    line: int
    row: int
    branches: list[Branch]


class NameSetting(Struct, frozen=True):
    """A control row that sets a name."""

    line: int
    row: int
    node: nodes.Assign


RowKind: TypeAlias = Literal["static", "heading", "band"]
SheetBlock: TypeAlias = Union[ContentRow, Loop, Alternatives, NameSetting]  # noqa: UP007 (refers to itself)


class Tree(Struct):
    """The blocks of a sheet, the cells that its line numbers stand for, and what is wrong with them."""

    blocks: list[SheetBlock] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    control_rows: set[int] = field(default_factory=set)


def bodies(block: SheetBlock) -> Iterator[list[SheetBlock]]:
    """The lists of blocks inside a block."""
    if isinstance(block, Loop):
        yield block.body
        yield block.otherwise
    elif isinstance(block, Alternatives):
        for branch in block.branches:
            yield branch.body


def all_blocks(blocks: Iterable[SheetBlock]) -> Iterator[SheetBlock]:
    """All blocks of a tree, outer ones first."""
    for block in blocks:
        yield block
        for body in bodies(block):
            yield from all_blocks(body)


def content_rows(blocks: Iterable[SheetBlock]) -> Iterator[ContentRow]:
    """All content rows of a tree."""
    return (block for block in all_blocks(blocks) if isinstance(block, ContentRow))


def row_kinds(
    blocks: Sequence[SheetBlock], inside: bool = False, follows: bool = False
) -> Iterator[tuple[int, RowKind]]:
    """(template row, kind): a heading stands in a loop before a loop inside it; `follows`: such a loop comes after."""
    for index, block in enumerate(blocks):
        before = follows or any(isinstance(later, Loop) for later in all_blocks(blocks[index + 1 :]))
        if isinstance(block, ContentRow):
            yield block.row, "static" if not inside else "heading" if before else "band"
        for body in bodies(block):
            is_loop = isinstance(block, Loop)
            yield from row_kinds(body, inside or is_loop, before and inside and not is_loop)


def loops_around(blocks: Sequence[SheetBlock], around: tuple[int, ...] = ()) -> Iterator[tuple[int, tuple[int, ...]]]:
    """(template row, lines of the loops around it, outermost first)."""
    for block in blocks:
        if isinstance(block, ContentRow):
            yield block.row, around
        if isinstance(block, Loop):
            yield from loops_around(block.body, (*around, block.line))
            yield from loops_around(block.otherwise, around)
        else:
            for body in bodies(block):
                yield from loops_around(body, around)


def sequences(blocks: Sequence[SheetBlock]) -> Iterator[list[int]]:
    """Runs of template rows that always come out one right after the other."""
    run: list[int] = []
    for block in blocks:
        if isinstance(block, ContentRow):
            run.append(block.row)
        elif not isinstance(block, NameSetting):
            yield run
            run = []
            for body in bodies(block):
                yield from sequences(body)
    yield run
