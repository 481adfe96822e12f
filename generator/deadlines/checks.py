"""A ledger's deadlines to their readings and to problems by cell."""

from __future__ import annotations

from collections.abc import MutableMapping

from generator.model import Deadline, Ledger
from generator.problems import Problem, warning

FARTHEST = 10
"""Years after the ledger's own that a plan may still reach."""


def check(
    ledger: Ledger, known: MutableMapping[str, Deadline] | None = None
) -> tuple[tuple[Deadline, ...], tuple[Problem, ...]]:
    """The deadline of each task, in the order of `ledger.tasks`, 同上 resolved to the wording above; and problems.

    Each different wording is read once; those that are `known` already, of a ledger of the same year, not again, and
    what is read is added to them.
    """
    read: MutableMapping[str, Deadline] = {} if known is None else known
    deadlines: list[Deadline] = []
    problems: list[Problem] = []
    above: Deadline | None = None
    for task in ledger.tasks:
        wording = task.deadline_text
        if wording not in read:
            from generator.deadlines.grammar import read_deadline

            read[wording] = read_deadline(wording, ledger.year)
        deadline = read[wording]
        if deadline.note == "同上" and above is not None:
            deadline = above
        elif fault := fault_of(deadline, wording, ledger.year):
            problems.append(warning(fault[0], task.origin.place("deadline_text"), *fault[1:], wording))
        above = deadline
        deadlines.append(deadline)
    return tuple(deadlines), tuple(problems)


def fault_of(deadline: Deadline, wording: str, year: int | None) -> tuple[str, str, str] | None:
    """Code, message and advice where a wording leaves a question open."""
    if deadline.note == "同上":
        return "nothing-above", "“同上”的上一行没有完成时限。", "请写明完成时限。"
    if deadline.note == "还没有定":
        return "unknown-deadline", f"完成时限“{wording}”还没有定下来，照原文印出。", "定下来以后请填上日期。"
    if deadline.kind == "unknown" or any(part.kind == "unknown" for part in deadline.parts):
        why = f"（{deadline.note}）" if deadline.note not in ("", "看不懂") else ""
        message = f"看不懂完成时限“{wording}”{why}，照原文印出。"
        return "unknown-deadline", message, "可改写成“2021年12月底前”“全年持续推进”一类的说法。"
    if deadline.kind in ("by-date", "period") and "没有年份" in deadline.note:
        message = f"完成时限“{wording}”没有年份，“信息”表中也没有年度。"
        return "deadline-without-year", message, "请在“信息”表的“年度”一栏填上年份。"
    last = last_year(deadline)
    if year is not None and last is not None and not year <= last <= year + FARTHEST:
        message = f"完成时限“{wording}”是 {last} 年，台账是 {year} 年度的。"
        return "deadline-in-another-year", message, "请核对年份，或“信息”表的“年度”；没有写错的可以不管。"
    return None


def last_year(deadline: Deadline) -> int | None:
    """The year of the last day that a deadline names."""
    days = [day for each in (deadline, *deadline.parts) for day in (each.date, each.end) if day]
    return max(day.year for day in days) if days else None
