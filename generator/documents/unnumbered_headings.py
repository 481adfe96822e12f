"""Lines without a number that are headings all the same: captions and units, each above a list that begins with 1."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from generator.documents.pieces import ProsePiece
from generator.documents.unit_headings import of_heading
from generator.documents.whole_paragraphs import ends_cut

SENTENCE = re.compile(r"[。；;！!？?]")
LABEL_LENGTH = 60
CAPTION_LENGTH = 30
TOP_RANK = 2
"""Of 一、: what stands above such a list is the title of a part, such as the scheme that a notice brings."""
NO_CAPTION = re.compile(
    r"^(?:附[件表：:]|[（(《“]|联系|抄送|主送|签发|印发|注[：:]|备注)|(?:如下|以下|下列)|[，、,；;）)]$|[日号]$|(?:政府|委员会|办公室)$"
    r"|^(?:整改|工作|具体|主要|重点|落实|细化)?(?:措施|任务|举措|内容|目标|要求|工作)[：:]$"
)
"""Lines above a list that are no headings: they lead to it, sign, date or name attachments."""


def lines_of_captions(pieces: Sequence[ProsePiece], titles: Collection[str]) -> dict[int, float]:
    """The unnumbered short lines, each above a list that begins with 1 or goes on counting, and their levels.

    Only one behind a list of the same kind is sure to be a heading, and then the lines like it before that list are.
    Where a list goes on counting, it must stand behind an item with units, and its first item below such a line.
    """
    found: dict[int, float] = {}
    waiting: dict[int, float] = {}
    ranks: dict[float, int] = {}
    for n, (piece, below) in enumerate(pairwise(pieces)):
        if piece.marker:
            if any(rank > piece.marker.rank for rank in ranks):
                waiting = {}
            ranks = {rank: last for rank, last in ranks.items() if rank <= piece.marker.rank}
            ranks[piece.marker.rank] = piece.marker.number
        elif below.marker and below.marker.rank > TOP_RANK and is_caption(piece) and piece.part.place not in titles:
            is_first = below.marker.number == 1
            is_next = below.marker.number == ranks.get(below.marker.rank, 0) + 1 and pieces[n - 1].statement is not None
            if is_first or (is_next and below.marker.rank - 0.5 in waiting.values()):
                waiting[n] = below.marker.rank - 0.5
            if n in waiting and below.marker.rank in ranks:
                found |= {line: rank for line, rank in waiting.items() if rank == waiting[n]}
    return found


def is_caption(piece: ProsePiece) -> bool:
    """Whether an unnumbered line may be a heading: short, no sentence, none that leads to a list or signs."""
    text = piece.part.text.strip()
    return (
        not (piece.heading or piece.statement)
        and 1 < len(text.rstrip("：: ")) <= CAPTION_LENGTH
        and is_label(text)
        and not NO_CAPTION.search(text)
        and of_heading(text) is None
    )


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


def is_label(text: str) -> bool:
    """Whether a numbered paragraph only names what follows: short, one sentence at most."""
    return len(text) <= LABEL_LENGTH and not SENTENCE.search(text.rstrip("。；;：: ")) and not ends_cut(text)
