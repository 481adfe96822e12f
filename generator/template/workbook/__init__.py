"""A workbook that somebody drew to a `Template`: its sheets, looks, drawings, and all that it carries."""
