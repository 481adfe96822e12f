"""A file from a stranger to the word that it may be opened, or to what is wrong with it.

Workbooks arrive by e-mail. Before any library parses one, its zip container is looked at: how much it would unpack
to, how many parts it has, whether its XML declares entities, how far its cells and merges reach, and how much text its
cells come to; a reader that builds a dense table of a sheet would fill the memory for one cell in the far corner. The
content of a part says what it is, not its name: relationships may call it anything. Compound files ([MS-CFB]) are
encrypted packages or the formats of 2003.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from msgspec import Struct, field

from generator.problems import Place, Problem, error, warning
from generator.system.reach import PREFIX, DisguisedError, area, covered

MEBI = 1024 * 1024
MAX_FILE = 256 * MEBI
MAX_UNPACKED = 192 * MEBI
"""A ledger of 100,000 tasks unpacks to about 80 MiB."""
MAX_PARTS = 10_000
MAX_RATIO = 250
"""Worksheet XML packs at most about 30 : 1; deflate cannot go beyond 1,032 : 1."""
RATIO_FROM = 8 * MEBI
MAX_AREA = 5_000_000
"""Cells of the smallest rectangle that holds a sheet's cells; a ledger of 100,000 tasks has about 1,200,000."""
MAX_MERGED = 1_000_000
"""Cells under merges; openpyxl makes an object of each."""
MAX_STRINGS = 2_000_000
MAX_CHARACTERS = 128 * MEBI
"""Bytes of text that cells come to when each has its own copy of the shared string: some 50 MiB for 100,000 tasks."""
MAX_STYLES = 65_490
"""Cell formats: "Excel specifications and limits", Microsoft support."""

CFB_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHUNK = MEBI

DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(rb"<\?xml[^>]*\bencoding\s*=\s*[\"']([^\"']*)")
READ_ALIKE = re.compile(rb"(?:utf-?8|utf-?16|us-ascii|iso-8859-\d+|windows-125\d|gb\w+)", re.IGNORECASE)
"""Encodings in which markup stands as ASCII (UTF-16 without its zero bytes): what is searched for is found."""
WORKSHEET = re.compile(rb"<" + PREFIX + rb"sheetData\b")
STRINGS = re.compile(rb"<" + PREFIX + rb"sst\b")
STRING = re.compile(rb"<" + PREFIX + rb"si\b")
STRING_CELL = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^>]*>\s*<" + PREFIX + rb"v>(\d{1,9})")
USUAL_STRING_CELL = re.compile(rb't="s"><v>(\d{1,9})')
"""As all programs write it; each has one ``"s"``, so that their number tells whether any is written otherwise."""
STYLES = re.compile(rb"<" + PREFIX + rb"styleSheet\b")
STYLE = re.compile(rb"<" + PREFIX + rb"(?:xf|dxf|font|fill|border|numFmt|cellStyle)\b")


def inspect(
    source: Path | bytes, file: str, unpacked: int = MAX_UNPACKED, cells: int = MAX_AREA
) -> tuple[Problem, ...]:
    """What is wrong with a workbook or document in a zip container; no errors: it may be opened.

    `file` is how messages call it, `unpacked` the most bytes that its parts may come to, `cells` how many cells the
    rectangle of a sheet may have. Raises OSError as the system does.
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
            return tuple(archive_problems(archive, file, unpacked, cells))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, UnicodeError):
        return (damaged(file),)


def archive_problems(archive: zipfile.ZipFile, file: str, unpacked: int, cells: int) -> Iterator[Problem]:
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
    if any(name.lower().endswith("workbook.bin") for name in names):
        yield binary(file)
        return
    texts = CellTexts()
    for part in parts:
        wrong = part_problem(archive, part, file, cells, texts)
        if wrong:
            yield wrong
            return
    if texts.are_too_long():
        yield too_large(file, "单元格文字过多")


def part_problem(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, file: str, cells: int, texts: CellTexts
) -> Problem | None:
    """What is wrong with one part: it packs too well, declares entities, or its cells reach too far."""
    if part.flag_bits & 1:
        return encrypted(file)
    if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
        return too_large(file, f"部件 {part.filename} 压缩比异常")
    data = unpack(archive, part)
    if data is None:
        return too_large(file, f"部件 {part.filename} 展开后比声明的大")
    if not is_xml(part.filename, data):
        return None
    data = as_ascii(data)
    if b"!" in data and DECLARATION.search(data):
        return error(
            "entities",
            Place(file),
            f"部件 {part.filename} 里有实体声明，已拒绝打开",
            "请用 Excel/WPS 打开，另存为新文件。",
        )
    encoding = ENCODING.match(data)
    if encoding and not READ_ALIKE.fullmatch(encoding[1]):
        return damaged(file)
    if b"sheetData" in data and WORKSHEET.search(data):
        texts.sheets.append(data)
        return sheet_problem(data, file, cells)
    if b"styleSheet" in data and STYLES.search(data) and len(STYLE.findall(data)) > 2 * MAX_STYLES:
        return too_large(file, "单元格样式过多")
    if STRINGS.search(data):
        texts.strings.append(data)
        if len(data) > len("<si/>") * MAX_STRINGS and len(string_lengths(data)) > MAX_STRINGS:
            return too_large(file, "文字条目过多")
    return None


def is_xml(name: str, data: bytes) -> bool:
    """Whether a part is XML, by its name or by how it begins."""
    return name.lower().endswith((".xml", ".rels", ".vml")) or as_ascii(data[:64]).lstrip()[:1] == b"<"


def as_ascii(data: bytes) -> bytes:
    """XML with its markup as ASCII bytes: UTF-16 as UTF-8, no mark of byte order."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode()
    if b"\0" in data[:4]:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def sheet_problem(data: bytes, file: str, cells: int) -> Problem | None:
    """What is wrong with a worksheet: its cells or merges reach too far, or their references are disguised."""
    try:
        if area(data, cells) > cells:
            return too_large(file, "工作表的使用范围过大（可能有单元格在很远的行、列）")
        if (b"mergeCell" in data or b"hyperlink" in data) and covered(data) > MAX_MERGED:
            return too_large(file, "合并单元格或超链接的范围过大（可能合并了整张表）")
    except DisguisedError:
        return damaged(file)
    return None


def unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes | None:
    """A part's bytes; None where there are more than its entry says."""
    with archive.open(part) as stream:
        data = stream.read(part.file_size + 1)
    return data if len(data) <= part.file_size else None


class CellTexts(Struct):
    """What the cells of a workbook come to when each has its own copy of its shared string."""

    strings: list[bytes] = field(default_factory=list)
    """The XML of shared strings."""
    sheets: list[bytes] = field(default_factory=list)
    """The XML of worksheets."""

    def are_too_long(self) -> bool:
        """Whether the sheets have too much text; cells are looked at only where the longest string makes it likely."""
        longest = max(map(most_bytes, self.strings), default=0)
        if longest * sum(map(count_string_cells, self.sheets)) <= MAX_CHARACTERS:
            return False
        lengths = longest_each(map(string_lengths, self.strings))
        numbers = list(map(int, chain.from_iterable(map(string_cells, self.sheets))))
        hidden = max(0, sum(map(count_string_cells, self.sheets)) - len(numbers))
        shown = sum(map(lengths.__getitem__, filter(len(lengths).__gt__, numbers)))
        return shown + hidden * longest > MAX_CHARACTERS


def count_string_cells(sheet: bytes) -> int:
    """A number that a worksheet's cells with shared strings are not more than."""
    return sheet.count(b'"s"') + (sheet.count(b"'s'") if b"'" in sheet else 0)


def string_cells(sheet: bytes) -> list[bytes]:
    """The numbers of the shared strings that a worksheet's cells show."""
    usual = USUAL_STRING_CELL.findall(sheet)
    if len(usual) == count_string_cells(sheet):
        return usual
    return STRING_CELL.findall(sheet)


def most_bytes(data: bytes) -> int:
    """A number of bytes that no shared string has more of; where tags are written in an unusual way it is too large."""
    return max(map(len, data.split(b"<si>")))


def string_lengths(data: bytes) -> tuple[int, ...]:
    """The bytes of each shared string."""
    return tuple(map(len, STRING.split(data)[1:]))


def longest_each(parts: Iterable[Sequence[int]]) -> Sequence[int]:
    """For each number of a shared string the most bytes that any part has there: no decoy hides what counts."""
    first, *others = sorted(parts, key=len, reverse=True) or [()]
    longest = list(first)
    for lengths in others:
        longest[: len(lengths)] = list(map(max, longest, lengths))
    return longest


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


def binary(file: str) -> Problem:
    """A workbook whose sheets are no XML (.xlsb): nobody can see how far they reach."""
    return error(
        "old-format", Place(file), "这是二进制格式（.xlsb）的工作簿", "请用 Excel/WPS 打开，另存为 .xlsx 后再试。"
    )


@contextmanager
def panic_as_damage() -> Iterator[None]:
    """A reader written in Rust that panics raises what is no Exception (PyO3's PanicException): here a ValueError."""
    try:
        yield
    except BaseException as failure:
        if type(failure).__name__ == "PanicException":
            raise ValueError(str(failure)) from failure
        raise


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


def unbearable(file: str) -> Problem:
    """Reading the file took more memory than it may, or ended the process that read it."""
    return too_large(file, "读取它要占用的内存超过限度，或读取中途失败")


def damaged(file: str) -> Problem:
    """The container is broken, or none."""
    message = "这不是可以读取的文件（可能已损坏，或只是改了扩展名）"
    return error(
        "damaged", Place(file), message, "请用 Excel/WPS 打开，另存为 .xlsx（或 .docx）后再试；打不开时请让对方重发。"
    )
