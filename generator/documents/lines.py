"""Lines of a text that was broken at a width, to its paragraphs."""

from __future__ import annotations

import re
from collections import Counter

from generator.documents.brackets import CLOSED, OPEN
from generator.documents.numbering import marker_of

ENDS = re.compile(r"[。；：！？.;:!?…”）)〕】]\s*$")
INDENT = re.compile(r"^(?:\u3000{2}|\u3000| {2,}|\t)")
FULL = 0.9
"""From what part of the usual width on a line is full, so that the text may go on in the next one."""
FEW = 5
UNBROKEN = 1_000_000
"""The width of a text that was broken at none."""
OPENED = re.compile(rf"[{OPEN}][^{OPEN}{CLOSED}]{{0,200}}$")
GOES_ON = re.compile(rf"[^{OPEN}{CLOSED}。]{{0,120}}(?:[{CLOSED}]|$)")


def joined_lines(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The paragraphs of numbered lines; where most lines are equally long, full ones go on in the next."""
    filled = [(number, line) for number, line in lines if line.strip()]
    width = usual_width([line.rstrip() for _, line in filled]) or UNBROKEN
    indented = sum(bool(INDENT.match(line)) for _, line in filled) > 1
    result: list[tuple[int, str]] = []
    last = ""
    for number, line in filled:
        may_go_on = bool(result) and not (indented and INDENT.match(line)) and not marker_of(line.strip())
        is_full = len(last) >= width * FULL and not (ENDS.search(last) and len(last) < width)
        if may_go_on and (is_full or is_cut_in_bracket(result[-1][1], line)):
            result[-1] = (result[-1][0], result[-1][1] + line.strip())
        else:
            result.append((number, line.strip()))
        last = line.rstrip()
    return result


def is_cut_in_bracket(before: str, line: str) -> bool:
    """Whether a line ends inside a bracket that the next one closes, or goes on with."""
    return OPENED.search(before) is not None and GOES_ON.match(line) is not None


def usual_width(lines: list[str]) -> int:
    """The length at which lines were broken: a third of them is as long, none much longer; 0 where they were not."""
    lengths = [len(line) for line in lines if len(line) >= 15]
    if len(lengths) < FEW:
        return 0
    longest = max(lengths)
    near = sum(length >= longest * FULL for length in lengths)
    unfinished = sum(not ENDS.search(line) for line in lines if len(line) >= longest * FULL)
    return longest if longest <= 80 and near * 3 >= len(lengths) and unfinished * 2 > near else 0


def repeated(texts: list[str], pages: int) -> set[str]:
    """The texts that stand on at least half of the pages, numbers aside: headers and footers."""
    counts = Counter(re.sub(r"\d+", "0", text) for text in texts)
    return {text for text, count in counts.items() if count > 1 and count * 2 >= pages}
