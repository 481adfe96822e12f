"""Filters of lists, where offices ask for other than Jinja2 gives: order by a field, the first of none, sums of blanks.

A field may be named right behind the filter (``排序('分值')``). What is nothing is last in order, counts as nothing in
a sum, and is what ``默认`` stands in for.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from jinja2 import Environment, pass_context, pass_environment
from jinja2 import filters as jinja_filters
from jinja2.filters import make_attrgetter
from jinja2.runtime import Context

from generator.model import Deadline
from generator.template.language.mistakes import Mistake
from generator.template.language.values import MissingName, is_list, shown


def is_nothing(value: Any) -> bool:
    """Whether there is no value: 0 and 否 are values."""
    return value is None or value == "" or (is_list(value) and not value)


def default(value: Any, otherwise: Any = "", boolean: bool = False) -> Any:
    """`otherwise` where there is no value, or (`boolean`) where it is 0 or 否 too."""
    missing = isinstance(value, MissingName) or is_nothing(value)
    return otherwise if missing or (boolean and not value) else value


def first(items: Sequence[Any]) -> Any:
    """The first item; nothing where there is none."""
    return items[0] if items else None


def last(items: Sequence[Any]) -> Any:
    """The last item; nothing where there is none."""
    return items[-1] if items else None


def getters(environment: Environment, paths: str | None) -> list[Callable[[Any], Any]]:
    """What gives the fields of an item (``分值,序号``), or the item itself."""
    return [make_attrgetter(environment, path.strip()) for path in paths.split(",")] if paths else [lambda item: item]


def field_and_rest(given: Any, attribute: str | None) -> tuple[str | None, Any]:
    """The field that was named behind the filter, or by name; and what else stood behind the filter."""
    return (given, None) if isinstance(given, str) and attribute is None else (attribute, given)


@pass_environment
def sort(
    environment: Environment,
    items: Sequence[Any],
    given: Any = None,
    reverse: bool = False,
    case_sensitive: bool = False,
    attribute: str | None = None,
) -> list[Any]:
    """Items in the order of a field, those without a value last."""
    path, first_given = field_and_rest(given, attribute)
    ordered = list(items)
    for get in reversed(getters(environment, path)):
        worths = [(order_of(get(item), case_sensitive), item) for item in ordered]
        filled = [pair for pair in worths if pair[0] is not None]
        filled.sort(key=lambda pair: pair[0], reverse=reverse or bool(first_given))  # type: ignore[arg-type,return-value]
        ordered = [item for _, item in filled] + [item for worth, item in worths if worth is None]
    return ordered


def order_of(value: Any, case_sensitive: bool) -> tuple[int, Any] | None:
    """Where a value stands in order: numbers, then dates, then texts; None for nothing. Raises Mistake."""
    if isinstance(value, MissingName):
        str(value)
    if isinstance(value, Deadline):
        value = value.date or value.end
    if is_nothing(value):
        return None
    if isinstance(value, (int, float)):
        return 0, value
    if isinstance(value, datetime.date):
        return 1, value.isoformat()
    text = shown(value)
    return 2, text if case_sensitive else text.casefold()


@pass_environment
def unique(
    environment: Environment,
    items: Sequence[Any],
    given: Any = None,
    case_sensitive: bool = False,
    attribute: str | None = None,
) -> list[Any]:
    """Items of which each value of a field comes once, the first of them."""
    path, first_given = field_and_rest(given, attribute)
    return list(jinja_filters.do_unique(environment, items, case_sensitive or bool(first_given), path))


@pass_environment
def total(environment: Environment, items: Sequence[Any], attribute: str | None = None, start: float = 0) -> float:
    """The sum of numbers, or of a field; what is nothing counts as nothing. Raises Mistake."""
    (get,) = getters(environment, attribute)[:1]
    return sum(filter(None, map(number_of, map(get, items))), start)


def number_of(value: Any) -> float | None:
    """A number, or nothing; raises Mistake."""
    if isinstance(value, MissingName):
        str(value)
    if is_nothing(value) or isinstance(value, (int, float)):
        return None if is_nothing(value) else value
    raise Mistake("not-a-number", f"“{shown(value)}”不是数字，不能合计", "请检查台账里这一栏是否都是数字。")


def extreme(name: str, pick: Callable[..., Any]) -> Callable[..., Any]:
    """The smallest or the largest item, by a field or by itself, of those that have a value."""

    @pass_environment
    def found(
        environment: Environment,
        items: Sequence[Any],
        given: Any = None,
        case_sensitive: bool = False,
        attribute: str | None = None,
    ) -> Any:
        path, first_given = field_and_rest(given, attribute)
        (get,) = getters(environment, path)[:1]
        worths = [(order_of(get(item), case_sensitive or bool(first_given)), item) for item in items]
        filled = [pair for pair in worths if pair[0] is not None]
        return pick(filled, key=lambda pair: pair[0])[1] if filled else None

    found.__name__ = name
    return found


smallest, largest = extreme("smallest", min), extreme("largest", max)


@pass_context
def taken(context: Context, items: Sequence[Any], *args: Any, **kwargs: Any) -> list[Any]:
    """A field of each item, or each item through a filter."""
    if args and isinstance(args[0], str) and args[0] not in context.environment.filters:
        args, kwargs = args[1:], {"attribute": args[0], **kwargs}
    return list(jinja_filters.FILTERS["map"](context, items, *args, **kwargs))
