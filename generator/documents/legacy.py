"""Formats of former years (.doc .wps .xls .et .rtf .odt .ods) through LibreOffice to what our readers read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.problems import InputError, Place, error
from generator.system import libreoffice

KINDS = {
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt"), "docx"),
    **dict.fromkeys((".xls", ".et", ".ods"), "xlsx"),
}
SECONDS = 120.0


@contextmanager
def converted(path: Path, file: str) -> Iterator[Path]:
    """The file in today's format, for a while; raises InputError where LibreOffice cannot make it."""
    command = libreoffice.find_soffice()
    if command is None:
        advice = "请安装 LibreOffice，或用 WPS/Word 打开后另存为 .docx（表格另存为 .xlsx）。"
        raise InputError(
            [error("no-libreoffice", Place(file), f"读取 {path.suffix} 文件要用 LibreOffice，没有找到", advice)]
        )
    kind = KINDS[path.suffix.lower()]
    with tempfile.TemporaryDirectory(prefix="taizhang-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"source{path.suffix.lower()}"
        shutil.copyfile(path, source)
        libreoffice.convert(command, [source], kind, folder, SECONDS)
        target = source.with_suffix(f".{kind}")
        if not target.exists():
            raise InputError(
                [
                    error(
                        "not-converted", Place(file), "LibreOffice 打不开这个文件", "请用 WPS/Word 打开后另存为新格式。"
                    )
                ]
            )
        yield target
