"""A ledger with its reading to what templates are given (scope.py).

Parts that a template may never ask for (departments, the tasks of each, all answers) are made when they are first
looked at.
"""

from generator.views.departments import carried, report_fields
from generator.views.rounds import STATE_NAMES, Report, Reports, issued_rounds, until_round
from generator.views.scope import AskedTasks, reports_in, reports_of, scope_of, standings_in
from generator.views.shares import Part, part_keys

__all__ = [
    "STATE_NAMES",
    "AskedTasks",
    "Part",
    "Report",
    "Reports",
    "carried",
    "issued_rounds",
    "part_keys",
    "report_fields",
    "reports_in",
    "reports_of",
    "scope_of",
    "standings_in",
    "until_round",
]
