"""What a template is once it is read: pages with their programs, ready to be filled any number of times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import InputError
from generator.lengths import CharWidth
from generator.model import Column, DefinedName, Range, RowForm, Style, Value
from generator.problems import Place
from generator.template.assembly import Reading
from generator.template.blocks import Tree
from generator.template.carrying import Carried
from generator.template.pagesetup import Setup
from generator.template.program import Program
from generator.template.settings import Settings


@dataclass(frozen=True)
class Recipe:
    """How the rows of one template row are made from what the program hands out.

    `labels` are (column, position among the handed-out keys; None = keyed by its own value), from left to right;
    `followed` are columns that show and join what the row above does (a label drawn over several rows of a band).
    """

    form: RowForm
    constants: tuple[Value, ...]
    specials: tuple[tuple[int, Value], ...] = ()
    """Constants that no program can hold: formulas, rich text, dates."""
    labels: tuple[tuple[int, int | None], ...] = ()
    looks: tuple[int, ...] = ()
    followed: tuple[int, ...] = ()
    lines: Mapping[int, int] = field(default_factory=dict)
    """Column → line of its cell."""


@dataclass(frozen=True)
class Page:
    """One sheet of a template."""

    name: str
    tree: Tree
    program: Program
    reading: Reading
    recipes: Mapping[int, Recipe]
    """By template row."""
    loops: Mapping[int, tuple[int, ...]]
    """Template row → lines of the loops around it, outermost first."""
    columns: tuple[Column, ...]
    title: Program | None = None
    """The sheet's name where it has tags."""
    merges: tuple[Range, ...] = ()
    """Merged cells over several rows."""
    setup: Setup = Setup()
    carried: Carried = field(default_factory=Carried)
    has_formulas: bool = False

    @property
    def turns(self) -> bool:
        """Whether the program hands out turns of loops too: formulas need them."""
        return self.has_formulas or self.carried.has_formulas


@dataclass(frozen=True)
class Template:
    """A workbook that says how another one looks; read once, filled often."""

    path: Path
    file: str
    """How messages call it."""
    settings: Settings
    fingerprint: str
    pages: tuple[Page, ...]
    styles: tuple[Style, ...]
    swatches: Mapping[str, Style]
    names: tuple[DefinedName, ...] = ()
    title: str = ""
    default_width: CharWidth = CharWidth(9.0)

    @property
    def name(self) -> str:
        """The name of its file without the suffix."""
        return self.path.stem

    def __reduce__(self) -> tuple[Callable[[Path, str], Template], tuple[Path, str]]:
        """Another process reads the file anew: programs do not travel."""
        return reread, (self.path, self.file)

    def place(self, sheet: str = "", cell: str = "") -> Place:
        """A place in this template."""
        return Place(self.file, sheet, cell)


def reread(path: Path, file: str) -> Template:
    """A template that was read without errors before; raises InputError where it has been damaged since."""
    from generator.template.reading import read

    template, problems = read(path, file)
    if template is None:
        raise InputError(problems)
    return template
