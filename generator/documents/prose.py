"""Paragraphs to tasks: numbered paragraphs with their units and deadlines behind them, in brackets or on lines.

The paragraphs are cut into pieces, the pieces make an outline by their numbers, and the outline is read: what has units
is a task, what stands above it is its label, what has neither is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from generator.documents.blocks import Paragraph
from generator.documents.counts import Counted
from generator.documents.deadline_texts import DEADLINE
from generator.documents.headings import field_of
from generator.documents.labels import PERSON_LABEL
from generator.documents.outline import (
    ATTACHMENT,
    PART_RANK,
    Node,
    Segment,
    descendants,
    is_titled_with_bracket,
    move_texts,
    outline_of,
)
from generator.documents.pieces import Part, pieces_of
from generator.documents.statements import Statement, says_role
from generator.documents.unit_headings import in_opening, is_names, of_heading
from generator.documents.unit_lists import is_list, is_mostly_list
from generator.documents.units_in_outline import (
    Doubts,
    cut_list,
    mark_units,
    opens_with_units,
    ranks_of_tasks,
    share_statements,
    take_lines,
    take_openings,
)
from generator.documents.unnumbered_headings import SENTENCE, is_label
from generator.documents.whole_paragraphs import END, LABELLED

BODY_TEXT = "正文段落，没有责任单位"
WITHOUT_UNITS = "有编号，没有写责任单位，未作为任务"
SECTION_WITHOUT = "这一部分没有写责任单位，未作为任务"
ALONE_WITHOUT = "同级的其他各项写了责任单位，这一项没有，未作为任务"
RUN_TOGETHER = "这一段没有写责任单位，已与下一段合为一项，请核对"
TITLE_LENGTH = 36
DEMAND = 45
"""Characters from which on a numbered paragraph is no heading but a demand of the notice."""
HEADINGS = 3
BELOW_DEMAND = "通知的要求后面接着写任务，没有用作这些任务的标题，请核对"
LOST_COLUMNS = "像是表头，但表格各栏没有分开，任务可能没有读全；请导入原来的 Word 文件或网页"
LABEL_LEVELS = 2
"""Labels of a ledger (一级任务, 二级任务); a title below them that has one task is the beginning of its text."""
BULLET = re.compile(r"^[—―–·•●■◆▪◇□○]+\s*")
"""The sign before an item of a list without numbers."""
DEADLINE_END = re.compile("(?:前|底|末|内|完成|坚持|推进|[月日年])$")
"""How a sentence ends that is a deadline, not what is to be done (年内开工)."""


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
    doubts: Doubts = field(default_factory=list)
    rules: list[tuple[str, str]] = field(default_factory=list)
    """Place and words of what speaks of the whole document."""
    labels: set[str] = field(default_factory=set)
    parts: list[tuple[str, int, int]] = field(default_factory=list)
    """The title of each attachment, its first task and the first behind it."""
    numbers: list[Counted] = field(default_factory=list)
    """The numbers of all paragraphs."""
    says_duties: bool = False
    """Whether sentences say who has the tasks (县财政局要…): only where nothing else does."""


def read_prose(paragraphs: Sequence[Paragraph], titles: Collection[str] = ()) -> Prose:
    """The tasks of a document's paragraphs, with everything that is in none; `titles` are the places of its title."""
    prose = Prose()
    root = outline_of(pieces_of(paragraphs), titles)
    move_texts(root)
    prose.doubts += [(line.place, line.text, LOST_COLUMNS) for line in paragraphs if is_row_of_headings(line.text)]
    prose.says_duties = not (root.has_units or any(opens_with_units(node) for node in [root, *descendants(root)]))
    share_statements(root, prose.doubts, ranks_of_tasks(root))
    prose.numbers = list(numbers_of(root))
    read_node(root, (), None, prose)
    tell_parts_apart(prose)
    order = {paragraph.place: n for n, paragraph in enumerate(paragraphs)}
    prose.left_out.sort(key=lambda entry: order.get(entry[0].place, 0))
    return prose


def numbers_of(root: Node) -> Iterator[Counted]:
    """The numbers of all paragraphs; a gap beside one that has units, or has tasks below it, is told."""
    for parent in (root, *descendants(root)):
        marked = [child for child in parent.children if child.marker]
        for before, child in zip([None, *marked], marked, strict=False):
            assert child.marker is not None
            tells = child.has_units or (before is not None and before.has_units)
            title = child.title or Part("", "")
            yield Counted(id(parent), child.marker.form, child.marker.number, title.place, title.text[:30], tells)


def is_row_of_headings(text: str) -> bool:
    """Whether a line is the heading of a table whose columns are lost (序号 工作任务 责任单位 配合单位)."""
    words = text.replace("|", " ").split()
    return len(words) >= HEADINGS and all(field_of(word) for word in words)


