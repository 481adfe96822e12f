"""A file of annotated wordings to a score: ``python -m benchmarks.score_wordings units|deadlines FILE``.

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
    print(
        f"units: {right} of {len(cases)} right ({right / len(cases):.1%}); without context {alone} ({alone / len(cases):.1%})"
    )
    print(f"full names: {full_right} of {full_right + full_wrong} right")


def score_deadlines(cases: list[dict[str, Any]]) -> None:
    right = rules = 0
    for case in cases:
        read = deadline_json(read_deadline(case["text"], case.get("context_year")))
        fields = ("kind", "date", "start", "end")
        parts = [
            {key: part.get(key) for key in fields if key in want}
            for part, want in zip(read["parts"], case.get("parts", []))
        ]
        good = all((read[key] or None) == case.get(key) for key in fields) and parts == case.get("parts", [])
        good = good and len(read["parts"]) == len(case.get("parts", []))
        right += good
        rules += "rule" in case and read["rule"] == case["rule"]
        if not good:
            print(
                "wrong:",
                case["text"],
                "\n  wanted",
                {k: case[k] for k in (*fields, "parts") if k in case},
                "\n  read  ",
                read,
            )
        elif read["rule"] != case.get("rule", ""):
            print("rule:", case["text"], "|", case.get("rule", ""), "|", read["rule"])
    print(f"deadlines: {right} of {len(cases)} right ({right / len(cases):.1%}); rules worded alike: {rules}")


def main() -> None:
    kind, path = sys.argv[1:]
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines if line.strip()]
    {"units": score_units, "deadlines": score_deadlines}[kind](cases)


if __name__ == "__main__":
    main()
