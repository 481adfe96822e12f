"""Formulas of a template that reach out of the workbook: none of them is carried into what is built.

A template may come from a stranger, and what is built from it goes to every department: a formula that asks a server,
another workbook or another program would do so on each of their machines.
"""

from __future__ import annotations

import re

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

from generator.problems import Place, Problem, warning

FUNCTIONS = re.compile(
    r"(?:_xlfn\.|_xlws\.|_xludf\.|_xll\.|_xldudf_)*"
    r"(WEBSERVICE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE|SQL\.REQUEST|IMAGE|STOCKHISTORY|COPILOT|TRANSLATE|PY|CUBE\w+)",
    re.IGNORECASE,
)
"""Functions that ask a server, a data source or a program ("Excel functions (by category)", Microsoft support)."""
INSIDE_LINK = re.compile(r"""HYPERLINK\(\s*"#[^"]*"\s*(?:,|\))""", re.IGNORECASE)
EXTERNAL = re.compile(r"\[[^\]]*\][^!]*!")
"""A workbook in brackets before a sheet (ECMA-376 part 1, 18.17.2.2)."""


def reason_against(formula: str) -> str:
    """Why a formula is not carried, in Chinese; empty where it stays inside the workbook."""
    text = formula if formula.startswith("=") else f"={formula}"
    if "|" in re.sub(r'"[^"]*"', "", text):
        return "它会调用别的程序（DDE）"
    try:
        items = Tokenizer(text).items
    except (TokenizerError, IndexError, ValueError):
        return "写法有误"
    depth = 0
    for token in items:
        depth += (token.subtype == Token.OPEN) - (token.subtype == Token.CLOSE)
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            name = token.value.rstrip("(").strip()
            if FUNCTIONS.fullmatch(name):
                return f"函数 {name} 会访问网络、数据源或别的程序"
            if name.upper() == "HYPERLINK" and not INSIDE_LINK.search(text):
                return "函数 HYPERLINK 会打开工作簿以外的地址"
        if token.type == Token.OPERAND and token.subtype == Token.RANGE and EXTERNAL.search(token.value):
            return "它引用别的工作簿"
    return "括号不成对" if depth else ""


def refused(place: Place, what: str, reason: str, advice: str) -> Problem:
    """The warning about a formula that is left out."""
    return warning("formula-not-carried", place, f"{what}没有带到生成的文件里：{reason}", advice)
