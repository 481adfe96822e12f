"""The words of deadlines: patterns for each element of the grammar in grammar.py."""

from __future__ import annotations

import re

from generator.deadlines.points import DAY_ONLY, POINT, YEAR


def _any(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


TO = r"(?:起|开始)?(?:—{1,2}|-{1,2}|至|到|直至|直到)"
RANGE = (
    rf"(?:从|自)?(?P<from>{POINT}|(?:19|20)\d{{2}}年?(?={TO}(?:19|20)\d{{2}})|{YEAR}?(?<!\d)\d{{1,2}}(?={TO}\d{{1,2}}月))"
    rf"{TO}(?P<to>{POINT}|{DAY_ONLY}|长期|今后)(?P<until>之?前|以前|止)?"
)
SINCE_NOW = rf"(?:自)?(?:即日|现在|目前|印发之日|发文之日|发布之日)起?(?:至|—|到)(?P<to_now>{POINT})"

_SPAN = r"半年|半月|个?季度?|个?学期|双月|(?:\d|两|几)?个?(?:年度?|月份?|周|星期|天|日|旬|季度|工作日|小时)"
_COUNTED = r"(?:至少|不少于|不低于|开展|召开)?(?:\d|两|几)次|[1一][次报调会]|[一1]总结"
EVERY = "(?P<every>" + "|".join((
    rf"[每各](?:隔)?(?:{_SPAN})",
    r"按(?:年度?|半年|季度?|月份?|周|日|旬)(?![内照期])",
    r"逐(?:年|季|月|周|日)",
    rf"(?:1?年|半年|1?个?季度?|1?个?月|1?周|1?日|1?天|两月)(?={_COUNTED})",
    r"月度|季度(?!末|底|内)|定期",
)) + ")"  # fmt: skip
"""每季度, 按月, 逐年, 一年(两次), 季度(一次)."""

_SURE = "(?=[内以之后])"
DURATION = (
    r"(?P<amount>\d{1,3}|半|数)(?P<unit>"
    + _any(
        "个?工作日", "个?自然日", "个?日历日", "个?小时", f"个?半?月{_SURE}", "个月", "个?星期", "周", "天",
        f"日{_SURE}", f"年{_SURE}", f"个?季度{_SURE}", "分钟",
    )
    + ")(?:之内|以内|内)?"
)  # fmt: skip
"""A length of time; 3月 and 20日 are lengths only before 内, for else they are dates."""

NOW = r"(?P<now>立即|马上|即刻|即时|立行立改|立查立改|即知即改|当即|当场|当日|当天|次日|限时)"
LOCAL = "(?P<local>" + "|".join((
    r"(?:本|当|下|次)?月(?:底|末|中|初|内)",
    r"(?:本|下)周(?:内|末|[一二三四五六日])?",
    r"(?:本|当|下)?季度(?:末|底|内)",
    r"本月|下月|下个月",
)) + ")"  # fmt: skip
"""A time that hangs on the day of writing."""

ONGOING = "(?P<ongoing>" + "|".join((
    f"即日起(?!{TO})", f"{YEAR}?全年", "长期", "常年", "持续", "常态化?", "日常", "经常性?", "一直", "始终", "滚动",
    "不间断", "实时", "动态", "随时", "贯穿", "不断", "连续", "全过程", "平时",
)) + ")"  # fmt: skip

_BY = "(?:要求|部署|安排|时间节点|节点|计划|规定|进度|时限|通知|程序|步骤|时序|文件)"
NEEDED = "(?P<needed>" + "|".join((
    "适时", "按需", "按时", "按期", "如期", "序时", "分阶段", "分批次?", "分步", "分年度", "逐步", "及时", "择机",
    "相机", "必要时", "尽快", "尽早", "依申请", "参照",
    "根据[^，；。]{0,16}(?:需要|情况|实际|安排|部署|要求|进度|进展|计划|通知)",
    "视[^，；。]{0,10}(?:情况?|需要|进度|进展)",
    f"按照?[^，；。]{{0,16}}{_BY}",
    "结合[^，；。]{0,12}(?:实际|情况|安排)",
    "待[^，；。]{0,16}后", "有[^，；。]{0,8}时", "以[^，；。]{0,16}为准",
)) + ")"  # fmt: skip

ELEMENT = re.compile(
    rf"(?P<since>{SINCE_NOW})|(?P<range>{RANGE})|{EVERY}|{DURATION}|{NOW}|{ONGOING}|(?P<point>{POINT})|{LOCAL}|{NEEDED}"
)
AFTER_POINT = re.compile(r"(?:份|期间)?(?P<word>之?前|以前|为止|止|以?来|起|开始|启|后|之后|以后)?")
SOFT = re.compile(r"(力争|争取|尽量|预计|计划|原则上|拟)(?:于|在|到)?$")
START = re.compile(r"(?:内|份)?(?:正式|全面|率先|陆续)?(启动|开工|动工|开建|开始|实施|施行|试行|试运行|部署)")
CLAUSE = re.compile(r"[，；。、！]")
SAME = re.compile(r"[（]?(?:同上(?:一?[项行栏])?|〃|″|同前)[）]?。?$")
NONE = re.compile(r"(?:[/\\—\-–_*·.。]+|无|暂无|空|N/?A|没有|不限|无时限|无要求)。?$", re.IGNORECASE)
DONE = re.compile(r"已(?:经)?(?:全面|全部|基本)?(?:完成|办结|落实|整改)")
