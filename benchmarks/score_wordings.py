"""Annotated wordings to a score: ``python -m benchmarks.score_wordings --cases DIR``, or ``units|deadlines FILE``.

DIR holds units.jsonl and deadlines.jsonl (and units_2.jsonl, deadlines_2.jsonl …).

Units: a wording is right when lead + owners, support, groups with their role, and open_ended are all as annotated.
What the document says beside the wording (its column, its rule that the first unit leads) is taken from ``context``;
the score without any context is printed too. Full names are scored apart. Deadlines: kind, dates and parts.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from generator.deadlines import as_json as deadline_json
from generator.deadlines import read_deadline
from generator.departments import read_wording
from generator.model import Reading, Role

COLUMNS: dict[str, Role] = {"牵头单位": "lead", "配合单位": "support"}


def context_of(case: dict[str, Any]) -> tuple[Role | None, bool]:
    context = case.get("context", "")
    column = re.search(r"\bcolumns? ([^\s;,)]+)", context)
    rule = re.search(r"doc(?:ument)? rule.*第一", context) is not None
    return COLUMNS.get(column[1]) if column else None, rule


def seen(reading: Reading) -> tuple[Any, ...]:
    units = [mention for mention in reading.mentions if mention.kind == "unit"]
    groups = {
        mention.name: "support" if mention.role == "support" else "lead"
        for mention in reading.mentions
        if mention.kind == "group"
    }
    return (
        [mention.name for mention in units if mention.role != "support"],
        [mention.name for mention in units if mention.role == "support"],
        groups,
        reading.open_ended,
    )


def wanted(case: dict[str, Any]) -> tuple[Any, ...]:
    roles = case.get("group_roles", {})
    return case["lead"], case["support"], {name: roles.get(name, "lead") for name in case["groups"]}, case["open_ended"]


def score_units(cases: list[dict[str, Any]]) -> None:
    right = alone = full_right = full_wrong = 0
    for case in cases:
        column, rule = context_of(case)
        reading = read_wording(case["text"], column, rule)
        alone += seen(read_wording(case["text"])) == wanted(case)
        if seen(reading) == wanted(case):
            right += 1
        else:
            print("wrong:", case["text"].replace("\n", "⏎"), "\n  wanted", wanted(case), "\n  read  ", seen(reading))
        names = {mention.name: mention.full_name for mention in reading.mentions}
        expected = case.get("full_names", {})
        for name, full in names.items():
            if full != expected.get(name, name):
                full_wrong += 1
                print(
                    "full name:",
                    name,
                    "→",
                    full,
                    "wanted",
                    expected.get(name, name),
                    "|",
                    case["text"].replace("\n", "⏎"),
                )
            else:
                full_right += 1
    print(f"units: {right} of {len(cases)} right ({right / len(cases):.1%})")
    print(f"units without context: {alone} of {len(cases)} right ({alone / len(cases):.1%})")
    print(f"full names: {full_right} of {full_right + full_wrong} right")


FIELDS = ("kind", "date", "start", "end")


def deadline_is_right(case: dict[str, Any]) -> bool:
    read = deadline_json(read_deadline(case["text"], case.get("context_year")))
    wanted_parts = case.get("parts", [])
    return (
        all(read[field] == case.get(field) for field in FIELDS)
        and len(read["parts"]) == len(wanted_parts)
        and all(
            part[field] == want[field]
            for part, want in zip(read["parts"], wanted_parts, strict=True)
            for field in FIELDS
            if field in want
        )
    )


def score_deadlines(cases: list[dict[str, Any]]) -> None:
    right = rules = ruled = 0
    for case in cases:
        read = deadline_json(read_deadline(case["text"], case.get("context_year")))
        if deadline_is_right(case):
            right += 1
        else:
            print("wrong:", case["text"], "\n  wanted", {key: case[key] for key in (*FIELDS, "parts") if key in case})
            print("  read  ", read)
        ruled += "rule" in case
        rules += "rule" in case and read["rule"] == case["rule"]
    print(f"deadlines: {right} of {len(cases)} right ({right / len(cases):.1%})")
    print(f"rules worded alike: {rules} of {ruled}")


SCORES = {"units": score_units, "deadlines": score_deadlines}


def cases_of(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    if sys.argv[1] != "--cases":
        kind, path = sys.argv[1:]
        SCORES[kind](cases_of(Path(path)))
        return
    for kind, score in SCORES.items():
        for file in sorted(Path(sys.argv[2]).glob(f"{kind}*.jsonl")):
            print(file.name)
            score(cases_of(file))


if __name__ == "__main__":
    main()
