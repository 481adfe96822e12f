"""A person's name after a unit (县教育局 张三, 县教育局（张三、李四）) belongs to the unit and is no name of one."""

from __future__ import annotations

import re

from generator.departments.group_names import is_group
from generator.departments.name_parts import ENDING, looks_like_name, parts
from generator.departments.noise import Cleaned
from generator.vocabulary import DOUBTFUL_SURNAMES, SURNAMES

_COMPOUND = "欧阳|上官|司马|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|司徒"
_TITLE = (
    r"(?:常务)?(?:副)?(?:局长|主任|书记|部长|县长|区长|市长|旗长|镇长|乡长|处长|科长|股长|所长|院长|校长|馆长|站长|台长|行长|主席|经理|总经理|董事长|秘书长|"
    r"调研员|大队长|支队长|负责人|联系人|责任人|分管领导)"
)
_PERSON = (
    rf"(?:{_TITLE})?(?:(?:{_COMPOUND})[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}}|[{DOUBTFUL_SURNAMES}][\u4e00-\u9fff]{{2}})"
    rf"(?:同志|{_TITLE})?"
)
_LEADERS = (
    r"(?:(?:党政)?(?:主要|分管|包保|包联|包案|挂点|联系|责任|牵头|相关|有关)(?:负责)?(?:领导|同志|负责人)(?:干部|同志)?"
    r"|主要负责同志|负责人|负责同志|一把手|领导(?:班子|干部|班子成员)|班子成员)"
)
_OFFICE = (
    r"(?:党[组委]成员|(?:第一|党委|党组|党支部|党总支)?(?:书记|主席|专员|秘书长|理事长|董事长|总?经理|主任|常委|委员"
    r"|[省市县区旗州盟镇乡村局厅部司处科股所站台馆院校园组会行社路林河湖田链段街警](?:湖)?长|护士长))"
)
_HOLDER = re.compile(
    rf"(?:.{{0,14}}?(?:{_LEADERS}|(?<=[县市省区旗州盟委府乡镇村级各位名副任])(?:常务)?副?{_OFFICE}"
    rf"|(?<=分管)(?:常务)?副?{_OFFICE})"
    rf"|{_PERSON}同志|[{SURNAMES}{DOUBTFUL_SURNAMES}](?:常务)?副?{_OFFICE}|(?:常务)?副?{_OFFICE}"
    r"|(?:全体|包[村片联]|联系|驻村|县级|村级?|镇村|机关|党员)?(?:领导)?干部(?:职工)?|(?:全体|分管|挂点|联系|主要)?[省市县区旗州局委院校镇乡](?:[厅处科]?级)?(?:包[联保抓]?[\u4e00-\u9fff]{1,3})?领导|网格员|联络员|安全员|信息员)$"
)
"""Who holds an office (分管副县长, 各乡镇长, 王副县长): a person, no body."""
_OFFICE_OF_BODY = re.compile(rf"(?P<body>.+?)的?(?:{_LEADERS}|(?<=[局委办厅部院室心社司会校联织]){_OFFICE})$")
_GOVERNS = re.compile(r"(?:政府|委|党委|党组|党工委|[省市县区旗州盟])$")
_LAST_OF_HOLDER = frozenset("长记席员理任委导志人手子部工")
_PERSON_OF_BODY = re.compile(rf"(?P<person>{_PERSON})[（〔](?P<body>[^（）〔〕]+)[）〕]$")
_NO_PERSON = re.compile(r"[局委办厅部院室社司团行镇乡街道站队所馆校园区县市村组会科股处业务政农牧教卫法保安产企资]$")
"""What a person's name hardly ends with, and a unit's or a trade's often does."""
PERSON = re.compile(_PERSON)
_AFTER_UNIT = re.compile(rf"(?P<colon>：)?(?P<person>{_PERSON})")
_FOLLOWS = re.compile("牵头|负责|配合|参与|协助|会同|共同|分别|按|根据|以及|和|及|与|等|为")
TITLED = re.compile(
    rf"{_PERSON}[（〔][^（）〔〕局办厅部院]{{0,16}}{_TITLE}[）〕]|(?:[省市县区旗州盟镇乡][委府]?|分管|联系|包保|牵头){{0,4}}{_TITLE}{_PERSON}(?=$|[^\u4e00-\u9fff]|{_FOLLOWS.pattern}|[省市县区旗])"
)
_UNIT_END = re.compile(r"[局委办厅部院室心社司团行镇乡府道队站所馆校会处科股苏木区）]")
_MARKS = "，；。、（）〔〕："
_SLASHES = frozenset("/／—–-－")
"""Between a unit and its person: 县教育局/张三, 县教育局—张三."""

