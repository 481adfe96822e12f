"""Pieces to an outline: a tree by their numbers and heading levels, each text with what is stated about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from generator.documents.headings import CONTENT, LABEL, field_of
from generator.documents.numbering import Marker, unusual_levels
from generator.documents.pieces import Part, ProsePiece
from generator.documents.statements import Statement
from generator.documents.surroundings import SIGNED, SIGNED_LINE
from generator.documents.unnumbered_headings import LABEL_LENGTH, is_label, lines_of_captions, lines_of_units

OTHER_LABEL = re.compile(
    r"(?!附件|附表|联系|抄送|主题词|备注|注|说明|签发|印发)([\u4e00-\u9fff]{2,8})[：:](?=.*\S)(.{1,400})$"
)
"""A line of a label that this program has no field for."""
ATTACHMENT = re.compile(r"^附\s*(?:件|表)\s*[\d一二三四五六七八九十]*\s*[：:]?\s*$")
ATTACHED = re.compile(r"^附\s*(?:件|表)\s*[：:]\s*1\s*[.．、]")
"""The first of a list of attachments."""
NOTICE_LENGTH = 5_000
"""Characters at a document's beginning within which a notice names the scheme that it brings."""
TITLE_LEAST = 8
"""Characters of the shortest title by which the scheme is known that a notice brings."""
UNIT_FIELDS = ("units", "lead", "support")
PART_RANK = -0.5
"""Of an attachment, or of the scheme that a notice brings."""


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
    is_among_tasks: bool = False
    """Whether most paragraphs beside it, without lists below them, have units."""
    leads: bool = False
    """Whether the paragraphs beside it begin with a short sentence that is the label of their several tasks."""
    is_demand: bool = False
    """Whether it is the last of a notice's demands, below which the list of tasks begins without a title."""
    own_parts: int | None = None
    """How many of its open paragraphs are its own, where those behind them end the list; None for all of them."""

    @property
    def has_units(self) -> bool:
        """Whether any statement here or below names units."""
        return any(s.statement and s.statement.names_units for s in self.segments) or any(
            c.has_units for c in self.children
        )


def outline_of(pieces: Iterable[ProsePiece], titles: Collection[str] = ()) -> Node:
    """The pieces as a tree by their numbers and heading levels; `titles` are the places of the document's title."""
    root = Node(-1.0)
    pieces = with_levels(list(without_numbers_of_attachments(pieces)))
    pieces = [piece for block in blocks_of(pieces) for piece in with_labels_behind(block)]
    starts = starts_of_parts(pieces)
    titles = {*titles, *(pieces[n].part.place for start in starts for n in (start, start + 1) if n < len(pieces))}
    unit_lines = lines_of_units(pieces) | lines_of_captions(pieces, titles)
    path = [root]
    for n, piece in enumerate(pieces):
        if starts and n in {0, *starts}:
            path = [root, Node(PART_RANK)]
            root.children.append(path[-1])
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
        following = pieces[n + 1] if n + 1 < len(pieces) and pieces[n + 1].is_line else None
        take(path[-1], piece, following)
    return root


def with_levels(pieces: Sequence[ProsePiece]) -> Iterator[ProsePiece]:
    """The pieces, each form of numbers at the level that it has in this document."""
    levels = unusual_levels([piece.marker for piece in pieces if piece.marker])
    for piece in pieces:
        level = levels.get(piece.marker.form) if piece.marker else None
        yield replace(piece, marker=replace(piece.marker, rank=level)) if piece.marker and level else piece


def without_numbers_of_attachments(pieces: Iterable[ProsePiece]) -> Iterator[ProsePiece]:
    """The pieces; the names of attachments (附件：1.名单 / 2.报表) are no numbered paragraphs."""
    expected = 0
    for piece in pieces:
        if piece.marker and piece.marker.number == expected and piece.statement is None and is_label(piece.part.text):
            yield replace(piece, marker=None, label="", part=replace(piece.part, text=piece.label + piece.part.text))
            expected += 1
        else:
            expected = 2 if piece.marker is None and ATTACHED.match(piece.part.text) else 0
            yield piece


