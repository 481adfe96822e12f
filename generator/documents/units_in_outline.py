"""Units that stand elsewhere than behind their task, to the nodes of the outline that they speak of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeAlias

from generator.documents.outline import Node, Segment, descendants
from generator.documents.pieces import Part
from generator.documents.statements import Statement
from generator.documents.unit_headings import EVERYBODY, OF_OFFICE, in_opening, of_heading
from generator.documents.unnumbered_headings import is_label

Doubts: TypeAlias = list[tuple[str, str, str]]
"""Place, words and what is doubtful about them."""
ROW = 3
"""Paragraphs below no heading that begin with units, from which on they are a list of tasks."""


def share_statements(node: Node, doubts: Doubts, ranks: Collection[float] = ()) -> None:
    """Numbered paragraphs without units take those of the one that ends their list, where it stands for all of them.

    `ranks` are the levels of tasks: a bracket at the end of the list below one is the task's own.
    """
    is_one_task = node.rank in ranks and not node.segments
    waiting: list[Node] = []
    for n, child in enumerate(node.children):
        share_statements(child, doubts, ranks)
        if child.children or child.title is None:
            waiting = []
        elif not child.segments and child.open:
            waiting.append(child)
        elif child.segments:
            first = child.segments[0]
            listed = (is_one_task and n == len(node.children) - 1) or all(
                other.title and other.title.text.endswith(("；", ";", "，", ",")) for other in waiting
            )
            if (
                waiting
                and first.statement
                and first.statement.names_units
                and (first.follows_line or listed)
                and len(waiting) == n
                and len(child.segments) == 1
                and all(len(other.open) == 1 for other in waiting)
            ):
                for other in waiting:
                    other.segments.append(Segment(other.open, first.statement))
                    other.open = []
                place = waiting[0].title.place if waiting[0].title else ""
                doubts.append(
                    (place, first.statement.source, "几项任务后面只写了一次责任单位，已作为这几项共用，请核对")
                )
            waiting = []


def ranks_of_tasks(root: Node) -> set[float]:
    """The levels at which more paragraphs have units of their own than have lists below them whose items have them."""
    counts: dict[float, int] = {}
    for node in descendants(root):
        if node.title is not None and not node.children and node.has_units:
            counts[node.rank] = counts.get(node.rank, 0) + 1
        elif any(child.has_units for child in node.children[:-1]):
            counts[node.rank] = counts.get(node.rank, 0) - 1
    return {rank for rank, count in counts.items() if count > 1}


def cut_list(items: Sequence[Node]) -> None:
    """Where all items of a list but the last have equally many paragraphs, its further ones belong to no item."""
    many = {len(item.open) for item in items[:-1]}
    last = items[-1] if items and items[-1].open else None
    if last is None or len(many) != 1 or 0 in many or any(item.segments for item in items):
        return
    is_alone_titled = is_label(last.open[0].text) and not any(is_label(item.open[0].text) for item in items[:-1])
    if many != {1} or not is_alone_titled:
        (last.own_parts,) = many


def mark_units(nodes: Sequence[Node]) -> None:
    """Headings that are units: an office's own (县林业局), or several in a row (办公室, 财务科, 县档案馆)."""
    titled = [node for node in nodes if node.title]
    units = [node for node in titled if node.title and of_heading(node.title.text)]
    if len(units) * 2 > len(titled):
        units = [node for node in titled if node.title and of_heading(node.title.text, any_office=True)]
    for node in units:
        node.is_units = len(units) > 1 or (node.title is not None and OF_OFFICE.match(node.title.text) is not None)


def take_openings(nodes: Sequence[Node], doubts: Doubts, *, with_duties: bool) -> None:
    """Numbered paragraphs that begin with units and their role words state these, where most of their list do."""
    bare = [node for node in nodes if node.title and node.marker and not node.children and not node.segments]
    stated = [(node, in_opening(node.title.text, with_duties=with_duties)) for node in bare if node.title]
    openings = [(node, opening) for node, opening in stated if opening]
    many = len(openings) + sum(node.has_units for node in nodes)
    if not openings or many * 2 < len(nodes) or (many == 1 < len(nodes) and not with_duties):
        return
    cut_list([node for node in nodes if not node.children])
    for node, (statement, task) in openings:
        assert node.title is not None
        doubts.append((node.title.place, statement.source, "责任单位在句子开头，已作为责任单位，请核对"))
        node.title = Part(task, node.title.place)
        parts = node.open[: node.own_parts]
        node.segments.append(Segment([node.title, *parts[1:]], statement))
        node.open = node.open[len(parts) :]


def opens_with_units(node: Node) -> bool:
    """Whether most of a list begin with the units that have them (县林业局：…), not with what these must do."""
    items = [child.title.text for child in node.children if child.title and child.marker]
    many = sum(in_opening(text) is not None for text in items)
    return many > 1 and many * 2 >= len(items)


def take_lines(node: Node, doubts: Doubts, *, with_duties: bool) -> bool:
    """Whether most unnumbered paragraphs below a heading begin with units (县教育局：负责…): each is a task."""
    if node.title is None and with_duties:
        return take_untitled(node, doubts)
    lines = [part for part in node.open if part is not node.title]
    openings = [in_opening(part.text, with_duties=with_duties) for part in lines]
    if node.segments or sum(opening is not None for opening in openings) < max(2, len(lines) / 2):
        return False
    part_by_openings(node, lines, openings, doubts)
    return True


def take_untitled(node: Node, doubts: Doubts) -> bool:
    """Whether paragraphs in a row below no heading begin with units (任务明确如下：县教育局负责…): each is a task."""
    if any(segment.statement for segment in node.segments):
        return False
    lines = [part for segment in [*node.segments, Segment(node.open)] for part in segment.parts]
    openings = [in_opening(part.text, with_duties=True) for part in lines]
    openings = [None if opening and EVERYBODY.match(opening[0].units) else opening for opening in openings]
    said = [n for n, opening in enumerate(openings) if opening]
    if len(said) < ROW or len(said) * 2 <= said[-1] - said[0] + 1:
        return False
    node.segments = []
    part_by_openings(node, lines, openings, doubts)
    return True


def part_by_openings(
    node: Node, lines: Sequence[Part], openings: Sequence[tuple[Statement, str] | None], doubts: Doubts
) -> None:
    """Make each paragraph below a node a part of its own, with the units that it begins with; these are told."""
    node.open = []
    for part, opening in zip(lines, openings, strict=True):
        statement, task = opening or (None, part.text)
        if statement is not None:
            doubts.append((part.place, statement.source, "责任单位在句子开头，已作为责任单位，请核对"))
        node.segments.append(Segment([Part(task, part.place)], statement))
