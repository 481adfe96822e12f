"""What a bracket or a line says about a task: who has it and by when, or nothing of the kind.

This is a light test, only as fine as telling such brackets from others takes; `departments` and `deadlines` read the
wordings.
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from generator.documents.brackets import (
    CLOSED,
    CLOSING,
    OPEN,
    OPENING,
    SQUARE,
    SQUARE_CLOSED,
    brackets,
    clauses,
    covered,
)
from generator.documents.people import without_persons
from generator.documents.texts import UNIT_END

ROLE = (
    "牵头|主办|主责|主管|责任|负责|承办|落实|实施|配合|协办|协同|参与|协作|协助|参加|执行|完成|承担|组织实施|组织|"
    "督办|督导|指导|监督|会办|支持|实施主体|推进|推动|统筹|协调|管理|监管|主抓|抓总|认领|试点|改革|涉及|服务|保障|审批"
)
PREFIX = (
    "(?:[省市县区旗州镇]级|[省市县区旗]直|第一|主要|其他|其它|具体|共同|直接|总|整改|任务|工作|项目|行业|属地|监管|业务|国家|"
    "中央)"
)
"""What may stand before the role word of a label: 整改责任单位, 市级配合单位."""
BODY = "单位|部门|科室|处室|股室|机构|主体|地区|方|科（室）|单位（部门）"
UNITS_LABEL = re.compile(
    rf"(?:{PREFIX}?(?P<role>{ROLE})(?:{ROLE})?(?:{BODY})(?:[及和与、/](?:{ROLE})?(?:{BODY}|责任人))?(?:（[^（）]{{0,10}}）)?"
    r"|(?P<share>(?:部门|工作|任务|职责|责任|单位)?分工|责任落实)|(?P<short>牵头|配合|责任|负责|落实|主办|协办))"
)
DEADLINE_LABEL = re.compile(
    "(?:计划|预计|工作|任务|整改|办理|落实|推进|实施|政策|建设|起止)?(?:完成|办理|整改|时限|时间|进度|推进|实施|执行|有效)?(?:时间节点|时间安排|进度安排|时间进度|完成时间|时限|时间|期限|节点|日期|限时|进度)(?:及要求|要求)?|(?:政策)?有效期"
)
PERSON_LABEL = re.compile(
    "(?:牵头|责任|负责|分管|包保|包抓|挂钩|联系|挂点|主管|协管|配合|协助|具体|直接|主要|总|督办|[省市县区旗州](?:级|政府|委)?|第一){0,4}(?:责任)?"
    "(?:领导|责任人|负责人|联系人|联络员|召集人|领导同志|人员)(?:及电话)?"
)
LABEL_KINDS = (("deadline", DEADLINE_LABEL), ("person", PERSON_LABEL), ("units", UNITS_LABEL))
LABEL = re.compile(
    rf"(?P<open>[{OPEN}《]?)\s{{0,3}}(?P<label>"
    + "|".join(f"(?P<{kind}>{re.sub(r'[?]P<[a-z]+>', '?:', pattern.pattern)})" for kind, pattern in LABEL_KINDS)
    + rf")\s{{0,3}}(?P<close>[{CLOSED}》]?)\s{{0,3}}(?P<colon>[：:﹕︰∶]?)\s{{0,3}}"
)
FIRST = re.compile("(?:第一|首要|主要)(?:责任|负责|承办)")
"""Of several units that have a task the one that leads (主要责任单位), beside 其他责任单位."""
LEADS, SUPPORTS = ("牵头", "主办", "主责"), ("配合", "协办", "协同", "参与", "协作", "协助", "参加", "会办", "支持")
PERSONS = "责任人"
"""The column of the persons that stand behind units."""
OVERSEES = ("督导", "督办", "指导", "监督")
"""Who looks on (督导单位) supports; nobody of them has the task."""

VERB_END = re.compile(
    r"(?:(?:按照?|根据)?(?:各自)?(?:职责|分工|职能|权限)(?:分工|范围)?(?:内)?)?(?:共同|分别|具体|协同|组织|积极|各自|统一|联合|认真|抓好|做好|密切){0,2}"
    r"(?:牵头负责|牵头|负责落实|负责实施|负责|配合落实|配合|参与|落实|承办|主办|协办|协助|组织实施|实施|抓总|主责|督办|推进|指导|支持|会同)$"
)
GROUP = re.compile(r"各[^，。；]{0,12}$|(?:有关|相关|所有|全体|各级)[^，。；]{0,8}$|等$|同上$|全市$|全县$|全区$")
STRONG_END = re.compile(
    r"(?:[^全大内外东南西北上下干一各首]局|[^常全顾]委|[^开创举主承停经查协试]办|厅|[^全内外一大中上下本西东南北]部|委员会|办公室|政府|管委会|法院|检察院|公司|集团|海关|银行|联社|中心|街道|乡镇|部门|单位|处|科|指挥部|专班|残联|妇联|工会|团委|科协|公积金|党校|大队|支队|总队|学院|大学|办事处|各区县|工委|支行|分行|总行|农商行|党组|党委|工商联|文联|侨联|社科联|红十字会|供销社|联合社|信用社|协会|商会|联合会|基金会|电视台|日报社|组委会|居委会|村委会|服务站|供电所|派出所|司法所)(?:[（(〔][^（）()〔〕]*[）)〕])?$"
)
"""Ends of names that no other bracket ends with; who wrote a bare list of names ended each with one of them."""
OFFICE = re.compile(
    r"[省市县区旗州][\u4e00-\u9fff]{1,14}(?:[馆所站台社院校园队会联组室]|中心)(?:[（(〔][^（）()〔〕]*[）)〕])?"
)
"""A body of an office by its name alone; inside a sentence it may be an example (市图书馆、市文化馆)."""
HOLDER = re.compile(r"(?:[省市县区旗州盟镇乡村]长|书记|[^办公室]主任|领导|负责人|秘书长|主席)$")
"""Ends of what people are by their office."""
NOT_A_LIST = re.compile(
    r"^(?:含(?!山)|包括|其中|如(?!东|皋)|即(?!墨)|例如|以下|不含|除|原(?!平|阳)|见|详见|由|和(?![平静政顺林田县])|或|及|注|试点|以|下(?!城|陆)|指|简称|是|为|与|在"
    r"|从(?![化江])|按|对(?!外)|经(?![济信贸商开发管合])|向(?!阳)|至|共(?!青)|附|来源)"
)

NOTE = re.compile(
    r"下同|不再|不另|以下(?:各项|所有|任务|工作|均|内容|部分)|均需|(?:列|排|位)(?:名|序)?(?:在|于|为)?(?:第[一1]|首)(?:位|个|名)?|第[一1](?:位|个|名|家|项)?(?:单位|部门|责任单位|者|的)?(?:为|是)|首位(?:为|是)?(?:牵头|主)|不分先后"
    r"|[*★☆▲△●◆■※](?:号|标记|标志|符号)?(?:的|者)?(?:单位|部门)?(?:为|是)(?:第一)?(?:牵头|主办|主责|责任)"
)
NOTE_BEFORE = re.compile(
    r"(?:为|是)(?:牵头|责任|配合|汇总|主办|第一)?(?:责任)?(?:单位|部门)|^除|^其中|^其余|^其他|列.{0,4}位|排.{0,4}位|均(?:为|由|需|要)"
)

YEAR = r"(?:\d{4}|[一二〇○零]{4})\s*年"
MONTH = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月(?:份)?"
TIME = (
    rf"(?:{YEAR}|{MONTH}|今年|明年|后年|当年|本年度?|年底|年内|年末|年初|每(?:个)?(?:年|月|季度?|周|半年|日|天|旬)|[上下]半年|[一二三四1-4]季度|第[一二三四1-4]季度|"
    r"十[一二三四五六七八]五|全年|长期|常年|常态化?|持续|适时|即时|实时|及时|立即|随时|近期|中期|远期|当前|规划期内|春节|元旦|国庆|主?汛期|[采供]暖[期季]|防火[期季]|[寒暑]假|开学|次年|翌年|按(?:照)?(?:要求|规定|时间|时限|时序|计划|上级|国家|省|市))"
)
DEADLINE = re.compile(
    rf"(?:(?:政策)?(?:执行|实施|延续|延长|有效期)(?:期限)?[至到]|于|在|到|截至|自|从|力争|确保|争取|并|须|应|计划|预计)?{TIME}(?!版)"
    r"(?:[^，。；：]{0,24}?)(?:前|底|初|末|内|间|起|旬|日|号|月|年|季度|完成|推进|实施|落实|坚持|开展|建设|建成|到位|长期|全年|持续|进行|取得[^，。；]{0,8}|推动|见效|出台|印发|制定|启动|上线|投用|部署|要求|时限|时间|安排|公开|更新|报送|组织|进展|成效|常态化)?(?:（[^（）]*）)?$"
)
NAMED = re.compile(
    rf"{MONTH}\s*(?:\d{{1,2}}\s*[日号]|[上中下]旬)?\s*(?:之?前|底|末|内)|年[底末内]|{YEAR}\s*(?:之?前|底|末|内)"
    r"|(?:第?[一二三四1-4]季度|[上下]半年|汛期|春节|国庆节?|元旦)\s*(?:之?前|底|末|内)"
)
NOT_BY_WHEN = re.compile("截至|每|去年|上年|已|以来|同比")
"""In clauses that tell what was, or what comes again and again."""
NO_DEADLINE = "正文里写了时间，完成时限是空的；要的话请填入完成时限"
BEFORE = re.compile(r"[^，。；：、]{2,14}前(?:全面|基本|全部)?(?:完成|建成|到位|落实|见效|投用|启动|印发|出台)")
"""A deadline that hangs on something else: 省运会开幕前完成."""
DEADLINE_AFTER = re.compile(
    rf"(?<=[局委办厅部院室心司团府道镇乡行关头责合位门])[ \u3000，]{{0,4}}(?:于|在)?"
    rf"(?={YEAR}|{MONTH}|年底|年内|每年|每月|每季|全年|长期|持续)"
)
DUTY_END = re.compile(r"(?:负责|牵头|配合|参与|协办)$")
SPACED_LABEL = re.compile(r"^[\u4e00-\u9fff](?:[ \u3000]{1,4}[\u4e00-\u9fff]){1,7}[ \u3000]{0,4}(?=[：:])")
"""A label whose characters are set apart: ``责 任 单 位：``."""
LONGEST = 20_000
"""Characters; a longer paragraph is no task that anybody wrote, and is left out as it stands."""
BETWEEN = " \u3000，,；;。"
DASHES = ("—", "－", "--")
"""What units alone in a line may stand behind (——县林业局)."""
MANY_NAMES = 3
LONG_NAME = 30
LONG = 400
"""A bracket that is longer than this is a text, unless it begins with a label."""


class Statement(Struct, frozen=True):
    """Who has a task and by when, as a document states it in one place; `rules` speak of the whole document."""

    units: str = ""
    lead: str = ""
    support: str = ""
    deadline: str = ""
    people: tuple[tuple[str, str], ...] = ()
    """Labels of people (牵头领导) and the names behind them."""
    rules: tuple[str, ...] = ()
    source: str = ""
    """The words as they stand in the document."""

    @property
    def names_units(self) -> bool:
        """Whether it says who has the task."""
        return bool(self.units or self.lead or self.support)

    def joined(self, other: Statement) -> Statement:
        """Both statements as one; what both say is put together."""
        return Statement(
            both(self.units, other.units),
            both(self.lead, other.lead),
            both(self.support, other.support),
            both(self.deadline, other.deadline),
            self.people + other.people,
            self.rules + other.rules,
            self.source + other.source,
        )

    def overlaps(self, other: Statement) -> bool:
        """Whether both fill the same field with different words."""
        pairs = ((self.units, other.units), (self.lead, other.lead), (self.support, other.support))
        return any(a and b and a != b for a, b in pairs)


def both(a: str, b: str) -> str:
    """Two wordings as one."""
    return f"{a}；{b}" if a and b and a != b else a or b


def in_bracket(text: str, *, ends_text: bool, is_apart: bool = False) -> Statement | None:
    """What a bracket says of units and deadline; None for any other bracket.

    `ends_text`: whether the bracket stands where such brackets stand, after a sentence or at the end; a bare list of
    names is only there taken for units. `is_apart`: whether it belongs to no sentence, so that it names no examples.
    """
    inner = text[1:-1].strip()
    if not inner or LABEL.fullmatch(inner):
        return None
    if LABEL_AT_START.match(inner):
        return labelled(inner, text)
    if len(inner) > LONG:
        return None
    other = OTHER_UNITS.match(inner)
    if other and ends_text and is_list(inner[other.end() :]):
        return Statement(units=inner[other.end() :], source=text)
    statement = unlabelled(inner, text)
    if statement is None or not (statement.names_units or statement.deadline):
        return None
    if (
        statement.units
        and not says_role(statement.units)
        and not (
            ends_text and (is_mostly_list(statement.units) or (is_apart and is_list(statement.units, any_office=True)))
        )
    ):
        return None
    if not statement.units and not ends_text:
        return None
    return statement


def labels_of(text: str) -> list[re.Match[str]]:
    """The labels of a text: with a colon, or in brackets of their own; each where a clause may begin."""
    inside = covered(text)
    return [match for match in LABEL.finditer(text) if is_label(match, text, inside)]


def is_label(match: re.Match[str], text: str, inside: list[bool]) -> bool:
    """Whether words that may be a label are one."""
    start, opening, closing = match.start(), match["open"], match["close"]
    is_boxed = opening != "" and opening in SQUARE and closing != "" and closing in SQUARE_CLOSED
    has_colon = match["colon"] != "" and (not closing or opening != "")
    if not (is_boxed or has_colon) or (inside[start] and not opening):
        return False
    begins = start == 0 or text[start].isspace() or text[start - 1] in "。；;，,、 \u3000\t：:！—" + CLOSING
    return begins or UNIT_END.search(text[max(0, start - 12) : start]) is not None


LABEL_AT_START = re.compile(LABEL.pattern.replace("(?P<colon>[：:﹕︰∶]?)", "(?P<colon>[：:﹕︰∶])"))


OTHER_LABEL = re.compile(r"(?:^|[；;。，,\s])\s*(?P<label>[\u4e00-\u9fff]{2,8})[：:]")
"""A label that this program has no field for (资金来源：), among those that it knows."""
OTHER_UNITS = re.compile(r"[\u4e00-\u9fff]{2,8}(?:单位|部门|科室|处室)[：:]")


def labelled(text: str, source: str = "") -> Statement | None:
    """What a text of labels says (``牵头单位：X；责任单位：Y，6月底完成``); None where it does not begin with one."""
    labels = labels_of(text)
    if not labels or text[: labels[0].start()].strip(" \u3000—-·*●" + OPENING):
        return None
    statement = Statement(source=source or text)
    ends = [match.start() for match in labels[1:]] + [len(text)]
    for match, end in zip(labels, ends, strict=True):
        value = text[match.end() : end].strip()
        rest = ""
        if match["open"] and not match["close"] and (closing := re.search(f"[{CLOSED}]", value)):
            value, rest = value[: closing.start()], value[closing.end() :]
        value, others = without_other_labels(value)
        after = Statement(people=others, deadline=without_deadline(rest)[1] if rest else "")
        statement = statement.joined(of_label(match, value)).joined(after)
    return statement


def without_other_labels(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What stands behind a label, and the other labels with their texts that follow it (；资金来源：…)."""
    inside = covered(text)
    labels = [match for match in OTHER_LABEL.finditer(text) if not inside[match.start()] and not is_place(match, text)]
    if not labels:
        return text, ()
    ends = [match.start() for match in labels[1:]] + [len(text)]
    others = tuple(
        (match["label"], text[match.end() : end].strip(" \u3000。；;，,"))
        for match, end in zip(labels, ends, strict=True)
    )
    return text[: labels[0].start()], others


