"""The words of the trade: one table of fields for each record, one of roles, one of sheets.

A field stands in its table here and, with its type, in the record of model/ that holds it. Headings, template names,
JSON forms, workbook columns, checks of texts, comparisons, views and the JSON Schema are derived from the tables; so
is all that there is for each role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

FieldKind = Literal["text", "name", "names", "number", "year", "flag"]
"""What a field holds: any text; a text without blanks around it; several of them (tuple); a number as it is printed
(``12``, ``（一）``), which cells and JSON hold as a number where it is one; a year or None; yes or no."""

DEFAULT_WIDTH = 16.0


class Field(Struct, frozen=True):
    """One field of a record, and everything that is known of it: whoever needs a list of fields asks for a trait."""

    name: str
    """In code, JSON and English templates."""
    heading: str
    """In sheets, messages and Chinese templates."""
    other_headings: tuple[str, ...] = ()
    kind: FieldKind = "text"
    width: float = DEFAULT_WIDTH
    """Of its column in the ledger's workbook, in digits of the Normal font."""
    need: Literal["", "column", "value"] = ""
    """column: the sheet must have this column; value: JSON must also state it, it has no default."""
    is_key: bool = False
    """By it, with the other keys of its sheet, a row is known when the program writes into the staff's workbook."""
    is_compared: bool = False
    """Its change is a change of the task, of which a department must be told."""
    is_answered: bool = False
    """Departments fill it in."""
    is_signature: bool = False
    """It says who answered, and when: by itself it is no answer."""
    is_shared: bool = False
    """同上 stands for the wording above."""
    is_label: bool = False
    """Tasks one below the other share it by saying the same."""
    is_personal: bool = False
    """It tells of one department's part in a task."""


Role = Literal["lead", "support", "owner"]
"""The names of all roles."""


class RoleWords(Struct, frozen=True):
    """One role that a department may have in a task; everything that there is for each role is called by it."""

    name: Role
    word: str
    """As it is printed."""
    rank: int
    """1: the strongest; of two roles a department has the stronger."""
    names_field: str
    """The field of a task that lists who has the role; `word` is its heading."""
    count_field: str
    """The field of a department that counts its tasks in this role; `word` and 数 are its heading."""
    json_name: str
    """The member of ``explain units --json`` that lists who has the role."""
    column: str = ""
    """The field of sheet 台账 whose names have the role without a role word; empty: there is none of its own."""


ROLES = (
    RoleWords("lead", "牵头", 1, "leads", "lead_count", "lead", column="lead_text"),
    RoleWords("support", "配合", 3, "supports", "support_count", "support", column="support_text"),
    RoleWords("owner", "责任", 2, "owners", "owner_count", "owners"),
)
"""Nothing else lists the roles but the type `Role` and the grammar of departments/."""

# -------------------------------------------------------------------------------- fields of the ledger's records

TASK_FIELDS = (
    Field("id", "标识", kind="name", width=9),
    Field("number", "序号", kind="number", width=7, is_compared=True),
    Field("section", "一级任务", width=26, is_compared=True, is_label=True),
    Field("item", "二级任务", width=26, is_compared=True, is_label=True),
    Field("content", "具体任务", width=70, need="value", is_compared=True),
    Field("units_text", "责任单位", ("责任部门",), width=34, need="column", is_compared=True, is_shared=True),
    Field("lead_text", "牵头单位", is_compared=True, is_shared=True),
    Field("support_text", "配合单位", is_compared=True, is_shared=True),
    Field("deadline_text", "完成时限", width=18, need="column", is_compared=True, is_shared=True),
    Field("starts_page", "另起一页", kind="flag"),
    Field("remark", "备注", is_compared=True),
)
"""The columns of sheet 台账, in the order in which they are written; those that staff add follow."""

DEPARTMENT_FIELDS = (
    Field("short", "简称", kind="name", need="value"),
    Field("full", "全称", kind="name"),
    Field("aliases", "别名", kind="names"),
    Field("categories", "类别", kind="names"),
    Field("contact", "联系人"),
    Field("phone", "电话"),
    Field("email", "邮箱"),
)
"""The columns of sheet 单位."""

