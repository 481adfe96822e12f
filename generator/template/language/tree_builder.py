"""Rows of cell texts to a tree of blocks: control rows open and close loops and choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias, Union, cast

from jinja2 import nodes
from msgspec import Struct, field

from generator.excel import cell_name
from generator.problems import Place
from generator.template.language.blocks import (
    Alternatives,
    Branch,
    ContentCell,
    ContentRow,
    Loop,
    NameSetting,
    SheetBlock,
    Tree,
)
from generator.template.language.grammar import (
    CONTROL_WORDS,
    OPENING_WORDS,
    check_nodes,
    check_word,
    is_control,
    parse,
    parse_content,
    parse_note,
)
from generator.template.language.mistakes import Mistake
from generator.template.language.program import Spot, mistake_at
from generator.template.language.tags import TextPiece, has_tags, intended_word, split_text

OpenBlock: TypeAlias = Union[Loop, Alternatives]  # noqa: UP007 (runtime alias)


class TreeBuilder(Struct, dict=True):
    """Puts the rows of one sheet into a tree, one after the other."""

    file: str
    sheet: str
    tree: Tree = field(default_factory=Tree)
    open: list[OpenBlock] = field(default_factory=list)

    @property
    def body(self) -> list[SheetBlock]:
        """Where the next row belongs."""
        if not self.open:
            return self.tree.blocks
        block = self.open[-1]
        if isinstance(block, Alternatives):
            return block.branches[-1].body
        return block.otherwise if block.line in self.in_else else block.body

    def __post_init__(self) -> None:
        self.in_else: set[int] = set()

    def spot(self, row: int, column: int, text: str) -> int:
        """A new line number for a cell."""
        self.tree.spots.append(Spot(Place(self.file, self.sheet, cell_name(row, column)), text))
        return len(self.tree.spots)

    def report(self, mistake: Mistake, line: int) -> None:
        """A mistake at the cell of a line."""
        self.tree.problems.append(mistake_at(mistake, self.tree.spots[line - 1]))

    def add_row(
        self, row: int, texts: Sequence[tuple[int, str]], filled: int, notes: Sequence[tuple[int, str]] = ()
    ) -> None:
        """The next row: its texts and notes by column; `filled` counts all its filled cells."""
        cells = []
        for column, text in texts:
            if not has_tags(text):
                continue
            line = self.spot(row, column, text)
            try:
                pieces = split_text(text)
                if is_control(pieces):
                    self.tree.control_rows.add(row)
                    self.add_control(row, line, pieces, alone=filled == 1)
                    continue
                cells.append(ContentCell(column, line, text, parse_content(text)))
            except Mistake as mistake:
                self.report(mistake, line)
                self.go_on(row, line, text)
        if row not in self.tree.control_rows:
            self.body.append(ContentRow(row, tuple(cells), tuple(self.notes(row, notes))))

    def notes(self, row: int, notes: Sequence[tuple[int, str]]) -> Iterator[ContentCell]:
        """The notes of a row that have tags."""
        for column, text in notes:
            line = self.spot(row, column, text)
            try:
                yield ContentCell(column, line, text, parse_note(text))
            except Mistake as mistake:
                self.report(mistake, line)

    def go_on(self, row: int, line: int, text: str) -> None:
        """After a mistake in a control row: open or close what was meant, so that its partner is no mistake too."""
        word = intended_word(text, CONTROL_WORDS)
        if not word:
            return
        self.tree.control_rows.add(row)
        if word == "for":
            nothing = nodes.For(nodes.Name("_", "store"), nodes.Tuple([], "load"), [], [], None, False)
            self.enter(Loop(line, row, nothing, is_broken=True))
        elif word == "if":
            self.enter(Alternatives(line, row, [Branch(line, nodes.Const(True))]))
        elif word in OPENING_WORDS.values() and self.open and "unpaired" not in self.tree.problems[-1].code:
            self.open.pop()

    def add_control(self, row: int, line: int, pieces: tuple[TextPiece, ...], alone: bool) -> None:
        """A control row."""
        statements = [piece for piece in pieces if piece.kind == "statement"]
        for piece in statements:
            check_word(piece)
        if not alone:
            self.report(
                Mistake(
                    "shared-control-row",
                    f"控制标签“{statements[0].text}”要独占一行，这一行还有别的内容",
                    "请把它单独放在一行的第一个单元格里，该行其余单元格留空。",
                ),
                line,
            )
        if len(statements) > 1:
            self.report(Mistake("shared-control-row", "一行里写了几个控制标签", "请每个控制标签各占一行。"), line)
        for piece in statements:
            self.apply(piece, row, line)

    def apply(self, piece: TextPiece, row: int, line: int) -> None:
        """Open, continue or close a block."""
        word = piece.word
        if word == "for":
            loop = parse(f"{piece.text}{{% endfor %}}")[0]
            assert isinstance(loop, nodes.For)
            check_nodes(loop)
            self.enter(Loop(line, row, loop))
        elif word == "if":
            self.enter(Alternatives(line, row, [Branch(line, self.test_of(piece))]))
        elif word == "set":
            node = parse(piece.text)[0]
            assert isinstance(node, nodes.Assign)
            check_nodes(node)
            self.body.append(NameSetting(line, row, node))
        elif word in ("elif", "else"):
            self.turn(piece, line)
        else:
            self.leave(piece)

    def enter(self, block: Loop | Alternatives) -> None:
        """Open a block."""
        self.body.append(block)
        self.open.append(block)

    def test_of(self, piece: TextPiece) -> nodes.Expr:
        """The condition of an if or elif."""
        node = parse(f"{{% if {piece.inner.removeprefix(piece.word)} %}}{{% endif %}}")[0]
        assert isinstance(node, nodes.If)
        check_nodes(node)
        return cast("nodes.Expr", node.test)

    def turn(self, piece: TextPiece, line: int) -> None:
        """Elif or else of the block that is open."""
        block = self.open[-1] if self.open else None
        if isinstance(block, Alternatives) and block.branches[-1].test is not None:
            block.branches.append(Branch(line, self.test_of(piece) if piece.word == "elif" else None))
        elif isinstance(block, Loop) and piece.word == "else" and block.line not in self.in_else:
            self.in_else.add(block.line)
        else:
            raise Mistake(
                "unpaired-tag", f"“{piece.text}”前面没有与它成对的 if", "请检查 if、elif、else、endif 的次序。"
            )

    def leave(self, piece: TextPiece) -> None:
        """Endfor or endif."""
        word = piece.word
        if not self.open:
            opener = {closer: opener for opener, closer in OPENING_WORDS.items()}[word]
            raise Mistake("unpaired-tag", f"“{piece.text}”前面没有对应的 {opener}", "请补上开头的标签，或删去这一行。")
        block = self.open[-1]
        opener = "for" if isinstance(block, Loop) else "if"
        cell = self.tree.spots[block.line - 1].place.cell
        if OPENING_WORDS[opener] != word:
            if any(isinstance(other, Loop) == (word == "endfor") for other in self.open):
                while isinstance(self.open[-1], Loop) != (word == "endfor"):
                    self.unclosed(self.open.pop())
                self.open.pop()
                return
            self.open.pop()
            raise Mistake(
                "unpaired-tag",
                f"“{piece.text}”与 {cell} 的 {opener} 不成对",
                f"{opener} 要用“{{% {OPENING_WORDS[opener]} %}}”结束。",
            )
        self.open.pop()

    def unclosed(self, block: OpenBlock) -> None:
        """Report a block that nothing closes."""
        opener = "for" if isinstance(block, Loop) else "if"
        closer = OPENING_WORDS[opener]
        self.report(
            Mistake(
                "unpaired-tag",
                f"{opener} 没有对应的“{{% {closer} %}}”",
                f"请在末行之后加一行，第一个单元格写“{{% {closer} %}}”。",
            ),
            block.line,
        )

    def finish(self) -> Tree:
        """The tree, once all rows are in."""
        while self.open:
            self.unclosed(self.open.pop())
        return self.tree
