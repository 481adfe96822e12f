"""The wordings of a ledger to a 单位 sheet and a 群组 sheet, with a note on everything that was guessed.

A department is what its prefix and standard stem name; all ways in which the wordings write it are gathered (旗卫健委,
卫健). The shortest complete way written is the 简称; where none is complete, prefix and ending are restored and noted.
"""

from __future__ import annotations

import re
from collections import Counter

from msgspec import Struct, field

from generator.departments.directory import other_names, stem_key
from generator.departments.full_names import shares_prefix
from generator.departments.grammar import read_wording
from generator.departments.group_names import ALL_DEPARTMENTS, SLIP, SOME
from generator.departments.name_parts import GOVERNMENT, VERTICAL, NameParts, parts
from generator.model import Department, Group, Ledger, Mention, Repair
from generator.vocabulary import SHEET_DEPARTMENTS, SHEET_GROUPS, UNIT_COLUMNS

_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,12}?(?:省|自治区|市|县|区|旗|州|盟)(?!级)(?:[\u4e00-\u9fff]{1,6}?(?:县|区|旗|市)(?=[0-9０-９人关政全工年委]))?"
)
_FIRST_ROW = 2
_TOWNS = "乡镇街道"
_KINDS = (
    (re.compile(r"(?:公司|集团|银行|分行|支行)$"), "企业"),
    (re.compile(r"(?:大学|学院|学校|高校|党校)$"), "学校"),
    (re.compile(r"(?:苏木|镇|乡|街道|街道办|街道办事处|镇政府|乡政府|乡人民政府|镇人民政府)$"), _TOWNS),
    (re.compile(r"(?:政府|管委会)$|^[\u4e00-\u9fff]{1,6}[市县区旗]$"), "地方政府"),
    (re.compile(r"(?:局|委|办|厅|委员会|办公室)(?:（.*）)?$"), GOVERNMENT),
)
"""What a name's ending tells of a body that the table does not know."""


class _Body(Struct):
    """All that the wordings say of one department."""

    prefix: str
    written: Counter[str] = field(default_factory=Counter)
    full: Counter[str] = field(default_factory=Counter)
    wording: str = ""


def propose(ledger: Ledger) -> tuple[tuple[Department, ...], tuple[Group, ...], tuple[Repair, ...]]:
    """Departments and groups for all names in the wordings of `ledger`, in the order in which they are first named.

    Notes have the row of 单位 or 群组 as place, the wording as `before`, the name as `after`, and what was guessed.
    """
    mentions = _mentions(ledger)
    place = place_of(ledger.issuer) or place_of(ledger.title)
    home = _home(mentions, place)
    bodies = _bodies(mentions, place, home)
    departments: list[Department] = []
    notes: list[Repair] = []
    for row, body in enumerate(bodies, _FIRST_ROW):
        department, reasons = _department(body, place, home)
        departments.append(department)
        if reasons:
            notes.append(
                Repair(f"{SHEET_DEPARTMENTS}!A{row}", body.wording, department.short, "；".join(reasons) + "。请核对")
            )
    categories = {category for department in departments for category in department.categories}
    groups: list[Group] = []
    for row, wording in enumerate(_group_wordings(mentions), _FIRST_ROW):
        group, reason = _group(wording, categories)
        groups.append(group)
        notes.append(Repair(f"{SHEET_GROUPS}!A{row}", wording, "、".join(group.members), reason))
    return tuple(departments), tuple(groups), tuple(notes)


def place_of(text: str) -> str:
    """The place that a title or an office's name begins with: 奈曼旗 of ``奈曼旗2021年政务公开工作要点分工台账``."""
    found = _PLACE.match(text.strip())
    return found.group() if found else ""


def _mentions(ledger: Ledger) -> list[tuple[str, Mention]]:
    """Each mention with its wording; every different wording once."""
    texts = dict.fromkeys(
        text for task in ledger.tasks for column in UNIT_COLUMNS if (text := getattr(task, column)).strip()
    )
    return [(text, mention) for text in texts for mention in read_wording(text).mentions]


def _home(mentions: list[tuple[str, Mention]], place: str) -> str:
    """The office's own prefix (旗): the one that most names bear."""
    seen = Counter(
        taken.prefix for _, mention in mentions if len((taken := parts(mention.name)).prefix) == 1 and taken.stem
    )
    return seen.most_common(1)[0][0] if seen else place[-1:]


