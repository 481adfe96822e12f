"""Paragraphs to tasks: numbered paragraphs with their units and deadlines behind them, in brackets or on lines.

The paragraphs are cut into `Piece`s (a number, a text, a statement of units), the pieces make a tree by their numbers,
and the tree is read: what has units is a task, what stands above it is its label, what has neither is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from generator.documents.blocks import Paragraph
from generator.documents.brackets import brackets
from generator.documents.numbering import Marker, marker_of
from generator.documents.statements import (
    DEADLINE,
    LONGEST,
    Statement,
    in_bracket,
    in_line,
    in_sentence,
    labelled,
    labels_of,
)

STOPS = "。；;！!？?：:"
END = re.compile(r"[。；;！!？?…][”’」』]?\s*$")
SENTENCE = re.compile(r"[。；;！!？?]")
UNFINISHED = re.compile(r"[：:、]\s*$")
LEADS_ON = re.compile(r"[：:]\s*$")
"""The end of a text that only leads to the next paragraphs (具体措施：)."""
LABEL_LENGTH = 60
TITLE_LENGTH = 36
MANY_LABELS = 20
ATTACHMENT = re.compile(r"^附\s*(?:件|表)\s*[\d一二三四五六七八九十]*\s*[：:]?\s*$")
INLINE = re.compile(
    r"(?:(?<=[。；;：:！，,])|^)\s*(?=[（(]\s*[\d一二三四五六七八九十]{1,3}\s*[）)]|[①-⑳⑴-⒇]|\d{1,2}\s*[.．、](?!\d))"
)


class Part(Struct, frozen=True):
    """A stretch of text with its place in the document."""

    text: str
    place: str


class Piece(Struct, frozen=True):
    """What a paragraph, or one of several stretches of it, comes to."""

    part: Part
    marker: Marker | None = None
    label: str = ""
    """The number as it stands."""
    statement: Statement | None = None
    heading: int = 0
    is_line: bool = False
    """Whether it is a line of its own that only states units and deadline."""


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

    @property
    def has_units(self) -> bool:
        """Whether any statement here or below names units."""
        return any(s.statement and s.statement.names_units for s in self.segments) or any(
            c.has_units for c in self.children
        )


class ProseTask(Struct, frozen=True):
    """A task in prose: the labels above it, its parts, what is stated about it."""

    labels: tuple[str, ...]
    number: str
    content: str
    statement: Statement
    place: str


class Prose(Struct):
    """What was read in the paragraphs of a document."""

    tasks: list[ProseTask] = field(default_factory=list)
    left_out: list[tuple[Part, str, str]] = field(default_factory=list)
    """Text that is in no task and no label, the number before it, and why."""
    doubts: list[tuple[str, str, str]] = field(default_factory=list)
    """Place, words and what is doubtful about them."""
    rules: list[tuple[str, str]] = field(default_factory=list)
    """Place and words of what speaks of the whole document."""
    labels: set[str] = field(default_factory=set)


def read_prose(paragraphs: Sequence[Paragraph]) -> Prose:
    """The tasks of a document's paragraphs, with everything that is in none."""
    prose = Prose()
    root = tree_of(pieces_of(paragraphs))
    move_texts(root)
    share_statements(root, prose)
    read_node(root, (), None, prose)
    order = {paragraph.place: n for n, paragraph in enumerate(paragraphs)}
    prose.left_out.sort(key=lambda entry: order.get(entry[0].place, 0))
    return prose


# ------------------------------------------------------------------------------------------ paragraphs to pieces


def pieces_of(paragraphs: Iterable[Paragraph]) -> Iterator[Piece]:
    """The pieces of all paragraphs, in their order."""
    before: dict[str, int] = {}
    for paragraph in with_whole_lines(paragraphs):
        for piece in pieces_in(paragraph, before.get("digits", 0)):
            if piece.marker:
                if piece.marker.rank < 4:
                    before.pop("digits", None) if piece.marker.number == 1 and piece.marker.rank < 3 else None
                before[piece.marker.form] = piece.marker.number
            yield piece


