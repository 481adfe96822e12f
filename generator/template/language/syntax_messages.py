"""Jinja2's messages to what office staff can act on."""

from __future__ import annotations

import re

from generator.template.language.mistakes import Mistake

SYNTAX = (
    (r"unexpected char (?P<what>.+) at", "标签里有不认识的字符{what}", "请检查该字符；文字要放在半角引号里。"),
    (
        r"expected token 'end of print statement', got (?P<what>.+)",
        "标签里多出{what}",
        "请检查名称之间是否缺少“|”“.”或引号。",
    ),
    (r"expected token 'end of statement block', got (?P<what>.+)", "标签里多出{what}", "请检查标签的写法。"),
    (r"expected token 'in', got (?P<what>.+)", "for 后面缺少“in”", "请写成 {% for 任务 in 任务列表 %}。"),
    (
        r"expected token '(?P<token>.+)', got (?P<what>.+)",
        "此处应是“{token}”，却是{what}",
        "请检查括号和引号是否成对。",
    ),
    (r"[Ee]xpected an expression, got '(end of|.*block_end)", "标签没有写完，缺少名称或值", "请补上。"),
    (r"unexpected '(?P<token>.)', expected '(?P<what>.)'", "括号不成对：遇到“{token}”，应是“{what}”", "请检查括号。"),
    (r"unexpected '(?P<token>.+)'", "标签里多出“{token}”", "请检查括号和引号是否成对。"),
    (r"expected name or number", "“.”后面缺少名称", "请补上，如 任务.具体任务。"),
    (r"can't assign to (?P<what>.+)", "不能给{what}赋值", "请换一个名称。"),
)
END_WORDS = {
    "'end of print statement'": "标签的末尾",
    "'end of statement block'": "标签的末尾",
    "'end of template'": "末尾",
}


def syntax_mistake(message: str, text: str) -> Mistake:
    """Jinja2's message about a text in words for staff."""
    shown = text.strip() if len(text) <= 60 else text.strip()[:60] + "…"
    for pattern, said, advice in SYNTAX:
        match = re.search(pattern, message)
        if match:
            words = {key: END_WORDS.get(value, value) for key, value in match.groupdict().items() if value}
            what = words.get("what", "")
            words["what"] = f"“{what[1:-1]}”" if what.startswith("'") else what
            return Mistake("bad-tag", f"{said.format(**words)}（见 {shown}）", advice)
    return Mistake("bad-tag", f"标签写法有误：{message}（见 {shown}）", "请对照模板指南检查写法。")
