"""A file from a stranger to its blocks, by its kind; every way in which it cannot be read is told."""

from __future__ import annotations

from pathlib import Path

from generator.documents import legacy
from generator.documents.blocks import Block
from generator.documents.grid import TooLargeError
from generator.problems import InputError, Place, Problem, error, errors_in
from generator.system import screening

ZIPPED = {".docx": "word", ".docm": "word", ".xlsx": "sheet", ".xlsm": "sheet"}
TEXTS = {".txt": "text", ".html": "web", ".htm": "web", ".mht": "web"}
PICTURES = frozenset([".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp"])
OFD = frozenset([".ofd", ".ceb", ".gd"])
UNPACKED = 24 * screening.MEBI
"""What libraries make of a document is some twenty times its XML; a table of 5,000 rows is about 6 MiB."""
MAX_TEXT = 16 * screening.MEBI
"""A text of 300 pages has less than one."""


def read_blocks(path: Path, file: str) -> tuple[list[Block], list[Problem]]:
    """The blocks of a file; raises InputError with what is wrong where it cannot be read."""
    try:
        return blocks_of(path, file)
    except TooLargeError as failure:
        raise InputError([screening.too_large(file, f"表格有 {failure}")]) from failure
    except (MemoryError, RecursionError) as failure:
        raise InputError([screening.too_large(file, "内容过多或嵌套过深")]) from failure
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
    if suffix in ZIPPED:
        problems = screening.inspect(path, file, UNPACKED)
        if errors_in(problems):
            raise InputError(problems)
        return parsed(path, ZIPPED[suffix], file), list(problems)
    if suffix in TEXTS or suffix == ".pdf":
        limit = screening.MAX_FILE if suffix == ".pdf" else MAX_TEXT
        if path.stat().st_size > limit:
            raise InputError([screening.too_large(file, f"文件有 {path.stat().st_size // screening.MEBI} MB")])
        return parsed(path, TEXTS.get(suffix, "pdf"), file), []
    raise InputError([unknown_kind(suffix, file)])


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
        kinds = "、".join([".docx", ".xlsx", ".pdf", ".html", ".txt", *legacy.KINDS])
        message, advice = f"不认识“{suffix or '没有扩展名'}”文件", f"可以导入：{kinds}。"
    return error("unknown-kind", Place(file), message, advice)


def parsed(path: Path, kind: str, file: str) -> list[Block]:
    """The blocks of a file that may be opened; any fault inside it is told as one."""
    from generator.documents.encoding import decode
    from generator.documents.pdf import ScannedError, read_pdf
    from generator.documents.plain_text import read_text
    from generator.documents.spreadsheet import read_spreadsheet
    from generator.documents.web import read_web
    from generator.documents.word import read_word

    try:
        if kind == "word":
            return read_word(path)
        if kind == "sheet":
            return read_spreadsheet(path)
        if kind == "pdf":
            return read_pdf(path)
        return read_text(decode(path.read_bytes())) if kind == "text" else read_web(path.read_bytes())
    except ScannedError as failure:
        raise InputError([scanned(file)]) from failure
    except (InputError, MemoryError, RecursionError, OSError, TooLargeError):
        raise
    except Exception as failure:  # a file may be broken in any way, and the libraries raise whatever comes up
        raise InputError([broken_pdf(failure, file) if kind == "pdf" else screening.damaged(file)]) from failure


def scanned(file: str) -> Problem:
    """A PDF without text."""
    return error(
        "scanned",
        Place(file),
        "这份 PDF 是扫描件（只有图片，没有文字），读不出来",
        "请向发文单位要 Word 版，或用 WPS 的“PDF 转 Word（OCR）”转成 .docx 后再导入。",
    )


def broken_pdf(failure: Exception, file: str) -> Problem:
    """A PDF with a password, or one that is broken."""
    if "Password" in type(failure).__name__ or "Password" in repr(failure):
        return error("password", Place(file), "文件有打开密码", "请取消打开密码后另存，再试一次。")
    return error(
        "damaged",
        Place(file),
        "这份 PDF 读不出来（可能已损坏）",
        "请用 WPS 打开，另存为 PDF 或 .docx 后再试；打不开时请让对方重发。",
    )
