"""Files, folders and zips to the workbooks in them."""

from __future__ import annotations

import io
import zipfile

import pytest

from generator.problems import Place
from generator.returns import PackedRead, files, read_all, read_source, sources
from generator.returns.choosing import read_choices
from generator.returns.deciding import Choice
from tests.returns.sheets import Sent, as_bytes, tasks


@pytest.fixture
def data():
    return as_bytes(Sent(tasks(2)).book())


def shown(paths, root):
    found, problems = sources(paths)
    return [source.shown.removeprefix(f"{root}/") for source in found], [problem.code for problem in problems]


def zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_folders_are_walked_and_what_is_no_return_is_left_out(tmp_path, data):
    for name in ("甲.xlsx", "里/乙.xlsx", "~$甲.xlsx", ".taizhang/旧版/丙.xlsx", "说明.docx", "丁.rar"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    found = ["甲.xlsx", "说明.docx", "里/乙.xlsx"]
    assert shown([tmp_path, tmp_path / "甲.xlsx"], tmp_path) == (found, ["other-archive"])


def test_what_was_named_itself_is_read_whatever_its_name(tmp_path, data):
    (tmp_path / "甲.tmp").write_bytes(data)
    (source,), _ = sources([tmp_path / "甲.tmp"])
    assert read_source(source)[0].mark.department == "甲局"
    assert shown([tmp_path / "没有"], tmp_path) == ([], ["not-found"])


def test_zips_are_read_in_memory_zips_in_zips_too(tmp_path, data):
    inner = zipped({"乙.xlsx": data, "__MACOSX/._乙.xlsx": b"x"})
    deep = zipped({"a.zip": zipped({"b.xlsx": data})})
    path = tmp_path / "邮件.zip"
    path.write_bytes(
        zipped({"甲/甲.xlsx": data, "附件.zip": inner, "太深.zip": deep, "坏.zip": b"PK", "~$甲.xlsx": b""})
    )
    found, problems = sources([path])
    names = [source.shown.removeprefix(f"{path}/") for source in found]
    assert names == ["甲/甲.xlsx", "附件.zip/乙.xlsx"]
    assert [problem.code for problem in problems] == ["bad-zip", "zip-too-deep"]
    assert [returned.mark.department for returned, _ in map(PackedRead.read, read_all(found))] == ["甲局", "甲局"]


def test_what_is_not_read_is_named_in_zips_in_zips_too_and_an_archive_in_a_zip_is_an_error(tmp_path, data):
    inner = zipped({"乙.xlsx": data, "说明.txt": b"x", "丙.rar": b"x", "丁.xlsb": b"x"})
    path = tmp_path / "邮件.zip"
    path.write_bytes(zipped({"附件.zip": inner, "照片.jpg": b"x", "坏.zip": b"PK"}))
    named = {name.removeprefix(f"{path}/"): reason for name, reason in files.others([tmp_path])}
    assert list(named) == ["照片.jpg", "附件.zip/丁.xlsb", "附件.zip/说明.txt"]
    assert "另存为 .xlsx" in named["附件.zip/丁.xlsb"]
    assert shown([path], path) == (["附件.zip/乙.xlsx"], ["bad-zip", "other-archive"])


def test_names_that_chinese_windows_wrote_are_shown_right(tmp_path, data):
    path = tmp_path / "x.zip"
    name = "教体局.xlsx".encode("gbk")
    raw = zipped({"A" * len(name): data})
    path.write_bytes(raw.replace(b"A" * len(name), name))
    (source,), _ = sources([path])
    assert source.shown.endswith("/教体局.xlsx") and read_source(source)[0] is not None


def test_a_member_larger_than_any_return_is_named_and_not_read(tmp_path, data, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILE", 1000)
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"a.xlsx": data}))
    (tmp_path / "b.xlsx").write_bytes(data)
    found, _ = sources([path, tmp_path / "b.xlsx"])
    read = map(PackedRead.read, read_all(found))
    assert [(returned, problems[0].code) for returned, problems in read] == [(None, "too-large")] * 2


def test_many_are_read_by_several_processes_in_order(tmp_path, data):
    for number in range(6):
        (tmp_path / f"{number}.xlsx").write_bytes(data if number % 2 else b"x")
    found, _ = sources([tmp_path])
    told = []
    read = read_all(found, told.append, jobs=2, fewest=2)
    assert [returned is not None for returned, _ in map(PackedRead.read, read)] == [False, True] * 3
    assert told == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.json", "{", "bad-choices"),
        ("a.json", '[{"task_id": "T1", "decision": "text", "text": ""}]', "no-text"),
        ("a.json", "{}", "bad-choices"),
        ("a.json", '[{"task_id": "T1", "decision": "mine"}]', "bad-choice"),
        ("a.xlsx", "PK", "bad-choices"),
        ("没有.json", None, "bad-choices"),
    ],
)
def test_a_choice_file_that_cannot_be_used_is_named(tmp_path, name, text, code):
    path = tmp_path / name
    if text is not None:
        path.write_text(text, "utf-8")
    assert [problem.code for problem in read_choices(path)[1]] == [code]


def test_the_json_of_a_report_with_decisions_is_a_choice_file(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(
        '{"conflicts": [{"task_id": "T1", "department": "甲局", "field": "state", "ours": "推进中", "theirs": "已完成",'
        ' "decision": "text", "text": "基本完成"}, {"task_id": "T2", "decision": null}]}',
        "utf-8",
    )
    choice = Choice("text", "基本完成", Place(str(path), "", "/conflicts/0"))
    assert read_choices(path) == ({("T1", "甲局", "", "state", "推进中", "已完成"): choice}, ())


def test_a_folder_in_which_nothing_was_returned_is_named(tmp_path):
    (tmp_path / "收回").mkdir()
    (tmp_path / "收回" / "说明.txt").write_text("收到")
    found, problems = sources([tmp_path / "收回"])
    assert (found, [each.code for each in problems]) == ([], ["nothing-to-collect"])
