"""The language of templates: what stands in cells (tags, and references in formulas) to programs."""
