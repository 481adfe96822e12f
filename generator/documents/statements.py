"""What a bracket or a line says about a task: who has it and by when, or nothing of the kind.

This is a light test, only as fine as telling such brackets from others takes; `departments` and `deadlines` read the
wordings.
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from generator.documents.brackets import (
    CLOSED,
    CLOSING,
    OPENING,
    brackets,
    clauses,
    covered,
)
from generator.documents.deadline_texts import TIME_ALONE, without_deadline
from generator.documents.labels import (
    FIRST,
    LABEL,
    LABEL_AT_START,
    LEADS,
    OTHER_LABEL,
    OTHER_UNITS,
    OVERSEES,
    PERSONS,
    PREFIX,
    SPACED_LABEL,
    SUPPORTS,
    UNITS_LABEL,
    labels_of,
)
from generator.documents.people import without_persons
from generator.documents.texts import UNIT_END, bracket_depth
from generator.documents.unit_lists import LONG, is_list, is_mostly_list

VERB_END = re.compile(
    r"(?:(?:按照?|根据)?(?:各自)?(?:职责|分工|职能|权限)(?:分工|范围)?(?:内)?)?(?:共同|分别|具体|协同|组织|积极|各自|统一|联合|认真|抓好|做好|密切){0,2}"
    r"(?:牵头负责|牵头|负责落实|负责实施|负责|配合落实|配合|参与|落实|承办|主办|协办|协助|组织实施|实施|抓总|主责|督办|推进|指导|支持|会同)$"
)
GROUP = re.compile(r"各[^，。；]{0,12}$|(?:有关|相关|所有|全体|各级)[^，。；]{0,8}$|等$|同上$|全市$|全县$|全区$")

NOTE = re.compile(
    r"下同|不再|不另|以下(?:各项|所有|任务|工作|均|内容|部分)|均需|(?:列|排|位)(?:名|序)?(?:在|于|为)?(?:第[一1]|首)(?:位|个|名)?|第[一1](?:位|个|名|家|项)?(?:单位|部门|责任单位|者|的)?(?:为|是)|首位(?:为|是)?(?:牵头|主)|不分先后"
    r"|[*★☆▲△●◆■※](?:号|标记|标志|符号)?(?:的|者)?(?:单位|部门)?(?:为|是)(?:第一)?(?:牵头|主办|主责|责任)"
)
NOTE_BEFORE = re.compile(
    r"(?:为|是)(?:牵头|责任|配合|汇总|主办|第一)?(?:责任)?(?:单位|部门)|^除|^其中|^其余|^其他|列.{0,4}位|排.{0,4}位|均(?:为|由|需|要|涉及)"
)

LONGEST = 20_000
"""Characters; a longer paragraph is no task that anybody wrote, and is left out as it stands."""
BETWEEN = " \u3000，,；;。"
DASHES = ("—", "－", "--")
"""What units alone in a line may stand behind (——县林业局)."""


class Statement(Struct, frozen=True):
    """Who has a task and by when, as a document states it in one place; `rules` speak of the whole document."""

    units: str = ""
    lead: str = ""
    support: str = ""
    deadline: str = ""
    people: tuple[tuple[str, str], ...] = ()
    """Labels of people (牵头领导) and the names behind them."""
    rules: tuple[str, ...] = ()
    source: str = ""
    """The words as they stand in the document."""

    @property
    def names_units(self) -> bool:
        """Whether it says who has the task."""
        return bool(self.units or self.lead or self.support)

    @property
    def names(self) -> list[str]:
        """The names of units, without role words."""
        pieces = re.split("[、，,；;]", "、".join((self.units, self.lead, self.support)))
        return [name for piece in pieces if (name := VERB_END.sub("", piece.strip()).strip("等 "))]

    def joined(self, other: Statement) -> Statement:
        """Both statements as one; what both say is put together."""
        return Statement(
            both(self.units, other.units),
            both(self.lead, other.lead),
            both(self.support, other.support),
            both(self.deadline, other.deadline),
            self.people + other.people,
            self.rules + other.rules,
            self.source + other.source,
        )

    def overlaps(self, other: Statement) -> bool:
        """Whether both fill the same field with different words."""
        return any(a and b and a != b for a, b in self.fields_of_units(other))

    def fills_field_of(self, other: Statement) -> bool:
        """Whether both fill the same field of units."""
        return any(a and b for a, b in self.fields_of_units(other))

    def fields_of_units(self, other: Statement) -> tuple[tuple[str, str], ...]:
        """What both say in each field of units."""
        return (self.units, other.units), (self.lead, other.lead), (self.support, other.support)


def both(a: str, b: str) -> str:
    """Two wordings as one."""
    return f"{a}；{b}" if a and b and a != b else a or b


def in_bracket(text: str, *, ends_text: bool, is_apart: bool = False) -> Statement | None:
    """What a bracket says of units and deadline; None for any other bracket.

    `ends_text`: whether the bracket stands where such brackets stand, after a sentence or at the end; a bare list of
    names is only there taken for units. `is_apart`: whether it belongs to no sentence, so that it names no examples.
    """
    inner = text[1:-1].strip()
    if not inner or LABEL.fullmatch(inner):
        return None
    if LABEL_AT_START.match(inner):
        return labelled(inner, text)
    if len(inner) > LONG:
        return None
    other = OTHER_UNITS.match(inner)
    if other and ends_text and is_list(inner[other.end() :]):
        return Statement(units=inner[other.end() :], source=text)
    statement = unlabelled(inner, text)
    if statement is None or not (statement.names_units or statement.deadline):
        return None
    if (
        statement.units
        and not says_role(statement.units)
        and not (
            ends_text and (is_mostly_list(statement.units) or (is_apart and is_list(statement.units, any_office=True)))
        )
    ):
        return None
    if not statement.units and not ends_text:
        return None
    return statement


def labelled(text: str, source: str = "") -> Statement | None:
    """What a text of labels says (``牵头单位：X；责任单位：Y，6月底完成``); None where it does not begin with one."""
    labels = labels_of(text)
    if not labels or text[: labels[0].start()].strip(" \u3000—-·*●" + OPENING):
        return None
    statement = Statement(source=source or text)
    ends = [match.start() for match in labels[1:]] + [len(text)]
    for match, end in zip(labels, ends, strict=True):
        value = text[match.end() : end].strip()
        rest = ""
        if match["open"] and not match["close"] and (closing := re.search(f"[{CLOSED}]", value)):
            value, rest = value[: closing.start()], value[closing.end() :]
        value, others = without_other_labels(value)
        after = Statement(people=others, deadline=without_deadline(rest)[1] if rest else "")
        statement = statement.joined(of_label(match, value)).joined(after)
    return statement


def without_other_labels(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What stands behind a label, and the other labels with their texts that follow it (；资金来源：…)."""
    inside = covered(text)
    labels = [match for match in OTHER_LABEL.finditer(text) if not inside[match.start()] and not is_place(match, text)]
    if not labels:
        return text, ()
    ends = [match.start() for match in labels[1:]] + [len(text)]
    others = tuple(
        (match["label"], text[match.end() : end].strip(" \u3000。；;，,"))
        for match, end in zip(labels, ends, strict=True)
    )
    return text[: labels[0].start()], others


