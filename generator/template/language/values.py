"""Values as templates show them, and names that are not there."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from jinja2 import StrictUndefined
from jinja2.runtime import LoopContext

from generator.model import (
    Scope,
)
from generator.template.language.mistakes import Mistake, nearest
from generator.template.language.views import DATE_WORDS, FIELDS, LOOP_WORDS, ItemGroup, kind_name
from generator.vocabulary import LIST_SEPARATOR, NO, YES


def shown(value: Any) -> str:
    """A value as text, as readers expect it: dates in full, names joined by 、, nothing for nothing."""
    if value is None:
        return ""
    if value.__class__ is int or isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, StrictUndefined):
        return str(value)
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    if is_list(value):
        return LIST_SEPARATOR.join(shown(item) for item in value)
    raise Mistake("not-a-value", f"这里得到的是{kind_name(value)}，不是一个值", "请写到具体的一项，如 任务.具体任务。")


def is_list(value: Any) -> bool:
    """Whether a value is a list of values that can stand in one cell."""
    return isinstance(value, (tuple, list, frozenset, set)) and not isinstance(value, ItemGroup)


class MissingName(StrictUndefined):
    """A name that is not there: any use of it is a mistake that says which names there are."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        name = str(self._undefined_name)
        raise Mistake("unknown-name", f"没有“{name}”", nearest(name, names_of(self._undefined_obj)))

    __iter__ = __str__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = _fail_with_undefined_error
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = __getitem__ = __call__ = __contains__ = _fail_with_undefined_error


def names_of(value: Any) -> Iterable[str]:
    """The names that can follow ``.`` after a value."""
    kind = type(value)
    if kind in FIELDS:
        return (*FIELDS[kind], *getattr(value, "extra", ()), *getattr(value, "info", ()))
    if isinstance(value, LoopContext):
        return LOOP_WORDS
    if isinstance(value, datetime.date):
        return DATE_WORDS
    return (str(key) for key in value) if isinstance(value, Mapping) else FIELDS[Scope]
