"""Trees of blocks to one program a sheet: it hands out rows of values, in the order in which they are printed.

For each row it hands out ``(template row, values, keys, looks, owners, notes)``: values by column, then the keys of 按=
and the names of 样式 in the order of their cells, then the loop variables around the row, innermost first, and what
notes with tags show. The number of a line stands for the beginning of a turn of the loop of that line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from jinja2 import nodes
from msgspec import Struct

from generator.model import TaskView
from generator.template.language.blocks import Block, Choice, ContentCell, ContentRow, Loop, Setting
from generator.template.language.grammar import prepared
from generator.template.language.names import SCOPE_KINDS, Kind, Names, Reading
from generator.template.language.views import FIELDS

PLAIN_CONSTANTS = (str, int, float, bool, type(None))


def known_names(departmental: bool) -> dict[str, Kind]:
    """The names that a template starts from; 单位 only where it is filled for one department."""
    without = () if departmental else ("department", "单位")
    return {**{name: kind for name, kind in SCOPE_KINDS.items() if name not in without}, "range": None}


def read_names(blocks: Iterable[Block], known: dict[str, Kind], reading: Reading, owners: tuple[str, ...] = ()) -> None:
    """Walk blocks; `known` grows by the names that they set."""
    for block in blocks:
        if isinstance(block, ContentRow):
            reading.owners[block.row] = owners
            for cell in (*block.cells, *block.notes):
                read_cell(cell, known, reading)
        elif isinstance(block, Setting):
            names = Names(known, block.line, reading.findings)
            known |= dict(names.bind(block.node.target, names.kind(block.node.node)))
        elif isinstance(block, Loop):
            read_loop(block, known, reading, owners)
        else:
            for branch in block.branches:
                Names(known, branch.line, reading.findings).kind(branch.test)
                read_names(branch.body, known, reading, owners)


def read_loop(loop: Loop, known: dict[str, Kind], reading: Reading, owners: tuple[str, ...]) -> None:
    """Walk a loop, in which its own variables are known."""
    if loop.is_broken:
        return
    inner = Names(known, loop.line, reading.findings).inside(loop.node)
    target = loop.node.target
    if isinstance(target, nodes.Name) and inner[target.name] in (TaskView, None):
        owners = (target.name, *owners)
    read_names(loop.body, dict(inner), reading, owners)
    read_names(loop.otherwise, known, reading, owners)


def read_cell(cell: ContentCell, known: Mapping[str, Kind], reading: Reading) -> None:
    """Check the names of a cell, and tell which field it shows."""
    names = Names(known, cell.line, reading.findings)
    content = cell.content
    if content.body:
        names.body(content.body)
    else:
        names.kind(content.value)
    names.kind(content.key)
    names.kind(content.look)
    reading.patterns[cell.line] = pattern_of(cell, known)


def pattern_of(cell: ContentCell, known: Mapping[str, Kind]) -> str:
    """The field that a cell shows (``content``), a pattern of fields (``{number}.{content}``), or nothing."""
    content = cell.content
    if not content.body:
        return field_of(content.value, known)
    if any(not isinstance(node, nodes.Output) for node in content.body):
        return ""
    parts = []
    for node in content.body:
        for piece in node.nodes if isinstance(node, nodes.Output) else ():
            if isinstance(piece, nodes.TemplateData):
                parts.append(piece.data.replace("{", "{{").replace("}", "}}"))
            elif name := field_of(piece, known):
                parts.append(f"{{{name}}}")
            else:
                return ""
    return "".join(parts)


def field_of(node: nodes.Expr | None, known: Mapping[str, Kind]) -> str:
    """The field of a task that an expression shows, filters over it or not."""
    while isinstance(node, nodes.Filter):
        node = node.node
    if not isinstance(node, nodes.Getattr) or not isinstance(node.node, nodes.Name):
        return ""
    kind = known.get(node.node.name)
    if kind not in (TaskView, None):
        return ""
    name = FIELDS[TaskView].get(node.attr)
    return name or (f"extra:{node.attr}" if kind is TaskView else "")


# ------------------------------------------------------------------------------------------------ statements


class Assembly(Struct, frozen=True):
    """Puts blocks together as statements; cells and loops of the lines in `skipped` give nothing.

    `constants` are the values of each template row where it has no tags; `turns` says that turns of loops are handed
    out too.
    """

    constants: Mapping[int, Sequence[object]]
    owners: Mapping[int, tuple[str, ...]]
    turns: bool = False
    skipped: frozenset[int] = frozenset()

    def statements(self, blocks: Iterable[Block]) -> Iterator[nodes.Node]:
        """The statements of blocks."""
        for block in blocks:
            if isinstance(block, ContentRow):
                yield from self.row(block)
            elif isinstance(block, Loop):
                yield self.loop(block)
            elif isinstance(block, Choice):
                yield self.choice(block, 0)
            else:
                node = prepared(block.node)
                if block.line in self.skipped:
                    node.node = nodes.Const(None)
                yield at_line(node, block.line)

    def loop(self, block: Loop) -> nodes.Node:
        """A loop."""
        node = prepared(block.node)
        if block.line in self.skipped:
            node.iter = nodes.Tuple([], "load")
            node.test = None
        at_line(node, block.line)
        turn: list[nodes.Node] = [at_line(nodes.ExprStmt(nodes.Const(block.line)), block.line)] if self.turns else []
        node.body = [*turn, *self.statements(block.body)]
        node.else_ = list(self.statements(block.otherwise))
        return node

    def choice(self, block: Choice, index: int) -> nodes.Node:
        """A choice, from its branch `index` on."""
        branch = block.branches[index]
        test: nodes.Expr = nodes.Const(False)
        if branch.test is not None and branch.line not in self.skipped:
            test = prepared(branch.test)
        node = at_line(nodes.If(test, [], [], []), branch.line)
        node.body = list(self.statements(branch.body))
        rest = block.branches[index + 1 :]
        if rest and rest[0].test is None:
            node.else_ = list(self.statements(rest[0].body))
        elif rest:
            node.else_ = [self.choice(block, index + 1)]
        return node

    def row(self, block: ContentRow) -> Iterator[nodes.Node]:
        """The statements that hand out a row."""
        line = block.cells[0].line if block.cells else 1
        if not block.cells and not block.notes:
            yield at_line(nodes.ExprStmt(self.handed_out(block, nodes.Const(None), [], [])), line)
            return
        values: list[nodes.Expr] = [
            nodes.Const(value if isinstance(value, PLAIN_CONSTANTS) else None) for value in self.constants[block.row]
        ]
        keys: list[nodes.Expr] = []
        looks: list[nodes.Expr] = []
        for cell in (*block.cells, *block.notes):
            if cell.content.value is None and cell.line not in self.skipped:
                yield text_block(cell)
        for cell in block.cells:
            content = cell.content
            values[cell.column] = self.shown(cell)
            keys += [self.marked(cell, content.key)] if content.key is not None else []
            looks += [self.marked(cell, content.look)] if content.look is not None else []
        yield nodes.ExprStmt(self.handed_out(block, nodes.Tuple(values, "load"), keys, looks), lineno=line)

    def handed_out(
        self, block: ContentRow, values: nodes.Expr, keys: list[nodes.Expr], looks: list[nodes.Expr]
    ) -> nodes.Expr:
        """The expression of a row."""
        owners: list[nodes.Expr] = [nodes.Name(name, "load") for name in self.owners.get(block.row, ())]
        notes: list[nodes.Expr] = [self.shown(note) for note in block.notes]
        parts = [nodes.Tuple(each, "load") for each in (keys, looks, owners, notes)]
        return nodes.Tuple([nodes.Const(block.row), values, *parts], "load")

    def shown(self, cell: ContentCell) -> nodes.Expr:
        """What a cell or a note shows."""
        return self.marked(cell, cell.content.value or nodes.Name(variable(cell), "load"))

    def marked(self, cell: ContentCell, node: nodes.Expr) -> nodes.Expr:
        """An expression as part of its cell's line."""
        inner = nodes.Const(None) if cell.line in self.skipped else prepared(node)
        return at_line(nodes.MarkSafe(inner), cell.line)


def variable(cell: ContentCell) -> str:
    """The variable that holds the text of a cell that is run."""
    return f"_cell_{cell.line}"


def text_block(cell: ContentCell) -> nodes.Node:
    """The statement that runs a cell's body and keeps its text."""
    body = [prepared(node) for node in cell.content.body]
    return at_line(nodes.AssignBlock(nodes.Name(variable(cell), "store"), None, body), cell.line)


N = TypeVar("N", bound=nodes.Node)


def at_line(node: N, line: int) -> N:
    """`node` with everything below it at a line."""
    node.set_lineno(line, override=True)
    return node
