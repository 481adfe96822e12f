"""The text around the tasks to title, document number, issuer, date, year and notes of the ledger."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from generator.documents.numbering import marker_of
from generator.documents.texts import one_line

ISSUER = re.compile(r"^(?:填表单位|填报单位|制表单位|编制单位|制表部门|填报部门)\s*(?:（[^）]*）)?\s*[：:]\s*(.*)$")
REPORTED = re.compile(
    r"\s*(填报时间|填报日期|制表时间|制表日期|填表时间|填表日期|日期|时间|填表人|填报人|制表人|联系人|联系电话|电话|审核人|审核)\s*[：:]\s*"
)
ATTACHMENT = re.compile(r"^附\s*(?:件|表)\s*[\d一二三四五六七八九十]*\s*[：:]?\s*$")
YEAR = re.compile(r"(?<!\d)(?<!\d[-—–～~至到])(20\d{2})\s*年")
"""A year; of 2019—2020年 neither is the document's own."""
NOTE = re.compile(r"^(?:备注|注|说明)\s*[：:]")
DOCUMENT_NUMBER = re.compile(
    r"^[（(]?\s*([\u4e00-\u9fff]{1,16}\s?[〔\[［（(【]\s*(20\d{2})\s*[〕\]］）)】]\s*(?:第\s*)?\d{1,5}\s*号)\s*[）)]?$"
)
SIGNED = re.compile(
    r"^(?:[（(]?)(?:(20\d{2})\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|二[〇○零OＯ0][一二三四五六七八九〇○零]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)(?:印发)?(?:[）)]?)$"
)
KIND = re.compile(
    r"(?:通知|意见|方案|要点|计划|办法|清单|台账|分工|分解|分解表|分工表|任务表|一览表|报告|规划|措施|安排|目标|表|政策|情况|细则|决定|通报|函|（.{1,12}）)$|20\d{2}.{0,40}(?:任务|事项|举措|实事|项目)$"
)
NOTICE = re.compile(r"通知(?:》?的通知)?$")
"""The title of what only brings another document; that one has a title of its own."""
BODY = re.compile(
    r"(?:政府|办公室|办公厅|委员会|局|厅|部|委|院|国务院|党委|领导小组|指挥部|管委会|中心|公司|银行|法院|检察院)$"
)
SIGNED_LINE = re.compile(
    r"^[\u4e00-\u9fff]{2,24}(?:政府|办公室|办公厅|委员会|局|厅|委|国务院|领导小组|指挥部|管委会)20\d{2}年\d{1,2}月\d{1,2}日$"
)
"""Who signs and when in one line, without white space."""
TITLE_LENGTH = 60
TITLE_LINES = 4
NAMED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
BRINGS = re.compile(
    r"现将?\s*《((?:[^《》]|《[^《》]*》){4,60})》(?:[（(][^（）()]{0,20}[）)])?[^。；《》]{0,12}(?:印发|转发|下发)"
)
KIND_OF_PAGE = re.compile(r"【[^【】]{2,30}】(?=\S{8})")
"""Before the title of a page, where it belongs on its site: 【重点工作】某市人民政府关于…的通知."""
BRACKETS = str.maketrans("（）〈〉<>", "()《》《》")


class OutsideLine(Struct, frozen=True):
    """A line of text outside the tasks."""

    text: str
    place: str = ""
    is_heading: bool = False


class Surroundings(Struct):
    """What the text around the tasks says of the document."""

    title: str = ""
    issuer: str = ""
    year: int | None = None
    notes: list[str] = field(default_factory=list)
    info: list[tuple[str, str]] = field(default_factory=list)
    rest: list[OutsideLine] = field(default_factory=list)
    """Lines that are nothing of the kind."""
    changed: list[tuple[str, str]] = field(default_factory=list)
    """Notes as they stood and as they are kept, where line breaks were taken out."""

    def inform(self, key: str, text: str) -> None:
        """An entry of sheet 信息; a second one of the same key is numbered."""
        keys = {known for known, _ in self.info}
        name, number = key, 1
        while name in keys:
            number += 1
            name = f"{key}{number}"
        if (key, text) not in self.info:
            self.info.append((name, text))


def surroundings(above: Sequence[OutsideLine], below: Sequence[OutsideLine]) -> Surroundings:
    """Title and the like from the lines above the tasks, notes and signature from those below."""
    result = Surroundings()
    read_above(list(above), result)
    in_note = False
    for line in below:
        text = one_line(line.text)
        if NOTE.match(text) or (in_note and not SIGNED.match(text) and not ISSUER.match(text)):
            in_note = True
            result.notes.append(text)
            if text != line.text.strip():
                result.changed.append((line.text.strip(), text))
        else:
            read_line(text, line, result)
    sign_off(result)
    year = YEAR.search(result.title) or re.search(r"(20\d{2})", dict(result.info).get("文号", ""))
    year = year or YEAR.search(dict(result.info).get("成文日期", ""))
    result.year = int(year[1]) if year else None
    return result


def says_who_or_when(text: str) -> bool:
    """Whether a line says who issued a table or when, or is a note: no heading of it."""
    patterns = (ISSUER, REPORTED, NOTE, DOCUMENT_NUMBER, SIGNED, ATTACHMENT)
    return any(pattern.match(text) for pattern in patterns) or "单位：" in text[:8]


def read_line(text: str, line: OutsideLine, result: Surroundings) -> bool:
    """A line that is an issuer, a document number, a date or the word 附件; False where it goes to the rest."""
    issuer, number, signed = ISSUER.match(text), DOCUMENT_NUMBER.match(text), SIGNED.match(text)
    if issuer:
        result.issuer = with_parts(issuer[1], result)
    elif number:
        result.inform("文号", number[1])
    elif signed:
        result.inform("成文日期", text.strip("（）()"))
    elif ATTACHMENT.match(text):
        result.inform("附件", text)
    else:
        if text:
            result.rest.append(line)
        return False
    return True