def is_place(match: re.Match[str], text: str) -> bool:
    """Whether a label only tells whose the units behind it are (市级：…；县级：…)."""
    return match["label"].endswith(("级", "直", "地", "属")) and is_list(text[match.end() :].partition("；")[0])


def of_label(match: re.Match[str], value: str) -> Statement:
    """What stands behind one label."""
    name = re.sub(r"\s", "", match["label"])
    text, rules = without_notes(value)
    text = text.strip(" \u3000。；;，,")
    if match["deadline"] is not None:
        return Statement(deadline=text, rules=rules)
    if match["person"] is not None:
        people, deadline = without_deadline(text)
        return Statement(people=((name, people),) if people else (), deadline=deadline, rules=rules)
    units, deadline = without_deadline(text)
    units, persons = without_persons(units)
    said = Statement(deadline=deadline, people=((PERSONS, persons),) if persons else (), rules=rules)
    if any(word in name for word in LEADS) or FIRST.match(name):
        return replace(said, lead=units)
    if re.sub(rf"^{PREFIX}", "", name).startswith((*SUPPORTS, *OVERSEES)):
        return replace(said, support=units)
    return replace(said, units=units)


def unlabelled(text: str, source: str) -> Statement | None:
    """What a text without labels says: units with their role words, or names; a deadline."""
    wording, rules = without_notes(text)
    units, deadline = without_deadline(wording)
    if LABEL.search(units) and (labels := labels_of(units)):
        rest = labelled(units[labels[0].start() :], "")
        if rest is not None:
            head, others = without_other_labels(units[: labels[0].start()].strip(" ，,；;。"))
            before = Statement(units=head, deadline=deadline, people=others, rules=rules)
            return replace(before.joined(rest), source=source)
    units, persons = without_persons(units)
    people = ((PERSONS, persons),) if persons else ()
    return Statement(units=units, deadline=deadline, people=people, rules=rules, source=source)


