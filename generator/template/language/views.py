"""The names that templates may use: the fields of our views, of groups, loops and dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from generator.model import (
    VIEWS,
    Continuation,
    Deadline,
    DepartmentView,
    EditionView,
    LedgerView,
    OpenPoint,
    TaskView,
)
from generator.vocabulary import by_heading


class ItemGroup(NamedTuple):
    """What 分组 gives: a value and the items that have it."""

    name: Any
    items: Sequence[Any]


FIELDS: dict[type, dict[str, str]] = {
    view: {**{name: name for name in view.__struct_fields__}, **by_heading(fields)} for view, fields in VIEWS.items()
}
"""View → heading or English name → the field's name."""
FIELDS[ItemGroup] = {
    **dict.fromkeys(("名称", "name", "grouper"), "name"),
    **dict.fromkeys(("列表", "任务列表", "list", "items"), "items"),
}
LOOP_WORDS = {
    **{name: name for name in ("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth")},
    "previtem": "previtem",
    "nextitem": "nextitem",
    "changed": "changed",
    "cycle": "cycle",
    "序号": "index",
    "倒数": "revindex",
    "首个": "first",
    "末个": "last",
    "总数": "length",
    "上一个": "previtem",
    "下一个": "nextitem",
}
DATE_WORDS = {"year": "year", "month": "month", "day": "day", "年": "year", "月": "month", "日": "day"}
KIND_NAMES = {
    LedgerView: "整个台账",
    TaskView: "一条任务",
    DepartmentView: "一个单位",
    Deadline: "一个期限",
    EditionView: "一个版次",
    OpenPoint: "一条待明确",
    ItemGroup: "一个分组",
}


def kind_name(value: Any) -> str:
    """What a value is, for messages."""
    return KIND_NAMES.get(type(value), "一组数据" if isinstance(value, (Mapping, Sequence)) else "不能显示的内容")


CONTINUATIONS: dict[str, Continuation] = {
    **dict.fromkeys(("重复", "repeat"), "repeat"),
    **dict.fromkeys(("续", "mark"), "mark"),
    **dict.fromkeys(("空白", "blank"), "blank"),
}
