"""Where templates run: Jinja2 in which only the fields of our views and a short list of filters exist.

Everything is allowed by name, nothing by default. A view's fields answer to their heading and to their English name;
other objects have no attributes but those listed here. All work is paid for from a `Budget`, so that no template runs
for ever or fills the memory; what Jinja2 would compute while compiling (folding of constants) is switched off, for it
would be free of charge.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from generator.model import LedgerView, TaskView
from generator.template.language.budget import MAX_TEXT, Budget
from generator.template.language.filters import FILTERS, TESTS, finalize
from generator.template.language.mistakes import Mistake, too_long
from generator.template.language.values import MissingName
from generator.template.language.views import DATE_WORDS, FIELDS, LOOP_WORDS, kind_name

MAX_RANGE = 100_000
MAX_NUMBER_BITS = 1000
TEXT_METHODS = frozenset(
    ["strip", "lstrip", "rstrip", "startswith", "endswith", "split", "upper", "lower", "find", "count", "isdigit"]
)
MAPPING_METHODS = frozenset(["items", "keys", "values", "get"])


class PaidMethod(Struct, frozen=True):
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
        super().__init__(
            undefined=MissingName,
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
        self.globals: dict[str, Any] = {"range": PaidMethod(self.range, self.budget)}

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
            return PaidMethod(value, self.budget) if callable(value) else value
        if isinstance(obj, datetime.date) and attribute in DATE_WORDS:
            return getattr(obj, DATE_WORDS[attribute])
        if isinstance(obj, Mapping):
            return self.of_mapping(obj, attribute)
        if isinstance(obj, str) and attribute in TEXT_METHODS:
            return PaidMethod(getattr(obj, attribute), self.budget)
        if obj is None:
            raise Mistake("no-value", f"“.{attribute}”前面没有值", "请先用 {% if … %} 判断，或检查前面的名称。")
        return self.undefined(obj=obj, name=attribute)

    def of_mapping(self, obj: Mapping[Any, Any], attribute: str) -> Any:
        """A key of a mapping, or one of its methods."""
        if attribute in obj:
            return obj[attribute]
        if attribute in MAPPING_METHODS:
            return PaidMethod(getattr(obj, attribute), self.budget)
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
        if isinstance(__obj, MissingName):
            __obj()
        if not isinstance(__obj, PaidMethod):
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
        return isinstance(obj, PaidMethod)

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


PARSER = Sandbox()
