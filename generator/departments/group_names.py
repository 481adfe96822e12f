"""Names that stand for several bodies: 各有关部门, 相关县（市、区）政府, 乡镇人民政府, 承担…职责的部门."""

from __future__ import annotations

import re
from functools import lru_cache

from generator.departments.name_parts import looks_like_name, parts

_LONGEST = 240
"""No group's name is longer; of a longer text both ends are looked at."""

_ALTERNATIVES = (
    r"省级|自治区|直辖市|计划单列市|省管县|省直管[县市]|直管市|扩权县|强县|省|设区市|辖市|辖区|师市|设区的市|不设区的市|地级市|地级以上市|县级市|省辖市|市州|州市|盟市|地市|市地|市直|"
    r"县区|区县|市县|县市区|市区县|县市|旗县市区|旗县区|旗县|苏木乡镇场|苏木乡镇|苏木镇|街道办(?!事处|公室)|乡镇场街|乡镇场|乡镇街道|乡镇|镇街道|镇街|镇乡|镇村|村镇|"
    r"苏木|街道|镇|乡|市|县|区|旗|州|盟|功能区|园区|开发区|新区|管理区|经济区|农场|国有农牧场|农牧场|林场|场|嘎查村|嘎查|村居|村|社区|居|"
    r"街镇|街|片区|地区|自治县|自治州|自治旗|林区|特区|管委会|办事处|行政公署"
)
ADMIN = rf"(?:{_ALTERNATIVES})"
"""Words for every place of one level; a group's name joins several (各市、县（市、区）政府)."""
_BRACKET = r"[（〔][^（）〔〕]*[）〕]"
_OFFICE_OF = r"(?:人民)?(?:政府|党委|党工委|管委会|街道办事处|办事处|行政公署|公署|党委政府|党委和政府|委)"
_SEVERAL = "[一两二三四五六七八九十][县市区旗镇乡场]"
_PARTY = r"(?:党委|委|党工委|党（工）委|党组)"
_ADMIN_ONE = rf"{ADMIN}(?:{_BRACKET}|{ADMIN}){{0,3}}"
_TAIL = rf"(?:{_PARTY}|{_OFFICE_OF})?(?:{_BRACKET})?"
_EVERY = r"(?:各|有关|相关|所有|全体|涉及)"
_ALL_PLACES = re.compile(rf".{{0,8}}?{_EVERY}{_ADMIN_ONE}{_TAIL}(?:[、和及与]{_ADMIN_ONE}{_TAIL}){{0,4}}$")
_ONLY_PLACES = r"(?:自治区|直辖市|计划单列市|设区的?市|县级市|省辖市|新疆生产建设兵团)"
_MORE_PLACES = re.compile(
    rf"{_ONLY_PLACES}(?:[及和]{_ONLY_PLACES})*[\u4e00-\u9fff]{{1,10}}[厅局委办](?:{_BRACKET})?$|{ADMIN}{_BRACKET}[\u4e00-\u9fff]{{1,10}}[局委办]$|(?:{_ADMIN_ONE}{_TAIL}|{_OFFICE_OF}(?:{_BRACKET})?)$"
)
_PARTY_HALF = re.compile(rf".{{0,8}}?{_EVERY}.*{_PARTY}(?:{_BRACKET})?$")
_GOVERNMENT_HALF = re.compile(rf"(?:(?:人民)?政府|管委会|办事处|行政|党组|党委)(?:{_BRACKET})?$")
"""The halves of 各县（市、区）党委、政府: one group."""
_COURTS = re.compile(r".{0,6}各.{0,6}(?:法院|检察院)$")
_COURT = re.compile(r"(?:人民)?(?:法院|检察院)$")
"""各级人民法院、人民检察院."""
_ONE = "[部委办局厅院处室科股站所系]"
_INITIALS = re.compile(rf".{{0,6}}?各(?:{_ONE}(?:[、和]?{_ONE})*|分)$")
_INITIAL = re.compile(rf"(?:{_ONE}|委办局?|办局|直属机构|群团|子公司)$")
"""各部、委、办、局; 各分、子公司."""
_INNER = (
    "(?:[科处股部]室|车间|班组|工[区段]|中心|[分子]公司|项目部|[院系]部|学院|研究院|师市|团场|连队|站所|[支大中]队|管区"
    "|[农林]场|党?总?支部)"
)
_INNERS = re.compile(rf".{{0,4}}各{_INNER}$")
_INNER_KIND = re.compile(f"{_INNER}$")
"""各车间、班组: kinds of parts that one body has."""
BARE_CLASS = re.compile(
    r"各?(?:部门|单位|机构|企业|地区|团体|组织|个人|幼儿园|学校|医院|院校|高校|科研院所|院所|直属机构|直属单位|派出机构|企?事业单位|国有企业|社会组织|群团组织|人民团体)$"
)
BARE_COUNTED = re.compile(
    r"(?:乡镇|镇街|街镇|乡镇街道|街道|苏木乡镇|县区|区县|县市区|旗县区|市州|盟市|镇|乡|县|区|村|社区|园区|企业|学校|高校|医院)(?:（[^（）]{1,6}）)?"
)
"""After 等: counts what stood before it (清河镇、柳林镇等6个乡镇)."""
_CLASS_END = re.compile(
    r"(?:各地|地区|部门|单位|机构|企业|国企|政府|乡镇|镇|街道|院校|高校|学校|医院|园区|开发区|片区|县区|区县|县|市|区|旗|村|社区|办事处|管委会|公司|场|街镇|镇街)"
    rf"(?:{_BRACKET})?$"
)