def without_notes(text: str) -> tuple[str, tuple[str, ...]]:
    """A wording without what it says about the whole document (列第一位者为牵头单位，下同), and that."""
    for start, end in brackets(text):
        if NOTE.search(text[start:end]):
            rest, rules = without_notes((text[:start] + text[end:]).rstrip())
            return rest, (text[start + 1 : end - 1].strip(), *rules)
    parts = list(clauses(text))
    first = next((n for n, (clause, _) in enumerate(parts) if NOTE.search(clause)), None)
    if first is None:
        return text, ()
    while first and NOTE_BEFORE.search(parts[first - 1][0]):
        first -= 1
    last = next((n for n in range(first, len(parts)) if n > first and LABEL_AT_START.match(parts[n][0])), len(parts))
    kept = parts[:first] + parts[last:]
    note = "".join(clause + sign for clause, sign in parts[first:last]).strip(" 。；;，,")
    return "".join(clause + sign for clause, sign in kept).rstrip(" 。；;，,"), (note,)


def named_deadline(text: str) -> str:
    """The clause of a task's text that says by when (…，6月底前完成); empty where none does."""
    parts = re.split(r"[，。；：\n]", text)
    return next((part.strip() for part in parts if NAMED.search(part) and not NOT_BY_WHEN.search(part)), "")


