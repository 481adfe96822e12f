"""What one fill may spend: turns of loops, items that filters look at, characters that are put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from generator.excel import MAX_CELL_CHARACTERS
from generator.template.language.mistakes import BudgetSpent, Mistake, too_long
from generator.template.language.values import shown

MAX_STEPS = 10_000_000
"""Turns of loops and items that filters look at, for one workbook."""
MAX_CHARACTERS = 200_000_000
"""Characters that one workbook may put together."""
MAX_TEXT = 4 * MAX_CELL_CHARACTERS


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
        items = []
        for item in value:
            items.append(item)
            if len(items) > self.steps:
                self.spend(len(items))
        return items

    def spend(self, steps: int) -> None:
        """Pay for turns of a loop."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetSpent(
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
            raise BudgetSpent(
                "too-much-text", f"拼出的文字过多（超过 {MAX_CHARACTERS:,} 字），已停止", "请检查模板里的循环和拼接。"
            )


def budget_of(environment: Any) -> Budget:
    """The budget of the fill that an environment belongs to."""
    return cast("Budget", environment.budget)
