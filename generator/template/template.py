"""What a template is once it is read: pages with their programs, ready to be filled any number of times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import astuple, replace

from generator.lengths import Pt
from generator.model import (
    Chart,
    Column,
    Comment,
    Conditional,
    DefinedName,
    Formula,
    Image,
    PageSetup,
    Range,
    RowForm,
    Scope,
    SheetProtection,
    SheetView,
    Style,
    TaskView,
    Validation,
    Value,
    formulas_of,
)
from generator.problems import Place
from generator.template.language.names import SheetNames
from generator.template.language.outside_texts import OutsideText, TextKey
from generator.template.language.program import Program
from generator.template.language.views import FIELDS
from generator.template.settings import Settings

if TYPE_CHECKING:
    from generator.template.language.blocks import Tree
    from generator.template.language.formulas import ReadFormula


class RowRecipe(Struct, frozen=True):
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
    notes: tuple[tuple[int, str], ...] = ()
    """Column and author of the notes that the program hands out."""


class SheetSetup(Struct, frozen=True):
    """How a sheet is printed and shown; rows are template rows, half-open."""

    page: PageSetup = PageSetup()
    view: SheetView = SheetView()
    protection: SheetProtection | None = None
    print_titles: tuple[int, int] | None = None
    title_columns: tuple[int, int] | None = None
    freeze: tuple[int, int] = (0, 0)
    filter: Range | None = None
    default_height: Pt = Pt(14.25)


class Carried(Struct, frozen=True):
    """What lies over the cells of a template's sheet; rows are template rows."""

    validations: tuple[Validation, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    images: tuple[Image, ...] = ()
    charts: tuple[Chart, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def formulas(self) -> list[str]:
        """The formulas that have to follow the rows."""
        texts = [text for rule in self.validations for text in (rule.formula1, rule.formula2) if text]
        texts += [text for rule in self.conditionals for text in rule.formulas]
        points = [value for rule in self.conditionals for kind, value, _ in rule.stops if kind == "formula"]
        return [text for text in (*texts, *points) if isinstance(text, str)]


class TemplatePage(Struct, frozen=True):
    """One sheet of a template."""

    name: str
    tree: Tree | None
    """None where the template was kept from a run before (`page_trees.tree_of`)."""
    program: Program
    sheet_names: SheetNames
    recipes: Mapping[int, RowRecipe]
    """By template row."""
    loops: Mapping[int, tuple[int, ...]]
    """Template row → lines of the loops around it, outermost first."""
    columns: tuple[Column, ...]
    title: Program | None = None
    """The sheet's name where it has tags."""
    merges: tuple[Range, ...] = ()
    """Merged cells over several rows."""
    setup: SheetSetup = SheetSetup()
    carried: Carried = field(default_factory=Carried)
    texts: Mapping[TextKey, OutsideText] = field(default_factory=dict)
    """The texts with tags that stand in no cell."""
    has_formulas: bool = False

    @property
    def turns(self) -> bool:
        """Whether the program hands out turns of loops too: formulas need them."""
        return self.has_formulas or bool(self.carried.formulas)

    @property
    def formulas(self) -> list[str]:
        """The formulas in its cells and over them."""
        specials = (value for recipe in self.recipes.values() for _, value in recipe.specials)
        return [value.text for value in specials if isinstance(value, Formula)] + self.carried.formulas


class Template(Struct, frozen=True):
    """A workbook that says how another one looks; read once, filled often."""

    path: Path
    file: str
    """How messages call it."""
    settings: Settings
    fingerprint: str
    pages: tuple[TemplatePage, ...]
    styles: tuple[Style, ...]
    swatches: Mapping[str, Style]
    names: tuple[DefinedName, ...] = ()
    formulas: Mapping[tuple[str, str], ReadFormula] = field(default_factory=dict)
    """All its formulas by their pages and texts: read once, since openpyxl must be imported for that."""
    title: str = ""

    @property
    def name(self) -> str:
        """The name of its file without the suffix."""
        return self.path.stem

    def __reduce__(self) -> tuple[Callable[..., Template], tuple[object, ...]]:
        """What is kept for the next run: all but the trees, which only mistakes are traced with."""
        pages = tuple(replace(page, tree=None) for page in self.pages)
        return Template, astuple(replace(self, pages=pages))

    @property
    def reads(self) -> frozenset[str]:
        """The names of the scope that its programs read, as `Scope` calls them."""
        names = frozenset[str]().union(*(program.names for program in self.programs()))
        return frozenset(field for name, field in FIELDS[Scope].items() if name in names)

    @property
    def members(self) -> frozenset[str] | None:
        """The fields that its programs may take of what they read, as they name them; None: any."""
        members = [program.members for program in self.programs()]
        return None if None in members else frozenset[str]().union(*filter(None, members))

    def programs(self) -> Iterator[Program]:
        """The programs of its sheets, of their titles and other texts, and of the name of its workbooks."""
        for page in self.pages:
            texts = (text.program for text in page.texts.values())
            yield from (each for each in (page.program, page.title, *texts) if each is not None)
        if self.settings.output_name is not None:
            yield self.settings.output_name

    @property
    def task_fields(self) -> frozenset[str]:
        """The fields of tasks that its visible sheets may show, as `TaskView` calls them; other columns by heading."""
        pages = (page for page in self.pages if not page.setup.view.hidden)
        names = frozenset[str]().union(*(page.sheet_names.findings.task_fields for page in pages))
        return names | {FIELDS[TaskView][name] for name in names if name in FIELDS[TaskView]}

    @property
    def asks(self) -> bool:
        """Whether it has cells that a department is to fill in."""
        return any(any(recipe.form.inputs) for page in self.pages for recipe in page.recipes.values())

    def place(self, sheet: str = "", cell: str = "") -> Place:
        """A place in this template."""
        return Place(self.file, sheet, cell)


def written_formulas(rule: Validation | Conditional) -> tuple[str, ...]:
    """The formulas of a validation or conditional format as they were read, each once."""
    return tuple(dict.fromkeys(text for text in formulas_of(rule) if isinstance(text, str)))
