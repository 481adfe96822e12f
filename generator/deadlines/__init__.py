"""Wordings of deadlines to dates, periods and rules; the wording itself is always kept."""

from generator.deadlines.checking import check
from generator.deadlines.reading import read_deadline
from generator.deadlines.showing import KINDS, as_json, picture

__all__ = ["KINDS", "as_json", "check", "picture", "read_deadline"]