def tell_parts_apart(prose: Prose) -> None:
    """Tasks of several attachments whose labels are the same, or that have none: the attachments' titles are labels."""
    labels = [
        label for _, first, last in prose.parts for label in {task.labels[:1] for task in prose.tasks[first:last]}
    ]
    if len(set(labels)) == len(labels):
        return
    for name, first, last in prose.parts:
        tasks = prose.tasks[first:last]
        prose.tasks[first:last] = [replace(task, labels=(name, *task.labels)) if name else task for task in tasks]
        prose.labels.update([name] if tasks else [])


def name_of(part: Node) -> str:
    """The title of an attachment, behind the word 附件."""
    lines = [line.text for segment in [*part.segments, Segment(part.open)] for line in segment.parts]
    return next((text for text in lines if is_label(text) and not ATTACHMENT.match("".join(text.split()))), "")


def read_node(node: Node, labels: tuple[str, ...], default: Statement | None, prose: Prose) -> None:
    """The tasks of a node and of those below it; `default` is what a heading above states for all."""
    title = node.title.text if node.title else ""
    own_label = "" if node.is_demand else f"{node.label}{title}"
    inner = (*labels, own_label) if own_label else labels
    if node.children:
        before = len(prose.tasks)
        default = read_parent(node, labels, inner, default, prose)
        leaves = [child for child in node.children if not child.children]
        are_tasks = sum(child.has_units for child in leaves) * 2 > len(leaves)
        cut_list(leaves)
        cut_list([leaf for child in node.children if child.is_units for leaf in child.children if not leaf.children])
        mark_demand(node.children)
        mark_leading(leaves)
        for child in node.children:
            child.is_among_tasks = are_tasks
            told, many = len(prose.doubts), len(prose.tasks)
            read_node(child, inner, default, prose)
            if node.rank < 0 and len(prose.tasks) == many:
                tell_once(child, told, prose)
            if child.rank == PART_RANK:
                prose.parts.append((name_of(child), many, len(prose.tasks)))
        if node.title is not None and len(prose.tasks) == before:
            prose.left_out.append((node.title, node.label, "标题下面没有任务"))
    else:
        read_leaf(node, labels, inner, default, prose)


def tell_once(section: Node, told: int, prose: Prose) -> None:
    """One doubt for a whole section without tasks (总体要求, 保障措施) instead of one for each of its paragraphs."""
    doubts = prose.doubts[told:]
    others = [doubt for doubt in doubts if doubt[2] != WITHOUT_UNITS]
    if len(others) < len(doubts) and section.title is not None:
        prose.doubts[told:] = [(section.title.place, section.label + section.title.text, SECTION_WITHOUT), *others]


def read_parent(
    node: Node, labels: tuple[str, ...], inner: tuple[str, ...], default: Statement | None, prose: Prose
) -> Statement | None:
    """A node with numbered paragraphs below it; gives what it states for them."""
    children_have_units = any(child.has_units for child in node.children)
    mark_units(node.children)
    take_openings(node.children, prose.doubts, with_duties=prose.says_duties)
    default = stated_above(node, default, prose) or default
    for n, segment in enumerate(node.segments):
        statement = segment.statement
        is_own = n == 0 and len(segment.parts) == 1 and segment.parts[0] is node.title
        if statement is None:
            leave_out(segment.parts, node, BODY_TEXT, prose, keeps_title=bool(node.title))
        elif is_own and (is_label(segment.parts[0].text) or children_have_units):
            if is_task_too(node, segment.parts[0].text, statement):
                add_task(labels, node, segment.parts, statement, prose)
            default = default_of(statement, default, prose, segment.parts[0].place)
            if children_have_units:
                stated = "责任单位" if statement.names_units else "责任人" if statement.people else "时限"
                reason = f"标题后写有{stated}，用于下面没有另写的各项，请核对"
                prose.doubts.append((segment.parts[0].place, statement.source, reason))
        elif is_own:
            add_task(labels, node, segment.parts, statement, prose)
        else:
            add_task(inner, node, [part for part in segment.parts if part is not node.title], statement, prose)
    leave_out(node.open, node, "标题下的说明，没有责任单位", prose, keeps_title=not node.is_demand)
    if node.is_demand and node.title is not None:
        prose.doubts.append((node.title.place, node.label + node.title.text, BELOW_DEMAND))
    return default


def is_task_too(node: Node, title: str, statement: Statement) -> bool:
    """Whether a numbered sentence with units of its own is a task too, not only the label of those below it.

    One that may be a title is where all below it have units of their own, so that some of its would have nothing.
    """
    if not is_label(title) and SENTENCE.search(title.rstrip("。；; ")):
        return True
    below = [part.statement for child in descendants(node) for part in child.segments if part.statement]
    said = "\n".join(f"{other.units} {other.lead} {other.support}" for other in below)
    return (
        title.endswith("。")
        and all(child.has_units for child in node.children)
        and any(name not in said for name in statement.names)
    )


