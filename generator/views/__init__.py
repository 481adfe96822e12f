"""A ledger with its reading to what templates are given (scope.py).

Parts that a template may never ask for (departments, the tasks of each, all answers) are made when they are first
looked at.
"""

from generator.views.deferred import Deferred
from generator.views.rounds import issued_rounds, until_round
from generator.views.scope import for_department, reports_of, scope_of
from generator.views.shares import Part, part_keys

__all__ = [
    "Deferred",
    "Part",
    "for_department",
    "issued_rounds",
    "part_keys",
    "reports_of",
    "scope_of",
    "until_round",
]