def with_whole_lines(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs, a line of units that goes on in the next one (责任单位： 、) put together with it."""
    waiting: Paragraph | None = None
    for paragraph in paragraphs:
        if (
            waiting is not None
            and not paragraph.number
            and not marker_of(paragraph.text)
            and in_line(paragraph.text) is None
        ):
            whole = replace(waiting, text=waiting.text + paragraph.text)
        else:
            whole = paragraph
            if waiting is not None:
                yield waiting
        waiting = None
        if UNFINISHED.search(whole.text) and not whole.number and in_line(whole.text) is not None:
            waiting = whole
        else:
            yield whole
    if waiting is not None:
        yield waiting


def pieces_in(paragraph: Paragraph, before: int) -> list[Piece]:
    """The pieces of one paragraph; `before` is the last number of the list of digits."""
    place = paragraph.place
    line = None if paragraph.number else in_line(paragraph.text)
    if line is not None:
        return [Piece(Part("", place), statement=line, is_line=True)]
    cuts = statements_in(paragraph.text) if len(paragraph.text) <= LONGEST else []
    text = paragraph.text
    stretches: list[tuple[str, Statement | None]] = []
    at = 0
    for start, end, statement in cuts:
        body = text[at:start]
        closing = re.match(r"\s*[。；;！]", text[end:])
        if closing and not END.search(body):
            body = body.rstrip() + closing[0].strip()
        stretches.append((body, statement))
        at = end + (closing.end() if closing else 0)
    rest = text[at:].strip(" \u3000。；;，,、")
    if stretches and stretches[-1][1] and rest and not LEADS_ON.search(text):
        stretches[-1] = with_rest(stretches[-1][0], stretches[-1][1], text[at:].strip(" \u3000，,、"))
    elif rest or not stretches:
        stretches.append((text[at:].lstrip("，,、 "), None))
    if len([s for _, s in stretches if s]) > 1:
        stretches = split_inline(stretches)
    return [
        piece_of(body, statement, paragraph if n == 0 else Paragraph("", place), before if n == 0 else 0)
        for n, (body, statement) in enumerate(stretches)
    ]


def with_rest(body: str, statement: Statement, rest: str) -> tuple[str, Statement]:
    """A stretch with the text that stands behind its statement: a deadline, or more of the task."""
    bare = rest.strip(" 。；;")
    if not statement.deadline and DEADLINE.fullmatch(bare):
        return body, replace(statement, deadline=bare, source=statement.source + rest)
    return body + rest, statement


def piece_of(body: str, statement: Statement | None, paragraph: Paragraph, before: int) -> Piece:
    """A piece with its number taken off."""
    text = body.strip()
    if paragraph.number:
        marker = marker_of(paragraph.number.strip() + " 一", before) or marker_of(paragraph.number.strip() + "、")
        return Piece(Part(text, paragraph.place), marker, paragraph.number, statement, paragraph.heading)
    marker = marker_of(text, before)
    if marker is None:
        return Piece(Part(text, paragraph.place), None, "", statement, paragraph.heading)
    number, rest = text[: marker.end].strip(), text[marker.end :].strip()
    return Piece(Part(rest, paragraph.place), marker, number, statement, paragraph.heading)


def statements_in(text: str) -> list[tuple[int, int, Statement]]:
    """The statements inside a paragraph: their ranges and what they say; neighbours are one."""
    found: list[tuple[int, int, Statement]] = []
    for start, end in brackets(text):
        if text[start] in "【[" and start == 0:
            continue
        after, ahead = text[end:].lstrip(), text[:start].rstrip()
        follows = bool(found) and not text[found[-1][1] : start].strip(" \u3000，,。；;")
        at_end = not after.strip("。；;.，, ")
        closes = bool(END.search(ahead)) or follows
        goes_on = after[:1] in tuple("，,、的") or (
            bool(after) and after[0] not in "。；;！（(〔【[" and not closes and not marker_of(after)
        )
        if goes_on and not at_end:
            continue
        statement = in_bracket(text[start:end], ends_text=closes or at_end)
        if statement is None or not (statement.names_units or statement.people or closes or at_end):
            continue
        if (
            not statement.names_units
            and not statement.people
            and not follows
            and not at_end
            and not next_is_statement(text, end)
        ):
            continue
        if follows:
            first = found.pop()
            found.append((first[0], end, first[2].joined(statement)))
        else:
            found.append((start, end, statement))
    return with_tail(text, found)


def next_is_statement(text: str, end: int) -> bool:
    """Whether a bracket of units follows at once."""
    rest = text[end:].lstrip()
    if not rest or rest[0] not in "（(〔【[":
        return False
    ranges = brackets(rest)
    return bool(ranges) and ranges[0][0] == 0 and in_bracket(rest[: ranges[0][1]], ends_text=True) is not None


def with_tail(text: str, found: list[tuple[int, int, Statement]]) -> list[tuple[int, int, Statement]]:
    """The statements, and the labels at the paragraph's end that stand in no bracket (…。责任单位：X。完成时限：Y)."""
    begin = found[-1][1] if found else 0
    for match in labels_of(text[begin:])[:MANY_LABELS]:
        start = begin + match.start()
        ahead = text[:start].rstrip(" \u3000（(〔【[—-")
        if (
            start
            and (not ahead or ahead[-1] in "。；;！？，,）)〕】\u3000" or text[start - 1] in " \u3000")
            and (ahead or found)
        ):
            statement = labelled(text[start:])
            if statement is not None and (statement.names_units or statement.deadline or statement.people):
                if found and not text[found[-1][1] : start].strip(" \u3000，,。；;"):
                    first = found.pop()
                    return [*found, (first[0], len(text), first[2].joined(statement))]
                return [*found, (start, len(text), statement)]
    sentence = re.search(r"(?<=[。；;！])[^。；;！]{4,}[。；;]?\s*$", text[begin:])
    statement = in_sentence(sentence[0]) if sentence and not found else None
    return [(sentence.start(), len(text), statement)] if sentence and statement else found


def split_inline(stretches: list[tuple[str, Statement | None]]) -> list[tuple[str, Statement | None]]:
    """Stretches with several statements, cut also at the numbers of a list that runs through the paragraph."""
    markers = [marker for text, _ in stretches[1:] if (marker := marker_of(text.strip()))]
    forms = {marker.form for marker in markers}
    result: list[tuple[str, Statement | None]] = []
    for text, statement in stretches:
        cuts = []
        for match in INLINE.finditer(text):
            marker = marker_of(text[match.end() :]) or marker_of(text[match.end() :].lstrip())
            if marker and marker.form in forms and text[: match.end()].strip():
                cuts.append(match.end())
        pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        result += [(piece, None) for piece in pieces[:-1]] + [(pieces[-1], statement)]
    return result


# ------------------------------------------------------------------------------------------ pieces to a tree


def tree_of(pieces: Iterable[Piece]) -> Node:
    """The pieces as a tree by their numbers and heading levels."""
    root = Node(-1.0)
    path = [root]
    for piece in pieces:
        if piece.marker is None and ATTACHMENT.match(piece.part.text):
            path = [root]
        if piece.marker or piece.heading:
            rank = float(piece.marker.rank) if piece.marker else 1.5 + piece.heading
            while path[-1].rank >= rank:
                path.pop()
            node = Node(rank, piece.label, piece.marker, title=piece.part)
            path[-1].children.append(node)
            path.append(node)
        take(path[-1], piece)
    return root


def take(node: Node, piece: Piece) -> None:
    """A piece goes to the node that it stands under."""
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


# ------------------------------------------------------------------------------------------ the tree to tasks


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


def share_statements(node: Node, prose: Prose) -> None:
    """Numbered paragraphs without units take those of the one that ends their list, where it stands for all of them."""
    waiting: list[Node] = []
    for n, child in enumerate(node.children):
        share_statements(child, prose)
        if child.children or child.title is None:
            waiting = []
        elif not child.segments and child.open:
            waiting.append(child)
        elif child.segments:
            first = child.segments[0]
            listed = all(other.title and other.title.text.endswith(("；", ";", "，", ",")) for other in waiting)
            if (
                waiting
                and first.statement
                and first.statement.names_units
                and (first.follows_line or listed)
                and len(waiting) == n
            ):
                for other in waiting:
                    other.segments.append(Segment(other.open, first.statement))
                    other.open = []
                place = waiting[0].title.place if waiting[0].title else ""
                prose.doubts.append(
                    (place, first.statement.source, "几项任务后面只写了一次责任单位，已作为这几项共用，请核对")
                )
            waiting = []


def is_label(text: str) -> bool:
    """Whether a numbered paragraph only names what follows: short, one sentence at most."""
    return len(text) <= LABEL_LENGTH and not SENTENCE.search(text.rstrip("。；;：: "))


def read_node(node: Node, labels: tuple[str, ...], default: Statement | None, prose: Prose) -> None:
    """The tasks of a node and of those below it; `default` is what a heading above states for all."""
    title = node.title.text if node.title else ""
    own_label = f"{node.label}{title}"
    inner = (*labels, own_label) if own_label else labels
    if node.children:
        default = read_parent(node, labels, inner, default, prose)
        for child in node.children:
            read_node(child, inner, default, prose)
    else:
        read_leaf(node, labels, inner, default, prose)


def read_parent(
    node: Node, labels: tuple[str, ...], inner: tuple[str, ...], default: Statement | None, prose: Prose
) -> Statement | None:
    """A node with numbered paragraphs below it; gives what it states for them."""
    children_have_units = any(child.has_units for child in node.children)
    for n, segment in enumerate(node.segments):
        statement = segment.statement
        is_own = n == 0 and len(segment.parts) == 1 and segment.parts[0] is node.title
        if statement is None:
            leave_out(segment.parts, node, "正文段落，没有责任单位", prose, keeps_title=bool(node.title))
        elif is_own and (is_label(segment.parts[0].text) or children_have_units):
            default = default_of(statement, prose, segment.parts[0].place)
            if children_have_units:
                reason = "标题后写有责任单位，用于下面没有另写的各项，请核对"
                prose.doubts.append((segment.parts[0].place, statement.source, reason))
        elif is_own:
            add_task(labels, node, segment.parts, statement, prose)
        else:
            add_task(inner, node, [part for part in segment.parts if part is not node.title], statement, prose)
    leave_out(node.open, node, "标题下的说明，没有责任单位", prose)
    return default


def default_of(statement: Statement, prose: Prose, place: str) -> Statement:
    """What a heading states for all below it."""
    prose.rules += [(place, rule) for rule in statement.rules]
    return replace(statement, rules=())


def read_leaf(
    node: Node, labels: tuple[str, ...], inner: tuple[str, ...], default: Statement | None, prose: Prose
) -> None:
    """A node without numbered paragraphs below it: its segments are tasks."""
    segments = list(node.segments)
    if node.open and default is not None and node.title is not None and (not segments or node.title in node.open):
        segments.append(Segment(node.open, default))
        node.open = []
    if not segments:
        reason = "没有写责任单位，未作为任务" if node.marker else "正文段落，没有责任单位"
        leave_out(node.open, node, reason, prose, keeps_title=False)
        if node.marker and node.open:
            prose.doubts.append(
                (node.open[0].place, node.label + node.open[0].text, "有编号，没有写责任单位，未作为任务")
            )
        return
    read_segments(node, segments, labels, inner, default, prose)
    leave_out(node.open, node, "任务后面的文字，没有责任单位", prose)


def read_segments(
    node: Node,
    segments: list[Segment],
    labels: tuple[str, ...],
    inner: tuple[str, ...],
    default: Statement | None,
    prose: Prose,
) -> None:
    """The segments of a leaf as tasks; a short title of its own stands above them as a label."""
    title, lead = node.title, ""
    first = segments[0].parts
    has_title = title is not None and bool(first) and first[0] is title and is_label(title.text)
    is_heading = len(segments) > 1 and not END.search(first[0].text if first else "") and is_elsewhere(segments)
    if has_title and (len(first) > 1 or is_heading):
        segments[0].parts = first[1:]
        if not segments[0].parts and segments[0].statement:
            default = default_of(segments[0].statement, prose, title.place if title else "")
            segments = segments[1:]
        labels = inner
    elif title is not None and len(segments) > 1 and first and first[0] is title:
        lead, rest = leading_title(title.text)
        if lead:
            labels = (*labels, node.label + lead)
            segments[0].parts = [Part(rest, title.place), *first[1:]]
    for segment in segments:
        if segment.statement is None and default is None:
            leave_out(segment.parts, node, "正文段落，没有责任单位", prose, keeps_title=False)
            continue
        statement = segment.statement or Statement()
        if default is not None and not statement.names_units:
            statement = default.joined(statement)
        if not segment.parts:
            prose.left_out.append(
                (Part(statement.source, node.title.place if node.title else ""), "", "不知属于哪一项任务")
            )
            continue
        if segment.is_doubtful:
            prose.doubts.append((segment.parts[0].place, statement.source, "责任单位写了两次，不一样，请核对"))
        add_task(labels, node, segment.parts, statement, prose)


def is_elsewhere(segments: Sequence[Segment]) -> bool:
    """Whether the second segment begins in another paragraph than the first."""
    second = segments[1].parts
    return bool(second) and second[0].place != segments[0].parts[0].place


def leading_title(text: str) -> tuple[str, str]:
    """The short sentence with which a paragraph of several tasks begins, and the rest."""
    head, stop, rest = text.partition("。")
    return (head + stop, rest.strip()) if stop and rest.strip() and len(head) <= TITLE_LENGTH else ("", text)


def add_task(labels: tuple[str, ...], node: Node, parts: Sequence[Part], statement: Statement, prose: Prose) -> None:
    """A task; a part that is not yet a task (nobody has it, no deadline) is left out."""
    content = "\n".join(part.text for part in parts if part.text)
    place = parts[0].place if parts else ""
    if not statement.names_units:
        leave_out(parts, node, "没有写责任单位，未作为任务", prose, keeps_title=False)
        prose.doubts.append((place, content[:60], "有时限或责任人，没有写责任单位，未作为任务"))
        if statement.source:
            prose.left_out.append((Part(statement.source, place), "", "没有写责任单位，未作为任务"))
        return
    if not content:
        prose.left_out.append((Part(statement.source, place), "", "不知属于哪一项任务"))
        return
    prose.rules += [(place, rule) for rule in statement.rules]
    prose.labels.update(labels)
    number = str(node.marker.number) if node.marker and node.title in parts else ""
    prose.tasks.append(ProseTask(labels, number, content, statement, place))


def leave_out(parts: Sequence[Part], node: Node, reason: str, prose: Prose, *, keeps_title: bool = True) -> None:
    """Parts that are in no task; a title that stands as a label is not left out."""
    for part in parts:
        is_title = part is node.title
        if not (is_title and keeps_title) and (part.text or is_title):
            prose.left_out.append((part, node.label if is_title else "", reason))
