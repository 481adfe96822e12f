"""The words of the grammar: labels, role words, adverbs, what names groups, and statements about the document."""

from __future__ import annotations

import re

from generator.model import Role
from generator.vocabulary import ROLES

LABEL_ROLES: dict[str, str] = {
    "牵头": "lead", "主办": "lead", "主责": "lead", "总牵头": "lead", "主管": "lead",
    "责任": "owner", "负责": "owner", "承办": "owner", "主体": "owner", "落实": "owner", "主要": "owner",
    "完成": "owner", "承担": "owner",
    "配合": "support", "协办": "support", "参与": "support", "参加": "support", "协助": "support", "协同": "support",
    "支持": "support", "会办": "support", "协作": "support", "协调": "support", "指导": "support",
    "实施": "carry-out", "执行": "carry-out", "具体实施": "carry-out",
}  # fmt: skip
"""The word of a label (牵头单位：) → its role. ``carry-out``: supports whoever else is named, else owns."""

_KIND = "|".join(sorted(LABEL_ROLES, key=len, reverse=True))
_BODY = "单位|部门|科室|处室|股室|机构|主体|地区|方"
LABEL = (
    rf"(?:(?:[市县区省旗州镇]级|国家|中央|第一|主要|具体|共同)?(?P<label>{_KIND})(?:责任|负责|落实|实施)?"
    rf"(?:{_BODY})(?:[、，和及与或](?:(?:{_KIND})?(?:{_BODY})|责任人|个人))?(?:（[^（）]{{0,12}}）)?[：︰﹕]"
    rf"|(?P<short_label>{_KIND})[：︰﹕])"
)
"""A label with its colon: ``牵头单位：``, ``县级责任部门：``, ``配合：``."""
BARE_LABEL = rf"(?P<bare_label>{_KIND})(?:责任|负责)?(?:{_BODY})(?![：的之])"
"""A label that lost its colon: only where an item may begin."""
INNER_LABEL = (
    rf"(?<=[局委办厅部院会府室心处科股司团行])(?P<inner_label>{_KIND})(?:责任|负责)?(?:单位|部门)"
    r"(?![：的之为是])(?=[^，；。、）〕等])"
)
"""The same after a name that ends, where white space was all that parted them."""
OTHER_LABEL = (
    r"(?:[市县区省旗州镇]级|分管|包保|包抓|挂钩|联系|挂点|牵头|责任|负责|主要|第一|直接|具体|配合|总|完成)?"
    r"(?:领导|责任人|负责人|联系人|联络员|召集人|书记|时限|时间|期限|限时|电话)(?:及电话)?[：︰﹕]"
)
"""Labels of people and dates that stand in the same cell: what follows them names no unit."""

_ADVERB = (
    "(?:共同|联合|分别|一起|具体|主要|各自|均|都|统一|积极|密切|协同|合力|分头|牢牢|抓好|认真|切实|加强|总|再|要|应|须|并|主动|全力|"
    "分级|分段|分工)"
)
_DUTY = (
    "(?:按照?|根据|依据?|依照|结合|对照|在(?=各自|职[责权能]))[^，；。、：（）]{0,14}?"
    "(?:职责分工|职能分工|职责范围|职责权限|职责任务|工作职责|职责|职能|分工|原则|权限|范围)(?:要求)?(?:范围)?内?"
)
_NOT_A_BODY = r"(?!单位|部门|科室|处室|股室|机构|主体|地区)"
_LEAD = rf"(?:牵头|主办|抓总|主责|为主){_NOT_A_BODY}"
_SUPPORT = rf"(?:配合|参与|协助|(?<!政)协办|参加|协作){_NOT_A_BODY}"
_OWN = rf"(?:负责|承担|承办|组织实施|抓好落实|贯彻落实){_NOT_A_BODY}"
_VERBS = (
    r"(?:负责|组织实施|组织开展|组织推进|组织|实施|落实|推进|开展|做好|抓好|办理|完成|推动|承办|督促|指导|协调|统筹|抓)"
)
_AT_END = r"(?=[，；。、）〕！]|$)"
AS = (
    r"(?:[为是](?:主要|第一|共同|总)?(?P<as_role>牵头|主办|责任|负责|承办|配合|协办|参与|协助)(?:责任)?"
    r"(?:单位|部门|方|机构))"
)
SUFFIX_ROLES = (
    ("support", rf"{_ADVERB}{{0,3}}{_SUPPORT}(?:{_VERBS}|{_ADVERB}){{0,2}}"),
    ("lead", rf"(?:负责)?{_ADVERB}{{0,3}}(?:负责)?{_LEAD}(?:{_VERBS}|{_ADVERB}){{0,2}}"),
    ("duty", rf"{_DUTY}(?:{_ADVERB}|{_VERBS}){{0,4}}"),
    ("owner", rf"{_ADVERB}{{0,3}}{_OWN}(?:{_VERBS}|{_ADVERB}){{0,2}}"),
    (
        "owner",
        r"(?<=[局委办厅部院会府室心])(?:要|应|负责)?(?:做好|抓好|落实好|加强|组织|开展|推进|完成|制定|编制|研究|指导|督促)(?!办|部|局|处|科|室|中心|组)",
    ),
    ("support", rf"{_ADVERB}{{0,2}}(?:支持|协同|指导|协调|督促|督导){_AT_END}"),
    ("lead", rf"{_ADVERB}{{0,2}}(?:统筹|总协调){_AT_END}"),
    ("owner", rf"{_ADVERB}{{0,2}}(?:落实|实施|推进|执行|办理|组织|完成|开展|主管|推动|抓好){{1,2}}{_AT_END}"),
)
"""Role words after the names that they speak of, the first that fits; ``duty``: owner, or support after a lead."""
JOIN = (
    r"(?:会同|会商"
    r"|(?<=[局委部厅办会行署院])商(?=[国中省市县区旗财教科工公民司人自生住交水农文卫应审退有相各])"
    r"|(?<=[局委部厅办行署院])联合(?!会|体|国|社))"
)
"""Words after which the helpers are named: ``A会同B负责``."""

