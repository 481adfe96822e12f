"""Texts as paper and converters leave them, to texts as they were written: line breaks, blanks, brackets."""

from __future__ import annotations

import re
from itertools import pairwise

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SPACED = re.compile(rf"(?<=[{HAN}])[ \u3000]+(?=[{HAN}](?:[ \u3000]|\n|$|[，、。；）)]))")
SENTENCE_END = re.compile(r"[。；！？.;!?…][”’」』）)]*\s*$")

UNIT_END = re.compile(
    r"(?:[局委办厅部院室会处科行司署组团所站队台校]|中心|公司|集团|政府|街道|[^一二三四五六七八九十]镇|乡|苏木|管委会|办事处|指挥部|专班|大学|学院|医院|单位|部门|机构|"
    r"企业|园区?|开发区|经开区|高新区|新区|地区|功能区|联社|海关|电信|移动|联通|电力|铁塔|邮政|烟草|盐业|党校|法院|工会|妇联|工商联|残联|侨联|文联|科协|社联|红十字会|银行|"
    r"[市县区旗州盟省])(?:[（(〔][^（）()〔〕]*[）)〕])?$"
)
"""How names of units end."""


def one_line(text: str) -> str:
    """The text of a cell without the line breaks of the paper; letter-spaced characters close up."""
    return close_up(join_lines(text)).strip()


def join_lines(text: str) -> str:
    """The lines put together; a blank only between two Latin words."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    pieces = lines[:1]
    for before, line in pairwise(lines):
        latin = before[-1].isascii() and before[-1].isalpha() and line[0].isascii() and line[0].isalpha()
        pieces.append(f" {line}" if latin else line)
    return "".join(pieces)


def close_up(text: str) -> str:
    """Characters set apart by blanks (市 农 业 农 村 局) together again; single blanks in sentences stay."""
    return SPACED.sub("", text) if len(SPACED.findall(text)) > 1 else text


def unified(label: str) -> str:
    """A label with full-width brackets."""
    return label.replace("(", "（").replace(")", "）") if re.search(rf"[{HAN}]", label) else label


def plain(text: str) -> str:
    """A heading without white space and brackets at its end: ``责 任 单位（人）`` → ``责任单位``."""
    text = "".join(text.split())
    return re.sub(r"[（(][^（）()]*[）)]$", "", text) or text


def unit_list(text: str) -> str:
    """Names of units, a line each, as a list: a line break between two whole names separates them.

    A break that only the width of the column made does not: the line before it is full, or a name goes on after it.
    """
    lines = [close_up(line.strip()) for line in text.split("\n") if line.strip()]
    widest = max(map(len, lines), default=0)
    pieces = lines[:1]
    for n, (before, line) in enumerate(pairwise(lines), 1):
        pieces.append(f"、{line}" if is_separated(before, line, widest, lines[:n]) else line)
    return "".join(pieces).strip()


def is_separated(before: str, line: str, widest: int, above: list[str]) -> bool:
    """Whether the break between two lines of a cell of units separates two names."""
    if not UNIT_END.search(before) or not UNIT_END.search(re.split(r"[、，,；;]", line)[0]):
        return False
    so_far = "".join(above)
    if sum(map(so_far.count, "（(〔")) > sum(map(so_far.count, "）)〕")):
        return False
    first = re.split(r"[、，,；;]", line)[0]
    is_short = len(before) + 1 < widest
    are_names = "、" not in so_far and "，" not in so_far and len(first) > 1 and len(before) > 2
    return is_short or are_names
