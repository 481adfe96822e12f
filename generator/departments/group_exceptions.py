"""A group's wording to the group and the bodies that it leaves out or adds (除城关镇外的各乡镇, 各镇（含开发区））."""

from __future__ import annotations

import re
from typing import NamedTuple

EXCEPT = re.compile(
    r"除了?(?P<left_out>[^，；。：]{2,40}?)(?:之外|以外|外)，?的?"
    r"(?=(?:其他|其它|其余|剩余|所有|全部|全[省市县区旗州镇乡]|各|[省市县区旗][直级])"
    r"(?!任务|工作|事项|内容|措施|情况|地方)"
    r"[^，；。、：]{0,16}?(?:[乡镇村县区市旗]|街道|部门|单位|学校|企业|社区|机构|科室|处室))"
)
"""除城关镇外的各乡镇: a group without some of its members."""
_INSIDE = "[^（）()〔〕]"
_FORMS = (
    re.compile(rf"{EXCEPT.pattern}(?P<group>.+)$"),
    re.compile(rf"(?P<group>.+?)[（(〔]除了?(?P<left_out>{_INSIDE}+?)(?:之外|以外|外)[）)〕]$"),
    re.compile(rf"(?P<group>.+?)[（(〔](?P<left_out>{_INSIDE}+?)除外[）)〕]$"),
    re.compile(rf"(?P<group>.+?)[（(〔]不(?:含|包括|包含)(?P<left_out>{_INSIDE}+?)[）)〕]$"),
    re.compile(
        rf"(?P<group>.*各.+?)[（(〔〈](?:含|包括|包含)(?P<added>{_INSIDE}+?)(?:[，,]?(?:以下|下同){_INSIDE}*)?[）)〕〉]$"
    ),
)
_AND = re.compile("[、，及和]")


class Exceptions(NamedTuple):
    """A group without the bodies `left_out` and with those `added`."""

    group: str
    left_out: list[str]
    added: list[str]


def exceptions_of(name: str) -> Exceptions | None:
    """What a group's wording leaves out or adds; None where it does neither."""
    for form in _FORMS:
        if found := form.match(name):
            bodies = {key: [body for body in _AND.split(text) if body] for key, text in found.groupdict().items()}
            return Exceptions(found["group"], bodies.get("left_out", []), bodies.get("added", []))
    return None
