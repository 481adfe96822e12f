"""Annotated wordings to scores: ``python -m benchmarks.score_wordings --cases DIR``.

DIR holds units*.jsonl and deadlines*.jsonl, one JSON object a line. A wording of units is right when lead + owners,
support, groups with their role, and open_ended are all as annotated; what the document says beside the wording (its
column, its rule that the first unit leads) is taken from ``context``. A deadline is right when its kind and
the dates that the annotation gives are. Wordings marked ambiguous are scored apart.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from generator.deadlines import as_json as deadline_json
from generator.deadlines import read_deadline
from generator.departments import read_wording
from generator.model import Reading, Role

COLUMNS: dict[str, Role] = {"牵头单位": "lead", "配合单位": "support"}
SAME_KIND = {"immediate": "relative"}
"""Kinds of annotated cases that the program calls otherwise."""

Case = dict[str, Any]


def context_of(case: Case) -> tuple[Role | None, bool]:
    """The role that the column gives, and whether the document makes the first unit the lead."""
    context = case.get("context", "")
    column = re.search(r"\bcolumns? ([^\s;,)]+)", context)
    rule = re.search(r"doc(?:ument)? rule.*第一", context)
    return COLUMNS.get(column[1]) if column else None, rule is not None


def seen(reading: Reading) -> tuple[Any, ...]:
    """What was read, in the form of the annotations."""
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


def wanted(case: Case) -> tuple[Any, ...]:
    """What the annotation says."""
    roles = case.get("group_roles", {})
    return case["lead"], case["support"], {name: roles.get(name, "lead") for name in case["groups"]}, case["open_ended"]


def units_are_right(case: Case, counts: Counter[str]) -> bool:
    """Whether a wording of units is read as annotated; names, lost and invented ones and full names are counted."""
    reading = read_wording(case["text"], *context_of(case))
    read, want = seen(reading), wanted(case)
    names, wanted_names = Counter([*read[0], *read[1], *read[2]]), Counter([*want[0], *want[1], *want[2]])
    counts["names"] += wanted_names.total()
    counts["lost"] += (wanted_names - names).total()
    counts["invented"] += (names - wanted_names).total()
    for mention in reading.mentions:
        full = case.get("full_names", {}).get(mention.name, mention.name)
        counts["full names"] += 1
        counts["full names wrong"] += mention.full_name != full
    if read != want:
        tell(case["text"], want, read)
    return bool(read == want)


def deadline_is_right(case: Case, counts: Counter[str]) -> bool:
    """Whether a deadline is read as annotated; the days that count for lateness are counted."""
    read = deadline_json(read_deadline(case["text"], case.get("context_year")))
    parts = case.get("parts", [])
    right = agrees(read, case) and len(read["parts"]) == len(parts) and all(map(agrees, read["parts"], parts))
    last = case.get("date") or case.get("end")
    counts["days"] += last is not None
    counts["days wrong"] += last is not None and (read["date"] or read["end"]) != last
    counts["rules"] += "rule" in case
    counts["rules worded otherwise"] += "rule" in case and read["rule"] != case["rule"]
    if not right:
        tell(case["text"], {key: case[key] for key in ("kind", "date", "start", "end", "parts") if key in case}, read)
    return right


def agrees(read: Case, case: Case) -> bool:
    """Whether kind and dates of one deadline are those that the annotation gives."""
    kind = SAME_KIND.get(case["kind"], case["kind"])
    dates = ("date", "start", "end") if kind in ("by-date", "period") else ()
    said = [name for name in ("date", "start", "end") if name in case]
    return read["kind"] == kind and all(read[name] == case.get(name) for name in {*dates, *said})


def tell(text: str, want: object, read: object) -> None:
    """One wrong reading."""
    click.echo(f"wrong: {text}\n  wanted {want}\n  read   {read}".replace("\\n", "⏎"))


SCORED: dict[str, Callable[[Case, Counter[str]], bool]] = {"units": units_are_right, "deadlines": deadline_is_right}


@click.command()
@click.option("--cases", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True, metavar="DIR")
def main(cases: Path) -> None:
    """Score the annotated wordings of DIR."""
    for kind, is_right in SCORED.items():
        for path in sorted(cases.glob(f"{kind}*.jsonl")):
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            counts: Counter[str] = Counter()
            right = [is_right(case, counts) for case in lines]
            clear = [ok for ok, case in zip(right, lines, strict=True) if not case.get("ambiguous")]
            click.echo(
                f"{path.name}: {sum(right)} of {len(right)} right, {sum(clear)} of {len(clear)} unambiguous ones"
            )
            click.echo("  " + ", ".join(f"{name} {count}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