def mark_demand(nodes: Sequence[Node]) -> None:
    """The last of several long paragraphs, where only that has tasks below it: they are no part of what it demands."""
    *others, last = nodes
    if (
        others
        and not any(node.children or node.has_units for node in others)
        and not any(segment.statement for segment in last.segments)
        and all(node.marker and node.title and len(node.title.text) > DEMAND for node in nodes)
        and last.title is not None
        and last.title.text.rstrip().endswith("。")
    ):
        last.is_demand = any(child.has_units for child in last.children)


def stated_above(node: Node, default: Statement | None, prose: Prose) -> Statement | None:
    """What the heading of a node states that is nothing but units, for all below it."""
    is_open = node.is_units and node.title is not None and node.title in node.open
    statement = of_heading(node.title.text, any_office=True) if is_open and node.title is not None else None
    if statement is None or node.title is None:
        return None
    prose.doubts.append((node.title.place, node.title.text, "标题是责任单位，用于下面没有另写的各项，请核对"))
    return default_of(statement, default, prose, node.title.place)


def default_of(statement: Statement, outer: Statement | None, prose: Prose, place: str) -> Statement:
    """What a heading states for all below it, with what the one above it states besides."""
    prose.rules += [(place, rule) for rule in statement.rules]
    return with_default(replace(statement, rules=()), outer)


def with_default(statement: Statement, default: Statement | None) -> Statement:
    """What is stated about a task, with what a heading above states for all that do not say it themselves.

    A heading that names units speaks of their deadline; the people that it names look after all below it, and who
    leads leads those for which only others are responsible.
    """
    if default is None:
        return statement
    said = {name for name, _ in statement.people}
    people = (*(entry for entry in default.people if entry[0] not in said), *statement.people)
    if statement.units or statement.lead:
        deadline = statement.deadline or ("" if default.names_units else default.deadline)
        is_led = statement.lead or says_role(statement.units) or default.units
        return replace(statement, lead=statement.lead if is_led else default.lead, deadline=deadline, people=people)
    return replace(
        default,
        support=statement.support or default.support,
        deadline=statement.deadline or default.deadline,
        people=people,
        rules=default.rules + statement.rules,
        source=default.source + statement.source,
    )


def read_leaf(
    node: Node, labels: tuple[str, ...], inner: tuple[str, ...], default: Statement | None, prose: Prose
) -> None:
    """A node without numbered paragraphs below it: its segments are tasks."""
    if not node.segments and len(node.open) > 1 and (stated := stated_above(node, default, prose)) is not None:
        default, labels = stated, inner
        node.segments = [Segment([part]) for part in node.open[1:]]
        node.open = []
    if take_lines(node, prose.doubts, with_duties=prose.says_duties):
        labels = inner
    segments = list(node.segments)
    if node.open and default is not None and node.title is not None and (not segments or node.title in node.open):
        parts = node.open[: node.own_parts]
        segments.append(Segment(parts, default))
        node.open = node.open[len(parts) :]
    if not segments:
        reason = "没有写责任单位，未作为任务" if node.marker else BODY_TEXT
        leave_out(node.open, node, reason, prose, keeps_title=False)
        if node.marker and node.open:
            reason = ALONE_WITHOUT if node.is_among_tasks else WITHOUT_UNITS
            prose.doubts.append((node.open[0].place, node.label + node.open[0].text, reason))
        return
    if node.open and node.title and is_titled_with_bracket(node) and not SENTENCE.search(node.title.text):
        reason = "标题后写了责任单位，只取了标题，下面的文字没有取入，请核对"
        prose.doubts.append((node.open[0].place, node.open[0].text, reason))
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
    is_first = title is not None and bool(first) and first[0] is title
    leads_on = len(segments) > 1 and len(first) > 1
    has_title = title is not None and is_first and (is_label(title.text) or leads_on)
    is_heading = len(segments) > 1 and not END.search(first[0].text if first else "") and is_elsewhere(segments)
    names_task = len(segments) == 1 and len(labels) >= LABEL_LEVELS
    if has_title and (len(first) > 1 or is_heading) and not names_task:
        segments[0].parts = first[1:]
        if not segments[0].parts and segments[0].statement:
            default = default_of(segments[0].statement, default, prose, title.place if title else "")
            segments = segments[1:]
        labels = inner
    elif title is not None and is_first and (len(segments) > 1 or (node.leads and not labels)):
        lead, rest = leading_title(title.text)
        if lead:
            labels = (*labels, node.label + lead)
            segments[0].parts = [Part(rest, title.place), *first[1:]]
    prose.doubts += run_together(segments)
    for segment in segments:
        if segment.statement is None and default is None:
            leave_out(segment.parts, node, BODY_TEXT, prose, keeps_title=False)
            continue
        statement = segment.statement or Statement()
        statement = with_default(statement, default)
        if not segment.parts:
            prose.left_out.append(
                (Part(statement.source, node.title.place if node.title else ""), "", "不知属于哪一项任务")
            )
            continue
        if segment.is_doubtful:
            prose.doubts.append((segment.parts[0].place, statement.source, "责任单位写了两次，不一样，请核对"))
        add_task(labels, node, segment.parts, statement, prose)


