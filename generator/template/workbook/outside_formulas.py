"""Formulas of a template that reach out of the workbook: none of them is carried into what is built.

A template may come from a stranger, and what is built from it goes to every department: a formula that asks a server,
another workbook or another program would do so on each of their machines. It is decided by the formula's tokens: a
function may be called with a blank before its bracket, or handed on by its name alone (LET, LAMBDA, MAP).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

from generator.problems import Place, Problem, warning

PREFIX = re.compile(r"(?:_xlfn\.|_xlws\.|_xludf\.|_xldudf_)*", re.IGNORECASE)
FUNCTIONS = re.compile(
    r"WEBSERVICE|RTD|CALL|REGISTER(?:\.ID)?|UNREGISTER|EXEC|DDE|SQL\.\w+|IMAGE|STOCKHISTORY|COPILOT|TRANSLATE|"
    r"DETECTLANGUAGE|PY|CUBE\w+|IMPORT\w+|EVALUATE|RUN|INITIATE|POKE|EXECUTE|REQUEST|FILES|DIRECTORY|"
    r"FOPEN|FREAD|FREADLN|FWRITE|FWRITELN|GET\.\w+",
    re.IGNORECASE,
)
"""Functions that ask a server, a data source or a program ("Excel functions (by category)", Microsoft support), those
of macros ("Excel 4.0 Macro Functions Reference"), which WPS works out in cells, and what works out a text."""
ADD_IN = "_xll."
"""What stands before a function of an add-in ([MS-XLSX] 2.2.2)."""
BY_ADDRESS = {"INDIRECT": "它按文字里的地址引用别的工作簿", "HYPERLINK": "函数 HYPERLINK 会打开工作簿以外的地址"}
"""Functions that go where a text says, and why they are not carried where it says another place."""
ANY_TEXT = frozenset({"CHAR", "UNICHAR", "CELL", "INFO"})
"""Functions that give characters which are not written in the formula."""
ADDRESS = re.compile(r"[\[\]|\\]|:/|^\"'?[A-Za-z]+:[^$A-Za-z\d]|'#")
"""What the address of another workbook or place has, and a cell's has not."""
COLUMN_OF_TABLE = re.compile(r"\"[^\W\d][\w.]*\[[^\[\]!]+\]\"")
"""The address of a column of a table in the same workbook, as lists to choose from are told it."""
OTHER_BOOK = re.compile(r"[\[\]\\/]|\.(?:xl\w{1,2}|xls|csv|ods|et|ett)'?$", re.IGNORECASE)
"""What stands before the exclamation mark where it is no sheet of the same workbook (ECMA-376 part 1, 18.17.2.2)."""


def reason_against(formula: str) -> str:
    """Why a formula is not carried, in Chinese; empty where it stays inside the workbook."""
    try:
        tokens = Tokenizer(formula if formula.startswith("=") else f"={formula}").items
    except (TokenizerError, IndexError, ValueError):
        return "写法有误"
    tokens = [token for token in tokens if token.type != Token.WSPACE]
    depth = sum((token.subtype == Token.OPEN) - (token.subtype == Token.CLOSE) for token in tokens)
    return next(reasons(tokens), "括号不成对" if depth else "")


def reasons(tokens: Sequence[Token]) -> Iterator[str]:
    """What speaks against the tokens of a formula, blanks left out."""
    calls: list[str] = []
    for number, token in enumerate(tokens):
        if token.type == Token.OPERAND and token.subtype == Token.TEXT:
            if ADDRESS.search(token.value) and not COLUMN_OF_TABLE.fullmatch(token.value):
                yield from (BY_ADDRESS[call] for call in calls if call in BY_ADDRESS)
            continue
        if "|" in token.value:
            yield "它会调用别的程序（DDE）"
        name = name_of(token)
        yield from reasons_against_name(token, name)
        if token.subtype == Token.OPEN:
            before = tokens[number - 1] if number else None
            call = name if token.type == Token.FUNC else name_of(before) if before else ""
            calls.append(call)
            yield from reasons_against_call(call, calls, tokens[number + 1 : number + 3])
        elif token.subtype == Token.CLOSE and calls:
            calls.pop()
        elif name in BY_ADDRESS and not is_open(tokens[number + 1 : number + 2]):
            yield BY_ADDRESS[name]


def name_of(token: Token) -> str:
    """The name of a function or of anything else that is named, as Excel calls it; empty for other tokens."""
    if token.type not in (Token.FUNC, Token.OPERAND) or token.subtype == Token.CLOSE:
        return ""
    name = token.value.rstrip("(").strip().lstrip("@").rpartition("!")[2].lstrip("@")
    return PREFIX.sub("", name, count=1).upper()


def is_open(tokens: Sequence[Token]) -> bool:
    """Whether a bracket follows."""
    return bool(tokens) and tokens[0].type == Token.PAREN and tokens[0].subtype == Token.OPEN


def reasons_against_name(token: Token, name: str) -> Iterator[str]:
    """Why something that a formula names, to call it or to hand it on, may not be carried."""
    book, mark, _ = token.value.rpartition("!")
    if mark and token.subtype != Token.ERROR and OTHER_BOOK.search(book):
        yield "它引用别的工作簿"
    if name.startswith(ADD_IN.upper()):
        yield f"函数 {name[len(ADD_IN) :]} 属于加载项，会运行别的程序"
    if FUNCTIONS.fullmatch(name):
        yield f"函数 {name} 会访问网络、数据源或别的程序"


def reasons_against_call(call: str, calls: Sequence[str], following: Sequence[Token]) -> Iterator[str]:
    """Why a function may not be called there: a link leads to a written place of the workbook, or it is none."""
    if call in ANY_TEXT:
        yield from (BY_ADDRESS[call] for call in calls if call in BY_ADDRESS)
    if call == "HYPERLINK":
        first, end = (*following, None, None)[:2]
        is_place = first is not None and first.subtype == Token.TEXT and first.value.startswith('"#')
        if not is_place or end is None or not (end.type == Token.SEP or end.subtype == Token.CLOSE):
            yield BY_ADDRESS[call]


def refused(place: Place, what: str, reason: str, advice: str) -> Problem:
    """The warning about a formula that is left out."""
    return warning("formula-not-carried", place, f"{what}没有带到生成的文件里：{reason}", advice)