def starts_of_parts(pieces: Sequence[ProsePiece]) -> set[int]:
    """The lines with which another part of the document begins, so that no heading before them counts below.

    An attachment's name, what follows the date that signs a notice, the title of the scheme that a notice names.
    """
    found: set[int] = set()
    notice = ""
    for n, piece in enumerate(pieces):
        text = "".join(piece.part.text.split()) if len(piece.part.text) <= LABEL_LENGTH else ""
        if text and not (piece.marker or piece.statement):
            is_named = len(text) >= TITLE_LEAST and (f"《{text}" in notice or f"印发{text}" in notice)
            if ATTACHMENT.match(text) or SIGNED.match(text) or SIGNED_LINE.match(text) or is_named:
                found.add(n)
        if len(notice) < NOTICE_LENGTH:
            notice += piece.part.text[:NOTICE_LENGTH] + "\n"
    return found


def blocks_of(pieces: Iterable[ProsePiece]) -> Iterator[list[ProsePiece]]:
    """Each numbered paragraph or heading with what stands below it until the next one."""
    block: list[ProsePiece] = []
    for piece in pieces:
        if piece.marker or piece.heading:
            yield block
            block = []
        block.append(piece)
    yield block


def with_labels_behind(block: list[ProsePiece]) -> list[ProsePiece]:
    """The lines of other labels (整改目标：…) behind those that say who has the task, where they stand before these."""
    units = [n for n, piece in enumerate(block) if piece.is_line and piece.statement and piece.statement.names_units]
    lines = [n for n, piece in enumerate(block) if piece.is_line]
    if not units:
        return block
    others = [n for n in range(1, lines[-1]) if other_label(block[n])]
    cut = next((n for n in others if n > units[0]), len(block))
    before, behind = (fields_of(part) for part in (block[:cut], block[cut:]))
    if before & behind:  # what stands between them is another task (市场对接：…)
        return block
    kept = [piece for n, piece in enumerate(block) if n not in others]
    at = lines[-1] + 1 - len(others)
    return [*kept[:at], *(block[n] for n in others), *kept[at:]]


def fields_of(pieces: Sequence[ProsePiece]) -> set[str]:
    """The fields of units that lines fill."""
    statements = [piece.statement for piece in pieces if piece.is_line and piece.statement]
    return {name for name in UNIT_FIELDS if any(getattr(statement, name) for statement in statements)}


def other_label(piece: ProsePiece) -> re.Match[str] | None:
    """The label of a line that this program has no field for, and what stands behind it; None for other lines."""
    match = None if piece.marker or piece.statement or piece.heading else OTHER_LABEL.match(piece.part.text)
    return match if match and field_of(match[1]) not in (CONTENT, LABEL) else None


def take(node: Node, piece: ProsePiece, line: ProsePiece | None) -> None:
    """A piece goes to the node that it stands under; `line` is that of units behind it, if there is one."""
    if not node.open and (stated := more_stated(node, piece, line)) is not None:
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


def more_stated(node: Node, piece: ProsePiece, line: ProsePiece | None) -> Statement | None:
    """What is stated about a task, with a line of another label below its units (预期成果：…); None for other lines."""
    last = node.segments[-1] if node.segments else None
    if last is None or last.statement is None or not last.follows_line or piece.marker or piece.statement:
        return None
    match = other_label(piece)
    if match is None or (line and line.statement and last.statement.fills_field_of(line.statement)):
        return None
    return last.statement.joined(Statement(people=((match[1], match[2].strip()),), source=piece.part.text))


def move_texts(root: Node) -> None:
    """Where units stand between title and text (一、标题 / 责任单位：X / 正文), the text goes before them.

    Only where most tasks stand so, or titles like it have lists below them: else what follows the last task would
    become one. The units may stand in a bracket behind the title too (一、标题（县林业局） / 正文).
    """
    titled_nodes = [node for node in descendants(root) if node.title is not None]
    for titled in (is_titled, is_titled_with_bracket):
        nodes = [node for node in titled_nodes if titled(node)]
        following = [node for node in nodes if node.open or node.children]
        if len(following) < 2 or len(following) * 2 <= len(nodes):
            continue
        for node in following:
            if not node.children:
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


def is_titled_with_bracket(node: Node) -> bool:
    """Whether a title ends in a bracket of units."""
    title = node.title.text if node.title else ""
    first = node.segments[0] if len(node.segments) == 1 else None
    return (
        first is not None
        and first.statement is not None
        and not first.follows_line
        and first.parts == [node.title]
        and is_label(title)
    )
