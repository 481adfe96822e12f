"""Units that stand before what they do, to statements: headings that name them, and sentences that begin with them.

（一）县林业局 above its numbered tasks; ``县林业局牵头，各镇配合，做好…`` and ``县林业局：负责…`` as a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from generator.documents.brackets import OPENING, brackets, clauses, covered
from generator.documents.statements import Statement, labelled
from generator.documents.unit_lists import HOLDER, is_list

COUNTED = re.compile(r"\s*[（(〔]?共?\s*\d{1,3}\s*[项件个条]\s*[）)〕]?$")
"""How many tasks stand below: 县林业局（3项）."""
HEADED = re.compile(
    r"由?(?P<names>.+?)(?P<role>牵头|主办|主责|负责|承办|承担)(?:负责|落实|实施|推进)?的?(?:主要|重点|具体)?"
    r"(?:任务|工作|事项|项目|目标){1,2}$"
)
OF_OFFICE = re.compile(r"由?(?:[省市县区旗州镇乡各]|团[市县区旗])|[^：:]{2,12}[：:]|.*(?:任务|工作|事项|项目)$")
"""Begins an office's own name, or a label, or says of what it is the heading: alone it may still be trusted."""
BEGINS_WITH_VERB = re.compile(
    "(?:加强|推进|推动|建设|做好|抓好|健全|完善|深化|强化|落实|优化|支持|服务|打造|构建|提升|规范|压实|明确|实施|开展|加快|培育|"
    "建成|新建|完成|制定|修订|编制|组织|举办|打通|清理|排查|做[优大强实细]|办好|用好|打好|管好|整治|治理|巩固|积极|大力|持续|扎实|着力|全面|统筹|"
    "发展|改革|组建|设立|成立|创建|整合|督促|指导|协调|联系|牵头|配合|责任|负责|主管|监管|保障|扩大|提高|改造|新建|争创|盘活|对接)"
)
ROLE = re.compile(
    r"(?:共同|联合|分别|具体|统一|总)?(?P<role>牵头(?:负责|组织)?|负责(?:牵头)?|主办|承办|配合|协助|参与|协办)"
)
DUTY = re.compile("(?:要|应(?![急用对收届聘答付])当?|须|必须|需)(?=[\u4e00-\u9fff])")
"""What a unit has to do (县财政局要落实…), where a document says that in sentences."""
EVERYBODY = re.compile("各(?:级|地|方|有关|相关|成员|责任|牵头|单位|部门|科室)|有关|相关|全[省市县区旗州]|所有")
"""Whom sentences admonish that give nobody a task (各单位要高度重视)."""
NOT_A_TASK = re.compile("人|同志|单位|部门|的|方|制|与否")
"""Behind 负责 or 牵头 where that is no role (负责人, 牵头单位)."""
WITH = re.compile("(?:并|积极)?会同(?P<names>.+)$")
ACTION = re.compile(
    "(?:共同|联合|负责|组织|开展|做好|抓好|推进|推动|实施|制定|编制|完成|落实|加强|建立|健全|完善|研究|提出|加快|督促|指导|优化|深化)"
)
SENTENCE = re.compile("[。！？%％]")
"""In a text that is more than names, whatever its last word (增长5%左右。县财政局)."""
TITLE_LENGTH = 36
SHORTEST_ACTION = 2
FEW = 5
"""Words like 要 that are tried as what parts units from their duty; names have it seldom."""
LONGEST = 200
"""Characters; a longer heading or clause is none of units."""
CARRIED = re.compile("(?:抓好|具体|加强)?(?:落实|实施|执行|指导|督导|监督|督促|支持)$")
TOWN = re.compile(r"[\u4e00-\u9fff]{2,5}(?:镇|乡|苏木|街道|开发区|园区)$")


def of_heading(text: str, *, any_office: bool = False) -> Statement | None:
    """What a heading states that is nothing but units (县林业局（3项）, 牵头单位：县林业局, 县林业局牵头的任务).

    `any_office`: whether an archive's or a school's name counts, which may as well be what a task is about.
    """
    if len(text) > LONGEST:
        return None
    bare = COUNTED.sub("", text.strip(" \u3000。；;：:"))
    labels = labelled(bare, text)
    if labels is not None:
        return labels if labels.names_units else None
    headed = HEADED.match(bare)
    names = headed["names"] if headed else bare
    if not is_names(names, any_office=any_office):
        return None
    if headed and headed["role"] in ("牵头", "主办", "主责"):
        return Statement(lead=names, source=text)
    return Statement(units=names, source=text)


def is_names(text: str, *, any_office: bool = False) -> bool:
    """Whether a text is nothing but names of bodies, none of which might be a task (加强督查部门)."""
    names = [] if SENTENCE.search(text) else split(text)
    is_known = bool(names) and (is_list(text, any_office=any_office) or all(TOWN.match(name) for name in names))
    return is_known and not any(BEGINS_WITH_VERB.match(name) or HOLDER.search(name) for name in names)


def split(names: str) -> list[str]:
    """The names of a list."""
    return [name.strip() for name in re.split("[、，,；;和及]", names) if name.strip()]


