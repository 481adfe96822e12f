"""A department that was renamed, its former name among 别名, keeps what it answered and what it was asked."""

from __future__ import annotations

import openpyxl
import pytest

from generator.commands.collect import with_present_names
from generator.ledger import read
from generator.model import Said
from tests.offices import open_office
from tests.returning import send_back

pytestmark = pytest.mark.slow
ROUND = ("--round", "2021年6月", "--due", "2021-06-25", "--date", "2021-06-01")


def answered(office, name, texts, saved):
    """What a department sends back."""
    answers = {task: {"进展情况": text} for task, text in texts.items()}
    sheet = office.output / "单位分工表" / f"{name}.xlsx"
    return str(send_back(sheet, office.folder / "收回" / f"{name}{saved[:10]}.xlsx", answers, saved))


def change(office, edit):
    path = office.folder / "input" / "ledger.xlsx"
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)


def rename(book):
    """水务局 is 水利局 from now on."""
    book["单位"]["C1"] = "别名"
    row = next(row for row in book["单位"].iter_rows() if row[0].value == "水务局")
    row[0].value, row[2].value = "水利局", "水务局"


def answers_of(office):
    rows = read(office.folder / "input" / "ledger.xlsx").ledger.returns
    return [(row.task_id, row.department, row.progress) for row in rows]


def test_it_keeps_its_answers_and_is_asked_no_more(tmp_path):
    office = open_office(tmp_path)
    office.run("distribute", *ROUND)
    first = answered(office, "水务局", {"T002": "办了", "T003": "也办了"}, "2021-06-08T08:00:00Z")
    half = answered(office, "水务局", {"T002": "办好了"}, "2021-06-12T08:00:00Z")
    office.run("collect", first, "--apply", "--date", "2021-06-10")
    change(office, rename)
    code, report = office.run("status", "--as-of", "2021-06-28")
    states = {row["department"]: row["state"] for row in report["rounds"][0]["departments"]}
    assert (code, states.pop("水利局"), set(states.values())) == (0, "complete", {"missing"})
    _, report = office.run("remind", "--as-of", "2021-06-28")
    assert "水利局" not in {each["department"] for each in report["departments"]}
    code, report = office.run("collect", half, "--apply", "--date", "2021-06-12")
    assert (code, len(report["changes"])) == (0, 1)
    assert answers_of(office) == [("T002", "水务局", "办好了"), ("T003", "水务局", "也办了")]


def test_it_is_still_missing_if_it_was_asked_under_its_former_name(tmp_path):
    office = open_office(tmp_path)
    office.run("distribute", *ROUND)
    change(office, rename)
    _, report = office.run("status", "--as-of", "2021-06-28")
    assert "水利局" in {row["department"] for row in report["rounds"][0]["departments"]}
    back = answered(office, "财政局", {"T004": "办了"}, "2021-06-08T08:00:00Z")
    assert "水利局" in office.run("collect", back, "--apply", "--date", "2021-06-10")[1]["missing"]


def test_answers_of_two_departments_that_became_one_are_both_kept(tmp_path):
    office = open_office(tmp_path)
    office.run("distribute", *ROUND)
    files = [answered(office, name, {"T005": f"{name}说"}, "2021-06-08T08:00:00Z") for name in ("发改委", "公安局")]
    office.run("collect", *files, "--apply", "--date", "2021-06-10")

    def merge(book):
        book["单位"]["C1"], book["单位"]["C2"] = "别名", "公安局"
        book["单位"].delete_rows(6)

    change(office, merge)
    back = answered(office, "发改委", {"T005": "又说", "T001": "新办了"}, "2021-06-12T08:00:00Z")
    office.run("collect", back, "--apply", "--theirs", "--date", "2021-06-12")
    assert answers_of(office) == [
        ("T005", "发改委", "发改委说"),
        ("T005", "公安局", "又说"),
        ("T001", "发改委", "新办了"),
    ]


@pytest.mark.parametrize("name", ["水务局", "水财局"])
def test_what_two_departments_were_asked_is_what_the_one_is_asked_that_they_became(tmp_path, name):
    """Whether one was merged into the other, or both into a new one."""
    office = open_office(tmp_path)
    office.run("distribute", *ROUND)
    back = answered(office, "财政局", {"T004": "办了"}, "2021-06-08T08:00:00Z")

    def merge(book):
        book["单位"]["C1"] = "别名"
        (row,) = (row for row in book["单位"].iter_rows() if row[0].value == "水务局")
        row[0].value, row[2].value = name, "财政局" if name == "水务局" else "水务局、财政局"
        book["单位"].delete_rows(5)

    change(office, merge)
    _, report = office.run("collect", back, "--apply", "--date", "2021-06-10")
    assert [(each["tasks"], each["answered"], each["state"]) for each in report["departments"]] == [(3, 1, "partial")]
    _, report = office.run("remind", "--as-of", "2021-06-28")
    assert {each["department"]: each["missing"] for each in report["departments"]}[name] == ["T002", "T003"]
    office.run("distribute", "--round", "2021年7月", "--due", "2021-07-25", "--date", "2021-07-01")
    (june, _) = office.run("status", "--as-of", "2021-07-02")[1]["rounds"]
    states = {row["department"]: (row["tasks"], row["answered"]) for row in june["departments"]}
    assert states[name] == (3, 1)


def test_of_two_departments_that_became_one_the_later_words_are_the_last():
    early, late = Said("甲", "2021-06-10T08:00:00Z"), Said("乙", "2021-06-12T08:00:00Z")
    names = {"公安局": "财政局", "水务局": "财政局"}
    for first, second in ((early, late), (late, early)):
        latest = {("T001", "公安局", ""): {"progress": first}, ("T001", "水务局", ""): {"progress": second}}
        assert with_present_names(latest, names) == {("T001", "财政局", ""): {"progress": late}}
