"""Who has a task and by when, as it was read, to signs that it was read wrong."""

from __future__ import annotations

import re

from generator.documents.deadline_texts import DEADLINE, named_deadline
from generator.documents.runs import Run, han, is_like_name, names_in
from generator.documents.texts import NAME_BEGINS, UNIT_END
from generator.documents.unit_lists import STRONG_END

TIME = re.compile(r"\d{1,2}\s*月|\d{4}\s*年|年[底内末]|[上中下]旬|季度|长期|持续|全年|每[年月季]")
PLACES = "省市州盟县区旗镇乡村"
"""What stands alone in a list of places (各县、市、区政府)."""
SHORTEST_NAME, LONGEST_NAME = 3, 25
LONGEST_DEADLINE = 40
STATED = re.compile(r"(?:责任|牵头|配合|主办|承办|落实|协办)(?:单位|部门|科室)[）)]?\s*[：:]")


def is_no_name(run: Run, n: int) -> str:
    """A wording of units that reads as a sentence, a number or a date."""
    for text in run.readings[n].units:
        names = names_in(text)
        for name in names:
            is_odd = not UNIT_END.search(name) and (len(name) > LONGEST_NAME or TIME.search(name) or not han(name))
            if name and is_odd and not name.startswith(("各", "有关", "相关")):
                return text
    return ""


def is_half_a_name(run: Run, n: int) -> str:
    """A list of units that begins or ends with a sign, or has a name that is the beginning of one that stands often."""
    for text in run.readings[n].units:
        if re.search(r"^[、，；）)]|[、，（(]$", text):
            return text
        for name in names_in(text):
            if len(name) == 1 and name not in PLACES:
                return text
            if name in run.beginnings and run.names[name] == 1 and not UNIT_END.search(name):
                return text
            if any(is_seam(name, at, run) for at in range(3, len(name) - 2)):
                return text
    return ""


def is_seam(name: str, at: int, run: Run) -> bool:
    """Whether two names meet in one: both stand elsewhere, or one ends and the next begins with its place."""
    first, second = name[:at], name[at:]
    if first in run.names and second in run.names:
        return True
    is_place = (
        len(first) > SHORTEST_NAME
        and re.match("[省市县区旗州]", second) is not None
        and NAME_BEGINS.match(second) is not None
    )
    return is_place and STRONG_END.search(first) is not None and UNIT_END.search(second) is not None


def is_unlike_names(run: Run, n: int) -> str:
    """A wording of units with a name that ends as none does, where nearly all others hold only such that do."""
    for text in run.readings[n].units if run.has_sure_names else ():
        odd = [name for name in names_in(text) if name and not is_like_name(name)]
        if odd:
            return odd[0]
    return ""


def has_no_units(run: Run, n: int) -> str:
    """A task that nobody has, where nearly all others have somebody."""
    reading = run.readings[n]
    return reading.content[:40] if run.has_units and not reading.has_units else ""


def has_no_deadline(run: Run, n: int) -> str:
    """A task without a deadline, where nearly all others have one."""
    reading = run.readings[n]
    return reading.content[:40] if run.has_deadlines and not reading.task.deadline_text.strip() else ""


def names_deadline(run: Run, n: int) -> str:
    """The words of a text that say by when, where the task has no deadline."""
    task = run.readings[n].task
    return "" if task.deadline_text.strip() else named_deadline(task.content)


def is_no_deadline(run: Run, n: int) -> str:
    """A deadline that names units, or is a text."""
    deadline = run.readings[n].deadline
    is_time = TIME.search(deadline) or DEADLINE.fullmatch(deadline)
    is_other = not is_time and (STRONG_END.search(deadline) or len(deadline) > LONGEST_DEADLINE)
    return deadline if is_other or STATED.search(deadline) else ""
