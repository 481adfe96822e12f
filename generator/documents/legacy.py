"""Formats of former years (.doc .wps .xls .et .rtf .odt .ods) through LibreOffice to what our readers read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.problems import InputError, Place, error

KINDS = {
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt"), "docx"),
    **dict.fromkeys((".xls", ".et", ".ods"), "xlsx"),
}
SECONDS = 120.0


@contextmanager
def converted(path: Path, file: str) -> Iterator[Path]:
    """The file in today's format, for a while; raises InputError where LibreOffice cannot make it."""
    command = shutil.which("soffice") or shutil.which("libreoffice")
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
        run(command, folder, source, kind)
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


def run(command: str, folder: Path, source: Path, kind: str) -> None:
    """One conversion, bounded in time, with a profile of its own."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    process = subprocess.Popen(
        [command, "--headless", "--norestore", profile, "--convert-to", kind, "--outdir", str(folder), str(source)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS)
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
