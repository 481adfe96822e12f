"""Workbooks of 2003 (.xls, .et) to today's format by LibreOffice, and read like others: it keeps the hidden sheet.

One process converts all of them; what is missing afterwards is tried again by itself, so that one file that LibreOffice
cannot bear holds up no other.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from generator.problems import Place, Problem, error
from generator.returns.files import Source
from generator.returns.gathering import PackedRead, packed, read_all
from generator.returns.reading import bytes_of
from generator.system import libreoffice, screening
from generator.system.disk import sha_of

SECONDS = 120.0
"""For all of them; each that is tried again has as long."""
KIND = "xlsx"


def with_old_formats(found: Sequence[Source], read: Sequence[PackedRead]) -> list[PackedRead]:
    """What was read, the workbooks of 2003 among it converted and read."""
    old = {number: data for number, source in enumerate(found) if (data := old_bytes(source, read[number]))}
    converted = read_converted({number: (found[number], data) for number, data in old.items()}) if old else {}
    return [converted.get(number, result) for number, result in enumerate(read)]


def old_bytes(source: Source, result: PackedRead) -> bytes | None:
    """The bytes of a workbook of 2003; None for any other."""
    if result.codes != ("old-format",):
        return None
    data, _ = bytes_of(source)
    return data if data and data.startswith(screening.CFB_HEAD) else None


def read_converted(old: Mapping[int, tuple[Source, bytes]]) -> dict[int, PackedRead]:
    """What each says after it was converted."""
    command = libreoffice.find_soffice()
    if command is None:
        return {number: packed((None, (no_libreoffice(source),))) for number, (source, _) in old.items()}
    with tempfile.TemporaryDirectory(prefix="taizhang-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for number, (_, data) in old.items():
            (folder / f"{number}.xls").write_bytes(data)
        libreoffice.convert(command, [folder / f"{number}.xls" for number in old], KIND, folder, SECONDS)
        for number in old:
            if not (folder / f"{number}.{KIND}").exists():
                libreoffice.convert(command, [folder / f"{number}.xls"], KIND, folder, SECONDS)
        made = {number: folder / f"{number}.{KIND}" for number in old if (folder / f"{number}.{KIND}").exists()}
        read = read_all([Source(path, (), old[number][0].shown) for number, path in made.items()])
        results = dict(zip(made, read, strict=True))
    return {
        number: with_digest(results[number], sha_of(data))
        if number in results
        else packed((None, (not_converted(source),)))
        for number, (source, data) in old.items()
    }


def with_digest(result: PackedRead, digest: str) -> PackedRead:
    """The result under the digest of the file that was sent."""
    returned, problems = result.read()
    return packed((returned if returned is None else replace(returned, digest=digest), problems))


def no_libreoffice(source: Source) -> Problem:
    """There is nothing to convert with."""
    message = "这是 97-2003 格式（.xls、.et）的工作簿，读取要用 LibreOffice，没有找到"
    advice = "请安装 LibreOffice；或用 WPS/Excel 打开这个文件，另存为 .xlsx 后再收集。"
    return error("no-libreoffice", Place(source.shown), message, advice)


def not_converted(source: Source) -> Problem:
    """LibreOffice cannot read it."""
    message = "LibreOffice 打不开这个文件（可能已损坏或有打开密码）"
    return error("not-converted", Place(source.shown), message, "请用 WPS/Excel 打开，另存为 .xlsx 后再收集。")
