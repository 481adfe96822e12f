"""A file from a stranger to its blocks, by its kind; every way in which it cannot be read is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

from generator.documents import legacy
from generator.documents.blocks import Block
from generator.documents.cut_tables import joined
from generator.documents.flat_tables import rebuilt
from generator.documents.grid import TooLargeError
from generator.problems import InputError, Place, Problem, error, errors_in
from generator.system import screening
from generator.system.processes import Confined, DiedError, can_fork

ZIPPED = {".docx": "word", ".docm": "word", ".xlsx": "sheet", ".xlsm": "sheet"}
TEXTS = {".txt": "text", ".csv": "values", ".html": "web", ".htm": "web", ".mht": "archive", ".mhtml": "archive"}
KINDS = {**ZIPPED, **TEXTS, ".pdf": "pdf"}
SHEETS = frozenset(("sheet", "values"))
"""Kinds whose tables are sheets, each one of its own."""
PICTURES = frozenset([".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp"])
OFD = frozenset([".ofd", ".ceb", ".gd"])
UNPACKED = 24 * screening.MEBI
"""What libraries make of a document is some twenty times its XML; a table of 5,000 rows is about 6 MiB."""
MAX_TEXT = 8 * screening.MEBI
"""A text of 300 pages has less than one."""
MEMORY = 1024 * screening.MEBI
SECONDS = 120
"""A PDF of 300 pages takes some 20."""

Reader: TypeAlias = Callable[[bytes], list[Block]]
Outcome: TypeAlias = list[Block] | tuple[str, str]


def read_blocks(path: Path, file: str) -> tuple[list[Block], list[Problem]]:
    """The blocks of a file; raises InputError with what is wrong where it cannot be read."""
    try:
        return blocks_of(path, file)
    except PermissionError as failure:
        raise InputError(
            [error("file-locked", Place(file), "文件打不开：正被其他程序占用，或没有读取权限", "请关闭后再试。")]
        ) from failure
    except OSError as failure:
        why = failure.strerror or str(failure)
        raise InputError(
            [error("file-unreadable", Place(file), f"文件读不出来：{why}", "请检查文件名和路径。")]
        ) from failure


def blocks_of(path: Path, file: str) -> tuple[list[Block], list[Problem]]:
    """The blocks of a file; raises InputError where it cannot be read, OSError as the system does."""
    suffix = path.suffix.lower()
    if not path.exists():
        raise InputError([error("source-missing", Place(file), "找不到文件", "请检查文件名和文件夹。")])
    if not path.is_file():
        raise InputError([error("source-no-file", Place(file), "这不是文件", "请给出文档的文件名。")])
    if not path.stat().st_size:
        raise InputError([error("source-empty", Place(file), "文件是空的", "请让对方重发，或换一份文件。")])
    if suffix in legacy.KINDS:
        with legacy.converted(path, file) as other:
            return blocks_of(other, file)
    if suffix not in KINDS:
        raise InputError([unknown_kind(suffix, file)])
    refuse_large(path.stat().st_size, suffix, file)
    return blocks_in(path.read_bytes(), suffix, file)


def refuse_large(size: int, suffix: str, file: str) -> None:
    """Raise InputError for a file larger than any of its kind."""
    if size > (MAX_TEXT if suffix in TEXTS else screening.MAX_FILE):
        raise InputError([screening.too_large(file, f"文件有 {size // screening.MEBI} MB")])


def blocks_in(data: bytes, suffix: str, file: str) -> tuple[list[Block], list[Problem]]:
    """The blocks of a file of one of today's `KINDS`; raises InputError where it cannot be read."""
    refuse_large(len(data), suffix, file)
    problems = screening.inspect(data, file, UNPACKED) if suffix in ZIPPED else ()
    if errors_in(problems):
        raise InputError(problems)
    return parsed(data, KINDS[suffix], file), list(problems)