def _bodies(mentions: list[tuple[str, Mention]], place: str, home: str) -> list[_Body]:
    bodies: dict[tuple[str, str], _Body] = {}
    names = {mention.full_name for _, mention in mentions if mention.kind == "unit"}
    for wording, mention in mentions:
        if mention.kind == "group":
            continue
        first = other_names(mention.full_name)[0]
        prefix, stem = stem_key(first if first in names else mention.full_name)
        guessed = not prefix and bool(home) and shares_prefix(mention.full_name, parts(mention.full_name))
        if guessed or (place and prefix == place):
            prefix = home
        body = bodies.setdefault((prefix, stem), _Body(prefix, wording=" ".join(wording.split())))
        body.written[mention.name] += 1
        body.full[prefix + mention.full_name if guessed else mention.full_name] += 1
    return list(bodies.values())


def _department(body: _Body, place: str, home: str) -> tuple[Department, list[str]]:
    complete = {name: count for name, count in body.full.items() if name in body.written}
    short = _best(complete or dict(body.full))
    taken = parts(short)
    reasons: list[str] = []
    if short not in body.written:
        reasons.append("措辞中只有略写，前缀或后缀是补上的")
    if len(complete) > 1:
        reasons.append(f"{'、'.join(complete)}按同一单位合并")
    full, reason = _full(taken, place, home)
    reasons += filter(None, (reason,))
    category, reason = _category(short, taken, home)
    reasons += filter(None, (reason,))
    aliases = tuple(name for name in dict.fromkeys((*body.written, *body.full)) if name not in (short, full))
    return Department(short, full, aliases, (category,) if category else ()), reasons


def _best(names: dict[str, int]) -> str:
    """The name written most often; of equals the longer, which says more; one with a bracket only if all have one."""
    return max(names, key=lambda name: (not other_names(name)[1], names[name], len(name)))


def _full(taken: NameParts, place: str, home: str) -> tuple[str, str]:
    standard = taken.standard
    if standard is None:
        return "", "标准名称表中没有这个单位，请填写全称并核对"
    where = place if taken.prefix in ("", home) and place else taken.prefix
    if standard.stem == "税务":
        return f"国家税务总局{where}税务局" if where else "", "税务部门实行垂直管理，请核对全称"
    if standard.category == VERTICAL:
        return "", "垂直管理单位，全称请填写"
    if not _abbreviates(taken.stem, standard.full_stem):
        return "", f"“{taken.stem}”不是标准名称“{standard.full_stem}”的略写，请填写全称"
    return where + standard.full(taken.ending), "全称按标准名称表推定"


def _abbreviates(short: str, full: str) -> bool:
    """Whether all characters of `short` stand in `full` in the same order: 教体 in 教育体育, not 农牧 in 农业农村."""
    rest = iter(full)
    return all(char in rest for char in short)


def _category(short: str, taken: NameParts, home: str) -> tuple[str, str]:
    if taken.standard is not None:
        if taken.standard.stem == "生态环境" and taken.prefix in ("县", "区", "旗"):
            return taken.standard.category, "县级生态环境部门多为上级派出的分局，请核对全称和类别"
        return taken.standard.category, ""
    for ending, category in _KINDS:
        if ending.search(short):
            own = category != GOVERNMENT or taken.prefix in ("", home)
            return (category if own else ""), "类别按名称推定"
    return "", "不能确定类别，请填写"


def _group_wordings(mentions: list[tuple[str, Mention]]) -> list[str]:
    return list(dict.fromkeys(mention.name for _, mention in mentions if mention.kind == "group"))


def _group(wording: str, categories: set[str]) -> tuple[Group, str]:
    plain = SLIP.sub("有关", wording)
    slip = f"“{wording}”疑为“{plain}”；" if plain != wording else ""
    named = re.match(r".+?[（〔](.*、.*)[）〕]$", wording)
    if named and all(re.search(r"政府|局|委|办|公司", member) for member in named[1].split("、")):
        return Group(wording, tuple(named[1].split("、"))), "成员取自措辞的括号"
    if SOME.search(plain):
        return Group(wording), slip + "措辞没有写明是哪些单位，请填写成员或保留为待明确"
    head = re.sub(r"(?:及其?|和)(?:所属|下属|直属)(?:事业)?单位$", "", plain)
    if ALL_DEPARTMENTS.match(head) and GOVERNMENT in categories:
        more = "，所属单位未列" if head != plain else ""
        return Group(wording, (GOVERNMENT,)), f"按类别“{GOVERNMENT}”推定{more}，请核对"
    if re.search(r"乡|镇|街道|苏木", plain) and _TOWNS in categories:
        return Group(wording, (_TOWNS,)), f"按类别“{_TOWNS}”推定，请核对"
    return Group(wording), slip + "不能从措辞推定成员，请填写"
