"""Trees of blocks to the names in them: unknown ones, the fields that cells show, the tasks that rows belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jinja2 import nodes

from generator.model import TaskView
from generator.template.language.blocks import ContentCell, ContentRow, Loop, NameSetting, SheetBlock
from generator.template.language.names import NameCheck, SheetNames
from generator.template.language.value_kinds import SCOPE_KINDS, ValueKind
from generator.template.language.views import FIELDS


def known_names(departmental: bool) -> dict[str, ValueKind]:
    """The names that a template starts from; 单位 only where it is filled for one department."""
    without = () if departmental else ("department", "单位")
    return {**{name: kind for name, kind in SCOPE_KINDS.items() if name not in without}, "range": None}


def read_names(
    blocks: Iterable[SheetBlock], known: dict[str, ValueKind], sheet_names: SheetNames, owners: tuple[str, ...] = ()
) -> None:
    """Walk blocks; `known` grows by the names that they set."""
    for block in blocks:
        if isinstance(block, ContentRow):
            sheet_names.owners[block.row] = owners
            for cell in (*block.cells, *block.notes):
                read_cell(cell, known, sheet_names)
        elif isinstance(block, NameSetting):
            names = NameCheck(known, block.line, sheet_names.findings)
            known |= dict(names.bind(block.node.target, names.kind(block.node.node)))
        elif isinstance(block, Loop):
            read_loop(block, known, sheet_names, owners)
        else:
            for branch in block.branches:
                NameCheck(known, branch.line, sheet_names.findings).kind(branch.test)
                read_names(branch.body, known, sheet_names, owners)


def read_loop(loop: Loop, known: dict[str, ValueKind], sheet_names: SheetNames, owners: tuple[str, ...]) -> None:
    """Walk a loop, in which its own variables are known."""
    if loop.is_broken:
        return
    inner = NameCheck(known, loop.line, sheet_names.findings).inside(loop.node)
    target = loop.node.target
    if isinstance(target, nodes.Name) and inner[target.name] in (TaskView, None):
        owners = (target.name, *owners)
    read_names(loop.body, dict(inner), sheet_names, owners)
    read_names(loop.otherwise, known, sheet_names, owners)


def read_cell(cell: ContentCell, known: Mapping[str, ValueKind], sheet_names: SheetNames) -> None:
    """Check the names of a cell, and tell which field it shows."""
    names = NameCheck(known, cell.line, sheet_names.findings)
    content = cell.content
    if content.body:
        names.body(content.body)
    else:
        names.kind(content.value)
    names.kind(content.key)
    names.kind(content.look)
    sheet_names.patterns[cell.line] = pattern_of(cell, known)


def pattern_of(cell: ContentCell, known: Mapping[str, ValueKind]) -> str:
    """The field that a cell shows (``content``), a pattern of fields (``{number}.{content}``), or nothing."""
    content = cell.content
    if not content.body:
        return field_of(content.value, known)
    if any(not isinstance(node, nodes.Output) for node in content.body):
        return ""
    parts = []
    for node in content.body:
        for piece in node.nodes if isinstance(node, nodes.Output) else ():
            if isinstance(piece, nodes.TemplateData):
                parts.append(piece.data.replace("{", "{{").replace("}", "}}"))
            elif name := field_of(piece, known):
                parts.append(f"{{{name}}}")
            else:
                return ""
    return "".join(parts)


def field_of(node: nodes.Expr | None, known: Mapping[str, ValueKind]) -> str:
    """The field of a task that an expression shows, filters over it or not."""
    while isinstance(node, nodes.Filter):
        node = node.node
    if not isinstance(node, nodes.Getattr) or not isinstance(node.node, nodes.Name):
        return ""
    kind = known.get(node.node.name)
    if kind not in (TaskView, None):
        return ""
    name = FIELDS[TaskView].get(node.attr)
    return name or (f"extra:{node.attr}" if kind is TaskView else "")
