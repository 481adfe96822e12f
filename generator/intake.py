"""A file from a stranger to the word that it may be opened, or to what is wrong with it.

Workbooks arrive by e-mail. Before any library parses one, its zip container is looked at: how much it would unpack
to, how many parts it has, whether its XML declares entities, and how far its cells reach; a reader that builds a dense
table of a sheet would fill the memory for one cell in the far corner. Compound files ([MS-CFB]) are encrypted packages
or the formats of 2003.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from generator.problems import Place, Problem, error, warning

MEBI = 1024 * 1024
MAX_FILE = 256 * MEBI
MAX_UNPACKED = 512 * MEBI
"""A ledger of 100,000 tasks unpacks to about 80 MiB."""
MAX_PARTS = 10_000
MAX_RATIO = 250
"""Worksheet XML packs at most about 30 : 1; deflate cannot go beyond 1,032 : 1."""
RATIO_FROM = 8 * MEBI
MAX_AREA = 20_000_000
"""Cells of the smallest rectangle that holds a sheet's cells."""
MAX_STYLES = 65_490
"""Cell formats: "Excel specifications and limits", Microsoft support."""

CFB_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHUNK = MEBI

DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
FAR_COLUMN = re.compile(rb'\br="[A-Z]{3}')
WIDE_COLUMN = re.compile(rb'\br="[A-Z]{2}')
FAR_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="\d{6,}"')
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
STYLE_COUNT = re.compile(rb"<(?:\w+:)?xf\b")


def inspect(source: Path | bytes, file: str, unpacked: int = MAX_UNPACKED) -> tuple[Problem, ...]:
    """What is wrong with a workbook or document in a zip container; no errors: it may be opened.

    `file` is how messages call it, `unpacked` the most bytes that its parts may come to. Raises OSError as the
    system does.
    """
    if isinstance(source, Path):
        size = source.stat().st_size
        with source.open("rb") as stream:
            head = stream.read(8)
    else:
        size, head = len(source), source[:8]
    if size > MAX_FILE:
        return (too_large(file, f"文件有 {size // MEBI} MB"),)
    if head == CFB_HEAD:
        return (compound(source, file),)
    try:
        with zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source)) as archive:
            return tuple(archive_problems(archive, file, unpacked))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, UnicodeError):
        return (damaged(file),)


def archive_problems(archive: zipfile.ZipFile, file: str, unpacked: int) -> Iterator[Problem]:
    """Everything that is wrong with the container, the first error last."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        yield too_large(file, f"内有 {len(parts)} 个部件")
        return
    if sum(part.file_size for part in parts) > unpacked:
        yield too_large(file, f"展开后超过 {unpacked // MEBI} MB")
        return
    names = [part.filename for part in parts]
    if len(names) != len(set(names)):
        yield damaged(file)
        return
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        yield warning("macros", Place(file), "文件带有宏，已忽略，不会运行", "来路不明的宏请勿启用。")
    for part in parts:
        wrong = part_problem(archive, part, file)
        if wrong:
            yield wrong
            return


def part_problem(archive: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> Problem | None:
    """What is wrong with one part: it packs too well, declares entities, or its cells reach too far."""
    if part.flag_bits & 1:
        return encrypted(file)
    if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
        return too_large(file, f"部件 {part.filename} 压缩比异常")
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return None
    data = unpack(archive, part)
    if data is None:
        return too_large(file, f"部件 {part.filename} 展开后比声明的大")
    if declares(data):
        return error(
            "entities",
            Place(file),
            f"部件 {part.filename} 里有实体声明，已拒绝打开",
            "请用 Excel/WPS 打开，另存为新文件。",
        )
    if WORKSHEET.fullmatch(part.filename) and area(data) > MAX_AREA:
        return too_large(file, "工作表的使用范围过大（可能有单元格在很远的行、列）")
    if part.filename == "xl/styles.xml" and len(STYLE_COUNT.findall(data)) > 2 * MAX_STYLES:
        return too_large(file, "单元格样式过多")
    return None


def declares(data: bytes) -> bool:
    """Whether XML declares a document type or entities, in whatever encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        data = data.replace(b"\0", b"")
    return DECLARATION.search(data) is not None


def unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes | None:
    """A part's bytes; None where there are more than its entry says."""
    with archive.open(part) as stream:
        data = stream.read(part.file_size + 1)
    return data if len(data) <= part.file_size else None


def area(sheet: bytes) -> int:
    """How many cells the rectangle from A1 to the farthest cell has; 0 where a quick look shows that they are few."""
    far_column, far_row = FAR_COLUMN.search(sheet), FAR_ROW.search(sheet)
    if not far_column and not (far_row and WIDE_COLUMN.search(sheet)):
        return 0
    rows = columns = 0
    for letters, digits in REFERENCE.findall(sheet):
        rows = max(rows, int(digits))
        columns = max(columns, column_number(letters))
    return rows * columns


def column_number(letters: bytes) -> int:
    """``A`` → 1, ``XFD`` → 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def compound(source: Path | bytes, file: str) -> Problem:
    """A compound file: an encrypted package, or a workbook or document of 2003."""
    data = source.read_bytes() if isinstance(source, Path) else source
    if "EncryptedPackage".encode("utf-16-le") in data:
        return encrypted(file)
    return error(
        "old-format",
        Place(file),
        "这是 Office 97-2003 格式的文件",
        "请用 Excel/WPS 打开，另存为 .xlsx（或 .docx）后再试。",
    )


def encrypted(file: str) -> Problem:
    """The file has a password."""
    return error("password", Place(file), "文件有打开密码", "请在 Excel/WPS 中取消打开密码后保存，再试一次。")


def too_large(file: str, why: str) -> Problem:
    """Opening the file would fill the memory."""
    return error(
        "too-large",
        Place(file),
        f"文件大得不正常，已拒绝打开：{why}",
        "请确认来源；确是自己的文件时，请删去多余的内容后另存。",
    )


def damaged(file: str) -> Problem:
    """The container is broken, or none."""
    message = "这不是可以读取的文件（可能已损坏，或只是改了扩展名）"
    return error(
        "damaged", Place(file), message, "请用 Excel/WPS 打开，另存为 .xlsx（或 .docx）后再试；打不开时请让对方重发。"
    )
