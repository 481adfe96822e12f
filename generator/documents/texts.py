"""Texts as paper and converters leave them, to texts as they were written: line breaks, blanks, brackets."""

from __future__ import annotations

import re
from itertools import pairwise

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SPACED = re.compile(rf"(?<=[{HAN}])[ \u3000]+(?=[{HAN}](?:[ \u3000]|\n|$|[，、。；）)]))")
SENTENCE_END = re.compile(r"[。；！？.;!?…][”’」』）)]*\s*$")

UNIT_END = re.compile(
    r"(?:[局委办厅部院室会处科行司署组团所站队台校馆]|中心|公司|集团|政府|街道|[^一二三四五六七八九十]镇|乡|苏木|村|社区|嘎查|管委会|办事处|指挥部|专班|[大中小]学|学院|医院|单位|部门|机构|"
    r"企业|镇街|乡街|街乡|村居|园区?|开发区|经开区|高新区|新区|地区|功能区|联社|供销社|报社|海关|电信|移动|联通|电力|铁塔|邮政|烟草|盐业|党校|法院|工会|妇联|工商联|残联|侨联|文联|科协|社联|红十字会|银行|"
    r"[市县区旗州盟省])(?:[（(〔][^（）()〔〕]*[）)〕])?$"
)
"""How names of units end."""
ROLE_END = re.compile(r"(?:牵头|配合|负责|参与|协办|落实)$")
SEPARATOR = re.compile(r"[、，,；;\s]")
HALF_NAME = re.compile(
    r"(?:城乡|社会|机关|党委|[省市县区旗州]委|委员会|政府|人民|工会|医疗|公共|综合|行政|残联|领导小组)$"
)
"""Ends of names that may also go on in the next line: 市委｜组织部, 人力资源社会｜保障局."""
OF_GOVERNMENT = re.compile("办|研究|督查|法制|驻|金融|国资|口岸|外事|参事|采购|政务|新闻|应急|信息")
"""How a line begins that goes on with the name of a body of a government: 县政府｜办公室."""
PREFIXES = "省市县区旗州各国中有相"
GROUP_BEGINS = re.compile(r"各(?!自|项(?!目)|[种类族])|有关|相关|其他")
"""How names of groups begin that stand in a line of their own."""
"""How names begin that follow another in a list."""
NAME_BEGINS = re.compile(
    r"团[省市县区旗州]委|[省市县区旗州](?!场|域|级|直|政[^府协务法])[\u4e00-\u9fff]|国网|国家|中国|中共|各(?!自|项|[种类族])|有关|相关|其他"
)
"""How a name begins that cannot go on with one that is whole before it: 县财政局 behind 县教育局."""
LONGEST_NAME = 60
FAR = 3
"""Characters that a line has less than the widest of its column, so that nothing but its author ended it."""
WHOLE_WORDS = re.findall(
    r"\S+",
    "办公室 委员会 管委会 政府 公司 中心 街道 办事处 指挥部 集团 大学 学院 医院 银行 法院 检察院 海关 开发区 "
    "联合会 专班 部门 单位 机构 支行 分行 大队 支队 总队 公安局 教育局 财政局 民政局 管理局 服务局 监管局 "
    "保障局 事务局 卫健委 发改委 国资委",
)
"""Words that a line break cuts and that separates no names."""


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


def unit_list(text: str, widest: int = 0, full: int = 0) -> str:
    """Names of units, a line each, as a list: a line break between two whole names separates them.

    A break that only the width of the column made does not; `widest` are the characters of its widest line, `full`
    those of a line behind which that width is known to break names.
    """
    lines = [close_up(line.strip()) for line in text.split("\n") if line.strip()]
    widest = max(widest, *map(len, lines), 0)
    are_names = not any(SEPARATOR.search(line) for line in lines)
    pieces = lines[:1]
    open_brackets = bracket_depth(lines[0]) if lines else 0
    for n, (before, line) in enumerate(pairwise(lines), 1):
        # in a line that is not full, as in cells without any separator, somebody began a new line
        # punctuation that may not begin a line takes a character with it into the next one
        is_short = len(before) + (1 if are_names else 2) <= widest
        is_meant = is_short or are_names or NAME_BEGINS.match(line) is not None
        # a full line may break the name that it begins
        may_go_on = NAME_BEGINS.match(line) is not None or (is_short and len(line) + 1 >= widest)
        rest = "".join(lines[n:] if may_go_on else [line])[:LONGEST_NAME]
        last = "".join(pieces)[-LONGEST_NAME:]
        is_apart = len(before) + FAR <= widest and begins_anew(last, line)
        is_new = open_brackets == 0 and is_meant and (is_apart or are_whole(last, line, rest))
        says_role = open_brackets == 0 and ROLE_END.search(before) is not None
        is_new = is_new and not (full and len(before) >= full and GROUP_BEGINS.match(line))
        pieces.append(f"、{line}" if is_new else f"，{line}" if says_role else line)
        open_brackets += bracket_depth(line)
    return "".join(pieces).strip()


def bracket_depth(text: str) -> int:
    """How many more brackets a text opens than it closes."""
    return sum(map(text.count, "（(〔")) - sum(map(text.count, "）)〕"))


def begins_anew(before: str, line: str) -> bool:
    """Whether a line that somebody began, as the one before has room, begins with a name: one of both looks whole."""
    last, first = SEPARATOR.split(before)[-1], SEPARATOR.split(line)[0]
    if first[:1] in tuple("（(〔和及与等"):
        return False
    is_whole = UNIT_END.search(last) is not None and not HALF_NAME.search(last)
    return min(len(last), len(first)) > FAR - 1 and (is_whole or NAME_BEGINS.match(first) is not None)


def are_whole(before: str, line: str, rest: str) -> bool:
    """Whether a text ends, and the next line begins, with a whole name; `rest` is that line with what may end it."""
    last, first = SEPARATOR.split(before)[-1], SEPARATOR.split(line)[0]
    if min(len(last), len(first)) < 2 or first[0] in "（(〔等" or not UNIT_END.search(last):
        return False
    ends = UNIT_END.search(first) or UNIT_END.search(SEPARATOR.split(rest)[0])
    if not (ends or GROUP_BEGINS.match(first)):
        return False
    is_half = HALF_NAME.search(last) and not (last.endswith("政府") and not OF_GOVERNMENT.match(first))
    if is_half and first[0] not in PREFIXES and not NAME_BEGINS.match(first):
        return False
    joined = last[-3:] + first[:3]
    cut = len(last[-3:])
    return not any(at < cut < at + len(word) for word in WHOLE_WORDS if (at := joined.find(word)) >= 0)
