"""Words of table headings to the fields of a ledger, by the table in headings.tsv."""

from __future__ import annotations

from functools import cache
from importlib import resources

NUMBER, LABEL, CONTENT, UNITS, EXTRA = "number", "label", "content", "units_text", "extra"
OWN_NAMES = {"一级任务": "section", "二级任务": "item", "标识": "id", "另起一页": "starts_page"}
OWN = "own"
LONGEST = 16
"""Characters; a longer text is no heading, whatever words it has."""


@cache
def table() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Heading → field, and (part of a heading, field) in the order in which parts are looked for."""
    whole: dict[str, str] = {}
    parts: list[tuple[str, str]] = []
    for line in (resources.files("generator.documents") / "headings.tsv").read_text("utf-8").splitlines():
        if line.startswith(("#", "field\t")) or "\t" not in line:
            continue
        name, words = line.split("\t", 1)
        if name.endswith("~"):
            parts += [(word, name.removesuffix("~").strip()) for word in words.split()]
        else:
            whole |= {word: name for word in words.split() if word not in whole}
    return whole, tuple(parts)


def field_of(heading: str) -> str:
    """The field that a heading names for certain; empty where the table does not have it as it stands."""
    return OWN_NAMES.get(heading) or table()[0].get(heading, "")


def likely_field_of(heading: str) -> str:
    """The field that a heading names by one of its words; empty where it has none of them."""
    if len(heading) > LONGEST or heading.endswith("。"):
        return ""
    return next((name for word, name in table()[1] if word in heading), "")
