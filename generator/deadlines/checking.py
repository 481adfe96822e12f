"""A ledger's deadlines to their readings and to problems by cell."""

from __future__ import annotations

from generator.deadlines.reading import read_deadline
from generator.model import Deadline, Ledger
from generator.problems import Problem, warning


def check(ledger: Ledger) -> tuple[tuple[Deadline, ...], tuple[Problem, ...]]:
    """The deadline of each task, in the order of `ledger.tasks`, 同上 resolved to the wording above; and problems.

    Each different wording is read once.
    """
    read: dict[str, Deadline] = {}
    deadlines: list[Deadline] = []
    problems: list[Problem] = []
    above: Deadline | None = None
    for task in ledger.tasks:
        wording = task.deadline_text
        if wording not in read:
            read[wording] = read_deadline(wording, ledger.year)
        deadline = read[wording]
        place = task.origin.place("deadline_text")
        if deadline.note == "同上" and above is None:
            problems.append(warning("nothing-above", place, "“同上”的上一行没有完成时限。", "请写明完成时限。"))
        elif deadline.note == "同上" and above is not None:
            deadline = above
        elif deadline.kind == "unknown" or any(part.kind == "unknown" for part in deadline.parts):
            message = (
                f"看不懂完成时限“{wording}”（{deadline.note}），照原文印出。"
                if deadline.note
                else f"看不懂完成时限“{wording}”，照原文印出。"
            )
            problems.append(
                warning("unknown-deadline", place, message, "可改写成“2021年12月底前”“全年持续推进”一类的说法。")
            )
        elif deadline.kind in ("by-date", "period") and "没有年份" in deadline.note:
            message = f"完成时限“{wording}”没有年份，“信息”表中也没有年度。"
            problems.append(warning("deadline-without-year", place, message, "请在“信息”表的“年度”一栏填上年份。"))
        above = deadline
        deadlines.append(deadline)
    return tuple(deadlines), tuple(problems)
