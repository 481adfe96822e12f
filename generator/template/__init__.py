"""Template workbooks: .xlsx → `Template`, and `Template` + `Scope` → `TableBook`.

What staff draw in Excel or WPS is the program: cells hold Jinja2 tags, rows that hold one tag alone are loops and
choices. `workbook` reads what was drawn and has `language` compile it, once; `filling` runs the programs. Imports go
from `filling` to `workbook`, to `template` and `settings` (what a template is), to `language`. The language is
described in docs/decisions/template-language.md, what is carried in docs/template-fidelity.md.
"""

from __future__ import annotations

import os
from pathlib import Path

from msgspec.structs import replace

from generator.model import Scope
from generator.problems import Problem
from generator.system import cache
from generator.system.disk import bytes_of, sha_of
from generator.template.filling.book import fill, output_name
from generator.template.filling.texts import render_text
from generator.template.language.program import COMPILER
from generator.template.settings import Settings
from generator.template.template import Template

__all__ = ["Settings", "Template", "fill", "output_name", "read", "recall", "render_text", "tags"]


KIND = "templates"


def read(path: Path) -> tuple[Template | None, tuple[Problem, ...]]:
    """The template at `path`, or None where it has errors; and everything wrong with it.

    What reads workbooks is imported only here, and only for a template that is read for the first time.
    """
    kept = recall(path)
    if kept is not None:
        return kept
    from generator.template.workbook import template_file

    template, problems = template_file.read(path)
    if template is not None:
        cache.keep(KIND, source_of(template.fingerprint, path), (template, problems))
    return template, problems


def recall(path: Path) -> tuple[Template, tuple[Problem, ...]] | None:
    """`read`, where that takes no time: of a template that was read before as it is now; None otherwise."""
    try:
        digest = sha_of(bytes_of(path))
        template, problems = cache.recall(KIND, source_of(digest, path))
    except (OSError, TypeError, ValueError):  # nothing is known, or not two things
        return None
    if not isinstance(template, Template) or not isinstance(problems, tuple):
        return None
    return replace(template, path=path), problems


def source_of(digest: str, path: Path) -> tuple[str | bytes, ...]:
    """What a template that was read depends on: its file's bytes and name, and what compiles and reads it.

    The folder is none of it: the templates that every new workspace begins with are read once.
    """
    return (digest, os.fsencode(path.name), COMPILER)


def tags(template: Template, scope: Scope) -> tuple[tuple[str, str, str, str], ...]:
    """(sheet, cell, text, shown) of every cell with tags, filled with the first task and the first department."""
    from generator.template.filling import tag_samples

    return tag_samples.tags(template, scope)
