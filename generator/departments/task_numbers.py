"""Numbers of tasks and the counts in labels (``培育专业配套服务（4项）``) to problems by cell."""

from __future__ import annotations

import re
from itertools import groupby
from operator import attrgetter

from msgspec.structs import replace

from generator.model import Ledger, Task
from generator.problems import Problem, warning

_COUNT = re.compile(r"[（(〔]\s*(?:共|合计|计)?\s*(\d{1,5})\s*(?:项|条|个)(?:任务|工作|举措|措施)?\s*[）)〕]\s*$")
_NUMBER = re.compile(r"\d+")


def check_numbers(ledger: Ledger) -> tuple[Problem, ...]:
    """Numbers that are missing, doubled or skipped, and counts in labels that do not add up."""
    problems = [*_numbers(ledger.tasks)]
    for field in ("section", "item"):
        problems += _counts(ledger.tasks, field)
    return tuple(problems)


RENUMBERING = "请补上；要全部按前后顺序编号，运行 taizhang check --fix --renumber。"


def in_order(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """The tasks numbered 1, 2, 3 …; where numbering starts again with each section, so it does."""
    restarts = _restarts(tasks)
    numbered: list[Task] = []
    number = 0
    for task in tasks:
        number = 1 if restarts and numbered and task.section != numbered[-1].section else number + 1
        numbered.append(replace(task, number=str(number)))
    return tuple(numbered)


def _numbers(tasks: tuple[Task, ...]) -> list[Problem]:
    """Numbering may start again with each section; then it is followed within sections."""
    problems: list[Problem] = []
    restarts = _restarts(tasks)
    is_single = sum(not task.number.strip() for task in tasks) == 1
    expected = 1
    seen: dict[tuple[str, str], Task] = {}
    for index, task in enumerate(tasks):
        if restarts and index and task.section != tasks[index - 1].section:
            expected = 1
        number = task.number.strip()
        if not number:
            place = task.origin.place("number")
            advice = f"按前后顺序应为{expected}，请补上。" if is_single else RENUMBERING
            problems.append(warning("missing-number", place, "没有序号。", advice))
            expected += 1
            continue
        key = (task.section if restarts else "", number)
        if key in seen:
            above = seen[key].origin.place("number").cell
            where = f"（已见于{above}）" if above else ""
            problems.append(
                warning("doubled-number", task.origin.place("number"), f"序号{number}重复{where}。", "请改正其中一个。")
            )
            continue
        seen[key] = task
        if _NUMBER.fullmatch(number):
            if int(number) > expected and index:
                skipped = str(expected) if int(number) == expected + 1 else f"{expected}—{int(number) - 1}"
                problems.append(
                    warning(
                        "skipped-number",
                        task.origin.place("number"),
                        f"序号从{expected - 1}跳到{number}，缺{skipped}。",
                        "请核对。",
                    )
                )
            elif int(number) < expected:
                problems.append(
                    warning(
                        "number-order",
                        task.origin.place("number"),
                        f"序号{number}排在{expected - 1}之后。",
                        "请核对顺序。",
                    )
                )
            expected = max(expected, int(number) + 1)
    return problems


def _restarts(tasks: tuple[Task, ...]) -> bool:
    """Whether at least two sections begin with number 1."""
    firsts = [next(group).number.strip() for _, group in groupby(tasks, attrgetter("section"))]
    return firsts.count("1") > 1


def _counts(tasks: tuple[Task, ...], field: str) -> list[Problem]:
    problems: list[Problem] = []
    for (label, _), group in groupby(tasks, attrgetter(field, "section")):
        said = _COUNT.search(label)
        members = list(group)
        if said and int(said[1]) != len(members):
            message = f"“{label}”写明{said[1]}项，表中有{len(members)}项。"
            problems.append(
                warning("count-differs", members[0].origin.place(field), message, "请核对项数，或补上缺少的任务。")
            )
    return problems
