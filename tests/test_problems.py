"""Problems are told once, with all their cells, and decide the exit code."""

from __future__ import annotations

import pytest

from generator.problems import InputError, Place, RefusedError, error, exit_code, stopped, told_once, warning

HERE = ("input/ledger.xlsx", "台账")


def unknown(cell, name="某局"):
    return warning("unknown-unit", Place(*HERE, cell), f"“单位”表中没有“{name}”。", "请改正。")


def test_the_same_wording_in_many_rows_is_one_problem_with_its_cells():
    told = told_once([unknown("F2"), unknown("F3", "别局"), unknown("F7"), unknown("F7")])
    assert [(problem.place.cell, problem.cells) for problem in told] == [("F2", ("F2", "F7")), ("F3", ())]
    assert told[0].as_json()["cells"] == ["F2", "F7"]
    assert told[1].as_json()["cells"] == ["F3"]


def test_what_was_told_once_stays_so():
    told = told_once([unknown("F2"), unknown("F7"), unknown("F9")])
    assert told_once([*told, unknown("F9")]) == told


def test_the_same_in_another_sheet_or_file_is_another_problem():
    other = warning("unknown-unit", Place("other.xlsx", "台账", "F2"), "“单位”表中没有“某局”。", "请改正。")
    assert len(told_once([unknown("F2"), other])) == 2


@pytest.mark.parametrize(
    ("codes", "code"),
    [([], 0), (["edited-by-hand"], 3), (["edited-by-hand", "missing-content"], 1), (["missing-content"], 1)],
)
def test_only_errors_that_all_keep_edits_are_a_refusal(codes, code):
    problems = [error(each, Place(), "") for each in codes]
    assert exit_code([unknown("F2"), *problems]) == code
    if code:
        assert isinstance(stopped(problems), RefusedError if code == 3 else InputError)
