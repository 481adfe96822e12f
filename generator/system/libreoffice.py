"""LibreOffice as a converter: one process for many files, bounded in time, with a profile of its own for each call.

LibreOffice lets one process use a profile at a time; with a fresh one neither another command nor an open window
disturbs us.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

USUAL_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice/program/soffice",
)


def find_soffice() -> str | None:
    """The LibreOffice command: on the path, or in the place where installers put it."""
    for name in ("soffice", "libreoffice"):
        command = shutil.which(name)
        if command:
            return command
    return next((place for place in USUAL_PLACES if Path(place).exists()), None)


def convert(command: str, sources: Sequence[Path], kind: str, folder: Path, seconds: float) -> str:
    """Convert files to `kind` (``pdf``, ``docx``, ``xlsx``), the results laid in `folder`; why that failed, or nothing.

    A process that hangs for longer than `seconds` is ended with its children.
    """
    arguments = [
        command,
        "--headless",
        "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        *map(str, sources),
    ]
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        return f"LibreOffice 超过 {seconds:.0f} 秒没有完成，已终止"
    finally:
        end(process)
    return f"LibreOffice 异常退出（代码 {code}）" if code else ""


def end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the process and its children."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