def is_place(match: re.Match[str], text: str) -> bool:
    """Whether a label only tells whose the units behind it are (市级：…；县级：…)."""
    return match["label"].endswith(("级", "直", "地", "属")) and is_list(text[match.end() :].partition("；")[0])


def of_label(match: re.Match[str], value: str) -> Statement:
    """What stands behind one label."""
    name = re.sub(r"\s", "", match["label"])
    text, rules = without_notes(value)
    text = text.strip(" \u3000。；;，,")
    if match["deadline"] is not None:
        return Statement(deadline=text, rules=rules)
    if match["person"] is not None:
        people, deadline = without_deadline(text)
        return Statement(people=((name, people),) if people else (), deadline=deadline, rules=rules)
    units, deadline = without_deadline(text)
    units, persons = without_persons(units)
    said = Statement(deadline=deadline, people=((PERSONS, persons),) if persons else (), rules=rules)
    if any(word in name for word in LEADS) or FIRST.match(name):
        return replace(said, lead=units)
    if re.sub(rf"^{PREFIX}", "", name).startswith((*SUPPORTS, *OVERSEES)):
        return replace(said, support=units)
    return replace(said, units=units)


def unlabelled(text: str, source: str) -> Statement | None:
    """What a text without labels says: units with their role words, or names; a deadline."""
    wording, rules = without_notes(text)
    units, deadline = without_deadline(wording)
    if LABEL.search(units) and (labels := labels_of(units)):
        rest = labelled(units[labels[0].start() :], "")
        if rest is not None:
            head, others = without_other_labels(units[: labels[0].start()].strip(" ，,；;。"))
            before = Statement(units=head, deadline=deadline, people=others, rules=rules)
            return replace(before.joined(rest), source=source)
    units, persons = without_persons(units)
    people = ((PERSONS, persons),) if persons else ()
    return Statement(units=units, deadline=deadline, people=people, rules=rules, source=source)


