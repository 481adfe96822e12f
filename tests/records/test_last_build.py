"""The last whole build is believed only while nothing that it was made from changed."""

from __future__ import annotations

import pytest

from generator.problems import Place, warning
from generator.records import last_build
from generator.records.last_build import Workbook, keep_last, key_of, read_last
from generator.records.manifest import JOURNAL

INPUTS = {"": "1" * 64, "official.xlsx": "2" * 64}
BUILT = (
    Workbook("台账.xlsx", "official", None, "current", (), 3, 40),
    Workbook("表/甲局.xlsx", "department", "甲局", "current", (), 1, 5),
)
PROBLEMS = [warning("open-ended", Place("input/ledger.xlsx", "台账", "F9"), "写得不明确", "请写明。")]


@pytest.fixture
def folders(tmp_path):
    """output/ with its files, and the records of the last build in it."""
    output, records = tmp_path / "output", tmp_path / "output" / ".taizhang"
    (output / "表").mkdir(parents=True)
    records.mkdir()
    for workbook in BUILT:
        (output / workbook.path).write_bytes(b"")
    keep_last(records, key(), 2, BUILT, PROBLEMS)
    return output, records


def key(inputs=INPUTS, manifest=b"{}", circumstances=("2021-03-01", "input/ledger.xlsx")) -> str:
    return key_of(inputs, manifest, circumstances)


def test_what_the_last_build_found_is_still_so(folders):
    output, records = folders
    last = read_last(records, key(), output)
    assert last is not None
    assert (last.edition, last.workbooks, last.problems) == (2, BUILT, PROBLEMS)


@pytest.mark.parametrize(
    "other",
    [
        {"inputs": {**INPUTS, "": "3" * 64}},
        {"inputs": {**INPUTS, "official.xlsx": "3" * 64}},
        {"inputs": {**INPUTS, "another.xlsx": "2" * 64}},
        {"inputs": {"": "1" * 64}},
        {"manifest": b'{"editions": []}'},
        {"circumstances": ("2021-03-02", "input/ledger.xlsx")},
        {"circumstances": ("2021-03-01", "input/安全生产.xlsx")},
    ],
)
def test_another_file_manifest_or_circumstance_is_another_key(folders, other):
    output, records = folders
    assert key(**other) != key()
    assert read_last(records, key(**other), output) is None


def test_another_program_is_another_key(monkeypatch):
    before = key()
    monkeypatch.setattr(last_build, "program", lambda: "another")
    assert key() != before


def test_if_a_workbook_is_gone_everything_is_worked_out(folders):
    output, records = folders
    (output / "表" / "甲局.xlsx").unlink()
    assert read_last(records, key(), output) is None


def test_after_a_run_that_was_killed_everything_is_worked_out(folders):
    output, records = folders
    (records / JOURNAL).write_bytes(b"")
    assert read_last(records, key(), output) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff", b'{"key": 1}'])
def test_a_damaged_record_of_it_is_not_believed(folders, damage):
    output, records = folders
    (records / last_build.NAME).write_bytes(damage)
    assert read_last(records, key(), output) is None


def test_it_is_no_fault_if_it_cannot_be_kept(tmp_path):
    keep_last(tmp_path / "没有", key(), 2, BUILT, PROBLEMS)
