"""Two states of a task to what changed between them, and what is sent out to one zip."""

from generator.editions.changes import has_changed, marked, reasons, update_note, values_of
from generator.editions.parcel import pack

__all__ = ["has_changed", "marked", "pack", "reasons", "update_note", "values_of"]
