"""A laid-out Book to an .xlsx file; the writer decides nothing, and XlsxWriter is known only here."""

from generator.writer.workbook import render, write

__all__ = ["render", "write"]
