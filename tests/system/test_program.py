"""The program is the bytes of its package, whatever its files' times say; another program makes everything anew."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.system.program import PACKAGE, digest_of, program

ROOT = Path(__file__).parents[2]


def copied(folder: Path) -> Path:
    """A copy of the package."""
    return Path(shutil.copytree(PACKAGE, folder / "generator", ignore=shutil.ignore_patterns("__pycache__")))


def rewritten(path: Path, old: str, new: str) -> None:
    """Another text in a file whose times stay as they were."""
    status, text = path.stat(), path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_the_program_is_the_bytes_of_its_package(tmp_path):
    package = copied(tmp_path)
    assert digest_of(package) == digest_of(PACKAGE) == program()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("excel.py", "409.0", "408.0"),
        ("layout/heights.py", "import", "import "),
        ("departments/names.tsv", "\t", "\t "),
    ],
)
def test_another_byte_is_another_program_whatever_the_times_say(tmp_path, file, old, new):
    package = copied(tmp_path)
    rewritten(package / file, old, new)
    assert digest_of(package) != program()


def test_times_and_what_decides_nothing_are_no_other_program(tmp_path):
    package = copied(tmp_path)
    for path in package.rglob("*.py"):
        os.utime(path, (0, 0))
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "excel.cpython-311.pyc").write_bytes(b"compiled")
    assert digest_of(package) == program()


def test_a_file_that_is_added_renamed_or_removed_is_another_program(tmp_path):
    package = copied(tmp_path)
    (package / "foo.py").write_text("", "utf-8")
    added = digest_of(package)
    (package / "foo.py").rename(package / "bar.py")
    renamed = digest_of(package)
    (package / "bar.py").unlink()
    (package / "excel.py").unlink()
    assert len({added, renamed, digest_of(package), program()}) == 4


# ------------------------------------------------------------------------------------------ end to end


def build(folder: Path, *arguments: str) -> dict[str, str]:
    """Build the workspace beside a copied package by that package; path → state."""
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",  # Python itself believes times
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    command = [sys.executable, "-m", "generator", "build", "--json", "--as-of", "2021-03-01", *arguments]
    run = subprocess.run(
        [*command, "--workspace", "w"], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return {workbook["path"]: workbook["state"] for workbook in json.loads(run.stdout)["workbooks"]}


@pytest.mark.slow
def test_a_changed_constant_of_layout_makes_build_rebuild_without_force(tmp_path):
    package = copied(tmp_path)
    for name in ("input", "templates"):
        shutil.copytree(ROOT / name, tmp_path / "w" / name)
    assert set(build(tmp_path).values()) == {"built"}
    before = {path: path.read_bytes() for path in (tmp_path / "w" / "output").glob("*.xlsx")}
    assert set(build(tmp_path).values()) == {"current"}
    rewritten(package / "layout" / "heights.py", "TOP_BOTTOM_PADDING = Pt(3)", "TOP_BOTTOM_PADDING = Pt(9)")
    assert set(build(tmp_path).values()) == {"built"}
    assert all(path.read_bytes() != data for path, data in before.items())
    assert set(build(tmp_path).values()) == {"current"}