def without_deadline(text: str) -> tuple[str, str]:
    """A wording of units without the deadline that stands in it, and that."""
    parts = list(clauses(text))
    for n, (clause, _) in enumerate(parts):
        stripped = clause.strip()
        if (
            (DEADLINE.fullmatch(stripped) or (n and BEFORE.fullmatch(stripped)))
            and not DUTY_END.search(stripped)
            and not UNIT_END.search(re.sub(r"[年月日]$", "", stripped))
        ):
            before, after = parts[:n], parts[n + 1 :]
            rest = "".join(c + sign for c, sign in [*before, *after]).strip(" 。；;，,")
            more, other = without_deadline(rest) if rest else ("", "")
            return more, f"{stripped}，{other}" if other else stripped
    match = next(
        (m for m in DEADLINE_AFTER.finditer(text) if DEADLINE.fullmatch(text[m.end() :].strip(" 。；;"))), None
    )
    if match:
        return text[: match.start()].strip(" ，,"), text[match.end() :].strip(" 。；;")
    return text.strip(" 。；;，,"), ""


def says_role(text: str) -> bool:
    """Whether a wording has role words behind names (X负责，Y配合)."""
    for clause, _ in clauses(text):
        match = VERB_END.search(clause.strip())
        if match:
            names = clause.strip()[: match.start()].rstrip("等 ")
            if UNIT_END.search(names) or GROUP.search(names) or "会同" in clause or "牵头" in clause:
                return len(names) > 0
    return bool(re.search(r"[局委办厅部院会室心府]会同", text))