def unknown_kind(suffix: str, file: str) -> Problem:
    """A file of a kind that cannot be read, with what to do."""
    if suffix in PICTURES:
        message, advice = "图片里的文字读不出来", "请用 WPS 的“图片转文字/转表格”或 OCR 软件转成 .docx 后再导入。"
    elif suffix in OFD:
        message, advice = (
            f"不能直接读 {suffix} 版式文件",
            "请用 WPS 或 OFD 阅读器打开，另存（导出）为 .docx 或 .pdf 后再导入。",
        )
    else:
        kinds = "、".join([".docx", ".xlsx", ".pdf", ".html", ".csv", ".txt", *legacy.KINDS])
        message, advice = f"不认识“{suffix or '没有扩展名'}”文件", f"可以导入：{kinds}。"
    return error("unknown-kind", Place(file), message, advice)


def parsed(data: bytes, kind: str, file: str) -> list[Block]:
    """The blocks of a file that may be opened; raises InputError with what is wrong inside it.

    They are read by a process of limited memory and time: what a PDF unpacks to is not known beforehand.
    """
    try:
        outcome: Outcome = Confined(partial(outcome_of, data, reader_of(kind)), memory=MEMORY).result()
    except DiedError:
        raise InputError([screening.too_large(file, "读取它要用的内存或时间过多")]) from None
    if isinstance(outcome, list):
        return outcome if kind in SHEETS else joined(rebuilt(outcome))
    raise InputError([problem_of(*outcome, kind=kind, file=file)])


def outcome_of(data: bytes, reader: Reader) -> Outcome:
    """The blocks of a file, or in a word and its details why there are none."""
    if can_fork():
        import signal

        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(SECONDS)
    try:
        return reader(data)
    except TooLargeError as failure:
        return "too large", f"表格有 {failure}"
    except (MemoryError, RecursionError):
        return "too large", "内容过多或嵌套过深"
    except Exception as failure:  # a file may be broken in any way, and the libraries raise whatever comes up
        names = f"{type(failure).__name__} {failure!r}"
        return next((word for word in ("Password", "Scanned") if word in names), "damaged"), ""


def reader_of(kind: str) -> Reader:
    """What reads the files of a kind."""
    from generator.documents.comma_values import read_comma_values
    from generator.documents.encoding import decode
    from generator.documents.pdf import read_pdf
    from generator.documents.plain_text import read_text
    from generator.documents.spreadsheet import read_spreadsheet
    from generator.documents.web import read_archive, read_web
    from generator.documents.word import read_word

    readers: dict[str, Reader] = {
        "word": read_word,
        "sheet": read_spreadsheet,
        "pdf": read_pdf,
        "web": read_web,
        "archive": read_archive,
        "text": lambda data: read_text(decode(data)),
        "values": lambda data: read_comma_values(decode(data)),
    }
    return readers[kind]


def problem_of(word: str, details: str, *, kind: str, file: str) -> Problem:
    """Why a file has no blocks, in words for users."""
    if word == "too large":
        return screening.too_large(file, details)
    if word == "Scanned":
        return scanned(file)
    if word == "Password":
        return error("password", Place(file), "文件有打开密码", "请取消打开密码后另存，再试一次。")
    return broken_pdf(file) if kind == "pdf" else screening.damaged(file)


def scanned(file: str) -> Problem:
    """A PDF without text."""
    return error(
        "scanned",
        Place(file),
        "这份 PDF 是扫描件（只有图片，没有文字），读不出来",
        "请向发文单位要 Word 版，或用 WPS 的“PDF 转 Word（OCR）”转成 .docx 后再导入。",
    )


def broken_pdf(file: str) -> Problem:
    """A PDF that is broken."""
    return error(
        "damaged",
        Place(file),
        "这份 PDF 读不出来（可能已损坏）",
        "请用 WPS 打开，另存为 PDF 或 .docx 后再试；打不开时请让对方重发。",
    )
