"""Wordings of responsible units to assignments: reading.py reads them, assigning.py finds who is meant."""

from generator.departments.assigning import assign
from generator.departments.numbering import check_numbers
from generator.departments.proposing import propose
from generator.departments.reading import first_leads_rule, read_wording
from generator.departments.showing import as_json, picture

__all__ = ["as_json", "assign", "check_numbers", "first_leads_rule", "picture", "propose", "read_wording"]
