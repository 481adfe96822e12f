"""A small office for edition tests: a workspace with a ledger, edited like staff edit it, and the command run in it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from click.testing import CliRunner

from generator.cli import main

ROOT = Path(__file__).parents[1]
HEADING = ["标识", "序号", "一级任务", "二级任务", "具体任务", "责任单位", "完成时限"]
DEPARTMENTS = ["发改委", "教体局", "水务局", "财政局", "公安局"]


@dataclass(frozen=True)
class Office:
    """A workspace."""

    folder: Path

    def run(self, *arguments: str) -> tuple[int, dict]:
        """Run a command; its exit code and JSON document."""
        name, *rest = arguments
        result = CliRunner().invoke(main, [name, "--workspace", str(self.folder), "--json", *rest])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, json.loads(result.stdout)

    def build(self, *arguments: str) -> dict[str, str]:
        """Build; path → state of every workbook."""
        code, report = self.run("build", "--as-of", "2021-01-01", *arguments)
        assert code == 0, report["problems"]
        return {workbook["path"]: workbook["state"] for workbook in report["workbooks"]}

    def built(self, *arguments: str) -> set[str]:
        """Build; the workbooks that were made."""
        return {path for path, state in self.build(*arguments).items() if state == "built"}

    def edit(self, **cells: object) -> None:
        """Change cells of sheet 台账."""
        path = self.folder / "input" / "ledger.xlsx"
        book = openpyxl.load_workbook(path)
        for cell, value in cells.items():
            book["台账"][cell] = value
        book.save(path)

    def rows(self, change) -> None:
        """Change the rows of sheet 台账."""
        path = self.folder / "input" / "ledger.xlsx"
        book = openpyxl.load_workbook(path)
        change(book["台账"])
        book.save(path)

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def files(self) -> dict[str, bytes]:
        """Every file of output/ that users see."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in self.output.rglob("*")
            if path.is_file() and ".taizhang" not in path.parts
        }


TITLE = "某县2021年工作要点分工台账"


def open_office(
    folder: Path, rows: list[list[object]] | None = None, departments: list[str] = DEPARTMENTS, title: str = TITLE
) -> Office:
    """A new workspace with the built-in templates."""
    shutil.copytree(ROOT / "templates", folder / "templates")
    (folder / "input").mkdir()
    book = openpyxl.Workbook()
    book.active.title = "台账"
    book.active.append(HEADING)
    for row in rows or default_rows():
        book.active.append(row)
    sheet = book.create_sheet("单位")
    sheet.append(["简称", "类别"])
    for name in departments:
        sheet.append([name, "政府部门"])
    info = book.create_sheet("信息")
    info.append(["标题", title])
    info.append(["年度", 2021])
    book.save(folder / "input" / "ledger.xlsx")
    return Office(folder)


def default_rows() -> list[list[object]]:
    """Five tasks of five departments."""
    units = ["发改委", "教体局牵头，水务局配合", "水务局", "财政局", "发改委、公安局"]
    return [
        [f"T{n:03}", n, "一、公开", "（一）规划", f"做好第{n}件工作。", text, "2021年12月底"]
        for n, text in enumerate(units, 1)
    ]
