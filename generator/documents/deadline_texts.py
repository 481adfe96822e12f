"""Which texts say by when something is to be done, and which part of a wording of units or of a task does."""

from __future__ import annotations

import re

from generator.documents.brackets import clauses
from generator.documents.texts import UNIT_END

YEAR = r"(?:\d{4}|[一二〇○零]{4})\s*年"
MONTH = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月(?:份)?"
TIME = (
    rf"(?:{YEAR}|{MONTH}|今年|明年|后年|当年|本年度?|年底|年内|年末|年初|每(?:个)?(?:年|月|季度?|周|半年|日|天|旬)|[上下]半年|[一二三四1-4]季度|第[一二三四1-4]季度|"
    r"十[一二三四五六七八]五|全年|长期|常年|常态化?|持续|适时|即时|实时|及时|立即|随时|近期|中期|远期|当前|规划期内|春节|元旦|国庆|主?汛期|[采供]暖[期季]|防火[期季]|[寒暑]假|开学|次年|翌年|按(?:照)?(?:要求|规定|时间|时限|时序|计划|上级|国家|省|市))"
)
WHEN_ENDS = (
    "前|底|初|末|内|间|起|旬|日|号|月|年|季度|完成|推进|实施|落实|坚持|开展|建设|建成|到位|长期|全年|持续|进行|取得[^，。；]{0,8}|推动|"
    "见效|出台|印发|制定|启动|上线|投用|部署|要求|时限|时间|安排|公开|更新|报送|组织|进展|成效|常态化"
)
DEADLINE = re.compile(
    rf"(?:(?:政策)?(?:执行|实施|延续|延长|有效期)(?:期限)?[至到]|于|在|到|截至|自|从|力争|确保|争取|并|须|应|计划|预计)?{TIME}(?!版)"
    rf"(?:[^，。；：将把]{{0,24}}?)(?:{WHEN_ENDS})?(?:（[^（）]*）)?$"
)
TIME_ALONE = re.compile(rf"(?:{TIME}|{WHEN_ENDS})$")
"""Ends of what says by when and no more: 6月底前完成, not 6月底前完成选址."""
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