def is_list(text: str, *, any_office: bool = False) -> bool:
    """Whether a text is nothing but names of units; behind an office's name any other name may stand (青山镇).

    Who holds an office (分管副县长) may stand among them. `any_office`: whether names of schools, museums and the
    like, which tasks name too, count.
    """
    names = [name.strip() for name in re.split(r"[、，,；;]", text) if name.strip()]
    names = [name for name in names if not HOLDER.search(name)]
    if not names or NOT_A_LIST.match(text) or len(text) > LONG:
        return False
    last = names[-1].removesuffix("等")
    if not last or not all(len(name) <= LONG_NAME for name in names):
        return False
    first, *others = *names[:-1], last
    is_office = STRONG_END.search(first) is not None or (any_office and OFFICE.fullmatch(first) is not None)
    return (is_office or is_quantified(first)) and all(
        STRONG_END.search(name) or is_quantified(name) or (is_office and UNIT_END.search(name)) for name in others
    )


def is_mostly_list(text: str) -> bool:
    """Whether a text is a list of units, or one of several in which a name ends as none does (…基金管理人)."""
    if is_list(text):
        return True
    names = [name.strip() for name in re.split(r"[、，,；;]", text) if name.strip()]
    if len(names) < MANY_NAMES or NOT_A_LIST.match(text) or len(text) > LONG:
        return False
    ends = sum(STRONG_END.search(name) is not None or is_quantified(name) for name in names)
    return STRONG_END.search(names[0]) is not None and ends * 3 >= len(names) * 2 and max(map(len, names)) <= LONG_NAME


