"""The table of standard names, and what can be told from a name alone: its prefix, stem, ending and kind.

A name is prefix + stem + ending: 旗 + 发改 + 委. The prefix is the place (奈曼旗, 旗, 省), the stem the trade.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib import resources

from msgspec import Struct

VERTICAL, PARTY, GOVERNMENT = "垂直管理机构", "党委部门", "政府部门"

LONG_ENDINGS = {"委": "委员会", "办": "办公室"}
"""Endings whose full form differs from the short one."""

_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|"
    "内蒙古|广西|西藏|宁夏|新疆|兵团"
)
LEVELS = tuple("省市县区旗州盟镇乡")
"""What names of an office's bodies begin with, where the place is left out."""
_NATION = "国家|中央|国务院|中国|全国|最高|中共中央"
_NATIONS = frozenset(_NATION.split("|"))
_PLACE = (
    r"(?:和(?=县)|(?:和(?=[平田林顺静硕政龙布]))?(?:(?![局委办厅院队及与和等]|银行|街道|公司|集团|中心|总?工会|[镇乡][省市县区旗州盟])[\u4e00-\u9fff]){1,5}?)"
    r"(?:自治[区州县旗]|综合实验区|省|市(?!场|容)|县|区|旗|盟|州(?![市区县]))"
)
_NO_PREFIX = r"市场|市容|市政(?![府协务法研])|市民(?![政委宗族盟革建进])|区域|区划|区块|区间|县域|旗帜|州际|省际"
PREFIX = re.compile(
    rf"(?!{_NO_PREFIX})(?:(?P<bare>自治[区州县旗]|[省市县区旗州盟镇乡])(?:本级|[级直属](?=[\u4e00-\u9fff]))?|(?P<nation>{_NATION}))"
    rf"|(?P<place>(?!{_NO_PREFIX}|社区|地区){_PLACE}|(?:{_PROVINCES})(?:省|市|自治区)?)"
)
ENDING = re.compile(
    r"(?:分局|总局|局|委员会|工委|党委|委|办公室|办|部|厅|人民法院|检察院|法院|研究院|学院|医院|医院|院|总署|署|室|中心|集团有限公司|集团公司|"
    r"有限公司|公司|集团|银行|分行|支行|(?<![运执进施推发举可现试旅飞出通])行|协会|学会|商会|联合会|基金会|(?<![社都])会|工会|红十字会|领导小组|小组|组|指挥部|专班|实验室|管委会|党工委|"
    r"政府|政协|人大|妇联|残联|文联|侨联|科协|社科联|工商联|供销社|联社|(?:剧|艺术|文工|歌舞|乐)团|社|(?<![部军团梯排连])队|中学|小学|幼儿园|车间|大学|学校|(?<=[县市区旗])[一二三四五六七八九十]中|职中|附中|党校|研究所|事务所|所|馆|"
    r"电视台|台|站|海关|街道办事处|办事处|街道|苏木|镇|乡|(?:开发|经开|综保|自贸|园|新|示范|风景|景|度假|旅游|保税|试验|实验|合作|功能|管理|物流|产业|工业)区|(?:工业|产业|科技|物流)园|(?:科技|新)城|厂|(?:林|农|牧|渔)场|基地|联盟|报社|会议|企业|高校|单位|部门|机构|处|科|股)"
    r"(?:（[^（）]*）)?$"
)
COMMON_ENDINGS = ("局", "委", "办", "厅", "部", "室", "中心", "社", "公司", "大队", "支队", "总队")
_SHORT = {"委员会": "委", "办公室": "办"}
_ENDINGS = (*_SHORT, *COMMON_ENDINGS)


class StandardName(Struct, frozen=True):
    """A row of names.tsv."""

    stem: str
    ending: str
    province_ending: str
    full_stem: str
    variants: tuple[str, ...]
    category: str

    def short(self, province: bool = False) -> str:
        """The usual short name without prefix: 发改委, 教体局, at a province 财政厅."""
        return self.stem + (self.province_ending if province else self.ending)

    def full(self, ending: str = "") -> str:
        """The full name without the place: 发展和改革委员会."""
        ending = ending or self.ending
        return self.full_stem + LONG_ENDINGS.get(ending, ending)


