"""The house: no circles of imports, and no file that escapes the contracts of setup.cfg."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
Imports = dict[str, dict[str, int]]
"""Module → the modules that it imports, each with the line."""


def imports_of(root: Path, package: str) -> Imports:
    """What every module of a package imports of it: at the top, in functions, and for type checkers alone."""
    modules = {name_of(path.relative_to(root)): path for path in (root / package).rglob("*.py")}
    return {
        name: {target: line for target, line in targets(path, modules) if target != name}
        for name, path in sorted(modules.items())
    }


def name_of(path: Path) -> str:
    """A module's dotted name."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def targets(path: Path, modules: dict[str, Path]) -> Iterator[tuple[str, int]]:
    """The modules that a file imports; a name that is no module comes from the package that it is imported from."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, f"{path}:{node.lineno}: a relative import"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in modules else node.module for name in inner]
        else:
            continue
        yield from ((name, node.lineno) for name in names if name in modules)


def circles(imports: Imports) -> list[str]:
    """Circles of imports, each as its steps with their lines; every step of all circles is in one of them."""
    graph = {name: set(others) for name, others in imports.items()}
    found = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as circle:
            # graphlib names what comes before first: each module is imported by the one after it
            steps = [(later, earlier) for earlier, later in zip(circle.args[1], circle.args[1][1:], strict=False)]
            found.append(" ← ".join(f"{later}:{imports[later][earlier]} {earlier}" for later, earlier in steps))
            graph[steps[0][0]].discard(steps[0][1])
        else:
            return found


def test_no_module_imports_what_imports_it():
    assert circles(imports_of(ROOT, "generator")) == []


IMPORTS_B = {
    "at the top": "import house.b",
    "in a function": "def f():\n    from house import b",
    "for type checkers": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.b import B",
}


@pytest.mark.parametrize("how", IMPORTS_B)
def test_a_circle_is_seen_however_it_is_imported(tmp_path, how):
    write(tmp_path, {"house/__init__.py": "", "house/a.py": IMPORTS_B[how], "house/b.py": "from house.a import A"})
    (circle,) = circles(imports_of(tmp_path, "house"))
    assert "house.b:1 house.a" in circle


def test_a_module_that_imports_its_package_is_a_circle_if_the_package_imports_it(tmp_path):
    write(tmp_path, {"house/__init__.py": "from house.a import A", "house/a.py": "from house import NAME"})
    assert len(circles(imports_of(tmp_path, "house"))) == 1
    write(tmp_path, {"house/b.py": "", "house/a.py": "from house import b"})
    assert circles(imports_of(tmp_path, "house")) == []


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files of text."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


# ------------------------------------------------------------------------------------------ contracts


@pytest.fixture
def house(tmp_path):
    """A copy of the package with its contracts."""
    shutil.copytree(ROOT / "generator", tmp_path / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    return tmp_path


def broken_contracts(house: Path) -> set[str]:
    """The names of the contracts that import-linter finds broken."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    wide = {**os.environ, "COLUMNS": "200"}  # names of contracts are not wrapped
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=house, env=wide, capture_output=True, text=True, check=False
    )
    lines = [line.strip() for line in run.stdout.splitlines()]
    broken = {line.partition(" BROKEN")[0] for line in lines if " BROKEN" in line}
    assert any(" KEPT" in line for line in lines), run.stdout + run.stderr
    assert (run.returncode != 0) == bool(broken)
    return broken


JINJA2 = "jinja2 only in template/language/"
LAYERS = "imports run downwards, and a stage never imports a stage"


def test_no_name_of_a_class_stands_twice():
    """One word, one thing."""
    places: dict[str, list[str]] = {}
    for path in sorted((ROOT / "generator").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_the_house_keeps_its_contracts(house):
    assert broken_contracts(house) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "text", "contracts"),
    [
        ("foo.py", "", {LAYERS}),
        ("foo/__init__.py", "", {LAYERS}),
        ("foo.py", "def f():\n    import xlsxwriter", {LAYERS, "xlsxwriter only in writer/"}),
        ("foo.py", "from jinja2 import Template", {LAYERS, JINJA2}),
        ("foo.py", "import click", {LAYERS, "click only in cli/"}),
        ("system/foo.py", "import xlsxwriter.worksheet", {"xlsxwriter only in writer/"}),
        ("commands/foo.py", "def f():\n    import jinja2, click", {JINJA2, "click only in cli/"}),
        ("layout/foo.py", "def f():\n    from generator import writer", {LAYERS}),
        ("model_foo.py", "from generator import commands", {LAYERS}),
        ("system/bar.py", "from generator import Workspace", {LAYERS}),
    ],
)
def test_a_planted_file_breaks_the_contract_that_it_should(house, file, text, contracts):
    write(house / "generator", {file: text})
    assert broken_contracts(house) == contracts