GROUP_FIELDS = (Field("wording", "措辞", kind="name", need="value"), Field("members", "成员", kind="names"))
"""The columns of sheet 群组."""

REPAIR_FIELDS = (
    Field("place", "位置", width=40),
    Field("before", "修改前", width=40),
    Field("after", "修改后", width=40),
    Field("reason", "原因", width=40),
)
"""The columns of sheet 导入说明."""

ANSWER_FIELDS = (
    Field("task_id", "标识", kind="name", width=9, need="value", is_key=True),
    Field("department", "单位", kind="name", need="value", is_key=True, is_personal=True),
    Field("round", "期次", kind="name", width=14, is_key=True, is_personal=True),
    Field("state", "落实状态", width=12, is_answered=True, is_personal=True),
    Field("progress", "进展情况", width=50, is_answered=True, is_personal=True),
    Field("difficulties", "存在问题", width=36, is_answered=True, is_personal=True),
    Field("next_step", "下一步打算", width=36, is_answered=True, is_personal=True),
    Field("filled_by", "填报人", width=12, is_answered=True, is_signature=True, is_personal=True),
    Field("reviewed_by", "审核人", width=12, is_answered=True, is_signature=True, is_personal=True),
    Field("contact_phone", "联系电话", width=16, is_answered=True, is_signature=True, is_personal=True),
    Field("filled_on", "填报日期", width=14, is_answered=True, is_signature=True, is_personal=True),
    Field("received_on", "收回日期", width=14, is_personal=True),
    Field("source", "来源文件", width=28, is_personal=True),
)
"""The columns of sheet 落实情况."""

ROUND_FIELDS = (
    Field("name", "期次", kind="name", width=14, need="value", is_key=True),
    Field("due", "截止日期", width=14),
    Field("issued", "发出日期", width=14),
    Field("edition", "版次", width=9),
)
"""The columns of sheet 报送期; days as ``2021-06-25``."""

ACKNOWLEDGED_FIELDS = (
    Field("code", "编码", kind="name", width=22, need="value", is_key=True),
    Field("wording", "措辞", width=60, is_key=True),
    Field("note", "说明", width=40),
)
"""The columns of sheet 已阅: warnings that the office has accepted."""

INFO_FIELDS = (
    Field("title", "标题", kind="name", need="value"),
    Field("year", "年度", kind="year"),
    Field("issuer", "制表单位"),
    Field("note", "备注"),
)
"""The keys of sheet 信息 that have a name of their own; any other key stands under 信息 by its heading."""

# ------------------------------------------------------------------------------------- what templates are given

SCOPE_FIELDS = (
    Field("ledger", "台账"),
    Field("tasks", "任务列表"),
    Field("department", "单位"),
    Field("departments", "单位列表"),
    Field("answers", "落实情况"),
    Field("unresolved", "待明确"),
    Field("edition", "版次"),
    Field("as_of", "统计日期"),
    Field("silent", "未报送单位"),
    Field("round", "期次"),
    Field("rounds", "报送期"),
)
"""The names that every template starts from."""

LEDGER_VIEW_FIELDS = (
    *INFO_FIELDS,
    Field("info", "信息"),
    Field("task_count", "任务数"),
    Field("warning_days", "预警天数"),
)
"""The ledger as a template sees it."""

TASK_VIEW_FIELDS = (
    *TASK_FIELDS,
    Field("units_group", "责任单位组"),
    Field("deadline_group", "完成时限组"),
    *(Field(role.names_field, role.word) for role in ROLES),
    Field("deadline", "期限"),
    Field("role", "角色", is_compared=True, is_personal=True),
    Field("via", "来源", is_compared=True, is_personal=True),
    Field("others", "其他单位", is_personal=True),
    Field("change", "变更", is_personal=True),
    Field("changed_fields", "变更项", is_personal=True),
    *ANSWER_FIELDS[1:],
    Field("last_state", "上期状态", is_personal=True),
    Field("last_progress", "上期进展", is_personal=True),
    Field("stage", "进度", is_personal=True),
    Field("light", "灯", is_personal=True),
    Field("days_left", "剩余天数", is_personal=True),
    Field("has_difficulties", "有问题", is_personal=True),
)
"""A task as a template sees it: its columns, its reading, and, on a department's sheet, that department's part."""

