"""A run that is killed at any moment leaves every file whole, and the next one finishes the work.

TAIZHANG_KILLS sets how many moments are tried (200 for a full run).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from tests.offices import Office, open_office

KILLS = int(os.environ.get("TAIZHANG_KILLS", "12"))
COMMANDS = {"build": ["build", "--as-of", "2021-03-01"], "distribute": ["distribute", "--date", "2021-03-01"]}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX systems"),
]


def start(office: Office, command: str) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-m", "generator", *COMMANDS[command], "--workspace", str(office.folder)]
    return subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_killed_run_is_finished_by_the_next(tmp_path, command):
    undisturbed = open_office(tmp_path / "undisturbed")
    began = time.monotonic()
    assert start(undisturbed, command).wait() == 0
    length = time.monotonic() - began
    expected = undisturbed.files()
    source = random.Random(command)
    office = Office(tmp_path / "killed")
    for _ in range(KILLS):
        if not office.folder.exists() or source.random() < 0.5:
            shutil.rmtree(office.folder, ignore_errors=True)
            open_office(office.folder)
        process = start(office, command)
        time.sleep(source.uniform(0.1, 1.0) * length)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for name, data in office.files().items() if office.output.exists() else ():
            if name.endswith((".xlsx", ".zip")):
                with zipfile.ZipFile(office.output / name) as archive:
                    assert archive.testzip() is None, name
            if name in expected and name.endswith(".xlsx"):
                assert data == expected[name], name
        assert start(office, command).wait() == 0
        assert office.files() == expected
