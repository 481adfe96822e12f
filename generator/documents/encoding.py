"""The bytes of a text or web page to its text: every encoding in which Chinese files arrive."""

from __future__ import annotations

FREQUENT = frozenset("的和一是在有、，。；：工作单位责任部门政府推进單責務門進關")
ENCODINGS = ("gb18030", "big5", "utf-16-le", "utf-16-be")
SAMPLE = 20_000


def decode(data: bytes) -> str:
    """The text of a file: by its byte order mark, as UTF-8, or as the encoding that gives most frequent characters."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return clean(data.decode("utf-16", "replace"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if text and text.count("\0") * 4 < len(text):
        return clean(text)
    texts = (data[:SAMPLE].decode(name, "replace") for name in ENCODINGS)
    counts = [sum(map(FREQUENT.__contains__, sample)) / (len(sample) + 1) for sample in texts]
    return clean(data.decode(ENCODINGS[counts.index(max(counts))], "replace"))


def clean(text: str) -> str:
    """The text with line feeds as line ends and without marks and characters that no workbook can hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    return text.translate(CONTROLS)


CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
