"""Two states of a task to what changed between them, and what is sent out to one zip."""

from generator.editions.changes import Tasks, has_changed, marked, reasons, shown_to, update_note, values_of
from generator.editions.parcel import pack

__all__ = ["Tasks", "has_changed", "marked", "pack", "reasons", "shown_to", "update_note", "values_of"]
