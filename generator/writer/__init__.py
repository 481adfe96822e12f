"""A laid-out Book to an .xlsx file; the writer decides nothing, and XlsxWriter is known only here."""

from generator.writer.bulk import merges_xml
from generator.writer.files import remove_stray, replace_file
from generator.writer.packing import Segment
from generator.writer.workbook import render, render_in_blocks, write

__all__ = ["Segment", "merges_xml", "remove_stray", "render", "render_in_blocks", "replace_file", "write"]