_MANY = (
    r"(?:部门|部委|单位|机构|政府|地区|地方|乡镇|街道|苏木|镇街|企业|国企|央企|民企|学校|高校|院校|医院|院所|科研院所|科室|处室|股室|委办局|办局|主体|成员|园区|银行|团体|组织|"
    r"平台公司|平台企业|协会|商会|场所|市州|盟市|区县|县区|县市区|设区市|村|社区|站所|媒体|事业单位|企企|服务商|运营商|幼儿园|高校院所|中小学校?)"
)
"""Words for a kind of bodies; alone they stand for several."""
_CLASS = rf"(?:{_MANY}|开发区|平台|公司|集团|基地|管委会|指挥部|专班|专委会|专门委员会|中心|党组|党委|支部)"
"""Those that stand for several only after 各, 有关 or 所属."""
_OF = r"(?:下属|下辖|所辖|直属|所属|[省市县区旗]属|[省市县区旗]直|[省市县区旗镇乡村]级|国家级)"
_QUALITY = r"(?:[省部市央]{1,2}属|重点|国有|公共|公立|公办|骨干|金融|业务|职能|本科|职业|普通|民办|高等|新闻|主流)"
_TRADES = r"(?:政法|公安|税务|司法|检察|审判|纪检监察|监察|国家安全|党政|国家|海关|人防|军事)"
"""Before 机关 (公安机关): the bodies of one trade."""
_STATION = r"(?:派出所|司法所|供电所|卫生院|学校|村委会|村民委员会|居委会)"
_STATION_END = re.compile("(?:所|站|院|学校|中心校|党[委组])$")
_KINDS = (
    "教研室|车间|班组|病区|卫生室|卫生院|服务中心|派出所|司法所|供电所|站所|景区|酒店|宾馆|市场|超市|商场|门店|网点|药店|诊所|小区"
    "|物业公司|养老院|福利院"
)
_KIND = re.compile(f"[\u4e00-\u9fff]{{0,4}}?(?:{_KINDS})$")
"""Names of kinds: behind 各商场、 they stand for all of their kind too."""
_KIND_OF_EACH = re.compile(
    f"(?:[包驻联帮下][村片组户社]区?|帮扶|村级|社区|基层|便民|综合|卫生)*(?:{_KINDS}|(?:工作|服务|执法|救援)队|中心校"
    "|[村居]委会|(?:平安|综治|应急|党政)办)$"
)
"""Names of what each of several has (各村居及包村工作队), without a word that may be a proper name."""
_WHERE = (
    r"(?:属地|沿[线江河海边湖路]|辖区内?|本辖区|(?:事故)?发生地|[事案]发地|户籍地|所在地|当地|周边|相邻|毗邻|涉农|受灾|(?:试点|重点|示范)(?!区)|有(?:[\u4e00-\u9fff]{1,6})?任务的?)"
    r"(?:的)?"
)
"""Says which places are meant by where they lie (属地乡镇, 沿线镇政府)."""
_PLACES = (
    r"(?:乡镇场街|苏木乡镇场|苏木乡镇|苏木镇|乡镇街道|乡镇|镇街道|镇街|街镇|镇乡|县市区|市县区|市区县|县区|区县|市县|县市|旗县市区|旗县区|旗县|"
    rf"村社区|村居|(?:{ADMIN})[（〔](?:{ADMIN}[、和]?)+[）〕]|街道办事处(?=$|[（〔])|村民委员会|居民委员会|村委会|居委会|业主委员会|业委会|村级组织|县级以上(?:地方)?(?:各级)?(?=人民政府|政府)|地方(?:各级)?(?=人民政府|政府)|[省市县乡镇]级(?=人民政府|政府)|各?级地方(?=人民政府|政府))"
)
"""Words that cannot be one place, with or without 各 (乡镇人民政府, 县（市、区）政府)."""
_OUTSIDERS = re.compile(
    rf"(?:{_EVERY}|其[他它余]|全[省市县区旗州盟](?=各|所有)|{_WHERE}|{_PLACES}|中小学|[\d一两二三四五六七八九十]{{1,2}}[个家所])(?!自)"
)
_OUTSIDE = re.compile(
    rf"(?:{ADMIN}{_TAIL}|(?:人民)?政府|学校|中小学|幼儿园|[高院]校|企业|公司|医院|卫生院|(?:医疗|养老)机构|敬老院"
    r"|银行|[协商]会|合作社|运营商|社会组织|(?:施工|建设|监理|参建)单位|(?:有关|相关|其[他它余])(?:企事业)?单位)"
    rf"(?:{_BRACKET})?$"
)
"""How a group of places, schools, firms begins and ends; 各单位 may be those of one office."""
_BODIES = re.compile(rf"(?:单位|部门|机构)(?:{_BRACKET})?$")
_LEVEL = r"(?:自治[区州县]|直辖市|设区的市|中央|中(?=[、省])|苏木|街道|社区|嘎查|[省市县区旗州盟乡镇村])"
_LEVELS = (
    rf"(?:{_LEVEL}(?:{_BRACKET})?(?:[、和及与]?{_LEVEL}(?:{_BRACKET})?){{1,4}}"
    r"(?:[两二三四五]级|级?(?:有关|相关|各|直)(?=部门|单位|机构|企业|政府|有关|相关|各|直))"
    rf"|(?:{_LEVEL}级?[、和及与])+{_LEVEL}级?(?:[（〔](?:{_LEVEL}[、和]?)+[）〕])?"
    r"(?=(?:人民)?(?:政府|法院|检察院)|党委|(?:[\u4e00-\u9fff]{2,8}?(?:主管|监管)?(?:部门|机关)|有关单位)(?:$|[^\u4e00-\u9fff]|按|负|配|牵|和|及|会同|要|应|等)))"
)
"""Several levels at once: 市、县两级政府, 省、市、县有关部门, 市、县（市、区）财政部门."""
_FROM_ABOVE = r"(?:中央|中直|[国省市县区旗州盟]直?)"
_STATIONED = (
    rf"{_FROM_ABOVE}(?:[、和及与]?{_FROM_ABOVE}){{0,4}}[、和及与]?[属直]?[驻在][\u4e00-\u9fff]{{1,2}}?(?:各|有关|相关)*"
    r"(?:企事业单位|企业事业单位|单位|机构|部门|企业|高校|院校)"
)
"""Bodies of the levels above in a place: 中央、省、市驻县各单位, 县直和省驻县单位."""
LEVELS_NAME = rf"(?:{_STATIONED}|{_LEVELS}[^，；。、：（）]{{0,12}}?(?:{_CLASS}|党委|法院|检察院|(?=[，；。、]|$)))"
_LEVELS_NAME = re.compile(LEVELS_NAME)
_LEVEL_BEGINS = frozenset("自直设中国省市县区旗州盟苏街社嘎乡镇村")
_AFTER_LEVEL = re.compile("[省市县区旗州盟]、$")
"""Before a level that belongs to a longer list of them (各市、州、县人民政府)."""
_STATIONED_NAME = re.compile(f"{_STATIONED}$")