def with_parts(text: str, result: Surroundings) -> str:
    """The issuer; what stands behind it in the same line (填报时间：…) goes into 信息."""
    pieces = REPORTED.split(text)
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        if value.strip():
            result.inform(key, value.strip())
    return pieces[0].strip()


def read_above(lines: list[OutsideLine], result: Surroundings) -> None:
    """The lines above the tasks: the title is the last that may be one, or two lines that are one together."""
    titles: list[tuple[int, str]] = []
    others: list[OutsideLine] = []
    lines = [part for line in lines for part in without_kind(line)]
    for n, line in enumerate(lines):
        text = one_line(line.text)
        if not text:
            continue
        if NOTE.match(text):
            result.notes.append(text)
        elif not is_title(text):
            before = len(result.rest)
            read_line(text, line, result)
            others += result.rest[before:]
            del result.rest[before:]
        elif not read_line(text, line, result):
            result.rest.pop()
            titles.append((n, text))
    chosen = choose_title(titles, lines)
    result.title = "".join(text for _, text in chosen) or brought_title(lines)
    taken = {n for n, _ in chosen}
    others = [line for line in others if not any(line is lines[n] for n in taken)]
    result.rest += [lines[n] for n, text in titles if n not in taken and text != result.title] + others
    doubled = [n for n, text in titles if n not in taken and text == result.title]
    result.rest += [lines[n] for n in doubled]


def without_kind(line: OutsideLine) -> tuple[OutsideLine, ...]:
    """A line; one that a page titles with 【重点工作】 before the title as two."""
    text = line.text.strip()
    match = KIND_OF_PAGE.match(text)
    if match is None or not KIND.search(text):
        return (line,)
    return replace(line, text=match[0], is_heading=False), replace(line, text=text[match.end() :])


def choose_title(titles: list[tuple[int, str]], lines: list[OutsideLine]) -> list[tuple[int, str]]:
    """The lines of a title that is named elsewhere, or the last that may be one: headings, kinds of documents first."""
    if not titles:
        return []
    if run := named_title(lines):
        return run
    headed = [entry for entry in titles if lines[entry[0]].is_heading]
    kinds = [entry for entry in titles if KIND.search(entry[1])]
    named = [entry for entry in kinds if not NOTICE.search(entry[1])]
    last = ([entry for entry in named if entry in headed] or named or headed[:1] or kinds or titles)[-1]
    above = next((entry for entry in kinds if entry[0] == last[0] - 1), None)
    if above and last not in kinds:  # the heading of the first section
        last = above
    chosen = [last]
    at = titles.index(last)
    while (
        at
        and not any(line.text.strip() for line in lines[titles[at - 1][0] + 1 : chosen[0][0]])
        and not KIND.search(titles[at - 1][1])
        and not ATTACHMENT.match(titles[at - 1][1])
    ):
        if (
            BODY.search(titles[at - 1][1])
            and len(titles[at - 1][1]) < 16
            and not titles[at - 1][1].endswith(("国务院",))
        ):
            break
        if sum(len(text) for _, text in chosen) + len(titles[at - 1][1]) > 2 * TITLE_LENGTH or not joins(
            titles[at - 1][1], chosen[0][1]
        ):
            break
        at -= 1
        chosen.insert(0, titles[at])
    return chosen


def named_title(lines: Sequence[OutsideLine]) -> list[tuple[int, str]]:
    """The last lines that together are a title which another line names (现将《…》印发给你们); empty without any."""
    named = {folded(title) for line in lines for title in NAMED.findall(line.text)}
    texts = [(n, text) for n, line in enumerate(lines) if (text := one_line(line.text))]
    for first in reversed(range(len(texts)) if named else ()):
        for many in range(1, TITLE_LINES + 1):
            run = texts[first : first + many]
            if folded("".join(text for _, text in run)) in named:
                return run
    return []


def brought_title(lines: Sequence[OutsideLine]) -> str:
    """The title of what a notice brings (现将《…》印发给你们), where it has no line of its own."""
    found = (BRINGS.search(one_line(line.text)) for line in lines)
    return next((match[1] for match in found if match), "")


def folded(text: str) -> str:
    """A title as it is compared: without blanks, brackets of one kind."""
    return "".join(text.translate(BRACKETS).split())


def joins(first: str, second: str) -> bool:
    """Whether two lines are one title: the first names who issues (…关于…, …人民政府办公室) or is cut in the middle."""
    return "关于" in first or "印发" in second or bool(re.search(r"(?:20\d{2}年|[的和与及、])$", first))


def is_title(text: str) -> bool:
    """Whether a line may be the title: short, no sentence, no number before it."""
    if (
        len(text) > TITLE_LENGTH
        or text.endswith(("。", "：", ":", "；", "，"))
        or text.startswith(("（", "(", "附件", "—", "-", "【"))
    ):
        return False
    return (
        not (marker_of(text) and not YEAR.match(text))
        and "：" not in text
        and ">" not in text
        and not text.startswith(("当前位置", "索引号", "发布"))
    )


def sign_off(result: Surroundings) -> None:
    """Who signed: the line before the date, where it names a body."""
    if result.issuer:
        return
    for line in reversed(result.rest):
        text = "".join(line.text.split())
        if len(text) <= 24 and BODY.search(text) and not marker_of(text):
            result.issuer = text
            result.rest.remove(line)
            return