def without_notes(text: str) -> tuple[str, tuple[str, ...]]:
    """A wording without what it says about the whole document (列第一位者为牵头单位，下同), and that."""
    for start, end in brackets(text):
        if NOTE.search(text[start:end]):
            rest, rules = without_notes((text[:start] + text[end:]).rstrip())
            return rest, (text[start + 1 : end - 1].strip(), *rules)
    parts = list(clauses(text))
    first = next((n for n, (clause, _) in enumerate(parts) if NOTE.search(clause)), None)
    if first is None:
        return text, ()
    while first and NOTE_BEFORE.search(parts[first - 1][0]):
        first -= 1
    last = next((n for n in range(first, len(parts)) if n > first and LABEL_AT_START.match(parts[n][0])), len(parts))
    kept = parts[:first] + parts[last:]
    note = "".join(clause + sign for clause, sign in parts[first:last]).strip(" 。；;，,")
    if bracket_depth(note) < 0:  # a bracket closed twice: （…，不再列出））
        note = note.rstrip(CLOSING)
    return "".join(clause + sign for clause, sign in kept).rstrip(" 。；;，,"), (note,)


def says_role(text: str) -> bool:
    """Whether a wording has role words behind names (X负责，Y配合)."""
    for clause, _ in clauses(text):
        match = VERB_END.search(clause.strip())
        if match:
            names = clause.strip()[: match.start()].rstrip("等 ")
            if UNIT_END.search(names) or GROUP.search(names) or "会同" in clause or "牵头" in clause:
                return len(names) > 0
    return bool(re.search(r"[局委办厅部院会室心府]会同", text))


def in_list(text: str, source: str, *, is_apart: bool = False) -> Statement | None:
    """What a text says that is nothing but units with or without role words, and a deadline; None for other texts."""
    statement = labelled(text, source)
    if statement is None and len(text) <= LONG:
        listed = unlabelled(text, source)
        if listed and (says_role(listed.units) or is_list(listed.units, any_office=is_apart)):
            return listed
    return statement


def in_sentence(text: str) -> Statement | None:
    """What a sentence says that is nothing but names with role words, and a deadline (由县教育局牵头，6月底前完成).

    One that says what is done by then (6月底前完成选址) is a task.
    """
    bare, deadline = without_deadline(text.strip(" \u3000。；;").removeprefix("由"))
    for clause, _ in clauses(bare):
        match = VERB_END.search(clause.strip())
        names = clause.strip()[: match.start()] if match else ""
        if not match or not is_list(names.removeprefix("由"), any_office=True):
            return None
    if deadline and not TIME_ALONE.search(deadline):
        return None
    return Statement(units=bare, deadline=deadline, source=text) if bare else None


def without_colon(text: str) -> Statement | None:
    """A line that is a label, white space and names (责任单位　市教育局)."""
    match = re.match(rf"(?P<label>{UNITS_LABEL.pattern})[ \u3000\t]+(?P<names>\S.*)$", text)
    return (
        labelled(f"{match['label']}：{match['names']}", text)
        if match and is_list(match["names"], any_office=True)
        else None
    )


def in_line(text: str) -> Statement | None:
    """What a line of its own says: labels, nothing but brackets, or units behind a dash; None for any other text."""
    if len(text) > LONGEST:
        return None
    stripped = SPACED_LABEL.sub(lambda match: "".join(match[0].split()), text.strip(" \u3000—-·*●■"))
    statement = in_brackets(stripped) or without_colon(stripped)
    if statement is None and not has_text_behind(stripped):
        statement = labelled(stripped, text)
    if statement is None and text.lstrip().startswith(DASHES):
        statement = in_list(stripped.rstrip("。；;"), text, is_apart=True)
    return replace(statement, source=text) if statement else None


def has_text_behind(text: str) -> bool:
    """Whether more than a deadline and other labels stands behind a bracket of units with which a text begins."""
    start, end = next(iter(brackets(text) if text[:1] and text[0] in OPENING else []), (0, 0))
    if start or in_bracket(text[:end], ends_text=True) is None:
        return False
    rest = text[end:].strip(BETWEEN)
    return bool(without_deadline(rest)[0]) and in_brackets(rest) is None and labelled(rest) is None


def in_brackets(text: str) -> Statement | None:
    """What a text says that is nothing but brackets of units and deadline; None for any other text."""
    result: Statement | None = None
    at = 0
    for start, end in brackets(text):
        statement = in_bracket(text[start:end], ends_text=True, is_apart=True)
        if statement is None or text[at:start].strip(BETWEEN):
            return None
        result, at = (result.joined(statement) if result else statement), end
    return result if not text[at:].strip(BETWEEN) else None
