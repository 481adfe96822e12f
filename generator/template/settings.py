"""Sheet 设置 (key | value) to `Settings`; every wrong key or value is a problem at its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Pagination
from generator.problems import Place, Problem, error
from generator.template.language.mistakes import Mistake, nearest
from generator.template.language.program import Program
from generator.template.language.views import CONTINUATIONS
from generator.vocabulary import NO, SHEET_SETTINGS, YES

PAGE_NUMBERS = {"奇右偶左": "outside", "居中": "center", "无": "none"}
AUTOMATIC = "自动"
MAX_ROWS_PER_PAGE = 1000


class Settings(Struct, frozen=True):
    """What a template's sheet 设置 says; `output_name` gives the file's name, whose text is `output_text`."""

    output_name: Program | None = None
    output_text: str = ""
    output_place: Place = Place()
    per_department: bool = False
    sheet_per_department: bool = False
    carries_answers: bool = False
    """Whether what a department is to fill in begins with its last answer (a new round begins empty otherwise)."""
    pagination: Pagination = Pagination()
    leaves_out_empty: bool = False
    """省去空栏."""


def with_setting(settings: Settings, key: str, value: str, place: Place) -> Settings:
    """`settings` with one line of the sheet; raises Mistake."""
    if key not in READERS:
        raise Mistake("unknown-setting", f"没有“{key}”这一设置", nearest(key, READERS))
    return READERS[key](settings, value, place)


def choice(value: str, choices: Iterable[str], key: str) -> str:
    """`value` where it is one of `choices`; raises Mistake."""
    allowed = tuple(choices)
    if value not in allowed:
        raise Mistake("wrong-setting", f"“{key}”不能是“{value}”", f"可以写：{'、'.join(allowed)}。")
    return value


def yes(value: str, key: str) -> bool:
    """是 or 否; raises Mistake."""
    return choice(value, (YES, NO), key) == YES


def rows_per_page(value: str) -> int | None:
    """自动 (None) or a number of rows; raises Mistake."""
    if value == AUTOMATIC:
        return None
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= MAX_ROWS_PER_PAGE:
        raise Mistake(
            "wrong-setting", f"“每页行数”不能是“{value}”", f"可以写：自动，或 1 到 {MAX_ROWS_PER_PAGE} 的整数。"
        )
    return int(value)


def paged(settings: Settings, **changes: Any) -> Settings:
    """`settings` with changes to what it says about pages."""
    return replace(settings, pagination=replace(settings.pagination, **changes))


READERS: dict[str, Callable[[Settings, str, Place], Settings]] = {
    "输出文件名": lambda old, value, place: replace(old, output_text=value, output_place=place),
    "每单位一份": lambda old, value, _: replace(old, per_department=yes(value, "每单位一份")),
    "每单位一表": lambda old, value, _: replace(old, sheet_per_department=yes(value, "每单位一表")),
    "沿用上期": lambda old, value, _: replace(old, carries_answers=yes(value, "沿用上期")),
    "省去空栏": lambda old, value, _: replace(old, leaves_out_empty=yes(value, "省去空栏")),
    "续页标签": lambda old, value, _: paged(
        old, continuation=CONTINUATIONS[choice(value, ("重复", "续", "空白"), "续页标签")]
    ),
    "页码": lambda old, value, _: paged(old, page_numbers=PAGE_NUMBERS[choice(value, PAGE_NUMBERS, "页码")]),
    "每页行数": lambda old, value, _: paged(old, rows_per_page=rows_per_page(value)),
    "补空行": lambda old, value, _: paged(old, fill_rows=yes(value, "补空行")),
    "末页落款不单独成页": lambda old, value, _: paged(old, keep_ending=yes(value, "末页落款不单独成页")),
}


def read_settings(rows: Iterable[tuple[str, str, int]], file: str) -> tuple[Settings, list[Problem]]:
    """The settings of (key, value, row number) lines, and what is wrong with them."""
    settings, problems = Settings(), []
    seen: dict[str, int] = {}
    for key, value, row in rows:
        place = Place(file, SHEET_SETTINGS, f"A{row}")
        try:
            if not key:
                raise Mistake("unknown-setting", f"“{value}”前面没有写设置的名称", nearest("", READERS))
            if key in seen:
                raise Mistake("repeated-setting", f"“{key}”写了两次（另见 A{seen[key]}）", "请只留一行。")
            seen[key] = row
            if value or key not in READERS:
                place = place if key not in READERS else Place(file, SHEET_SETTINGS, f"B{row}")
                settings = with_setting(settings, key, value, place)
        except Mistake as mistake:
            problems.append(error(mistake.code, place, mistake.message, mistake.advice))
    if settings.per_department and settings.sheet_per_department:
        place = Place(file, SHEET_SETTINGS, f"B{seen['每单位一表']}")
        problems.append(error("wrong-setting", place, "“每单位一份”和“每单位一表”不能同时为是", "请把其中一个改为否。"))
    return settings, problems