def in_opening(text: str, *, with_duties: bool = False) -> tuple[Statement, str] | None:
    """What a paragraph states that begins with units and their role words, and the task without that.

    A short sentence may stand before it (抓好项目。县发改局牵头，…). Where several units do different things, the task
    is the whole paragraph. With `with_duties` sentences that say what a unit has to do (县财政局要…) count too.
    """
    boxed = in_first_bracket(text)
    if boxed:
        return boxed
    head, stop, rest = text.partition("。")
    starts = (0, len(head) + 1) if stop and rest.strip() and len(head) <= TITLE_LENGTH else (0,)
    for start in starts:
        body = text[start:].lstrip()
        opening = at_start(body) or (of_duty(body) if with_duties else None)
        if opening:
            statement, task = opening
            others = [*later(task), *(later_duties(task) if with_duties else ())]
            if others:
                units = "，".join([statement.units, *others])
                return Statement(units=units, source=text), text
            return statement, text[:start] + task
    return None


def in_first_bracket(text: str) -> tuple[Statement, str] | None:
    """The units in a bracket with which a paragraph begins (【县公安局】开展…), and its task."""
    ranges = brackets(text) if text[:1] and text[0] in OPENING else []
    if not ranges or ranges[0][0] > 0:
        return None
    end = ranges[0][1]
    names, task = text[1 : end - 1].strip(), text[end:].strip()
    is_task = len(task.strip("。；; ")) >= SHORTEST_ACTION
    return (Statement(units=names, source=text[:end]), task) if is_task and is_list(names, any_office=True) else None


def at_start(text: str) -> tuple[Statement, str] | None:
    """What a text states with which it begins, and the rest; None where it does not, or where nothing is left."""
    colon = re.match(r"([^，。；：:]{2,60})([：:。])\s*(?=\S)", text)
    if colon and is_names(colon[1]) and (colon[2] != "。" or is_list(colon[1])):
        return Statement(units=colon[1], source=colon[0]), text[colon.end() :]
    said: list[str] = []
    at = 0
    for clause, sign in clauses(text):
        taken = names_and_role(clause) if said or not clause.startswith("会同") else None
        if taken is None:
            break
        words, action = taken
        if not said and not re.search("牵头|负责|主办|承办", words):
            return None
        said.append(words.removeprefix("由"))
        if action:
            at += len(clause) - len(action)
            break
        at += len(clause) + len(sign)
        if sign in "。；;":
            break
    task = text[at:].strip()
    if not said or len(task.strip("。；; ")) < SHORTEST_ACTION:
        return None
    return Statement(units="，".join(said), source=text[:at]), task


def of_duty(text: str) -> tuple[Statement, str] | None:
    """The units that a sentence tells what they have to do, and that; None for other sentences and for everybody."""
    first = next(clauses(text), ("", ""))[0]
    match = duty_in(first)
    if match is None:
        return None
    units, task = first[: match.start()], text[match.end() :]
    if any(EVERYBODY.match(name) for name in split(units)):
        return None
    shared = names_and_role(next(clauses(task), ("", ""))[0]) if task.startswith("会同") else None
    if shared and shared[1]:
        units, task = f"{units}{shared[0]}", task[len(shared[0]) :]
    role = re.match("牵头(?:负责)?|负责", task)
    if role and not NOT_A_TASK.match(task, role.end()):
        units, task = f"{units}{role[0]}", task[role.end() :]
    bare = task.strip("，。；; ")
    return (Statement(units=units, source=text[: len(text) - len(task)]), task) if len(bare) > SHORTEST_ACTION else None


def duty_in(clause: str) -> re.Match[str] | None:
    """Where a clause that begins with units says that they have to do something."""
    if len(clause) > LONGEST:
        return None
    matches = islice(DUTY.finditer(clause), FEW)
    return next((match for match in matches if is_names(clause[: match.start()].removesuffix("等"))), None)


def later_duties(task: str) -> Iterator[str]:
    """The units further on in a task that have to do something too."""
    for clause, _ in clauses(task):
        match = duty_in(clause)
        if match:
            yield clause[: match.start()]


def names_and_role(clause: str) -> tuple[str, str] | None:
    """The units with their role word with which a clause begins, and what they do; None for other clauses."""
    bare = clause.lstrip()
    if len(bare) > LONGEST:
        return None
    together = WITH.match(bare)
    if together:
        for end in range(len(together["names"]), 2, -1):
            names, action = together["names"][:end], together["names"][end:]
            if is_names(names) and (not action or ACTION.match(action)):
                return f"会同{names}", action
        return None
    inside = covered(bare)
    for match in ROLE.finditer(bare):
        if inside[match.start()]:
            continue
        names = bare[: match.start()].removeprefix("由").removeprefix("请")
        if is_names(names.removesuffix("等")) and not NOT_A_TASK.match(bare, match.end()):
            return bare[: match.end()], bare[match.end() :]
    carried = CARRIED.search(bare)
    return (bare, "") if carried and is_names(bare[: carried.start()]) else None


def later(task: str) -> Iterator[str]:
    """The units with their role words that stand further on in a task."""
    for clause, _ in clauses(task):
        taken = names_and_role(clause)
        if taken:
            yield taken[0].removeprefix("由")
