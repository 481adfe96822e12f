"""Which texts are nothing but names of units, by how such names end."""

from __future__ import annotations

import re

from generator.documents.texts import UNIT_END

STRONG_END = re.compile(
    r"(?:[^全大内外东南西北上下干一各首]局|[^常全顾]委|[^开创举主承停经查协试]办|厅|[^全内外一大中上下本西东南北]部|委员会|办公室|总署|审计署|政府|管委会|法院|检察院|公司|集团|海关|银行|联社|中心|街道|乡镇|部门|单位|处|科|指挥部|专班|残联|妇联|工会|团委|科协|公积金|党校|大队|支队|总队|学院|大学|办事处|各区县|工委|支行|分行|总行|农商行|党组|党委|工商联|文联|侨联|社科联|红十字会|供销社|联合社|信用社|协会|商会|联合会|基金会|电视台|日报社|组委会|居委会|村委会|服务站|供电所|派出所|司法所)(?:[（(〔][^（）()〔〕]*[）)〕])?$"
)
"""Ends of names that no other bracket ends with; who wrote a bare list of names ended each with one of them."""
OFFICE = re.compile(
    r"[省市县区旗州镇乡][\u4e00-\u9fff]{1,14}(?:[馆所站台社院校园队会联组室]|中心)(?:[（(〔][^（）()〔〕]*[）)〕])?"
)
"""A body of an office by its name alone; inside a sentence it may be an example (市图书馆、市文化馆)."""
HOLDER = re.compile(r"(?:[省市县区旗州盟镇乡村]长|书记|[^办公室]主任|领导|负责人|秘书长|主席)$")
"""Ends of what people are by their office."""
NOT_A_LIST = re.compile(
    r"^(?:含(?!山)|包括|其中|如(?!东|皋)|即(?!墨)|例如|以下|不含|除|原(?!平|阳)|见|详见|由|和(?![平静政顺林田县])|或|及|注|试点|以|下(?!城|陆)|指|简称|是|为|与|在"
    r"|从(?![化江])|按|对(?!外)|经(?![济信贸商开发管合])|向(?!阳)|至|共(?!青)|附|来源)"
)
MANY_NAMES = 3
LONG_NAME = 30
LONG = 400
"""A bracket that is longer than this is a text, unless it begins with a label."""


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
