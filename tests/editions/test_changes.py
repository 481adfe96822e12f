"""What changed of a department's tasks since it last got a sheet: marks, reasons, and the note that goes with it."""

from __future__ import annotations

import io
import zipfile

import pytest
from msgspec.structs import replace

from generator.editions.changes import has_changed, marked, reasons, update_note, values_of
from generator.editions.parcel import pack
from generator.model import TaskView
from generator.vocabulary import ANSWERED, COMPARED

TASK = TaskView("T001", 1, content="公开规划", deadline_text="全年", role="牵头", extra={"分值": 5})
OTHER = TaskView("T002", 2, content="公开预算")


def sheet(*tasks: TaskView) -> dict[str, dict[str, str]]:
    """What a department was sent: task id → values."""
    return {task.id: values_of(task) for task in tasks}


def test_an_unchanged_task_has_no_mark():
    assert marked((TASK, OTHER), sheet(TASK, OTHER)) == (TASK, OTHER)
    assert not has_changed(sheet(TASK), sheet(TASK))
    assert reasons(sheet(TASK), sheet(TASK)) == []


def test_who_never_got_a_sheet_sees_no_marks():
    assert marked((TASK,), None) == (TASK,)


def test_new_changed_and_withdrawn_tasks_are_marked_the_withdrawn_last():
    now = (replace(TASK, content="公开规划和计划", extra={"分值": 6}), replace(OTHER, id="T003", number=3))
    tasks = marked(now, sheet(TASK, OTHER))
    assert [(task.id, task.change) for task in tasks] == [("T001", "修改"), ("T003", "新增"), ("T002", "撤销")]
    assert tasks[0].changed_fields == ("具体任务", "分值")
    assert (tasks[2].number, tasks[2].content) == (2, "公开预算")


@pytest.mark.parametrize("name", COMPARED)
def test_every_field_that_is_compared_makes_a_new_sheet_due(name):
    value = getattr(TASK, name)
    changed = replace(TASK, **{name: (*value, "另") if isinstance(value, tuple) else f"{value}另"})
    assert has_changed(sheet(TASK), sheet(changed))
    assert len(reasons(sheet(TASK), sheet(changed))) == 1


@pytest.mark.parametrize("name", ANSWERED)
def test_what_a_department_answered_is_a_reason_to_build_and_none_to_send(name):
    answered = replace(TASK, **{name: "另"})
    assert not has_changed(sheet(TASK), sheet(answered))
    assert reasons(sheet(TASK), sheet(answered)) == ["任务1的落实情况更新"]


def test_reasons_are_sentences_and_of_many_the_first_are_said():
    assert reasons(sheet(TASK), sheet(replace(TASK, deadline_text="6月底前"), OTHER)) == [
        "任务1的完成时限变更",
        "新增任务2",
    ]
    many = [replace(TASK, id=f"T{n:03}", number=n) for n in range(1, 9)]
    assert reasons(sheet(*many), {}) == [*(f"撤销任务{n}" for n in range(1, 6)), "等共 8 处"]


def test_the_note_says_each_change_as_before_and_after():
    before = sheet(TASK, OTHER)
    now = sheet(replace(TASK, deadline_text="", content="公开规划和计划"), replace(OTHER, id="T003", number=3))
    assert update_note("甲局", before, now).split("\r\n") == [
        "甲局：本次更新说明",
        "",
        "【修改】任务1·具体任务：公开规划 → 公开规划和计划",
        "【修改】任务1·完成时限：全年 → （空）",
        "【新增】任务3：公开预算",
        "【撤销】任务2：公开预算",
        "",
    ]
    assert update_note("甲局", before, before).split("\r\n")[2:] == ["任务和上次发的一样，没有变化。", ""]


def test_a_parcel_is_the_same_for_the_same_files_and_says_that_its_names_are_utf_8():
    files = {"更新说明/甲局.txt": b"1", "a.txt": b"2", "单位分工表/甲局.xlsx": b"3"}
    data = pack(files)
    assert data == pack(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.filename: archive.read(entry) for entry in archive.infolist()} == files
        assert all(entry.flag_bits & 0x800 or entry.filename.isascii() for entry in archive.infolist())


def test_where_a_task_stands_in_its_document_concerns_no_department():
    before, after, own = (
        sheet(replace(TASK, extra={**TASK.extra, "出处": text})) for text in ("第5段", "表1第6行", "政府工作报告")
    )
    assert not has_changed(before, after)
    assert not has_changed(sheet(TASK), before)
    assert has_changed(before, own)  # the office's own words
