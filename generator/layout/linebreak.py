"""A text to its lines, as the reader that breaks soonest would break it."""

from __future__ import annotations

from generator.layout.measure import char_width

NO_START = frozenset("，。、；：？！）》」』】〕”’…—·,.;:?!)]}%％℃")
NO_END = frozenset("（《「『【〔“‘([{")


def tokens(text: str) -> list[str]:
    """What may not be divided: a Latin word, a number, any other character by itself."""
    found: list[str] = []
    word = ""
    for char in text:
        if char.isascii() and not char.isspace() and char not in NO_END and char not in NO_START:
            word += char
            continue
        if word:
            found.append(word)
            word = ""
        found.append(char)
    if word:
        found.append(word)
    return found


def clusters(text: str) -> list[str]:
    """Tokens with the punctuation that may not be parted from them."""
    found: list[str] = []
    for token in tokens(text):
        if found and (token in NO_START or found[-1][-1] in NO_END):
            found[-1] += token
        else:
            found.append(token)
    return found


def break_lines(text: str, width: float, size: float, latin: float) -> list[str]:
    """The lines of `text` in `width` points; joined they are the text without its line breaks."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for cluster in clusters(paragraph):
            needed = sum(char_width(char, latin) for char in cluster) * size
            if used + needed <= width or not line and needed <= width:
                line += cluster
                used += needed
                continue
            if line:
                lines.append(line)
                line, used = "", 0.0
            for char in cluster:
                one = char_width(char, latin) * size
                if line and used + one > width:
                    lines.append(line)
                    line, used = "", 0.0
                line += char
                used += one
        lines.append(line)
    return lines
