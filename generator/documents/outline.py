"""Pieces to an outline: a tree by their numbers and heading levels, each text with what is stated about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct, field

from generator.documents.headings import CONTENT, LABEL, field_of
from generator.documents.numbering import Marker
from generator.documents.pieces import Part, ProsePiece
from generator.documents.statements import Statement
from generator.documents.unit_headings import of_heading

OTHER_LABEL = re.compile(
    r"(?!附件|附表|联系|抄送|主题词|备注|注|说明|签发|印发)([\u4e00-\u9fff]{2,8})[：:](?=.*\S)(.{1,400})$"
)
"""A line of a label that this program has no field for."""
ATTACHMENT = re.compile(r"^附\s*(?:件|表)\s*[\d一二三四五六七八九十]*\s*[：:]?\s*$")
SENTENCE = re.compile(r"[。；;！!？?]")
LABEL_LENGTH = 60


class Segment(Struct):
    """A text with what is stated about it; several paragraphs may make one."""

    parts: list[Part]
    statement: Statement | None = None
    follows_line: bool = False
    is_doubtful: bool = False
    """Whether two places say different things about it."""


class Node(Struct):
    """A numbered paragraph with what stands below it, until the next one of its level or a higher one."""

    rank: float
    label: str = ""
    marker: Marker | None = None
    open: list[Part] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    title: Part | None = None
    """The text of the numbered paragraph itself, without what its brackets state."""
    is_units: bool = False
    """Whether the title is the units that have what stands below."""

    @property
    def has_units(self) -> bool:
        """Whether any statement here or below names units."""
        return any(s.statement and s.statement.names_units for s in self.segments) or any(
            c.has_units for c in self.children
        )


def outline_of(pieces: Iterable[ProsePiece]) -> Node:
    """The pieces as a tree by their numbers and heading levels."""
    root = Node(-1.0)
    path = [root]
    pieces = list(pieces)
    unit_lines = lines_of_units(pieces)
    for n, piece in enumerate(pieces):
        if piece.marker is None and ATTACHMENT.match(piece.part.text):
            path = [root]
        if piece.marker or piece.heading or n in unit_lines:
            rank = float(piece.marker.rank) if piece.marker else unit_lines.get(n, 1.5 + piece.heading)
            while path[-1].rank >= rank:
                path.pop()
            node = Node(rank, piece.label, piece.marker, title=piece.part)
            if piece.is_line and piece.statement:
                node.title = Part(piece.statement.source.strip(), piece.part.place)
                node.open = [node.title]
            path[-1].children.append(node)
            path.append(node)
        take(path[-1], piece)
    return root


def lines_of_units(pieces: Sequence[ProsePiece]) -> dict[int, float]:
    """The unnumbered lines that are nothing but units, each above a list that begins with 1, and their levels.

    Only where there are several: a single one may be whom a document addresses.
    """
    found = {
        n: below.marker.rank - 0.5
        for n, (piece, below) in enumerate(pairwise(pieces))
        if not (piece.marker or piece.heading or piece.statement)
        and below.marker
        and below.marker.number == 1
        and of_heading(piece.part.text)
    }
    return (found if len(found) > 1 else {}) | lines_of_labels(pieces)


def lines_of_labels(pieces: Sequence[ProsePiece]) -> dict[int, float]:
    """The lines of labels (责任单位：县林业局) that stand above lists that begin with 1, and their levels.

    Only where every such line does, the first below a line that is no sentence: else they belong to what is above them.
    """
    found: dict[int, float] = {}
    for n, piece in enumerate(pieces):
        if not (piece.is_line and piece.statement and piece.statement.names_units):
            continue
        before = pieces[n - 1] if n else None
        below = pieces[n + 1].marker if n + 1 < len(pieces) else None
        if below is None or below.number != 1 or (before and before.heading):
            return {}
        if before and before.marker and before.marker.rank != below.rank:
            return {}
        if before and not before.marker and not found and SENTENCE.search(before.part.text):
            return {}
        found[n] = below.rank - 0.5
    return found


def take(node: Node, piece: ProsePiece) -> None:
    """A piece goes to the node that it stands under."""
    if not node.open and (stated := more_stated(node, piece)) is not None:
        node.segments[-1].statement = stated
        return
    if piece.part.text or (piece.part is node.title):
        if node.title is None and node.open:
            # without numbers nothing says that paragraphs belong together
            node.segments.append(Segment(node.open))
            node.open = []
        node.open.append(piece.part)
    if piece.statement is None:
        return
    if node.open:
        node.segments.append(Segment(node.open, piece.statement, piece.is_line))
        node.open = []
    elif node.segments and node.segments[-1].statement is not None:
        last = node.segments[-1]
        if last.statement is not None:
            last.is_doubtful = last.is_doubtful or last.statement.overlaps(piece.statement)
            last.statement = last.statement.joined(piece.statement)
    else:
        node.segments.append(Segment([], piece.statement, piece.is_line))


def more_stated(node: Node, piece: ProsePiece) -> Statement | None:
    """What is stated about a task, with a line of another label below its units (预期成果：…); None for other lines."""
    last = node.segments[-1] if node.segments else None
    if last is None or last.statement is None or not last.follows_line or piece.marker or piece.statement:
        return None
    match = OTHER_LABEL.match(piece.part.text)
    if match is None or field_of(match[1]) in (CONTENT, LABEL):
        return None
    return last.statement.joined(Statement(people=((match[1], match[2].strip()),), source=piece.part.text))


def move_texts(root: Node) -> None:
    """Where units stand between title and text (一、标题 / 责任单位：X / 正文), the text goes before them.

    Only where most tasks stand so: else what follows the last task would become one.
    """
    leaves = [node for node in descendants(root) if node.title is not None and not node.children and is_titled(node)]
    following = [node for node in leaves if node.open]
    if len(following) < 2 or len(following) * 2 <= len(leaves):
        return
    for node in following:
        node.segments[0].parts += node.open
        node.open = []


def descendants(node: Node) -> Iterator[Node]:
    """The nodes below a node."""
    for child in node.children:
        yield child
        yield from descendants(child)


def is_titled(node: Node) -> bool:
    """Whether a line of units follows at once the title of a node."""
    return (
        len(node.segments) == 1
        and node.segments[0].follows_line
        and node.segments[0].parts == [node.title]
        and is_label(node.title.text if node.title else "")
    )


def is_label(text: str) -> bool:
    """Whether a numbered paragraph only names what follows: short, one sentence at most."""
    return len(text) <= LABEL_LENGTH and not SENTENCE.search(text.rstrip("。；;：: "))
