"""Wordings of responsible units to assignments: reading.py reads them, assigning.py finds who is meant."""

from generator.departments.reading import first_leads_rule, read_wording

__all__ = ["first_leads_rule", "read_wording"]