GROUP = re.compile(
    rf"(?:.{{0,20}}?各(?!自(?![然治])|项(?!目)|[种类族]).+|.*部门|.*(?<!纪检监察)机构|.*企事业单位|.*(?:实施|执法|主管|行政|许可|审批|监管)机关"
    rf"|.{{0,20}}?(?:各|有关|相关|部分|每个|全部|所有|全体|其他|其它|其余|涉及|所在)(?!自(?![然治])).*(?:{_CLASS}|{ADMIN})(?:[（〔].*[）〕])?(?:{_CLASS})?"
    rf"|.*(?:主管|成员|职能|对口|所属|责任|牵头|配合|涉及|起草|下属|直属|驻[^驻]{{1,3}}|组成|监管|管理|承办|主办|编制|制定|执法|审批)(?:的)?(?:部门|单位|机构)"
    rf"|.*的(?:.{{0,6}}){_CLASS}"
    rf"|(?:.*[在驻][\u4e00-\u9fff]|{_OF})?{_QUALITY}*{_MANY}(?:和{_MANY})?"
    rf"|(?:[省市县区旗州盟]|.*[在驻][\u4e00-\u9fff])?(?:{_OF}{_QUALITY}*|{_QUALITY}+){_CLASS}"
    rf"|{_WHERE}(?:{ADMIN}(?:{_BRACKET}|{ADMIN}){{0,2}}(?:{_PARTY}|{_OFFICE_OF})?|{_OFFICE_OF}|{_TRADES}机关|{_STATION})"
    rf"|(?:[省市县区旗州盟]级?|地方|基层|各级)?{_TRADES}机关|.{{0,4}}(?:群团|社会|党|工会|妇联|共青团)组织|人民团体|社会团体"
    rf"|{_LEVELS}.*|.{{0,2}}(?:物业(?:管理)?|居民|住宅|老旧|封闭)小区|.{{0,4}}(?:商户|经营户|农户|住户)"
    r"|其?(?:所属|下属|下辖|所辖).{2,12}|(?:子|分)公司|分支机构|权属(?:企业|公司)|二级单位|基层站所"
    r"|(?:国家|[省市县区乡镇一二三])级及?以[上下].{2,14}|.{1,10}系统|(?:村|社区|村（社区）|连队)“?两委”?(?:班子)?|[省市县区旗州盟]直机关|[省市县区旗州盟镇乡]?(?:两办|党政班子|四大家|[四五][大套](?:领导)?班子)(?:办公室)?"
    r"|(?:各|有关|相关){1,2}方面|各方|驻村(?:帮扶)?工作队|驻[\u4e00-\u9fff]{1,2}部队"
    rf"|全[省市县区旗州盟镇乡].{{0,10}}(?:机关|系统|{_CLASS})|全[体校院](?:师生|教师|教职工|学生|职工|干部|党员|医护人员|人员)"
    rf"|“?[两二三四五六七八九十\d]{{1,2}}(?:大|家|所|个)”?(?!连池)(?:[\u4e00-\u9fff]{{0,4}}{_CLASS}|{ADMIN}{_TAIL})|(?:{_SEVERAL}){{2,4}}(?:{_OFFICE_OF})?|{_SEVERAL}{_OFFICE_OF}|(?:市辖|主?城区?|县城区){_SEVERAL}(?:{_OFFICE_OF})?"
    rf"|{_PLACES}(?:{_PARTY}|{_OFFICE_OF})?(?:{_BRACKET})?)$"
)
"""A name that stands for several bodies."""
_ALWAYS_SEVERAL = ("单位", "企业")
"""Ends of names that no single body bears."""
SLIP = re.compile(r"(?<=各)有(?=部门|单位|机构|地区)")
"""各有部门 for 各有关部门: a slip that real ledgers have."""
ALL_DEPARTMENTS = re.compile(
    r".{0,8}?(?:政府各(?:工作|职能|组成)?部门|[市县区旗省州盟]直各(?:部门|单位|部门单位)|政府(?:工作|职能|组成)部门)$"
)
"""A group that is all departments of the government."""
SOME = re.compile(r"有关|相关|部分|涉及|各有(?=部门|单位|机构|地区)")
"""Words that leave open which members are meant."""
OPEN_CLASS = re.compile(r"(?:[在驻][\u4e00-\u9fff]{1,2})(?:高校|院校|企业|学校|医院|院所|科研院所)$")
"""A bare class of bodies (在温高校): which of them is left open."""
_DOES = "承担|负责|涉及|具有|具备|行使|从事|履行|主管|开展|提供|制定|起草|掌握|管理|实施"
FUNCTIONAL = re.compile(
    rf"(?P<head>[^：]{{0,8}}?)(?:{_DOES})[^，；。：]{{1,60}}?的(?:各|有关|相关|行政|旗级|市级|县级|主管|基层)*(?:部门|单位|机构|企业|企事业单位|组织(?!实施|开展|推进|协调|领导|保障|工作|管理|筹备))"
)
"""A group described by what it does: ``承担公共服务、行政许可等职责的部门``; `head` stands before what it does."""
FUNCTIONAL_REST = re.compile(
    r"(?:公共)?企事业单位|[^，；。：、]{0,6}(?<!国有)企业$|[^，；。：、]{0,4}(?:经营|公用|管线|专营|产权|权属|运营|供应)[^，；。：、]{0,4}(?:单位|企业|公司)$|[^，；。：、]{0,6}?(?:职责|职能|领域|行业|方面|事项|业务|系统|条线|类别)[^，；。：、]{0,14}?(?:部门|单位|机构|企业|组织)"
)
"""After 等: shows that the list before it was of trades, not of bodies."""
_BODY = re.compile(
    r"(?:局|委|办|厅|部|院|室|中心|公司|集团|会|处|科|社|政府|大队|支队|机关|办公室|党工委|站|所|馆|台|校|组|专班|指挥部)$"
)
"""Ends the name of one body, whose other names or members may stand in brackets (市纪委机关（市监委、市委巡察办）)."""
_OF_EVERY_PLACE = re.compile(
    rf"(?:(?P<levels>{ADMIN}?[（〔](?:{ADMIN}[、和]?)+[）〕])|旗?县市区|旗?县区|市县区?|市区县|区县|乡镇(?!企业)|镇街|街镇)"
    r"(?P<body>[\u4e00-\u9fff]{1,10})$"
)
"""A body that every place of some levels has: 县（市、区）公安局, 乡镇卫生院."""


