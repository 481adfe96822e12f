"""The labels before units, persons and deadlines (牵头单位：…), and where such words are labels."""

from __future__ import annotations

import re

from generator.documents.brackets import CLOSED, CLOSING, OPEN, SQUARE, SQUARE_CLOSED, covered
from generator.documents.texts import UNIT_END

BODY = "单位|部门|科室|处室|股室|机构|主体|地区|方|科（室）|单位（部门）"
ROLE = (
    "牵头|主办|主责|主管|责任|负责|承办|落实|实施|配合|协办|协同|参与|协作|协助|参加|执行|完成|承担|组织实施|组织|"
    "督办|督导|指导|监督|会办|支持|实施主体|推进|推动|统筹|协调|管理|监管|主抓|抓总|认领|试点|改革|涉及|服务|保障|审批"
)
PREFIX = (
    "(?:[省市县区旗州镇]级|[省市县区旗]直|第一|主要|其他|其它|具体|共同|直接|总|整改|任务|工作|项目|行业|属地|监管|业务|国家|"
    "中央)"
)
"""What may stand before the role word of a label: 整改责任单位, 市级配合单位."""
UNITS_LABEL = re.compile(
    rf"(?:{PREFIX}?(?P<role>{ROLE})(?:{ROLE})?(?:{BODY})(?:[及和与、/](?:{ROLE})?(?:{BODY}|责任人))?(?:（[^（）]{{0,10}}）)?"
    r"|(?P<share>(?:部门|工作|任务|职责|责任|单位)?分工|责任落实)|(?P<short>牵头|配合|责任|负责|落实|主办|协办))"
)
DEADLINE_LABEL = re.compile(
    "(?:计划|预计|工作|任务|整改|办理|办结|落实|推进|实施|政策|建设|起止)?(?:完成|办理|办结|销号|整改|时限|时间|进度|推进|实施|执行|有效)?(?:时间节点|时间安排|进度安排|时间进度|完成时间|时限|时间|期限|节点|日期|限时|进度)(?:及要求|要求)?|(?:政策)?有效期"
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
SPACED_LABEL = re.compile(r"^[\u4e00-\u9fff](?:[ \u3000]{1,4}[\u4e00-\u9fff]){1,7}[ \u3000]{0,4}(?=[：:])")
"""A label whose characters are set apart: ``责 任 单 位：``."""


def labels_of(text: str) -> list[re.Match[str]]:
    """The labels of a text: with a colon, or in brackets of their own; each where a clause may begin."""
    inside = covered(text)
    return [match for match in LABEL.finditer(text) if stands_as_label(match, text, inside)]


def stands_as_label(match: re.Match[str], text: str, inside: list[bool]) -> bool:
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
