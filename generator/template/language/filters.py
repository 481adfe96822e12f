"""The filters and tests that templates have, each under its Chinese and its English name.

Jinja2's own filters are taken over one by one; those that can make much of little (``center``, ``format``, ``indent``,
``xmlattr``, …) are not. Whatever looks at a list pays for its items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, cast

from jinja2 import Environment, pass_context, pass_environment
from jinja2 import filters as jinja_filters
from jinja2 import tests as jinja_tests
from jinja2.filters import make_attrgetter
from jinja2.runtime import Context

from generator.excel import MAX_CELL_CHARACTERS
from generator.template.language import list_filters
from generator.template.language.budget import budget_of
from generator.template.language.mistakes import Mistake, too_long
from generator.template.language.value_filters import (
    chinese_date,
    chinese_date_in_words,
    chinese_number,
    circled,
    percent,
    rounded,
    shorten,
    yes_no,
)
from generator.template.language.values import MissingName, is_list, shown
from generator.template.language.views import ItemGroup
from generator.vocabulary import LIST_SEPARATOR

CELL_FILTERS = {
    **dict.fromkeys(("合并", "merge"), "merge"),
    **dict.fromkeys(("样式", "style"), "style"),
    **dict.fromkeys(("填报", "input"), "input"),
}
"""Filters that say something about the cell; they stand last in a ``{{ … }}`` and change no value."""


@pass_context
def finalize(context: Context, value: Any) -> str:
    """What ``{{ value }}`` puts into a text."""
    return budget_of(context.environment).text(shown(value))


def of_list(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Jinja2 that looks at a list: its items are paid for, and what it gives is a list at once."""
    needs = str(getattr(function, "jinja_pass_arg", ""))

    @wraps(function)
    def paid(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        budget = budget_of(context.environment)
        items = budget.items(value)
        first: tuple[Any, ...] = ()
        if "environment" in needs:
            first = (context.environment,)
        elif "eval_context" in needs:
            first = (context.eval_ctx,)
        elif "context" in needs:
            first = (context,)
        result = function(*first, items, *args, **kwargs)
        is_lazy = isinstance(result, Iterable) and not isinstance(result, (str, Sequence, MissingName))
        return list(result) if is_lazy else result

    return pass_context(paid)


@pass_environment
def join(environment: Environment, value: Any, separator: str = LIST_SEPARATOR, attribute: str | None = None) -> str:
    """Names joined by 、 (or by `separator`); a single text stays as it is."""
    if value is None or isinstance(value, str):
        return shown(value)
    get = make_attrgetter(environment, attribute) if attribute else None
    texts = [shown(get(item) if get else item) for item in budget_of(environment).items(value)]
    budget_of(environment).spend(len(separator) * len(texts) // 1000)
    return budget_of(environment).text(separator.join(text for text in texts if text))


@pass_environment
def etc(environment: Environment, value: Any, most: int = 8, unit: str = "个单位", attribute: str | None = None) -> str:
    """The first `most` names and how many there are: 发改委、教体局等18个单位; no more than `most`: all of them."""
    if value is None or isinstance(value, str):
        return shown(value)
    items = budget_of(environment).items(value)
    if len(items) <= max(most, 1):
        return str(join(environment, items, attribute=attribute))
    return f"{join(environment, items[: max(most, 1)], attribute=attribute)}等{len(items)}{unit}"


@pass_environment
def replace(environment: Environment, value: Any, old: str, new: str, count: int = -1) -> str:
    """A text with other words in it."""
    text = shown(value)
    times = text.count(old)
    if len(text) + times * (len(new) - len(old)) > MAX_CELL_CHARACTERS:
        raise too_long(len(text) + times * (len(new) - len(old)))
    return budget_of(environment).text(text.replace(old, new, count))


@pass_environment
def group(environment: Environment, value: Any, attribute: str) -> list[ItemGroup]:
    """Items with the same value of a field together, groups in the order in which they first appear."""
    get = make_attrgetter(environment, attribute)
    groups: dict[Any, list[Any]] = {}
    for item in budget_of(environment).items(value):
        key = get(item)
        if isinstance(key, MissingName):
            str(key)
        groups.setdefault(tuple(key) if isinstance(key, list) else key, []).append(item)
    return [ItemGroup(key, tuple(items)) for key, items in groups.items()]


def count(value: Any) -> int:
    """How many items or characters; nothing is 0."""
    if isinstance(value, MissingName):
        str(value)
    return 0 if value is None else len(value)


@pass_environment
def items_for_loop(environment: Environment, value: Any) -> Sequence[Any]:
    """What a ``for`` goes through, paid for."""
    if isinstance(value, MissingName):
        str(value)
    return budget_of(environment).items(value)


@pass_environment
def text_of(environment: Environment, parts: tuple[Any, ...]) -> str:
    """Words and values put together."""
    return budget_of(environment).text("".join([part if part.__class__ is str else shown(part) for part in parts]))


def text_filter(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of texts that also takes what can be shown as one."""

    @wraps(function)
    def filtered(value: Any, *args: Any, **kwargs: Any) -> Any:
        return function(shown(value), *args, **kwargs)

    return filtered


@pass_environment
def entries(environment: Environment, value: Any) -> str:
    """A value in a list to choose from: the items of a list are entries of their own."""
    items = (
        [item for item in budget_of(environment).items(value) if item not in (None, "")] if is_list(value) else [value]
    )
    texts = [shown(item) for item in items]
    if wrong := next((text for text in texts if "," in text), ""):
        raise Mistake("comma-in-list", f"下拉列表的一项“{wrong}”里有半角逗号，会被分成两项", "请改用全角逗号“，”。")
    return ",".join(texts)


def in_header(value: Any) -> str:
    """A value in a header or footer, where ``&`` begins a code (ECMA-376 part 1, 18.3.1.46)."""
    return shown(value).replace("&", "&&").translate(NO_CONTROLS)


def after_size(value: Any) -> str:
    """The same right behind the code of a font's size: digits would be read as part of it."""
    text = in_header(value)
    return f" {text}" if text[:1].isdigit() else text


NO_CONTROLS = {code: None for code in range(32) if code != 10}
ITEMS_FOR_LOOP, TEXT_OF, ENTRIES, IN_HEADER, AFTER_SIZE = "#items", "#text", "#entries", "#header", "#after-size"
"""Filters that only the compiler uses; no template can spell their names."""

LIST_FILTERS: dict[Callable[..., Any], tuple[str, ...]] = {
    list_filters.first: ("first", "首个"),
    list_filters.last: ("last", "末个"),
    list_filters.sort: ("sort", "排序"),
    list_filters.unique: ("unique", "去重"),
    list_filters.total: ("sum", "合计"),
    list_filters.smallest: ("min", "最小"),
    list_filters.largest: ("max", "最大"),
    list_filters.taken: ("map", "取出"),
    jinja_filters.FILTERS["list"]: ("list",),
    jinja_filters.FILTERS["reverse"]: ("reverse", "倒序"),
    jinja_filters.FILTERS["select"]: ("select",),
    jinja_filters.FILTERS["reject"]: ("reject",),
    jinja_filters.FILTERS["selectattr"]: ("selectattr", "筛选"),
    jinja_filters.FILTERS["rejectattr"]: ("rejectattr", "排除"),
}
OWN_FILTERS: dict[Callable[..., Any], tuple[str, ...]] = {
    join: ("join", "顿号", "连接"),
    etc: ("etc", "等"),
    replace: ("replace", "替换"),
    group: ("groupby", "分组"),
    count: ("count", "length", "计数"),
    chinese_number: ("chinese_number", "中文数字"),
    chinese_date: ("chinese_date", "中文日期"),
    chinese_date_in_words: ("chinese_date_in_words", "大写日期"),
    circled: ("circled", "带圈数字"),
    yes_no: ("yes_no", "是否"),
    shorten: ("truncate", "截短"),
    rounded: ("round", "四舍五入"),
    percent: ("percent", "百分比"),
    text_filter(str.upper): ("upper",),
    text_filter(str.lower): ("lower",),
    text_filter(str.strip): ("trim", "去空白"),
    text_filter(str): ("string", "文字"),
    list_filters.default: ("default", "默认"),
    jinja_filters.FILTERS["int"]: ("int", "整数"),
    jinja_filters.FILTERS["float"]: ("float", "小数"),
    jinja_filters.FILTERS["abs"]: ("abs",),
}
FILTERS: dict[str, Callable[..., Any]] = {
    **{name: function for function, names in OWN_FILTERS.items() for name in names},
    **{name: of_list(function) for function, names in LIST_FILTERS.items() for name in names},
    ITEMS_FOR_LOOP: items_for_loop,
    TEXT_OF: text_of,
    ENTRIES: entries,
    IN_HEADER: in_header,
    AFTER_SIZE: after_size,
}
FILTER_NAMES = (*CELL_FILTERS, *(name for name in FILTERS if not name.startswith("#")))
TESTS: dict[str, Callable[..., Any]] = {
    name: cast("Callable[..., Any]", jinja_tests.TESTS[name])
    for name in (
        *("defined", "undefined", "none", "number", "string", "odd", "even", "divisibleby", "in", "true", "false"),
        *("==", "eq", "equalto", "!=", "ne", ">", "gt", "greaterthan", ">=", "ge", "<", "lt", "lessthan", "<=", "le"),
    )
}
