"""The files in templates/ to what looks wrong with them by their names alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.problems import Place, Problem, warning
from generator.system.workspace import Workspace

PASSED_OVER = "template-passed-over"


def passed_over(workspace: Workspace) -> Iterable[Problem]:
    """A warning for each workbook among the templates that is in another format: nothing is made from it."""
    for path in workspace.passed_over():
        yield warning(
            PASSED_OVER,
            Place(workspace.shown(path)),
            f"模板只能是 .xlsx 工作簿，{path.suffix} 文件没有用上",
            "请用 Excel 或 WPS 打开，另存为 .xlsx 放在原处；不需要它时，请移出模板文件夹，或把文件名改为以 _ 开头。",
        )


COPY = re.compile(r"[\s_-]*(?:副本|复制|Copy|[(（]\d+[)）])")
"""How Windows, WPS and browsers go on with the name of a file that they copied."""


def copied(workspace: Workspace, paths: Sequence[Path]) -> Iterable[Problem]:
    """A warning for each template that is called as a copy of another: both are built, and one may be out of date."""
    names = {path.stem for path in paths}
    for path in paths:
        original = next((name for name in names if path.stem.startswith(name) and COPY.match(path.stem, len(name))), "")
        if original:
            yield warning(
                "template-copied",
                Place(workspace.shown(path)),
                f"看起来是 {original}.xlsx 的副本，也照它生成了一份工作簿",
                "不需要它时，请移出模板文件夹，或把文件名改为以 _ 开头；需要时请另起一个名字。",
            )
