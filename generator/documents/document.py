"""A document's file to an Imported ledger: its blocks, the tasks of its tables or its prose, what stands around them.

Every block ends in the ledger or in the list of what was left out; what is doubtful is told with its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from generator.documents.blocks import EVERY_PAGE, Block, Doubt, Paragraph, Picture
from generator.documents.brackets import with_round_brackets
from generator.documents.doubts import Readings, doubts_about
from generator.documents.files import read_blocks
from generator.documents.grid import Grid
from generator.documents.imported import OUTSIDE, Found, Imported, LeftOut
from generator.documents.numbering import marker_of
from generator.documents.prose import Prose, ProseTask, read_prose
from generator.documents.refusals import no_heading, no_original, no_tasks
from generator.documents.run_in import separated
from generator.documents.runs import ReadTask
from generator.documents.spreadsheet import mark_of
from generator.documents.statements import in_line
from generator.documents.surroundings import (
    OutsideLine,
    Surroundings,
    choose_title,
    is_title,
    says_who_or_when,
    surroundings,
)
from generator.documents.tables import (
    TableCandidate,
    TableTasks,
    candidate,
    has_same_fields,
    of_one_kind,
    read_table,
    standing,
    taken_for,
    under_caption,
    with_same_extras,
)
from generator.documents.texts import one_line, plain
from generator.model import Ledger, Repair, Task
from generator.problems import InputError, Place, Problem, error, warning
from generator.vocabulary import PLACE_IN_DOCUMENT, TASK_FIELDS, TASK_VIEW_FIELDS, by_heading

PROSE = "正文"
MARK = r"[*★☆▲△●◆■※]"
RULE = re.compile(
    rf"[^。；]*{MARK}[^。；，]{{0,12}}(?:牵头|主办)[^。；]*"
    r"|[^。；]*(?:第一(?:位|个|家)?|首位)[^。；，]{0,12}牵头[^。；]*|[^。；]*(?:以下均需|下同)[^。；]*"
)
LOOKS = re.compile(r"(?:加粗|粗体|黑体|楷体|下划线|划线|红色|红字|标红|斜体)[^。；]{0,16}(?:牵头|主办|主责)")
"""A rule that tells the leads by how their names look (黑体字为牵头单位): that is not read."""
FOR_ALL = re.compile(
    r"[^。；，,（(\s]{2,30}[均都](?:为|是|作为)[^。；，,]{0,4}(?:责任|配合|参与|协同|实施|落实)(?:单位|部门)"
    r"|以[上下][^。；，,]{0,8}均(?:需|须|由)[^。；，,]{2,40}|[^。；，,（(\s]{2,12}均涉及[^。；，,]{2,40}"
)
"""A rule that gives units every task (各县区均为责任单位)."""
MAX_CELL = 30_000
"""Characters of one entry of 导入说明; a cell holds 32,767."""
CAPTION_LENGTH = 60
SAMPLE_ROWS = 3
WIDE_GAP = re.compile(r"[ \t\u3000]{4,}")
SHOWN = 40
"""Characters of a doubtful text that a message shows."""


class Account(Struct):
    """What is collected while a document is read."""

    tasks: list[tuple[int, tuple[Task, ...]]] = field(default_factory=list)
    """Position in the document, and the tasks that stand there."""
    above: list[OutsideLine] = field(default_factory=list)
    below: list[OutsideLine] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    doubts: list[tuple[str, str, str]] = field(default_factory=list)
    info: list[tuple[str, str]] = field(default_factory=list)
    readings: Readings = field(default_factory=Readings)
    """The tasks of each table and of the prose, for signs that they were read wrong."""


def read(
    source: Path,
    *,
    tables: Sequence[int] = (),
    columns: Mapping[str, str] | None = None,
    keep_pages: bool = False,
) -> tuple[Imported | None, tuple[Problem, ...]]:
    """The ledger in a document; None with the reasons where there is none.

    `tables` picks some of several tables (from 1; 0 is the prose), `columns` says what a heading means (``A#2`` the
    second of two equal ones), `keep_pages` keeps the source's page starts as 另起一页.
    """
    file = str(source)
    try:
        blocks, problems = read_blocks(source, file)
    except InputError as failure:
        return None, failure.problems
    ours = mark_of(source)
    if ours is not None and (refusal := no_original(ours, file)):
        return None, (*problems, refusal)
    chosen = {"".join(key.split()): value for key, value in (columns or {}).items()}
    try:
        reading = DocumentReader(blocks, chosen, tables, file, keep_pages, tells_source=ours is None)
        imported = reading.imported()
    except InputError as failure:
        return None, (*problems, *failure.problems)
    return imported, (*problems, *reading.problems)


class DocumentReader:
    """One document being read: what of it is taken, and an account of all of it."""

    def __init__(
        self,
        blocks: Sequence[Block],
        chosen: Mapping[str, str],
        tables: Sequence[int],
        file: str,
        keep_pages: bool,
        tells_source: bool,
    ) -> None:
        self.blocks = [standing(block, chosen) if isinstance(block, Grid) else block for block in blocks]
        self.file = file
        self.keep_pages = keep_pages
        self.tells_source = tells_source
        self.account = Account()
        self.candidates = [
            candidate(block, n, chosen) for n, block in enumerate(self.blocks) if isinstance(block, Grid)
        ]
        self.prose = self.read_prose()
        self.used, self.takes_prose = self.choose(tables)
        self.problems: list[Problem] = []

    @cached_property
    def order(self) -> dict[str, int]:
        """Place of a paragraph → position of the first block that stands there."""
        return {block.place: n for n, block in reversed(list(enumerate(self.blocks))) if isinstance(block, Paragraph)}

    # -------------------------------------------------------------------------------------- what is taken

    def read_prose(self) -> Prose:
        """The tasks of the paragraphs; headings of the title are none of the sections."""
        paragraphs = [
            replace(part, text=with_round_brackets(WIDE_GAP.sub("    ", part.text)))
            for block in self.blocks
            if isinstance(block, Paragraph) and not block.aside
            for part in separated(block)
        ]
        top = next((n for n, p in enumerate(paragraphs) if marker_of(p.visible) or in_line(p.text)), len(paragraphs))
        lines = [OutsideLine(p.text, p.place, p.heading > 0) for p in paragraphs[:top]]
        titles = choose_title([(n, line.text) for n, line in enumerate(lines) if is_title(line.text)], lines)
        last = titles[-1][0] + 1 if titles else 0
        paragraphs[:last] = [replace(paragraph, heading=0) for paragraph in paragraphs[:last]]
        return read_prose(paragraphs, {paragraph.place for paragraph in paragraphs[:last]})

    def choose(self, tables: Sequence[int]) -> tuple[list[TableCandidate], bool]:
        """The tables that are taken, and whether the prose is."""
        if tables:
            return self.asked_for(tables)
        used = of_one_kind(self.candidates)
        if not self.prose.tasks:
            return used, False
        if not any(table.is_sure for table in used):
            return [], True
        return used, not self.repeats(used)

    def asked_for(self, tables: Sequence[int]) -> tuple[list[TableCandidate], bool]:
        """What `tables` picks; raises InputError for a table that is not there or has no heading."""
        many = len(self.candidates)
        for number in tables:
            if not 0 <= number <= many:
                message = f"没有第 {number} 张表，文件里共 {many} 张"
                raise InputError([error("no-such-table", Place(self.file), message, "请改 --table。")])
        used = [self.candidates[number - 1] for number in sorted(set(tables)) if number]
        for table in used:
            if table.columns is None:
                raise InputError([no_heading([table], self.file)])
        return used, 0 in tables

    def repeats(self, used: Sequence[TableCandidate]) -> bool:
        """Whether the tables hold the tasks of the prose again."""
        cells = {bare(cell.text) for table in used for line in table.grid.lines for cell in line.cells if cell.text}
        text = "\n".join(cells)
        again = sum(bare(task.content).rstrip("。；;") in text for task in self.prose.tasks)
        return again * 2 >= len(self.prose.tasks)

    # -------------------------------------------------------------------------------------- reading

    def imported(self) -> Imported:
        """The ledger with its account; raises InputError where nothing of the document is a task."""
        if not self.used and not self.takes_prose:
            raise InputError([no_tasks(self.blocks, self.candidates, self.file)])
        read_tables = [
            read_table(table, self.keep_pages, self.tells_source, len(self.candidates) > 1) for table in self.used
        ]
        self.take_tables(read_tables)
        if self.takes_prose:
            self.take_prose()
        tasks = with_same_extras(
            [task for _, group in sorted(self.account.tasks, key=lambda e: e[0]) for task in group]
        )
        if not tasks:
            name = self.used[0].grid.name if self.used else PROSE
            raise InputError([error("no-tasks", Place(self.file, name), "表头下面没有任务", "请检查文件。")])
        self.take_rest()
        found = self.found(read_tables)
        ledger = self.with_surroundings(Ledger(tasks=with_ids(tasks)))
        self.tell(ledger)
        return Imported(ledger, tuple(self.account.columns), found, tuple(self.account.left_out))

    def take_tables(self, read_tables: Sequence[TableTasks]) -> None:
        """The tasks of the tables that are taken, each under the heading over it where there are several."""
        headings = {word.name: word.heading for word in TASK_FIELDS}
        captions = self.captions(read_tables)
        for table, reading, caption in zip(self.used, read_tables, captions, strict=True):
            assert table.columns is not None
            tasks = under_caption(reading.tasks, caption)
            self.account.tasks.append((table.index, tasks))
            self.account.readings.tables.append(list(map(ReadTask, tasks, reading.places)))
            self.account.above += [
                OutsideLine(text, table.grid.name) for text in reading.above if one_line(text) != caption
            ]
            self.account.below += [OutsideLine(text, table.grid.name) for text in reading.below]
            self.account.repairs += reading.repairs
            self.account.left_out += [LeftOut(*entry) for entry in reading.left_out]
            self.account.doubts += reading.doubts
            if not has_same_fields(table, self.used[0]):
                doubt = f"这张表的栏目与{self.used[0].grid.name}不同，也取了；不要请用 --table"
                self.account.doubts.append((table.grid.name, "、".join(filter(None, table.columns.headings)), doubt))
            self.account.info += notes_in_heading(table)
            self.account.columns += [
                pair for pair in taken_for(table.columns, headings) if pair not in self.account.columns
            ]
            self.account.doubts += [
                (table.grid.name, "、".join(filter(None, table.columns.headings)), doubt)
                for doubt in table.columns.doubts
            ]

    def captions(self, read_tables: Sequence[TableTasks]) -> list[str]:
        """The heading over each table that becomes a label; empty where there is but one table, or no heading."""
        if len(self.used) < 2:
            return [""] * len(self.used)
        captions = [self.caption(table, reading) for table, reading in zip(self.used, read_tables, strict=True)]
        if len(set(captions)) == 1:
            names = [name_of_sheet(table) for table in self.used]
            return names if len(set(names)) > 1 else [""] * len(captions)
        lines = [n for n in range(self.used[0].index) if isinstance(self.blocks[n], Paragraph)]
        first = self.blocks[self.used[0].index - 1] if self.used[0].index else None
        is_title_alone = isinstance(first, Paragraph) and len(lines) == 1 and not marker_of(first.visible)
        return ["" if is_title_alone else captions[0], *captions[1:]]

    def caption(self, table: TableCandidate, reading: TableTasks) -> str:
        """The line over a table, in it or before it, or the name of its sheet."""
        before = self.blocks[table.index - 1] if table.index else None
        if isinstance(before, Paragraph) and not before.aside:
            text = one_line(before.visible)
            return text if len(text) <= CAPTION_LENGTH and not text.endswith(("。", "；")) else ""
        titles = [one_line(text) for text in reading.above if len(one_line(text)) <= CAPTION_LENGTH]
        titles = [text for text in titles if not says_who_or_when(text)]
        return titles[-1] if titles else name_of_sheet(table)

    def take_prose(self) -> None:
        """The tasks of the prose, with their numbers."""
        tasks = self.prose.tasks
        numbers = [int(task.number or 0) for task in tasks]
        as_printed = numbers == list(range(1, len(tasks) + 1)) or (all(numbers) and sorted(set(numbers)) == numbers)
        people = list(dict.fromkeys(name for task in tasks for name, _ in task.statement.people))
        for n, task in enumerate(tasks, 1):
            number = task.number if as_printed else str(n)
            read = self.prose_task(task, number, people)
            self.account.tasks.append((self.order.get(task.place, 0), (read,)))
            self.account.readings.prose.append(ReadTask(read, task.place))
        if not as_printed and tasks:
            printed = "、".join(task.number for task in tasks if task.number)[:MAX_CELL]
            reason = "各部分分别编号，序号按顺序重新编" if printed else "原文没有编号，按顺序编号"
            self.account.repairs.append(Repair(PROSE, printed, f"1—{len(tasks)}", reason))
        self.account.doubts += self.prose.doubts
        self.account.readings.numbers = self.prose.numbers
        self.account.info += [("文件规则", rule) for _, rule in self.prose.rules]

    def prose_task(self, task: ProseTask, number: str, people: Sequence[str]) -> Task:
        """A task of the prose as a row of the ledger."""
        values: dict[str, str] = {}
        for name, text in task.statement.people:
            values[name] = "；".join(dict.fromkeys(filter(None, (values.get(name), text))))
        extra: list[tuple[str, str | None]] = [(name, values.get(name)) for name in people]
        if self.tells_source:
            extra.append((PLACE_IN_DOCUMENT, task.place))
        return Task(
            number=number,
            section=task.labels[0] if task.labels else "",
            item=" / ".join(task.labels[1:]),
            content=task.content,
            units_text=task.statement.units,
            lead_text=task.statement.lead,
            support_text=task.statement.support,
            deadline_text=task.statement.deadline,
            extra=tuple(extra),
        )

    # -------------------------------------------------------------------------------------- the rest of the document

    def take_rest(self) -> None:
        """Everything that is in no task: lines around them, tables that were not taken, pictures, headers."""
        tables = {id(table.grid) for table in self.used}
        first, last = self.span()
        captions = {task.section for _, group in self.account.tasks for task in group}
        asides: dict[str, list[str]] = {}
        for n, block in enumerate(self.blocks):
            if isinstance(block, Grid):
                if id(block) not in tables:
                    self.leave_out_table(block)
            elif isinstance(block, Picture):
                self.account.left_out.append(LeftOut(block.place, "（图片）", "图片里的文字读不出来，请看原文"))
            elif isinstance(block, Doubt):
                self.account.doubts.append((block.place, block.text, block.reason))
            elif block.aside:
                asides.setdefault(block.aside, []).append(block.text)
            elif not self.takes_prose and one_line(block.visible) not in captions:
                self.place_line(block.visible, block.place, block.heading > 0, n, first, last)
        if self.takes_prose:
            self.take_prose_rest(first, last)
        for aside, texts in asides.items():
            self.account.left_out.append(LeftOut(EVERY_PAGE, " | ".join(texts), aside))

    def span(self) -> tuple[int, int]:
        """The positions of the first and the last block that hold tasks or their labels."""
        places = [table.index for table in self.used]
        if self.takes_prose:
            named = {task.place for task in self.prose.tasks}
            labels = self.prose.labels
            for n, block in enumerate(self.blocks):
                if isinstance(block, Paragraph) and (block.place in named or block.visible in labels):
                    places.append(n)
        return min(places), max(places)

    def take_prose_rest(self, first: int, last: int) -> None:
        """What the prose leaves out: lines around the tasks, and stretches between them."""
        headings = {block.place for block in self.blocks if isinstance(block, Paragraph) and block.heading}
        captions = {task.section for _, group in self.account.tasks for task in group}
        for part, number, reason in self.prose.left_out:
            text = number + part.text
            if one_line(text) in captions:
                continue
            n = self.order.get(part.place, 0)
            if first < n < last or (n in (first, last) and not self.used):
                self.account.left_out.append(LeftOut(part.place, text, reason))
            else:
                self.place_line(text, part.place, part.place in headings, n, first, last)

    def place_line(self, text: str, place: str, is_heading: bool, n: int, first: int, last: int) -> None:
        """A line outside the tasks: above them, below them, or between."""
        line = OutsideLine(text, place, is_heading)
        if n < first:
            self.account.above.append(line)
        elif n > last:
            self.account.below.append(line)
        else:
            self.account.left_out.append(LeftOut(place, text, "表格之间的文字"))

    def leave_out_table(self, grid: Grid) -> None:
        """The rows of a table that was not taken."""
        table = next(table for table in self.candidates if table.grid is grid)
        if not table.is_sure:
            reason = "这张表不像任务表"
        elif self.used:
            reason = f"这张表的栏目与{self.used[0].grid.name}不同，或任务重复，没有合并"
        else:
            reason = "没有选这张表"
        rows = [
            LeftOut(grid.name + line.place.removeprefix(grid.name), line.text, reason)
            for line in grid.lines
            if line.text
        ]
        self.account.left_out += rows
        if rows and not table.is_sure and grid.width in {used.grid.width for used in self.used}:
            self.account.doubts.append(
                (grid.name, rows[0].text, "这张表没有认出表头，与取了的表一样宽，没有取，请核对")
            )
        if table.is_sure and rows:
            number = self.candidates.index(table) + 1
            self.account.doubts.append((grid.name, rows[0].text, f"{reason}；要取请用 --table {number}"))

    # -------------------------------------------------------------------------------------- the account

    def found(self, read_tables: Sequence[TableTasks]) -> tuple[Found, ...]:
        """Every table and the prose, with what a person needs to choose others."""
        counts = {id(table.grid): len(reading.tasks) for table, reading in zip(self.used, read_tables, strict=True)}
        headings = {word.name: word.heading for word in TASK_FIELDS}
        result = []
        for number, table in enumerate(self.candidates, 1):
            many = counts.get(id(table.grid))
            if many is None:
                many = len(read_table(table, False, False).tasks) if table.columns is not None else 0
            taken = tuple(taken_for(table.columns, headings)) if table.columns else ()
            sample = tuple(
                tuple(one_line(cell.text)[:60] for cell in line.cells) for line in table.grid.lines[:SAMPLE_ROWS]
            )
            result.append(Found("table", table.grid.name, many, id(table.grid) in counts, number, taken, sample))
        if self.prose.tasks or not self.candidates:
            result.append(Found("prose", PROSE, len(self.prose.tasks), self.takes_prose))
            if self.prose.tasks and not self.takes_prose:
                many = len(self.prose.tasks)
                doubt = f"正文里还有 {many} 项带责任单位的任务没有取（与表格重复，或已指定表格）；要取请加 --table 0"
                self.account.doubts.append((PROSE, self.prose.tasks[0].content[:60], doubt))
            elif self.used and self.takes_prose:
                doubt = f"表格和正文里都有任务，都取了（正文 {len(self.prose.tasks)} 项）；只要表格请用 --table"
                self.account.doubts.append((PROSE, self.prose.tasks[0].content[:60], doubt))
        return tuple(result)

    def with_surroundings(self, ledger: Ledger) -> Ledger:
        """The ledger with title, year, issuer, note and information; lines that are none of these are left out."""
        around = surroundings(self.account.above, self.account.below)
        self.account.repairs += [
            Repair("表后", before, after, "备注中的换行，已去掉") for before, after in around.changed
        ]
        self.account.left_out += [LeftOut(line.place, line.text, OUTSIDE) for line in around.rest]
        self.tell_signs(around)
        for entry in self.account.left_out:
            for sentence in (
                RULE.findall(entry.text) if len(entry.text) < 2000 and re.search("牵头|下同|主办", entry.text) else ()
            ):
                self.account.info.append(("文件规则", sentence.strip()))
        for key, text in self.account.info:
            around.inform(key, text)
        texts = [*around.notes, *(value for _, value in around.info), *(entry.text for entry in self.account.left_out)]
        look = next((text for text in texts if LOOKS.search(text)), "")
        reason = "文件说这些单位有各项任务，没有写进各项的责任单位，请核对"
        rules = dict.fromkeys(match[0].strip() for text in texts for match in FOR_ALL.finditer(text))
        self.account.doubts += [(PROSE, rule, reason) for rule in rules]
        if look:
            self.account.doubts.append((PROSE, look, "文件用字体表示牵头单位，读不出来，请在台账里写明"))
        return replace(
            ledger,
            title=around.title or Path(self.file).stem,
            year=around.year,
            issuer=around.issuer,
            note="\n".join(around.notes),
            info=tuple(around.info),
            repairs=(*self.account.repairs, *self.entries()),
        )

    def tell_signs(self, around: Surroundings) -> None:
        """What looks wrong among the tasks and in what was left out."""
        texts = [(PROSE, text) for text in (around.title, *around.notes)]
        texts += [(entry.place, entry.text) for entry in self.account.left_out]
        told = {place for place, _, _ in self.account.doubts}
        kept = [around.title, around.issuer, *around.notes]
        kept += [
            text for pairs in (around.info, self.account.info, self.account.columns) for pair in pairs for text in pair
        ]
        kept += [repair.before for repair in self.account.repairs if not repair.after]
        kept += [
            line.text
            for table in self.used
            if table.columns
            for line in table.grid.lines[table.heading : table.heading + table.columns.rows]
        ]
        kept += [words for _, words, _ in self.account.doubts]
        self.account.doubts += doubts_about(
            self.account.readings, self.account.left_out, texts, told, self.blocks, kept
        )

    def entries(self) -> list[Repair]:
        """What is doubtful and what was left out, as entries of 导入说明."""
        doubts = [
            Repair(place, text[:MAX_CELL], "", f"请核对：{reason}") for place, text, reason in self.account.doubts
        ]
        left = [
            Repair(entry.place, entry.text[at : at + MAX_CELL], "", f"未取入：{entry.reason}")
            for entry in self.account.left_out
            for at in range(0, max(len(entry.text), 1), MAX_CELL)
        ]
        return doubts + left

    def tell(self, ledger: Ledger) -> None:
        """The warnings: doubts with their places, and columns whose heading templates know as another name."""
        by_reason: dict[str, list[tuple[str, str]]] = {}
        for place, text, reason in self.account.doubts:
            by_reason.setdefault(reason, []).append((place, " ".join(text.split())))
        for reason, entries in by_reason.items():
            place, words = entries[0]
            shown = words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
            others = f"等 {len(entries)} 处" if len(entries) > 1 else ""
            message = f"“{shown}”{others}：{reason}"
            self.problems.append(warning("doubtful", Place(self.file, place), message, "全部见工作表“导入说明”。"))
        taken = by_heading(TASK_VIEW_FIELDS)
        for name, _ in ledger.tasks[0].extra:
            if name in taken:
                self.problems.append(
                    warning(
                        "name-taken",
                        Place(self.file),
                        f"栏目“{name}”与模板里已有的名称相同，模板里用 {{{{ 任务.{name} }}}} 得到的不是这一栏",
                        "需要打印这一栏时，请在台账里改一个表头。",
                    )
                )


def name_of_sheet(table: TableCandidate) -> str:
    """The name of a table's sheet; empty where nobody gave it one."""
    return "" if re.match(r"表\d+$|Sheet\d*$|工作表\d*$", table.grid.name) else table.grid.name


def notes_in_heading(table: TableCandidate) -> list[tuple[str, str]]:
    """What headings say in brackets behind their words, for 信息: 责任单位（列第一位的为牵头单位）."""
    assert table.columns is not None
    lines = table.grid.lines[table.heading : table.heading + table.columns.rows]
    texts = [one_line(cell.text) for line in lines for cell in line.cells if not cell.is_empty]
    return [
        ("文件规则" if "牵头" in text and RULE.search(text) else "栏目说明", text)
        for text in texts
        if plain(text) != "".join(text.split())
    ]


def with_ids(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks with their ids; those that the source has stay."""
    seen: set[str] = set()
    result = []
    for n, task in enumerate(tasks, 1):
        id_ = task.id if task.id and task.id not in seen else f"T{n:03}"
        while id_ in seen:
            id_ += "x"
        seen.add(id_)
        result.append(replace(task, id=id_))
    return tuple(result)


def bare(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())
