"""The persons behind units (县教育局 张三、县财政局（李四）), apart from the units."""

from __future__ import annotations

import re

from generator.documents.brackets import covered
from generator.documents.texts import UNIT_END
from generator.vocabulary import DOUBTFUL_SURNAMES, SURNAMES

PERSON = rf"(?:[{SURNAMES}][\u4e00-\u9fff]{{1,2}}|[{DOUBTFUL_SURNAMES}][\u4e00-\u9fff]{{2}})"
BEHIND = re.compile(rf"(?P<unit>.*?\S)(?:[ \u3000]+(?P<person>{PERSON})|[（(](?P<inside>{PERSON}(?:、{PERSON})*)[）)])")
NO_NAME = re.compile(r"(?:牵头|配合|负责|参与|落实|常态化?|全[年部面]|[年月日前底]|[级个项])$")
"""How words end that begin like a person's name and are none."""


def without_persons(units: str) -> tuple[str, str]:
    """A wording of units without the persons that stand behind them, and these; of several units each with its own."""
    inside = covered(units)
    cuts = [at for at, char in enumerate(units) if char in "、，,；;" and not inside[at]]
    names: list[str] = []
    persons: list[tuple[str, str]] = []
    for start, end in zip([0, *(at + 1 for at in cuts)], [*cuts, len(units)], strict=True):
        name = units[start:end]
        match = BEHIND.fullmatch(name.strip())
        person = (match["person"] or match["inside"]) if match else ""
        if match and UNIT_END.search(match["unit"]) and not UNIT_END.search(person) and not NO_NAME.search(person):
            persons.append((match["unit"], person))
            name = match["unit"]
        names.append(name)
    signs = [units[at] for at in cuts]
    rest = "".join(name + sign for name, sign in zip(names, [*signs, ""], strict=True))
    if len(persons) == len(names) == 1:
        return rest, persons[0][1]
    return rest, "、".join(unit + person for unit, person in persons)
