"""The official ledger on paper: as many pages as the build said, each with its heading, none empty."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.rendering import FONTS, pages_of

pytestmark = pytest.mark.render
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("print")
    for part in ("input", "templates"):
        shutil.copytree(ROOT / part, folder / part)
    arguments = ["build", "--workspace", str(folder), "--pdf", "--json", "--as-of", "2021-06-30"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(FONTS))
        result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.stderr
    return folder, json.loads(result.stdout)["workbooks"]


def test_every_workbook_prints_on_as_many_pages_as_the_build_said(printed):
    folder, workbooks = printed
    for workbook in workbooks:
        pdf = (folder / "output" / workbook["path"]).with_suffix(".pdf")
        assert len(pages_of(pdf)) == workbook["pages"], workbook["path"]


def test_every_page_of_the_official_ledger_has_its_heading_labels_and_number(printed):
    folder, workbooks = printed
    (path,) = [each["path"] for each in workbooks if each["template"] == "official"]
    pages = pages_of((folder / "output" / path).with_suffix(".pdf"))
    for number, page in enumerate(pages, 1):
        for text in ("任务名称", "具体任务", "责任单位", "完成时限", "、紧扣", f"—{number}—"):
            assert text in page.text, (number, text)
        (mark,) = [word for word in page.words if word.text.strip("—") == "" or word.text == str(number)][-1:]
        assert (mark.left > page.width / 2) == (number % 2 == 1)  # odd pages right, even pages left


def test_the_official_ledger_takes_at_most_a_page_more_than_its_height_needs(printed):
    import openpyxl

    folder, workbooks = printed
    (workbook,) = [each for each in workbooks if each["template"] == "official"]
    sheet = openpyxl.load_workbook(folder / "output" / workbook["path"]).worksheets[0]
    heights = [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)]
    body = 210 / 25.4 * 72 - (sheet.page_margins.top + sheet.page_margins.bottom) * 72
    heading = heights[1]
    needed = -(-(sum(heights) - heading) // (body - heading))
    assert workbook["pages"] <= needed + 1
