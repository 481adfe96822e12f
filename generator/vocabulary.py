"""The words of the trade: one table from which headings, template names and JSON names all come."""

from __future__ import annotations

from msgspec import Struct


class Word(Struct, frozen=True):
    """One field: `name` in code, JSON and English templates; `heading` in sheets and Chinese templates."""

    name: str
    heading: str
    other_headings: tuple[str, ...] = ()


TASK_WORDS = (
    Word("id", "标识"),
    Word("number", "序号"),
    Word("section", "一级任务"),
    Word("item", "二级任务"),
    Word("content", "具体任务"),
    Word("units_text", "责任单位"),
    Word("lead_text", "牵头单位"),
    Word("support_text", "配合单位"),
    Word("deadline_text", "完成时限"),
    Word("starts_page", "另起一页"),
    Word("remark", "备注"),
)
"""The columns of sheet 台账, in the order in which we write them."""

DEPARTMENT_WORDS = (
    Word("short", "简称"),
    Word("full", "全称"),
    Word("aliases", "别名"),
    Word("categories", "类别"),
    Word("contact", "联系人"),
    Word("phone", "电话"),
    Word("email", "邮箱"),
)
"""The columns of sheet 单位."""

GROUP_WORDS = (Word("wording", "措辞"), Word("members", "成员"))
"""The columns of sheet 群组."""

REPAIR_WORDS = (Word("place", "位置"), Word("before", "修改前"), Word("after", "修改后"), Word("reason", "原因"))
"""The columns of sheet 导入说明."""

ANSWER_WORDS = (
    Word("task_id", "标识"),
    Word("department", "单位"),
    Word("state", "落实状态"),
    Word("progress", "进展情况"),
    Word("difficulties", "存在问题"),
    Word("next_step", "下一步打算"),
    Word("filled_by", "填报人"),
    Word("filled_on", "填报日期"),
    Word("source", "来源文件"),
)
"""The columns of sheet 落实情况."""

INFO_WORDS = (Word("title", "标题"), Word("year", "年度"), Word("issuer", "制表单位"), Word("note", "备注"))
"""The keys of sheet 信息 that have a name of their own; any other key stands under 信息 by its heading."""

SCOPE_WORDS = (
    Word("ledger", "台账"),
    Word("tasks", "任务列表"),
    Word("department", "单位"),
    Word("departments", "单位列表"),
    Word("answers", "落实情况"),
    Word("unresolved", "待明确"),
    Word("edition", "版次"),
    Word("as_of", "统计日期"),
    Word("silent", "未报送单位"),
)
"""The names that every template starts from."""

LEDGER_VIEW_WORDS = (
    *INFO_WORDS,
    Word("info", "信息"),
    Word("task_count", "任务数"),
    Word("warning_days", "预警天数"),
)
"""The ledger as a template sees it."""

TASK_VIEW_WORDS = (
    *TASK_WORDS,
    Word("units_group", "责任单位组"),
    Word("deadline_group", "完成时限组"),
    Word("leads", "牵头"),
    Word("supports", "配合"),
    Word("owners", "责任"),
    Word("deadline", "期限"),
    Word("role", "角色"),
    Word("via", "来源"),
    Word("others", "其他单位"),
    Word("change", "变更"),
    Word("changed_fields", "变更项"),
    *ANSWER_WORDS[1:],
    Word("light", "灯"),
    Word("days_left", "剩余天数"),
)
"""A task as a template sees it: its columns, its reading, and, on a department's sheet, that department's part."""

DEPARTMENT_VIEW_WORDS = (
    *DEPARTMENT_WORDS,
    Word("tasks", "任务列表"),
    Word("task_count", "任务数", ("总数",)),
    Word("lead_count", "牵头数"),
    Word("support_count", "配合数"),
    Word("owner_count", "责任数"),
    Word("done_count", "已完成"),
    Word("going_count", "推进中"),
    Word("overdue_count", "逾期"),
    Word("silent_count", "未报送"),
)
"""A department as a template sees it."""

DEADLINE_WORDS = (
    Word("text", "原文"),
    Word("kind", "类型"),
    Word("date", "日期"),
    Word("start", "开始"),
    Word("end", "结束"),
    Word("rule", "规则"),
    Word("note", "说明"),
)
"""A deadline as a template sees it."""

EDITION_WORDS = (Word("number", "版号"), Word("date", "日期"))
"""An edition as a template sees it."""

ROLE_WORDS = {"lead": "牵头", "support": "配合", "owner": "责任"}
"""How a role is printed."""

SAME_AS_ABOVE = "同上"
YES, NO = "是", "否"
LIST_SEPARATOR = "、"

SHEET_TASKS, SHEET_DEPARTMENTS, SHEET_GROUPS = "台账", "单位", "群组"
SHEET_INFO, SHEET_REPAIRS, SHEET_ANSWERS = "信息", "导入说明", "落实情况"
SHEET_SETTINGS, SHEET_STYLES = "设置", "样式"


def headings(words: tuple[Word, ...]) -> tuple[str, ...]:
    """The headings of a sheet, in order."""
    return tuple(word.heading for word in words)


def by_heading(words: tuple[Word, ...]) -> dict[str, str]:
    """Heading → name in code, for one of the tables above."""
    return {heading: word.name for word in words for heading in (word.heading, *word.other_headings)}
