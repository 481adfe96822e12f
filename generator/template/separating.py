"""Pages of which a part can be filled alone: each row of the band shows its own entry of a list and nothing else.

Such a page has one loop, over 任务列表 or 落实情况, around one row, whose cells name the loop's variable only; and what
stands above and below asks for that list nowhere. Told from the syntax trees, when a template is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from jinja2 import nodes

from generator.model import Scope, TaskView
from generator.template.blocks import ContentCell, ContentRow, Loop, Tree
from generator.template.sandbox import FIELDS
from generator.template.template import Recipe, Separable

LISTS = ("tasks", "answers")
OF_OTHERS = ("units_group", "deadline_group")
"""Fields of a task that count others too: good as keys, which are only compared."""


def separable(tree: Tree, recipes: Mapping[int, Recipe]) -> Separable | None:
    """How a page can be filled in part; None where it cannot."""
    loops = [block for block in tree.blocks if isinstance(block, Loop)]
    rows = [block for block in tree.blocks if isinstance(block, ContentRow)]
    if len(loops) != 1 or len(loops) + len(rows) != len(tree.blocks):
        return None
    (loop,) = loops
    field = list_of(loop)
    row = loop.body[0] if len(loop.body) == 1 else None
    if not field or not isinstance(row, ContentRow) or not isinstance(loop.node.target, nodes.Name):
        return None
    others = (part for each in rows for cell in each.cells for part in expressions(cell))
    if any(FIELDS[Scope].get(name) == field for name in names_in(others)):
        return None
    if any(each.followed or each.looks or (number != row.row and each.labels) for number, each in recipes.items()):
        return None
    recipe = recipes[row.row]
    if recipe.specials or not all(shows_only(cell, loop.node.target.name) for cell in row.cells):
        return None
    return Separable(field, tuple(column for column, key in recipe.labels if key is not None))


def list_of(loop: Loop) -> str:
    """The list that a loop goes over, all of it; empty where it is none that a part can be taken from."""
    node = loop.node
    if (
        loop.is_broken
        or loop.otherwise
        or node.test is not None
        or node.recursive
        or not isinstance(node.iter, nodes.Name)
    ):
        return ""
    field = FIELDS[Scope].get(node.iter.name, "")
    return field if field in LISTS else ""


def shows_only(cell: ContentCell, variable: str) -> bool:
    """Whether a cell of a band depends on its loop's variable and nothing else, neither on other tasks through it."""
    shown = tuple(expressions(cell))
    key = cell.content.key
    if not set(names_in(shown if key is None else (*shown, key))) <= {variable}:
        return False
    if any(True for tree in shown for _ in parts_of(tree, nodes.Getitem)):
        return False
    return all(
        FIELDS[TaskView].get(part.attr) not in OF_OTHERS for tree in shown for part in parts_of(tree, nodes.Getattr)
    )


def expressions(cell: ContentCell) -> Iterator[nodes.Node]:
    """What a cell shows, in what look."""
    content = cell.content
    yield from content.body
    yield from (each for each in (content.value, content.look) if each is not None)


def names_in(trees: Iterable[nodes.Node]) -> Iterator[str]:
    """All names in some syntax trees, with those that they set."""
    return (part.name for tree in trees for part in parts_of(tree, nodes.Name))


N = TypeVar("N", bound=nodes.Node)


def parts_of(tree: nodes.Node, kind: type[N]) -> Iterator[N]:
    """The parts of a syntax tree of one kind, itself among them."""
    if isinstance(tree, kind):
        yield tree
    yield from tree.find_all(kind)
