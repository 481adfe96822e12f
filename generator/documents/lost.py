"""The text of a document, and all that was kept of it, to the words that stand nowhere: the proof that nothing is lost.

Words are what stands between signs and blanks.  They are looked for as wholes first, so that this takes as long as
reading the text does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from generator.documents.blocks import Block, Paragraph
from generator.documents.grid import Grid
from generator.documents.runs import han

LOST = "这些文字没有读到任何地方，请对照原文补上"
BETWEEN = re.compile(r"[^\w%％‰℃+＋.．/／—－-]+")
NUMBER = re.compile(r"^[\d一二三四五六七八九十〇零第.．_]+(?:条|项|章|节)?")
LEAST = 3
"""Chinese characters of words that are looked for; labels and role words have hardly more, and are taken off."""
LONGEST = 60
ENOUGH = 200
"""Words after which nobody need be told more: what was read is another document."""
LABEL = re.compile(r"(?:^|(?<=[（(；;。，,]))[\u4e00-\u9fff]{2,8}[：:](?=.)")
"""What says only which field the words behind it are."""
ROLES = re.compile(
    r"^由|(?:主要|共同|具体|其他)?(?:责任|牵头|配合|主办|协办|承办|参与|落实|实施|完成|办理)?(?:责任)?(?:单位|部门|科室|领导|人|时限|时间|期限)"
    r"|(?:按(?:照)?(?:各自)?职责(?:分工)?|分别|共同)?(?:牵头|配合|负责|落实|参与)+"
)


def lost_words(blocks: Sequence[Block], kept: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The place and the words of every paragraph and row with text that is in nothing of what is `kept`."""
    texts = list(kept)
    whole = "\n".join("".join(text.split()) for text in texts)
    known = {word for text in texts for word in words_of(text)}
    many = 0
    for place, text in texts_of(blocks):
        lost = lost_in([text], known, whole, ENOUGH - many)
        if lost and "\n" in text:  # what a line break parts (names below each other) may stand apart
            lost = lost_in(text.split("\n"), known, whole, ENOUGH - many)
        if lost:
            yield place, " … ".join(lost), LOST
        many += len(lost)
        if many >= ENOUGH:
            return


def lost_in(texts: Iterable[str], known: Collection[str], whole: str, most: int) -> list[str]:
    """The first words of some texts that stand nowhere."""
    words = (word for text in texts for word in words_of(text))
    return list(islice((word for word in words if not stands_in(word, known, whole)), most))


def texts_of(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Each paragraph and each cell with its place."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.place, block.visible
        elif isinstance(block, Grid):
            for line in block.lines:
                for cell in line.cells:
                    if not cell.is_empty:
                        yield line.place, cell.text


def words_of(text: str) -> list[str]:
    """What stands between the signs of a text without its blanks."""
    return BETWEEN.split(LABEL.sub(" ", "".join(text.split())))


def stands_in(word: str, known: Collection[str], whole: str) -> bool:
    """Whether a word is part of what was kept, its number and the label or role in it aside; or each half of it is."""
    rest = NUMBER.sub("", word)
    if (
        word in known
        or han(rest) < LEAST
        or rest in known
        or all(han(part) < LEAST or part in whole for part in ROLES.split(rest))
    ):
        return True
    may_be_parted = len(word) <= LONGEST and word[:2] in whole and word[-2:] in whole
    halves = range(2, len(word) - 1) if may_be_parted else ()
    return word in whole or any(word[:at] in whole and word[at:] in whole for at in halves)
