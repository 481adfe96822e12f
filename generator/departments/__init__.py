"""Wordings of responsible units to assignments: grammar.py reads them, resolution.py finds who is meant.

The grammar is imported only where a wording must be read: it takes as long as reading some hundreds of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from generator.departments.assignments import assign, depends_on, statements
from generator.departments.task_numbers import check_numbers, in_order

if TYPE_CHECKING:
    from generator.departments.directory import named_in
    from generator.departments.grammar import first_leads_rule, read_wording
    from generator.departments.pictures import as_json, picture
    from generator.departments.proposal import propose

__all__ = [
    "as_json",
    "assign",
    "check_numbers",
    "depends_on",
    "first_leads_rule",
    "in_order",
    "named_in",
    "picture",
    "propose",
    "read_wording",
    "statements",
]

HOMES = {
    "named_in": "directory",
    "propose": "proposal",
    "first_leads_rule": "grammar",
    "read_wording": "grammar",
    "as_json": "pictures",
    "picture": "pictures",
}


def __getattr__(name: str) -> Any:
    """What is imported when it is first asked for (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"generator.departments.{HOMES[name]}"), name)
