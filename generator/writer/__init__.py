"""A laid-out Book to an .xlsx file; the writer decides nothing, and XlsxWriter is known only here."""

from generator.system.disk import replace_file
from generator.writer.workbook import render, write

__all__ = ["render", "replace_file", "write"]