def run_together(segments: Sequence[Segment]) -> Iterator[tuple[str, str, str]]:
    """The tasks of several paragraphs among those of one: a paragraph that has no units may be a task of its own."""
    many = [segment for segment in segments if len({part.place for part in segment.parts}) > 1]
    if 2 * len(many) < len(segments):
        for segment in many:
            yield segment.parts[0].place, segment.parts[0].text, RUN_TOGETHER


def is_elsewhere(segments: Sequence[Segment]) -> bool:
    """Whether the second segment begins in another paragraph than the first."""
    second = segments[1].parts
    return bool(second) and second[0].place != segments[0].parts[0].place


def mark_leading(nodes: Sequence[Node]) -> None:
    """Mark paragraphs of one task beside more of several tasks, whose first sentence is the label of these."""
    titled = [node for node in nodes if node.title and node.has_units and leading_title(node.title.text)[0]]
    several = sum(len(node.segments) > 1 for node in titled)
    if several > 1 and 2 * several > len(titled) and 2 * len(titled) > len(nodes):
        for node in titled:
            node.leads = True


def leading_title(text: str) -> tuple[str, str]:
    """The short sentence with which a paragraph of several tasks begins, and the rest."""
    head, stop, rest = text.partition("。")
    return (head + stop, rest.strip()) if stop and rest.strip() and len(head) <= TITLE_LENGTH else ("", text)


def add_task(labels: tuple[str, ...], node: Node, parts: Sequence[Part], statement: Statement, prose: Prose) -> None:
    """A task; a part that is not yet a task (nobody has it, no deadline) is left out."""
    content = BULLET.sub("", "\n".join(part.text for part in parts if part.text))
    if not statement.deadline:
        content, deadline = without_last_deadline(content)
        statement = replace(statement, deadline=deadline)
    place = parts[0].place if parts else ""
    if not statement.names_units:
        leave_out(parts, node, "没有写责任单位，未作为任务", prose, keeps_title=False)
        prose.doubts.append((place, content[:60], "有时限或责任人，没有写责任单位，未作为任务"))
        if statement.source:
            prose.left_out.append((Part(statement.source, place), "", "没有写责任单位，未作为任务"))
        return
    if not content or is_names(content):
        prose.left_out.append((Part(f"{content}{statement.source}", place), "", "不知属于哪一项任务"))
        return
    prose.rules += [(place, rule) for rule in statement.rules]
    prose.doubts += [(place, words, reason) for words, reason in unsure_units(statement)]
    prose.labels.update(labels)
    number = str(node.marker.number) if node.marker and node.title in parts else ""
    prose.tasks.append(ProseTask(labels, number, content, statement, place))


def unsure_units(statement: Statement) -> Iterator[tuple[str, str]]:
    """What is doubtful about who has a task: names that look like none, and units under a label of another kind."""
    units = statement.units
    if (
        units
        and not LABELLED.search(statement.source)
        and not says_role(units)
        and is_mostly_list(units)
        and not is_list(units)
    ):
        yield units, "有的名称不像单位，一并取作了责任单位，请核对"
    for label, names in statement.people:
        if "单位" in label or "部门" in label or (is_list(names) and not PERSON_LABEL.fullmatch(label)):
            yield f"{label}：{names}", "这一栏像是单位，没有作为责任单位，请核对"


def without_last_deadline(content: str) -> tuple[str, str]:
    """A task's text without the deadline that is its last sentence (…。3月底前完成。), and that."""
    head, stop, last = content.rstrip("。；; \n").rpartition("。")
    deadline = last.strip()
    is_deadline = DEADLINE.fullmatch(deadline) is not None and DEADLINE_END.search(deadline) is not None
    return (head + stop, deadline) if stop and is_deadline else (content, "")


def leave_out(parts: Sequence[Part], node: Node, reason: str, prose: Prose, *, keeps_title: bool = True) -> None:
    """Parts that are in no task; a title that stands as a label is not left out."""
    for part in parts:
        is_title = part is node.title
        if not (is_title and keeps_title) and (part.text or is_title):
            prose.left_out.append((part, node.label if is_title else "", reason))
            if in_opening(part.text, with_duties=True):
                prose.doubts.append((part.place, part.text, "这一段说了哪个单位做什么，没有作为任务，请核对"))
