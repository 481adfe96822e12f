"""Names of functions to how their arguments take cells that lie in several areas.

Source: "Excel functions (alphabetical)", Microsoft support; each kind was also asked of LibreOffice 7.4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

ArgumentKind = Literal["scalar", "terms", "area", "each", "list", "arguments", "union"]
"""What an argument is: one value; an expression that is worked out cell by cell (``terms``); or a `CellUse`."""

PREFIX = "_XLFN."


class Function(Struct, frozen=True):
    """A function by its arguments, counted from 0."""

    kind: ArgumentKind
    places: Callable[[int], bool]
    """Whether an argument takes cells so; all others take one value."""

    def argument(self, number: int) -> ArgumentKind:
        """How an argument is taken."""
        return self.kind if self.places(number) else "scalar"


def at(*numbers: int) -> Callable[[int], bool]:
    """The arguments of some numbers."""
    return lambda number: number in numbers


def every(first: int = 0, step: int = 1, also: int = -1) -> Callable[[int], bool]:
    """The arguments from `first` on, all or every second one."""
    return lambda number: number == also or (number >= first and (number - first) % step == 0)


SUMMING = (
    *("SUM", "AVERAGE", "COUNT", "COUNTA", "MAX", "MIN", "PRODUCT", "SUMSQ", "MEDIAN", "MODE", "MODE.SNGL"),
    *("STDEV", "STDEV.S", "STDEV.P", "STDEVP", "STDEVA", "STDEVPA", "VAR", "VAR.S", "VAR.P", "VARP", "VARA", "VARPA"),
    *("AVERAGEA", "MAXA", "MINA", "GEOMEAN", "HARMEAN", "AVEDEV", "DEVSQ", "SKEW", "KURT"),
)
RANKING = ("LARGE", "SMALL", "PERCENTILE", "PERCENTILE.INC", "QUARTILE", "QUARTILE.INC")
FUNCTIONS: dict[str, Function] = {
    **dict.fromkeys(SUMMING, Function("list", every())),
    "SUBTOTAL": Function("list", every(1)),
    **dict.fromkeys(("AND", "OR", "XOR", "CONCAT", "GCD", "LCM"), Function("arguments", every())),
    "TEXTJOIN": Function("arguments", every(2)),
    "AGGREGATE": Function("arguments", every(2)),
    **dict.fromkeys(("RANK", "RANK.EQ", "RANK.AVG"), Function("union", at(1))),
    **dict.fromkeys(RANKING, Function("union", at(0))),
    **dict.fromkeys(("COUNTIF", "COUNTBLANK", "ROWS"), Function("each", at(0))),
    "SUMIF": Function("each", at(0, 2)),
    "COUNTIFS": Function("each", every(0, 2)),
    "SUMIFS": Function("each", every(1, 2, also=0)),
    "SUMPRODUCT": Function("each", every()),
    **dict.fromkeys(("INDEX", "OFFSET"), Function("area", at(0))),
    **dict.fromkeys(("MATCH", "XMATCH", "VLOOKUP", "HLOOKUP"), Function("area", at(1))),
    **dict.fromkeys(("LOOKUP", "XLOOKUP"), Function("area", at(1, 2))),
    "AVERAGEIF": Function("area", at(0, 2)),
    **dict.fromkeys(("AVERAGEIFS", "MAXIFS", "MINIFS"), Function("area", every(1, 2, also=0))),
}
WITH_TERMS = "SUMPRODUCT"
CELL_BY_CELL = frozenset(
    (
        *("N", "INT", "ROUND", "ROUNDUP", "ROUNDDOWN", "ABS", "SIGN", "MOD", "POWER", "SQRT", "VALUE", "TEXT"),
        *("LEFT", "RIGHT", "MID", "LEN", "TRIM", "UPPER", "LOWER", "EXACT", "FIND", "SEARCH", "SUBSTITUTE"),
        *("ISNUMBER", "ISTEXT", "ISBLANK", "ISERROR", "ISNA", "IF", "IFERROR", "NOT"),
        *("YEAR", "MONTH", "DAY", "WEEKDAY", "DATE"),
    )
)
"""Functions of one value, which SUMPRODUCT works out for each cell."""
BY_TEXT = {"INDIRECT": "文字里写的地址", "OFFSET": "用行数算出的位置", "ADDRESS": "算出的地址"}
"""Functions whose places are no references: they follow no row."""


def plain_name(opener: str) -> str:
    """``_xlfn.CONCAT(`` → ``CONCAT``."""
    return opener.rstrip("(").strip().upper().removeprefix(PREFIX).removeprefix("_XLWS.")
