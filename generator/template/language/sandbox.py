"""Where templates run: Jinja2 in which only the fields of our views and a short list of filters exist.

Everything is allowed by name, nothing by default. A view's fields answer to their heading and to their English name;
other objects have no attributes but those listed here. All work is paid for from a `Budget`, so that no template runs
for ever or fills the memory; what Jinja2 would compute while compiling (folding of constants) is switched off, for it
would be free of charge.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from itertools import chain
from typing import Any, NamedTuple, NoReturn, cast

from jinja2 import StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct
from msgspec.structs import asdict

from generator.excel import MAX_CELL_CHARACTERS
from generator.model import (
    VIEWS,
    Deadline,
    DepartmentView,
    EditionView,
    LedgerView,
    OpenPoint,
    Scope,
    TaskView,
)
from generator.template.language.tags import Mistake
from generator.vocabulary import LIST_SEPARATOR, NO, YES, by_heading

MAX_STEPS = 10_000_000
"""Turns of loops and items that filters look at, for one workbook."""
MAX_CHARACTERS = 200_000_000
"""Characters that one workbook may put together."""
MAX_TEXT = 4 * MAX_CELL_CHARACTERS
MAX_RANGE = 100_000
MAX_NUMBER_BITS = 1000


class Group(NamedTuple):
    """What 分组 gives: a value and the items that have it."""

    name: Any
    items: Sequence[Any]


FIELDS: dict[type, dict[str, str]] = {
    view: {**{name: name for name in view.__struct_fields__}, **by_heading(fields)} for view, fields in VIEWS.items()
}
"""View → heading or English name → the field's name."""
FIELDS[Group] = {
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
TEXT_METHODS = frozenset(
    ["strip", "lstrip", "rstrip", "startswith", "endswith", "split", "upper", "lower", "find", "count", "isdigit"]
)
MAPPING_METHODS = frozenset(["items", "keys", "values", "get"])


def nearest(name: str, names: Iterable[str]) -> str:
    """Advice for an unknown name: the nearest of the names that there are, or all of them."""
    known = list(dict.fromkeys(names))
    # of two characters one may be wrong
    close = get_close_matches(name, known, 3, 0.45)
    if close:
        best = [each for each in close if likeness(name, each) == likeness(name, close[0])]
        return f"您是否指“{'”或“'.join(best)}”？"
    chinese = [each for each in known if not each.isascii()]
    return f"可用的有：{'、'.join((chinese or known)[:MOST_NAMES])}。"


MOST_NAMES = 40
"""Names in one message."""


def likeness(name: str, other: str) -> float:
    """How alike two names are, 0 to 1."""
    return SequenceMatcher(None, other, name).ratio()


class Budget:
    """What one fill may still spend."""

    def __init__(self, steps: int = MAX_STEPS, characters: int = MAX_CHARACTERS) -> None:
        self.steps, self.characters = steps, characters

    def items(self, value: Any) -> Sequence[Any]:
        """The items of `value`, counted, paid for."""
        if isinstance(value, (str, Mapping)):
            value = tuple(value)
        elif not isinstance(value, Sequence):
            value = self.collected(value)
        self.spend(len(value))
        return value  # type: ignore[no-any-return]

    def collected(self, value: Any) -> Sequence[Any]:
        """The items of something that cannot be counted beforehand."""
        if not isinstance(value, Iterable):
            raise Mistake(
                "not-a-list", f"“{shown(value)}”不是列表，不能用 for 逐个取出", "for 后面应是列表，如 任务列表。"
            )
        found = []
        for item in value:
            found.append(item)
            if len(found) > self.steps:
                self.spend(len(found))
        return found

    def spend(self, steps: int) -> None:
        """Pay for turns of a loop."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted(
                "too-many-steps", f"循环次数过多（超过 {MAX_STEPS:,} 次），已停止", "请检查 for 的列表和嵌套。"
            )

    def text(self, text: str) -> str:
        """Pay for a text that was put together."""
        if len(text) > MAX_TEXT:
            raise too_long(len(text))
        self.take(len(text))
        return text

    def take(self, characters: int) -> None:
        """Pay for characters."""
        self.characters -= characters
        if self.characters < 0:
            raise Exhausted(
                "too-much-text", f"拼出的文字过多（超过 {MAX_CHARACTERS:,} 字），已停止", "请检查模板里的循环和拼接。"
            )


class Exhausted(Mistake):
    """The whole workbook's budget is spent: nothing of it can go on."""


def too_long(length: int) -> Mistake:
    """The mistake of a text that no cell can hold."""
    return Mistake(
        "text-too-long",
        f"文字太长（{length:,} 字），一个单元格最多 {MAX_CELL_CHARACTERS:,} 字",
        "请检查模板里的拼接和重复。",
    )


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
    return isinstance(value, (tuple, list, frozenset, set)) and not isinstance(value, Group)


KIND_NAMES = {
    LedgerView: "整个台账",
    TaskView: "一条任务",
    DepartmentView: "一个单位",
    Deadline: "一个期限",
    EditionView: "一个版次",
    OpenPoint: "一条待明确",
    Group: "一个分组",
}


def kind_name(value: Any) -> str:
    """What a value is, for messages."""
    return KIND_NAMES.get(type(value), "一组数据" if isinstance(value, (Mapping, Sequence)) else "不能显示的内容")


class Missing(StrictUndefined):
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


class Method(Struct, frozen=True):
    """A method that templates may call: what it gives is paid for."""

    function: Callable[..., Any]
    budget: Budget

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it."""
        result = self.function(*args, **kwargs)
        return self.budget.text(result) if isinstance(result, str) else result


class RowGenerator(CodeGenerator):
    """Code in which a statement that is an expression hands its value out, and each cell begins a line of its own.

    Python reports errors by line, so a line for each cell is what leads from an error to its cell. Marking an
    expression as safe has no other use here (nothing is escaped), so that node stands for a cell.
    """

    def visit_ExprStmt(self, node: nodes.ExprStmt, frame: Frame) -> None:  # noqa: N802 (named by Jinja2)
        """Hand out the value of an expression."""
        self.newline(node)
        self.write("yield ")
        self.visit(node.node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 (named by Jinja2)
        """Look up a task's field directly: there are as many of these as cells, and a detour costs the most time."""
        name = FIELDS[TaskView].get(node.attr)
        if name is None or not isinstance(node.node, nodes.Name):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f".{name} if ")
        self.visit(node.node, frame)
        self.write(".__class__ is environment.task_view else ")
        super().visit_Getattr(node, frame)
        self.write(")")

    def visit_MarkSafe(self, node: nodes.MarkSafe, frame: Frame) -> None:  # noqa: N802 (named by Jinja2)
        """Begin a new line for a cell."""
        self.newline(node)
        self.visit(node.expr, frame)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of one fill; `extras` are the headings of the ledger's other columns."""

    code_generator_class = RowGenerator
    task_view = TaskView
    intercepted_binops = frozenset(["+", "*", "**", "%"])

    def __init__(self, extras: frozenset[str] = frozenset(), budget: Budget | None = None) -> None:
        from generator.template.language.filters import FILTERS, TESTS, finalize

        super().__init__(
            undefined=Missing,
            finalize=finalize,
            optimized=False,
            autoescape=False,
            keep_trailing_newline=True,
            cache_size=0,
        )
        self.budget = budget or Budget()
        self.extras = extras
        self.filters = cast("Any", FILTERS)
        self.tests = cast("Any", TESTS)
        self.globals: dict[str, Any] = {"range": Method(self.range, self.budget)}

    def range(self, *args: int) -> Sequence[int]:
        """As in Python, but bounded."""
        numbers = range(*args)
        # len() of a range overflows on huge ones
        if (numbers.stop - numbers.start) // numbers.step > MAX_RANGE:
            raise Mistake("range-too-long", f"range 最多 {MAX_RANGE:,} 个数", "请改小。")
        return numbers

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The field of a view, by heading or English name, or one of the few other members."""
        names = FIELDS.get(type(obj))
        if names is not None:
            name = names.get(attribute)
            if name is not None:
                return getattr(obj, name)
        return self.member(obj, attribute)

    def member(self, obj: Any, attribute: str) -> Any:
        """A column of the ledger's own, a key, a part of a date, a loop's counter, a harmless method."""
        if isinstance(obj, TaskView):
            if attribute in obj.extra:
                return obj.extra[attribute]
            return None if attribute in self.extras else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LedgerView):
            return obj.info[attribute] if attribute in obj.info else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and attribute in LOOP_WORDS:
            value = getattr(obj, LOOP_WORDS[attribute])
            return Method(value, self.budget) if callable(value) else value
        if isinstance(obj, datetime.date) and attribute in DATE_WORDS:
            return getattr(obj, DATE_WORDS[attribute])
        if isinstance(obj, Mapping):
            return self.of_mapping(obj, attribute)
        if isinstance(obj, str) and attribute in TEXT_METHODS:
            return Method(getattr(obj, attribute), self.budget)
        if obj is None:
            raise Mistake("no-value", f"“.{attribute}”前面没有值", "请先用 {% if … %} 判断，或检查前面的名称。")
        return self.undefined(obj=obj, name=attribute)

    def of_mapping(self, obj: Mapping[Any, Any], attribute: str) -> Any:
        """A key of a mapping, or one of its methods."""
        if attribute in obj:
            return obj[attribute]
        if attribute in MAPPING_METHODS:
            return Method(getattr(obj, attribute), self.budget)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item by its position, or a member by its name."""
        names = FIELDS.get(type(obj))
        if names is not None and isinstance(argument, str) and argument in names:
            return getattr(obj, names[argument])  # filters ask so, for each of a list
        if isinstance(argument, str) and not isinstance(obj, (str, tuple, list)):
            return self.getattr(obj, argument)
        if isinstance(argument, (int, slice)) and isinstance(obj, (str, Sequence)):
            try:
                return obj[argument]
            except IndexError:
                return self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        return self.getattr(obj, str(argument))

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 (as in Jinja2)
        """Call what was handed out as callable, and nothing else."""
        if isinstance(__obj, Missing):
            __obj()
        if not isinstance(__obj, Method):
            raise Mistake("not-callable", f"不能调用{kind_name(__obj)}", "模板里只能用名称、过滤器和少数文字方法。")
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return __obj(*args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Operators that can make something large, bounded."""
        if operator == "%" and isinstance(left, str):
            raise Mistake("no-formats", "不能用“%”套格式", "请用 ~ 拼接文字。")
        check_growth(operator, left, right)
        result = self.binop_table[operator](left, right)
        if isinstance(result, str):
            return self.budget.text(result)
        if isinstance(result, (list, tuple)):
            self.budget.spend(len(result))
        return result

    def is_safe_callable(self, obj: Any) -> bool:
        """Only methods that were handed out."""
        return isinstance(obj, Method)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Nothing beyond `getattr` above."""
        return False


def check_growth(operator: str, left: Any, right: Any) -> None:
    """Raise Mistake before an operator makes something that is far too large."""
    if operator == "*":
        for sequence, count in ((left, right), (right, left)):
            if isinstance(sequence, (str, list, tuple)) and isinstance(count, int) and len(sequence) * count > MAX_TEXT:
                raise too_long(len(sequence) * count)
    bits = [abs(number).bit_length() for number in (left, right) if isinstance(number, int)]
    if operator == "**" and len(bits) == 2:
        bits = [bits[0] * min(abs(right), MAX_NUMBER_BITS + 1)]
    if operator in ("*", "**") and sum(bits) > MAX_NUMBER_BITS:
        raise Mistake("number-too-large", "数字太大", "请检查乘法和乘方。")


def names_for(scope: Scope) -> dict[str, Any]:
    """The names that a template starts from, Chinese and English."""
    values = asdict(scope)
    if scope.department is None:
        del values["department"]
    return {name: values[field_name] for name, field_name in FIELDS[Scope].items() if field_name in values}


def extras_of(scope: Scope) -> frozenset[str]:
    """The headings of the ledger's other columns, as far as any task has them."""
    return frozenset(chain.from_iterable(column_of(scope.tasks, "extra")))


def column_of(tasks: Sequence[TaskView], name: str) -> Sequence[Any]:
    """A field of some tasks."""
    return [getattr(task, name) for task in tasks]
