"""A page of a `Template` to its blocks, read again where the template came without them."""

from __future__ import annotations

from generator.problems import InputError, error
from generator.template.language.blocks import Tree
from generator.template.template import Template, TemplatePage


def tree_of(template: Template, page: TemplatePage) -> Tree:
    """The blocks of a page; raises InputError if they must be read again and the file has changed since."""
    if page.tree is not None:
        return page.tree
    # reading needs openpyxl: only where a mistake is traced
    from generator.template.workbook.template_file import read

    again, problems = read(template.path)
    if again is None or again.fingerprint != template.fingerprint:
        changed = error("template-changed", template.place(), "模板在生成期间被改动", "请再运行一次。")
        raise InputError([changed, *problems])
    tree = again.pages[template.pages.index(page)].tree
    assert tree is not None
    return tree