def is_quantified(name: str) -> bool:
    """Whether a name is that of a group (各镇, 有关单位)."""
    return name.startswith(("各", "有关", "相关")) and UNIT_END.search(name) is not None


def in_list(text: str, source: str, *, is_apart: bool = False) -> Statement | None:
    """What a text says that is nothing but units with or without role words, and a deadline; None for other texts."""
    statement = labelled(text, source)
    if statement is None and len(text) <= LONG:
        listed = unlabelled(text, source)
        if listed and (says_role(listed.units) or is_list(listed.units, any_office=is_apart)):
            return listed
    return statement


def in_sentence(text: str) -> Statement | None:
    """What a sentence says that is nothing but names with role words, and a deadline (由县教育局牵头，6月底前完成)."""
    bare, deadline = without_deadline(text.strip(" \u3000。；;").removeprefix("由"))
    for clause, _ in clauses(bare):
        match = VERB_END.search(clause.strip())
        names = clause.strip()[: match.start()] if match else ""
        if not match or not is_list(names.removeprefix("由"), any_office=True):
            return None
    return Statement(units=bare, deadline=deadline, source=text) if bare else None


def without_colon(text: str) -> Statement | None:
    """A line that is a label, white space and names (责任单位　市教育局)."""
    match = re.match(rf"(?P<label>{UNITS_LABEL.pattern})[ \u3000\t]+(?P<names>\S.*)$", text)
    return (
        labelled(f"{match['label']}：{match['names']}", text)
        if match and is_list(match["names"], any_office=True)
        else None
    )


def in_line(text: str) -> Statement | None:
    """What a line of its own says: labels, nothing but brackets, or units behind a dash; None for any other text."""
    if len(text) > LONGEST:
        return None
    stripped = SPACED_LABEL.sub(lambda match: "".join(match[0].split()), text.strip(" \u3000—-·*●■"))
    statement = in_brackets(stripped) or labelled(stripped, text) or without_colon(stripped)
    if statement is None and text.lstrip().startswith(DASHES):
        statement = in_list(stripped.rstrip("。；;"), text, is_apart=True)
    return replace(statement, source=text) if statement else None


def in_brackets(text: str) -> Statement | None:
    """What a text says that is nothing but brackets of units and deadline; None for any other text."""
    result: Statement | None = None
    at = 0
    for start, end in brackets(text):
        statement = in_bracket(text[start:end], ends_text=True, is_apart=True)
        if statement is None or text[at:start].strip(BETWEEN):
            return None
        result, at = (result.joined(statement) if result else statement), end
    return result if not text[at:].strip(BETWEEN) else None