ETC = r"(?<![中高初同平])等等?(?:(?P<etc_count>[0-9一二三四五六七八九十两]{1,3})[个家])?"
AND = r"以及|及其|及|和|与|暨|或"
BRACKETED = r"（(?:[^（）]|（[^（）]*）)*）|〔(?:[^〔〕]|〔[^〔〕]*〕)*〕|“[^“”]*”|《[^《》]*》|\"[^\"]*\"|「[^「」]*」"

MARK = r"[*★☆▲△●◆■※]+"
"""Marks that a document sets before or after a name."""

FIRST_LEADS = re.compile(
    r"(?:其中|责任单位|排序|单位|部门|名单|中|列|排列|排名|排|位列|位居|居|在|的|以|序){0,5}(?:第[一1１](?:[位个名家列的者]|顺位|单位|部门|责任单位)|首位|首个|首列|最前|排首|列首)[^，。；（）〔〕]{0,10}(?:牵头|主办|主责|第一责任|总负责)[^，。；、（）〔〕]{0,6}(?:[，、（]?(?:以?下同|其余|其他|其它|余)[^，。；）〔〕]{0,14})*"
)
"""A document's rule that the first unit leads: ``列第一位的为牵头单位，下同``."""
NOTE = re.compile(
    r"(?:以?下同|以下(?:各项|所有|任务|工作)[^，。；]{0,12}?需要?由?|以下均需[^，。；]*|不再[^，。；]{0,12}|不另行?[^，。；]{0,10}|详见[^，。；]*|见附[^，。；]*|(?:排名|排序)不分先后)"
)
"""Statements about the document that name no unit."""
DATED = re.compile(r"(?:力争|于|在|并)?(?:(?:19|20)\d\d年|\d{1,2}月|年底|年内|[每本今]年|每月|每季)")
"""What begins with a date names no unit."""
LEAD_IN = re.compile(
    r"(?:请|拟|仍|还|并|再|分别|具体|主要|统一|均|应|原则上|其中|同时|另|对应|对口|需)*由|其中[，：]?|同时|请(?=[省市县区旗各有])"
)
"""Words before the first name of a clause."""

ADMIN = (
    r"(?:省级|自治区|直辖市|计划单列市|省|设区市|设区的市|市州|州市|盟市|地市|市地|市直|县区|区县|市县|县市区|市区县|县市|旗县市区|旗县区|旗县|苏木乡镇|苏木镇|乡镇场|乡镇街道|乡镇|镇街|镇乡|镇村|苏木|街道|镇|乡|市|县|区|旗|州|盟|"
    r"功能区|园区|开发区|新区|管理区|农场|国有农牧场|农牧场|林场|场|嘎查村|嘎查|村|社区|街镇|片区|地区|管委会|办事处)"
)
"""Words for every place of one level; a group's name joins several (各市、县（市、区）政府)."""
_ADMIN_TAIL = r"(?:人民)?(?:政府|党委|党工委|管委会|办事处|党委政府)?"
_ADMIN_ONE = rf"{ADMIN}(?:[（〔][^（）〔〕]*[）〕]|{ADMIN}){{0,3}}"
ALL_ADMIN = re.compile(rf"(?:.{{0,8}})?(?:各|有关|相关|所有|全体){_ADMIN_ONE}(?:[、和及与]{_ADMIN_ONE}){{0,4}}$")
"""What may be continued by `ADMIN_REST` after 、 or 及."""
PARTY_HALF = re.compile(r".{0,8}?(?:各|有关|相关|所有|全体).*(?:党委|委|党工委)$")
GOVERNMENT_HALF = re.compile(r"(?:人民)?政府$|管委会$|办事处$")
"""The halves of 各县（市、区）党委、政府: one group."""
ADMIN_REST = re.compile(rf"{_ADMIN_ONE}{_ADMIN_TAIL}$")