Span = tuple[int, int]


def is_people(text: str) -> bool:
    """Whether `text` is nothing but names of persons."""
    names = re.split("[、，及和]", text)
    return all(PERSON.fullmatch(name) and _is_person(name) for name in names)


def person_of_body(text: str) -> tuple[str, Span] | None:
    """A person and where the body stands that brackets name behind: 张三（县教育局局长）; None for anything else."""
    named = _PERSON_OF_BODY.match(text) if text[-1:] in "）〕" else None
    if named is None or not _is_person(named["person"]):
        return None
    length = body_of_holder(named["body"]) or len(named["body"]) * bool(ENDING.search(named["body"]))
    return (named["person"], (named.start("body"), named.start("body") + length)) if length else None


def is_holder(text: str) -> bool:
    """Whether `text` is somebody by office (分管副县长, 主要领导, 李明（副县长）), not a body."""
    if named := _PERSON_OF_BODY.match(text) if text[-1:] in "）〕" else None:
        return _is_person(named["person"]) and is_holder(named["body"])
    return text[-1:] in _LAST_OF_HOLDER and _HOLDER.match(text) is not None


def body_of_holder(text: str) -> int:
    """How much of `text` is the body that somebody heads (县教育局 of 县教育局主要负责人); 0 for who rules a place."""
    headed = _OFFICE_OF_BODY.match(text) if text[-1:] in _LAST_OF_HOLDER else None
    if not headed:
        return 0
    body = headed["body"]
    is_body = is_group(body) or (ENDING.search(body) is not None and not _GOVERNS.search(body))
    return headed.end("body") if is_body else 0


def _is_person(text: str) -> bool:
    titled = re.match(_TITLE, text) is not None or text.endswith("同志")
    return titled or not (_NO_PERSON.search(text) or looks_like_name(text) or parts(text).standard)


def persons_in(clean: Cleaned) -> list[Span]:
    """The stretches of a cleaned wording that are a person's name after a unit, with the colon before it."""
    text = clean.text
    found: list[Span] = []
    at = 0
    while unit := _UNIT_END.search(text, at):
        at = unit.end()
        if text[at : at + 1] == "、" and found and found[-1][1] == at:
            at += 1
        is_slash = clean.written[at : at + 1] in _SLASHES and ENDING.search(text, max(0, at - 20), at) is not None
        span = _person_at(clean, at + is_slash, follows_person=is_slash)
        while span:
            found.append(span)
            at = span[1]
            more = at + 1 if text[at : at + 1] == "、" else at
            span = _person_at(clean, more, follows_person=True) if more < len(text) else None
    return found


def _person_at(clean: Cleaned, at: int, follows_person: bool = False) -> Span | None:
    text = clean.text
    start = at
    after = _AFTER_UNIT.match(text, at)
    if not after or (not follows_person and not ENDING.search(text, max(0, at - 20), at)):
        return None
    for end in range(after.end(), after.start("person") + 1, -1):
        person = text[after.start("person") : end]
        if PERSON.fullmatch(person) and _is_person(person) and _stops(clean, end):
            return (start, end)
    return None


def _stops(clean: Cleaned, at: int) -> bool:
    """Whether a person's name may end at `at`: nothing follows, a separator, white space, or the next unit."""
    text = clean.text
    return at == len(text) or text[at] in _MARKS or at in clean.breaks or _FOLLOWS.match(text, at) is not None