DEPARTMENT_VIEW_FIELDS = (
    *DEPARTMENT_FIELDS,
    Field("tasks", "任务列表"),
    Field("task_count", "任务数", ("总数",)),
    *(Field(role.count_field, f"{role.word}数") for role in ROLES),
    Field("done_count", "已完成"),
    Field("going_count", "推进中"),
    Field("waiting_count", "未启动"),
    Field("overdue_count", "逾期"),
    Field("silent_count", "未报送"),
    Field("asked_count", "应报数"),
    Field("answered_count", "已报数"),
    Field("report_state", "报送情况"),
    Field("reported_on", "报送日期"),
    Field("is_late", "已过期限"),
)
"""A department as a template sees it."""

DEADLINE_FIELDS = (
    Field("text", "原文"),
    Field("kind", "类型"),
    Field("date", "日期"),
    Field("start", "开始"),
    Field("end", "结束"),
    Field("rule", "规则"),
    Field("note", "说明"),
)
"""A deadline as a template sees it."""

ROUND_VIEW_FIELDS = (
    *ROUND_FIELDS,
    Field("department_count", "应报单位数"),
    Field("complete_count", "已报单位数"),
    Field("late_count", "迟报单位数"),
    Field("done_count", "已完成"),
    Field("going_count", "推进中"),
    Field("waiting_count", "未启动"),
    Field("silent_count", "未报送"),
)
"""A round as a template sees it; the numbers are of tasks unless they say otherwise."""

EDITION_FIELDS = (Field("number", "版号"), Field("date", "日期"))
"""An edition as a template sees it."""

OPEN_POINT_FIELDS = (
    Field("task_id", "标识"),
    Field("number", "序号"),
    Field("wording", "措辞"),
    Field("reason", "原因"),
)
"""What a task's wording leaves open, as a template sees it."""

# ---------------------------------------------------------------------------------------------------- sheets

SHEET_TASKS, SHEET_DEPARTMENTS, SHEET_GROUPS = "台账", "单位", "群组"
SHEET_INFO, SHEET_REPAIRS, SHEET_ANSWERS = "信息", "导入说明", "落实情况"
SHEET_ROUNDS, SHEET_ACKNOWLEDGED = "报送期", "已阅"


class SheetWords(Struct, frozen=True):
    """One sheet of the ledger's workbook: rows of records, an array of the JSON ledger; or rows of keys and values."""

    name: str
    member: str
    """The field of the ledger that holds what stands in it."""
    fields: tuple[Field, ...]
    need: Literal["", "sheet", "value"] = ""
    """sheet: a workbook must have it; value: JSON must also state it, it has no default."""
    is_keyed: bool = False
    """Its rows are keys and values: some of them have a field of the ledger, any others are kept too."""
    has_other_columns: bool = False
    """The columns that staff add belong to the records (`extra`)."""
    is_optional: bool = False
    """A ledger without such records is written without the sheet."""


SHEETS = (
    SheetWords(SHEET_TASKS, "tasks", TASK_FIELDS, need="value", has_other_columns=True),
    SheetWords(SHEET_DEPARTMENTS, "departments", DEPARTMENT_FIELDS, need="sheet"),
    SheetWords(SHEET_GROUPS, "groups", GROUP_FIELDS),
    SheetWords(SHEET_INFO, "info", INFO_FIELDS, need="sheet", is_keyed=True),
    SheetWords(SHEET_REPAIRS, "repairs", REPAIR_FIELDS),
    SheetWords(SHEET_ROUNDS, "rounds", ROUND_FIELDS, is_optional=True),
    SheetWords(SHEET_ANSWERS, "returns", ANSWER_FIELDS, is_optional=True),
    SheetWords(SHEET_ACKNOWLEDGED, "acknowledged", ACKNOWLEDGED_FIELDS, is_optional=True),
)
"""The sheets of the ledger's workbook, in their order."""
KEYED_MEMBERS = ("rounds", "returns", "acknowledged")
"""The sheets into which the program writes rows of its own: they are known by their keys."""
RECORD_SHEETS = {sheet.name: sheet for sheet in SHEETS if not sheet.is_keyed}

