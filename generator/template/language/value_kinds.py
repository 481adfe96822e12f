"""The kinds of what expressions give: a view, a list of some kind, a group, or unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias, Union

from jinja2 import nodes
from msgspec import Struct

from generator.model import (
    Deadline,
    DepartmentView,
    EditionView,
    LedgerView,
    OpenPoint,
    Scope,
    TaskView,
)
from generator.template.language.filters import FILTERS
from generator.template.language.views import FIELDS


class ListOf(Struct, frozen=True):
    """The kind of a list."""

    item: ValueKind


class GroupOf(Struct, frozen=True):
    """The kind of what 分组 gives: one group of items."""

    item: ValueKind


ValueKind: TypeAlias = Union[type, ListOf, GroupOf, None]  # noqa: UP007 (refers to itself)


class LoopVariable:
    """The kind of ``loop``."""


TASKS = ListOf(TaskView)
FIELD_KINDS: dict[tuple[type, str], ValueKind] = {
    (Scope, "ledger"): LedgerView,
    (Scope, "tasks"): TASKS,
    (Scope, "departments"): ListOf(DepartmentView),
    (Scope, "department"): DepartmentView,
    (Scope, "answers"): TASKS,
    (Scope, "unresolved"): ListOf(OpenPoint),
    (Scope, "edition"): EditionView,
    (Scope, "silent"): ListOf(DepartmentView),
    (DepartmentView, "tasks"): TASKS,
    (TaskView, "deadline"): Deadline,
    (Deadline, "parts"): ListOf(Deadline),
}
OPEN_VIEWS: dict[type, str] = {TaskView: "extra", LedgerView: "info"}
"""Views that also answer to what stands in one of their fields."""
SAME_KIND_FILTERS = frozenset(
    [
        "sort",
        "排序",
        "unique",
        "去重",
        "list",
        "reverse",
        "倒序",
        "select",
        "reject",
        "selectattr",
        "筛选",
        "rejectattr",
        "排除",
    ]
) | frozenset(["default", "默认", "合并", "merge", "样式", "style", "填报", "input"])
ITEM_FILTERS = frozenset(["first", "首个", "last", "末个", "min", "最小", "max", "最大"])
GROUP_FILTERS = frozenset(["groupby", "分组"])
ATTRIBUTE_FILTERS = frozenset(
    ["selectattr", "筛选", "rejectattr", "排除", "groupby", "分组", "sort", "排序", "map", "取出", "sum", "合计"]
) | frozenset(["unique", "去重", "min", "最小", "max", "最大", "join", "顿号", "连接"])
POSITIONAL_ATTRIBUTE = ATTRIBUTE_FILTERS - {"map", "join", "顿号", "连接"}


NameKinds: TypeAlias = Mapping[str, ValueKind]

SCOPE_KINDS: dict[str, ValueKind] = {
    name: FIELD_KINDS.get((Scope, field_name)) for name, field_name in FIELDS[Scope].items()
}


def attributes_of(node: nodes.Filter) -> Iterator[str]:
    """The paths of fields that a filter is given as constant texts."""
    if node.name not in ATTRIBUTE_FILTERS:
        return
    if node.name in POSITIONAL_ATTRIBUTE and node.args:
        first = node.args[0]
        if isinstance(first, nodes.Const) and isinstance(first.value, str) and first.value not in FILTERS:
            yield from first.value.split(",") if node.name in ("sort", "排序") else [first.value]
    for keyword in node.kwargs:
        value = keyword.value
        if keyword.key == "attribute" and isinstance(value, nodes.Const) and isinstance(value.value, str):
            yield from value.value.split(",") if node.name in ("sort", "排序") else [value.value]
