"""What a sheet carries over its cells (validations, conditional formats, pictures, …), by template rows."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model import Chart, Comment, Conditional, Image, Validation


@dataclass(frozen=True)
class Carried:
    """What lies over the cells of a template's sheet; rows are template rows."""

    validations: tuple[Validation, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    images: tuple[Image, ...] = ()
    charts: tuple[Chart, ...] = ()
    comments: tuple[Comment, ...] = ()
