"""The tasks of two states of a ledger to pairs: by their text, then by how alike they are, by number and place.

A reworded, moved, renumbered or split task is known again. Where two tasks are as likely, none is guessed: the pair is
listed as ambiguous. How alike two texts are is told by the pairs of characters that they share (Dice's coefficient).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from generator.model import Task

ALIKE = 0.45
"""Of the pairs of characters of both texts, how much must be shared."""
CONTAINED = 0.8
"""Of the shorter text, how much must stand in the longer one: a task that was split, or added to."""
SHORTEST = 8
"""Characters of a text from which on being contained tells anything."""
CLEAR = 0.06
"""By how much the likeliest must be likelier than the next."""
FREQUENT = 200
"""Tasks that share a pair of characters from which on it tells nothing."""


class Matches(Struct, frozen=True):
    """Which new task (index) is which old one."""

    pairs: Mapping[int, int]
    """New → old."""
    ambiguous: Mapping[int, tuple[int, ...]]
    """New → the old ones that it might be."""


def match(old: Sequence[Task], new: Sequence[Task], only_exact: Collection[int] = ()) -> Matches:
    """Find each new task among the old ones; those of `only_exact` only where the text is the same."""
    pairs = exact(old, new)
    ambiguous: dict[int, tuple[int, ...]] = {}
    taken = {*pairs.values(), *only_exact}
    scores = likely(old, new, [n for n in range(len(new)) if n not in pairs], taken)
    for score, number, other in sorted(
        ((score, n, o) for n, found in scores.items() for o, score in found.items()),
        key=lambda entry: (-round(entry[0], 3), -size(new[entry[1]]), entry[1], -size(old[entry[2]]), entry[2]),
    ):
        if number in pairs or number in ambiguous or other in taken:
            continue
        if is_part(old[other], new[number]) and any(
            n not in pairs and other in found and size(new[n]) > size(new[number]) and is_part(old[other], new[n])
            for n, found in scores.items()
        ):
            continue  # of the parts of a task that was split the longest keeps its id
        rivals = [o for o, value in scores[number].items() if o not in taken and value > score - CLEAR and o != other]
        rivals = [
            o
            for o in rivals
            if not told_apart(old[other], old[o], new[number]) and not is_joined(old[other], old[o], new[number])
        ]
        if rivals:
            ambiguous[number] = tuple(sorted((other, *rivals)))
        else:
            pairs[number] = other
            taken.add(other)
    return Matches(pairs, ambiguous)


def exact(old: Sequence[Task], new: Sequence[Task]) -> dict[int, int]:
    """The tasks whose text did not change; of several with the same text first those of the same units.

    Who has a task tells more than its number: a row that is inserted above changes the numbers of all below.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for index, task in enumerate(old):
        places[plain(task.content)].append(index)
    pairs: dict[int, int] = {}
    keys = (
        lambda task: (units(task), task.number, task.section, task.item),
        lambda task: (units(task), task.section, task.item),
        lambda task: (units(task),),
        lambda task: (task.number, task.section, task.item),
        lambda task: (task.section, task.item),
        lambda task: (task.number,),
        lambda task: (),
    )
    for key in keys:
        for index, task in enumerate(new):
            if index in pairs:
                continue
            found = [other for other in places[plain(task.content)] if key(old[other]) == key(task)]
            if found:
                pairs[index] = found[0]
                places[plain(task.content)].remove(found[0])
    return pairs


def units(task: Task) -> tuple[str, ...]:
    """Who has a task."""
    return plain(task.lead_text), plain(task.units_text), plain(task.support_text)


def likely(
    old: Sequence[Task], new: Sequence[Task], numbers: Sequence[int], taken: set[int]
) -> dict[int, dict[int, float]]:
    """New → old → how alike they are, as far as they may be the same."""
    index: dict[str, list[int]] = defaultdict(list)
    free = [other for other in range(len(old)) if other not in taken]
    for other in free:
        for pair in parts(plain(old[other].content)):
            index[pair].append(other)
    scores: dict[int, dict[int, float]] = {}
    for number in numbers:
        counts = parts(plain(new[number].content))
        near = {other for pair in counts if len(index[pair]) <= FREQUENT for other in index[pair]}
        found = {other: score(old[other], new[number]) for other in near}
        scores[number] = {other: value for other, value in found.items() if value > 0}
    return scores


def score(old: Task, new: Task) -> float:
    """How alike two tasks are, from 0 (not the same) to 1; number and place decide between texts that are as alike."""
    before, after = parts(plain(old.content)), parts(plain(new.content))
    shared = sum((before & after).values())
    shorter, total = min(before.total(), after.total()), before.total() + after.total()
    if not shorter:
        return 0.0
    alike = 2 * shared / total
    if alike < ALIKE and not is_part(old, new):
        return 0.0
    place = 0.04 * (old.number == new.number) + 0.04 * (plain(old.section) == plain(new.section))
    return min(max(alike, 0.75 * shared / shorter if is_part(old, new) else 0.0) * 0.92 + place, 1.0)


def is_part(old: Task, new: Task) -> bool:
    """Whether nearly all of the shorter text stands in the longer one."""
    before, after = parts(plain(old.content)), parts(plain(new.content))
    shorter = min(before.total(), after.total())
    return shorter >= SHORTEST and sum((before & after).values()) / shorter >= CONTAINED


def is_joined(one: Task, other: Task, new: Task) -> bool:
    """Whether two tasks became one that has the texts of both: one of them keeps its id, and the other is gone."""
    return is_part(one, new) and is_part(other, new) and size(new) >= CONTAINED * (size(one) + size(other))


def told_apart(one: Task, other: Task, new: Task) -> bool:
    """Whether number and section together say which of two a new task is."""
    here = (new.number, plain(new.section), plain(new.item))
    same = [(task.number, plain(task.section), plain(task.item)) == here for task in (one, other)]
    return same == [True, False]


def size(task: Task) -> int:
    """The length of a task's text: of the parts of a task that was split the longest keeps its id."""
    return len(plain(task.content))


@lru_cache(maxsize=20_000)
def parts(text: str) -> Counter[str]:
    """The pairs of neighbouring characters of a text."""
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A text without white space and punctuation."""
    return "".join(character for character in text if character.isalnum())
