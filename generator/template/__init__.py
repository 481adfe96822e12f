"""Template workbooks: .xlsx → `Template`, and `Template` + `Scope` → `TableBook`.

What staff draw in Excel or WPS is the program: cells hold Jinja2 tags, rows that hold one tag alone are loops and
choices. Reading (`reading`) compiles each sheet once; filling (`filling`) runs it. The language is described in
docs/decisions/template-language.md, what is carried in docs/template-fidelity.md.
"""

from __future__ import annotations

from pathlib import Path

from generator.problems import Problem
from generator.template import keeping
from generator.template.filling import fill, output_name
from generator.template.settings import Settings
from generator.template.template import Template
from generator.template.texts import render_text
from generator.template.trying import tags

__all__ = ["Settings", "Template", "fill", "output_name", "read", "recall", "render_text", "tags"]


def read(path: Path, shown: str = "") -> tuple[Template | None, tuple[Problem, ...]]:
    """The template at `path` (`shown` in messages), or None where it has errors; and everything wrong with it.

    What reads workbooks is imported only here, and only for a template that is read for the first time.
    """
    kept = keeping.recall(path, shown)
    if kept is not None:
        return kept
    from generator.template import reading

    found = reading.read(path, shown)
    keeping.keep(path, shown, found)
    return found


def recall(path: Path, shown: str = "") -> tuple[Template | None, tuple[Problem, ...]] | None:
    """`read`, where that takes no time: of a template that was read before as it is now; None otherwise."""
    return keeping.recall(path, shown)
