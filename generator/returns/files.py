"""Paths that were given (files, folders, zips) to the workbooks in them, each as bytes with its name.

Limits keep one bad file from taking all memory: a workbook may not be larger than MAX_FILE, and a zip may hold zips
no deeper than MAX_DEPTH. What a workbook unpacks to is looked at before it is opened (system/screening.py).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath

from msgspec import Struct

from generator.problems import Place, Problem, error, warning
from generator.system.workspace import printable

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"})
DOCUMENT_SUFFIXES = frozenset({".csv", ".docx", ".pdf"})
"""Documents in which there may be a department's sheet as a table."""
READ_SUFFIXES = WORKBOOK_SUFFIXES | DOCUMENT_SUFFIXES
OTHER_WORKBOOKS = frozenset({".xlsb", ".xlt", ".xltx", ".xltm", ".ett", ".fods", ".uos", ".tsv", ".xml"})
OLD_DOCUMENTS = frozenset({".doc", ".wps", ".rtf", ".odt", ".txt", ".html", ".htm"})
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".heic"})
FIXED_LAYOUT = frozenset({".ofd", ".ceb", ".gd"})
ZIP_SUFFIX = ".zip"
OTHER_ARCHIVES = frozenset({".rar", ".7z", ".gz", ".tar"})
UNREADABLE_ZIP = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, zlib.error)
MAX_FILE = 64 * 2**20
MAX_MEMBERS = 20_000
MAX_DEPTH = 2
UTF8_FLAG = 0x800


class Source(Struct, frozen=True):
    """One file to read: at `path`, or, where `members` name one, the member of a zip in a zip … there."""

    path: Path
    members: tuple[str, ...] = ()
    shown: str = ""
    """How messages call it."""


def sources(paths: Sequence[Path]) -> tuple[list[Source], list[Problem]]:
    """Every workbook under `paths` in the order given (folders by name), none twice; files of other kinds are left
    out unless they were named themselves.
    """
    found: dict[Source, None] = {}
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir():
            files = [file for file in sorted(files_under(path)) if is_collected(file)]
            for file in files:
                found.update(dict.fromkeys(of_file(file, problems)))
            if not files:
                problems.append(nothing_in(path))
        elif path.is_file():
            found.update(dict.fromkeys(of_file(path, problems)))
        elif path.exists():
            problems.append(
                error(
                    "no-file", Place(printable(str(path))), "这是设备或管道，不是文件，未读取", "请改用文件或文件夹。"
                )
            )
        else:
            problems.append(error("not-found", Place(printable(str(path))), "找不到这个文件或文件夹", "请检查名称。"))
    return list(found), problems


def is_collected(file: Path) -> bool:
    """Whether a file of a folder is of a kind that is read, or that somebody must unpack."""
    return file.suffix.lower() in READ_SUFFIXES | OTHER_ARCHIVES | {ZIP_SUFFIX}


def nothing_in(folder: Path) -> Problem:
    """A folder in which nothing was returned: it may be the wrong one."""
    message = "文件夹里没有可以收集的文件（工作簿、.csv、.docx、PDF 或 zip）"
    return warning("nothing-to-collect", Place(printable(str(folder))), message, "请核对是不是这个文件夹。")