@lru_cache(maxsize=1)
def standard_names() -> dict[str, StandardName]:
    """Every stem and variant → its row; earlier rows win."""
    table = resources.files("generator.departments").joinpath("names.tsv").read_text(encoding="utf-8")
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    names: dict[str, StandardName] = {}
    for row in csv.DictReader(lines, delimiter="\t"):
        variants = tuple(filter(None, row["variants"].split(",")))
        name = StandardName(
            row["stem"], row["ending"], row["province_ending"], row["full_stem"], variants, row["category"]
        )
        for stem in (name.stem, name.full_stem, *variants):
            names.setdefault(stem, name)
    return names


class NameParts(Struct, frozen=True, gc=False):
    """A name taken apart. `standard` is its row of the table, None where the table does not know it."""

    prefix: str
    stem: str
    ending: str
    standard: StandardName | None

    @property
    def national(self) -> bool:
        """Whether the prefix is the nation's (国家发展改革委): nobody shares it."""
        return self.prefix in _NATIONS

    @property
    def vertical(self) -> bool:
        """Whether it is run from above (税务, 海关 …), so that no county's prefix belongs before it."""
        return self.standard is not None and self.standard.category == VERTICAL


@lru_cache(maxsize=65536)
def parts(name: str) -> NameParts:
    """`name` taken apart: the known reading first (市场监管局 has no prefix 市), then by form."""
    whole = _stem_and_ending(name)
    if whole[2]:
        return NameParts("", *whole)
    for length in _prefix_lengths(name):
        stem, ending, standard = _stem_and_ending(name[length:])
        if standard:
            return NameParts(name[:length], stem, ending, standard)
    length = next(iter(_prefix_lengths(name)), 0)
    return NameParts(name[:length], *_stem_and_ending(name[length:]))


def _prefix_lengths(name: str) -> list[int]:
    found = PREFIX.match(name)
    return [found.end()] if found and found.end() < len(name) else []


def _stem_and_ending(name: str) -> tuple[str, str, StandardName | None]:
    names = standard_names()
    if name in names:
        return name, "", names[name]
    if name.endswith(_ENDINGS):
        for ending in _ENDINGS:
            if name.endswith(ending) and len(name) > len(ending):
                stem = name[: -len(ending)]
                return stem, _SHORT.get(ending, ending), names.get(stem)
    return name, "", None


def looks_like_name(text: str) -> bool:
    """Whether `text` has the form of a body's name: a known stem, or an ending that bodies have."""
    return ENDING.search(text, max(0, len(text) - 60)) is not None or parts(text).standard is not None


_NATIONWIDE = re.compile("民航|铁路|国网|中国|中央|全国|国家|人民银行|人行|长江|黄河|珠江|淮河")


def is_nationwide(name: str) -> bool:
    """Whether `name` begins with what bodies of the whole nation begin with (国网, 人民银行)."""
    return _NATIONWIDE.match(name) is not None


def is_whole(name: str) -> bool:
    """Whether the table has `name`, ending and all (县财政局, 团县委)."""
    taken = parts(name)
    return taken.standard is not None and bool(taken.ending or not taken.standard.ending)


_KNOWN_END = re.compile(
    r"[妇残文侨]联|科协|工商联|社科联|团委|总?工会|局|委员会|委(?!员)|办公室|办(?![公理事])|厅|部(?![门署])|院(?![士校])|中心"
)


def first_body(text: str) -> str:
    """The name of the table, ending and all, that `text` begins with (财政局 of 财政局的资金已到位), or nothing."""
    for mark in _KNOWN_END.finditer(text, 0, 14):
        name = text[: mark.end()]
        if is_whole(name) and parts(name).stem:
            return name
    return ""
