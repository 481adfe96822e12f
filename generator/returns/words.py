"""What somebody wrote where nothing is collected, to a warning; the words that the sheet was sent with are no matter.

Which those are is known only where the department is (commands/compared_files.py): until then the warning holds all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from generator.problems import Place, Problem, warning

WORDS = "words-not-collected"
BETWEEN = "\0"
"""Between the texts of several cells."""
SHOWN = 60
"""Characters that a message shows."""


def not_collected(place: Place, message: str, advice: str, texts: Iterable[str]) -> Problem:
    """The warning for some texts; its message ends with them once it is known which are not ours."""
    return replace(warning(WORDS, place, message, advice), wording=BETWEEN.join(texts))


def without_ours(problems: Iterable[Problem], is_ours: Callable[[str], bool]) -> Iterator[Problem]:
    """The problems, warnings of words without those that are ours."""
    for problem in problems:
        if problem.code != WORDS:
            yield problem
        elif theirs := [text for text in problem.wording.split(BETWEEN) if not is_ours(text)]:
            yield replace(problem, message=f"{problem.message}：{'；'.join(theirs)[:SHOWN]}")