_CLASS = (
    r"(?:部门|单位|机构|政府|地区|地方|乡镇|街道|苏木|镇街|企业|国企|学校|高校|院校|医院|院所|科研院所|科室|处室|股室|委办局|办局|主体|成员|园区|开发区|平台|银行|团体|组织|公司|集团|"
    r"协会|商会|基地|场所|市州|盟市|区县|县区|县市区|设区市|管委会|指挥部|专班|中心|党组|党委|支部|村|社区|站所|媒体|事业单位|企企|服务商|运营商)"
)
GROUP = re.compile(
    rf"(?:.{{0,12}}?各(?![自项种类族]).+|.*部门|.*机构|.*企事业单位"
    rf"|.{{0,20}}?(?:各|有关|相关|所有|全体|其他|其它|其余)(?!自).*(?:{_CLASS}|{ADMIN})(?:[（〔].*[）〕])?(?:{_CLASS})?"
    rf"|.*(?:主管|成员|职能|对口|所属|责任|牵头|配合|涉及|起草|下属|直属|驻[^驻]{{1,3}}|组成|监管|管理|承办|主办|编制|制定|执法|审批)(?:的)?(?:部门|单位|机构)"
    rf"|.*的(?:.{{0,6}}){_CLASS}"
    rf"|(?:.*[在驻][\u4e00-\u9fff]|市属|省属|区属|县属|旗属|所属|市直|区直|县直|省直|旗直|市级|县级|省级|区级|旗级)?(?:重点|国有|公共|公立|公办|骨干|金融)*{_CLASS}(?:和{_CLASS})?)$"
)
"""A name that stands for several bodies."""
SLIP = re.compile(r"(?<=各)有(?=部门|单位|机构|地区)")
"""各有部门 for 各有关部门: a slip that real ledgers have."""
ALL_DEPARTMENTS = re.compile(
    r".{0,8}?(?:政府各(?:工作|职能|组成)?部门|[市县区旗省州盟]直各(?:部门|单位|部门单位)|政府(?:工作|职能|组成)部门)$"
)
"""A group that is all departments of the government."""
SOME = re.compile(r"有关|相关|各有(?=部门|单位|机构|地区)")
"""Words that leave open which members are meant."""
OPEN_CLASS = re.compile(r"(?:[在驻][\u4e00-\u9fff]{1,2})(?:高校|院校|企业|学校|医院|院所|科研院所|机构|单位)$")
"""A bare class of bodies (在温高校): which of them is left open."""
FUNCTIONAL = re.compile(
    r"(?:.{0,8}?)(?:承担|负责|涉及|具有|具备|行使|从事|履行|主管|开展|提供|制定|起草|掌握|管理|实施)[^，；。：]{1,60}?的(?:各|有关|相关|行政|旗级|市级|县级|主管|基层)*(?:部门|单位|机构|企业|企事业单位|组织)"
)
"""A group described by what it does: ``承担公共服务、行政许可等职责的部门``."""
FUNCTIONAL_REST = re.compile(
    r"(?:公共)?企事业单位|[^，；。：、]{0,6}?(?:职责|职能|领域|行业|方面|事项|业务|系统|条线|类别)[^，；。：、]{0,14}?(?:部门|单位|机构|企业|组织)"
)
"""After 等: shows that the list before it was of trades, not of bodies."""

SAME = re.compile(r"[（]?(?:同上(?:一?[项行栏条])?|同前|〃|″|＂|\"|上同)[）]?[。]?$")
NONE = re.compile(r"(?:[/、\-—–―－_╱·*.。]+|无|暂无|空|没有|N/?A|n/?a|None|none|null|待定|待明确)[。]?$")

TYPED_ROLES: dict[str, Role] = {role.name: role.name for role in ROLES}