def others(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """The files in the folders and zips that are none of the kinds that are read: each with the reason."""
    for path in paths:
        for file in sorted(files_under(path)) if path.is_dir() else ():
            if not is_collected(file):
                yield printable(str(file)), reason_of(file.suffix.lower())
        for file in files_under(path) if path.is_dir() else [path]:
            if file.suffix.lower() == ZIP_SUFFIX and file.is_file():
                yield from others_in_zip(file)


def others_in_zip(path: Path) -> Iterator[tuple[str, str]]:
    """The same for a zip; one that cannot be read is told as such."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield from others_in(archive, printable(str(path)), 1)
    except UNREADABLE_ZIP:
        return


def others_in(archive: zipfile.ZipFile, shown: str, depth: int) -> Iterator[tuple[str, str]]:
    """The same for a zip that was opened, and for the zips in it."""
    entries = {PurePosixPath(member_name(entry)): entry for entry in archive.infolist() if not entry.is_dir()}
    for name in sorted(entries)[:MAX_MEMBERS]:
        kind = name.suffix.lower()
        if is_hidden(name) or kind in READ_SUFFIXES | OTHER_ARCHIVES:
            continue
        if kind != ZIP_SUFFIX:
            yield f"{shown}/{name}", reason_of(kind)
        elif depth < MAX_DEPTH:
            with suppress(*UNREADABLE_ZIP), zipfile.ZipFile(io.BytesIO(member_bytes(archive, entries[name]))) as inner:
                yield from others_in(inner, f"{shown}/{name}", depth + 1)


def is_hidden(name: PurePosixPath) -> bool:
    """Whether a member of a zip is one that systems or Office put there."""
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in name.parts)


def reason_of(kind: str) -> str:
    """Why a file of another kind is not read."""
    if kind in PICTURES:
        return "图片里的文字读不出来，请让对方发原来的工作簿"
    if kind in FIXED_LAYOUT:
        return f"不能读 {kind} 版式文件，请让对方发原来的工作簿，或另存为 .docx 再收集"
    if kind in OLD_DOCUMENTS:
        return f"{kind} 文件不读；里面有填报的表时，请另存为 .docx 再收集"
    if kind in OTHER_WORKBOOKS:
        return f"{kind} 文件不读；里面有填报的表时，请另存为 .xlsx 再收集"
    return f"{kind} 文件不是工作簿" if kind else "不是工作簿"


def files_under(folder: Path) -> Iterator[Path]:
    """The files of a folder and its folders; what the system or Office hides (``.taizhang``, ``~$…``) is left out."""
    for entry in folder.iterdir():
        if entry.name.startswith((".", "~$")) or entry.name == "__MACOSX":
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from files_under(entry)
        elif entry.is_file():
            yield entry


def of_file(path: Path, problems: list[Problem]) -> Iterator[Source]:
    """The workbooks that one file is or holds."""
    kind = path.suffix.lower()
    if kind in OTHER_ARCHIVES:
        problems.append(other_archive(printable(str(path)), kind))
    elif kind == ZIP_SUFFIX:
        try:
            with zipfile.ZipFile(path) as archive:
                yield from members_of(archive, path, (), printable(str(path)), problems)
        except UNREADABLE_ZIP:
            problems.append(bad_zip(printable(str(path))))
    else:
        yield Source(path, (), printable(str(path)))


def members_of(
    archive: zipfile.ZipFile, path: Path, outer: tuple[str, ...], shown: str, problems: list[Problem]
) -> Iterator[Source]:
    """The workbooks in a zip, and in the zips in it."""
    entries = archive.infolist()
    if len(entries) > MAX_MEMBERS:
        problems.append(error("zip-too-large", Place(shown), f"压缩包里有 {len(entries)} 个文件", "请分成几个压缩包。"))
        return
    for entry in sorted(entries, key=member_name):
        name = PurePosixPath(member_name(entry))
        kind = name.suffix.lower()
        if entry.is_dir() or is_hidden(name) or kind not in READ_SUFFIXES | OTHER_ARCHIVES | {ZIP_SUFFIX}:
            continue
        members, label = (*outer, entry.filename), f"{shown}/{name}"
        if kind in OTHER_ARCHIVES:
            problems.append(other_archive(label, kind))
        elif kind != ZIP_SUFFIX:
            yield Source(path, members, label)
        elif len(members) >= MAX_DEPTH:
            problems.append(error("zip-too-deep", Place(label), "压缩包套了太多层，未读取", "请解压后再收集。"))
        else:
            try:
                with zipfile.ZipFile(io.BytesIO(member_bytes(archive, entry))) as inner:
                    yield from members_of(inner, path, members, label, problems)
            except UNREADABLE_ZIP:
                problems.append(bad_zip(label))


def member_name(entry: zipfile.ZipInfo) -> str:
    """The member's name; Chinese Windows writes GBK without saying so, and zipfile reads that as code page 437."""
    if not entry.flag_bits & UTF8_FLAG:
        try:
            return entry.filename.encode("cp437").decode("gbk")
        except UnicodeError:
            pass
    return entry.filename


def member_bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A member's content; raises ValueError where it is larger than MAX_FILE, whatever its header says."""
    with archive.open(entry) as member:
        data = member.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise ValueError(entry.filename)
    return data


def load(source: Source) -> bytes:
    """The bytes of a source; raises OSError, ValueError (too large), RuntimeError (encrypted zip) or BadZipFile."""
    if source.members:
        archive = archive_of(source.path, source.members[:-1], state_of(source.path))
        return member_bytes(archive, archive.getinfo(source.members[-1]))
    if source.path.stat().st_size > MAX_FILE:
        raise ValueError(source.shown)
    return source.path.read_bytes()


@lru_cache(maxsize=MAX_DEPTH)
def archive_of(path: Path, members: tuple[str, ...], state: tuple[int, int]) -> zipfile.ZipFile:
    """The zip at `path`, or the zip in it that `members` lead to; what it holds is asked for one after another."""
    if not members:
        return zipfile.ZipFile(path)
    outer = archive_of(path, members[:-1], state)
    return zipfile.ZipFile(io.BytesIO(member_bytes(outer, outer.getinfo(members[-1]))))


def state_of(path: Path) -> tuple[int, int]:
    """What changes where another file takes the place of this one."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def close_archives() -> None:
    """Nothing more is asked for: let others have the zips."""
    archive_of.cache_clear()


def other_archive(shown: str, kind: str) -> Problem:
    """An archive of another kind: there may be returns in it."""
    return error("other-archive", Place(shown), f"不能直接读取 {kind} 压缩包", "请解压后，把文件夹交给 collect。")


def bad_zip(shown: str) -> Problem:
    """A zip that cannot be read."""
    return error(
        "bad-zip", Place(shown), "压缩包打不开（可能不完整）", "请让对方重新发送，或解压后把文件夹交给 collect。"
    )