@lru_cache(maxsize=65536)
def is_group(name: str) -> bool:
    """Whether `name` stands for several bodies (各有关部门, 相关县（市、区）政府)."""
    if len(name) > _LONGEST:
        name = name[: _LONGEST // 2] + name[-_LONGEST // 2 :]
    if named := re.match(r"(.+?)[（〔](.*)[）〕]$", name):
        if _BODY.search(named[1]) and not is_group(named[1]):
            return False
        members = named[2].split("、")
        return GROUP.match(name) is not None or (
            len(members) > 1 and all(map(looks_like_name, members)) and not _BODY.search(named[1])
        )
    if (name.endswith(_ALWAYS_SEVERAL) and len(name) > len("本单位")) or ("驻" in name and _STATIONED_NAME.match(name)):
        return True
    if GROUP.match(name) is not None:
        return name.startswith("各") or parts(name).standard is None
    of_places = _OF_EVERY_PLACE.match(name)
    if of_places is None:
        return False
    body = of_places["body"]
    is_one = body.startswith("委") or parts(body).standard is not None or _STATION_END.search(body) is not None
    return is_one or (of_places["levels"] is not None and looks_like_name(body))


def ends_group(name: str) -> bool:
    """Whether `name` is a group whose last word is a kind of bodies, so that another name may follow at once."""
    return _CLASS_END.search(name, max(0, len(name) - 40)) is not None and is_group(name)


def is_places(name: str) -> bool:
    """Whether `name` is all places of some levels (各乡镇（街道）)."""
    return len(name) <= _LONGEST and _ALL_PLACES.match(name) is not None


def are_outsiders(name: str, are_many: bool = False) -> bool:
    """Whether `name` is a group that no office has within: places, schools, firms (相关乡镇, 属地街道).

    Behind several offices (`are_many`) 有关部门 are none of the last one's either.
    """
    if _OUTSIDERS.match(name) is None or len(name) > _LONGEST:
        return False
    return bool(_OUTSIDE.search(name) or (are_many and _BODIES.search(name))) and is_group(name)


def continues_group(left: str, right: str) -> bool:
    """Whether a separator between them belongs to a group's name (各市、县（市、区）政府)."""
    if max(len(left), len(right)) > _LONGEST or not is_group(left):
        return False
    if BARE_CLASS.match(right) and not right.startswith("各"):
        return True
    if _PARTY_HALF.match(left) and _GOVERNMENT_HALF.match(right):
        return True
    if (_INITIALS.match(left) and _INITIAL.match(right)) or (_COURTS.match(left) and _COURT.match(right)):
        return True
    if _INNERS.match(left) and _INNER_KIND.match(right):
        return True
    return _ALL_PLACES.match(left) is not None and _MORE_PLACES.match(right) is not None


def is_kind(name: str, of_each: bool = False) -> bool:
    """Whether `name` names a kind of bodies, no body: 农贸市场, 社区卫生服务中心; `of_each`: what 及 joins to 各镇."""
    return (_KIND_OF_EACH if of_each else _KIND).match(name) is not None and parts(name).prefix == ""


def is_described(name: str) -> bool:
    """Whether `name` is a group described by what it does."""
    return FUNCTIONAL.match(name) is not None


def levels_end(text: str, at: int) -> int:
    """Where a group of several levels (市、县两级政府) that begins at `at` ends; 0 where there is none."""
    if text[at] not in _LEVEL_BEGINS or _AFTER_LEVEL.search(text, max(0, at - 2), at):
        return 0
    levels = _LEVELS_NAME.match(text, at)
    return levels.end() if levels else 0


def describes_group(text: str, at: int) -> int:
    """Where a group that is described by what it does and begins at `at` ends; 0 where there is none."""
    if text[at] in "（〔" or text.find("的", at, at + _LONGEST) < 0:
        return 0
    described = FUNCTIONAL.match(text, at)
    if described is None or re.search(r"[局委办厅部院会府]$|[、，]", described["head"]):
        return 0
    return described.end()
