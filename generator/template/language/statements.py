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

from generator.template.language.blocks import Alternatives, ContentCell, ContentRow, Loop, SheetBlock
from generator.template.language.runnable import prepared

PLAIN_CONSTANTS = (str, int, float, bool, type(None))


class SheetStatements(Struct, frozen=True):
    """Puts blocks together as statements; cells and loops of the lines in `skipped` give nothing.

    `constants` are the values of each template row where it has no tags; `turns` says that turns of loops are handed
    out too.
    """

    constants: Mapping[int, Sequence[object]]
    owners: Mapping[int, tuple[str, ...]]
    turns: bool = False
    skipped: frozenset[int] = frozenset()

    def statements(self, blocks: Iterable[SheetBlock]) -> Iterator[nodes.Node]:
        """The statements of blocks."""
        for block in blocks:
            if isinstance(block, ContentRow):
                yield from self.row(block)
            elif isinstance(block, Loop):
                yield self.loop(block)
            elif isinstance(block, Alternatives):
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

    def choice(self, block: Alternatives, index: int) -> nodes.Node:
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
        parts = [nodes.Tuple(expressions, "load") for expressions in (keys, looks, owners, notes)]
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
