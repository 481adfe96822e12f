"""A workbook that is being read: its parts, its styles, and the problems that come together on the way."""

from __future__ import annotations

from msgspec import Struct, field

from generator.problems import Problem
from generator.template.language.mistakes import Mistake
from generator.template.language.program import Program, Spot, mistake_at
from generator.template.language.text_programs import compile_text
from generator.template.workbook.package import Package
from generator.template.workbook.styles import CellStyles


class TemplateSource(Struct):
    """A workbook that is being read: its parts, its styles, and the problems that come together on the way."""

    file: str
    package: Package
    cell_styles: CellStyles
    problems: list[Problem] = field(default_factory=list)

    def report(self, mistake: Mistake, spot: Spot) -> None:
        """A mistake at a cell."""
        self.problems.append(mistake_at(mistake, spot))

    def text_program(self, text: str, spot: Spot, departmental: bool, is_path: bool = False) -> Program | None:
        """The program of a text with tags; None where it has mistakes."""
        program, problems, _ = compile_text(text, [spot], departmental, is_path=is_path)
        self.problems += problems
        return program