INFO_HEADINGS, INFO_WIDTH = ("项目", "内容"), 40.0
"""Headings and width of the columns of sheet 信息."""

SHEET_SETTINGS, SHEET_STYLES = "设置", "样式"
"""Of a template; they are not printed."""
SHEET_CONFLICTS = "冲突"
"""Of the workbook in which conflicts are decided."""
SHEET_MARK = "_taizhang"
"""The very hidden sheet by which a returned workbook is known."""

# ------------------------------------------------------------------------------------------------ other words

SAME_AS_ABOVE = "同上"
YES, NO = "是", "否"
LIST_SEPARATOR = "、"
NOT_REPORTED = "未报送"
REPLACED = "task-replaced"
"""The code of what is told of a task in whose row another stands now; its wording is what that says."""
LINE_SPACING, WIDE, USUAL = "行距", "宽", "标准"
"""A key of sheet 信息, and what it may say: rows have room for fonts with tall lines, or for those of the template."""
"""What pages show beside a task that nobody answered; no department says that of itself."""
PLACE_IN_DOCUMENT = "出处"
"""The column in which an import says where a task stands in its document."""
_PLACE = re.compile(r"第\d+[段行]")


def is_place_in_document(heading: str, text: str) -> bool:
    """Whether a column says of a task where in the document it stands (``第5段``, ``表1第2行``), and nothing else."""
    return heading == PLACE_IN_DOCUMENT and _PLACE.search(text) is not None


def headings(fields: Iterable[Field]) -> tuple[str, ...]:
    """The headings of a sheet, in order."""
    return tuple(field.heading for field in fields)


def names(fields: Iterable[Field | SheetWords]) -> tuple[str, ...]:
    """The names in code, in order."""
    return tuple(field.name for field in fields)


def by_heading(fields: Iterable[Field]) -> dict[str, str]:
    """Heading → name in code, for one of the tables above."""
    return {heading: field.name for field in fields for heading in (field.heading, *field.other_headings)}


def by_name(fields: Iterable[Field]) -> dict[str, str]:
    """Name in code → heading, for one of the tables above."""
    return {field.name: field.heading for field in fields}


ROLE_WORDS: Mapping[str, str] = {role.name: role.word for role in ROLES}
"""Role → how it is printed."""
ROLE_COLUMNS = {by_name(TASK_FIELDS)[role.column]: role for role in ROLES if role.column}
"""Heading of a column of units → the role that it gives."""
UNIT_COLUMNS = ("units_text", *(role.column for role in ROLE_COLUMNS.values()))
"""The fields of a task whose wordings say who has it."""
COMPARED = names(field for field in TASK_VIEW_FIELDS if field.is_compared)
"""What a change of a task is seen by, in the order of its columns."""
ANSWERED = names(field for field in ANSWER_FIELDS if field.is_answered)
"""What departments fill in."""
SAID = names(field for field in ANSWER_FIELDS if field.is_answered and not field.is_signature)
"""What must be filled in for an answer to say anything."""
SHARED = names(field for field in TASK_FIELDS if field.is_shared)
"""The columns in which 同上 stands for the wording above."""

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱何郭罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋杜丁沈姜范傅钟卢汪戴崔廖姚邹熊陆郝孔邵"
    "孟秦侯阎薛雷黎贺倪殷郑梁段钱尹施陶洪翟颜莫樊兰葛柴裴聂耿庞鲍仇冉巴"
)
DOUBTFUL_SURNAMES = (
    "林高马金江方石龙白田文安武严万常史温毛康任贾夏顾邱章谭易乔赖牛齐邢梅卜艾关包甘柳向岳左涂欧靳祁时古汤尚车项祝"
)
"""Those that begin other words too (高新, 林业, 江北): only with three characters."""
