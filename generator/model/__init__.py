"""Every type that crosses a stage: frozen structs with tuples inside, in the order in which data meets them.

    documents ─┐
               ▼
    ledger → departments, deadlines → views → template (fill) → layout → writer → output

Row and column indexes count from 0 and ranges are half-open, ``[first, last)``; cells in messages are
spelled as users see them (``C4``).
"""

from generator.model.attachments import (
    Attachments,
    Chart,
    Comment,
    Conditional,
    DefinedName,
    Image,
    Rule,
    Validation,
    formulas_of,
    with_formulas,
)
from generator.model.cells import (
    CONTINUED,
    LABEL_CONTINUED,
    Column,
    Continuation,
    Range,
    RichText,
    Row,
    RowForm,
    Value,
)
from generator.model.days import LONGEST_ROUND, day_of
from generator.model.formulas import AddedCall, Cells, CellUse, Formula, FormulaPart, flat_parts
from generator.model.ledger import (
    NOWHERE,
    RECORDS,
    Acknowledged,
    Answer,
    Department,
    ExtraValue,
    Group,
    Ledger,
    Origin,
    Record,
    Repair,
    Round,
    Task,
    short_names,
)
from generator.model.looks import Alignment, Border, Fill, Font, Side, Style
from generator.model.meaning import (
    Assignment,
    Deadline,
    DeadlineKind,
    Mention,
    NameKind,
    OpenPoint,
    Reading,
    Responsibilities,
    TaskUnits,
)
from generator.model.pages import HeaderFooter, PageSetup, SheetProtection, SheetView
from generator.model.returned import AnswerField, AnswerKey, PlainTable, Said, Unused, later
from generator.model.sheets import Book, Sheet, SheetRow
from generator.model.tables import Pagination, Table, TableBook
from generator.model.views import VIEWS, Bases, DepartmentView, EditionView, LedgerView, RoundView, Scope, TaskView
from generator.vocabulary import Role

__all__ = [
    "CONTINUED",
    "LABEL_CONTINUED",
    "LONGEST_ROUND",
    "NOWHERE",
    "RECORDS",
    "VIEWS",
    "Acknowledged",
    "AddedCall",
    "Alignment",
    "Answer",
    "AnswerField",
    "AnswerKey",
    "Assignment",
    "Attachments",
    "Bases",
    "Book",
    "Border",
    "CellUse",
    "Cells",
    "Chart",
    "Column",
    "Comment",
    "Conditional",
    "Continuation",
    "Deadline",
    "DeadlineKind",
    "DefinedName",
    "Department",
    "DepartmentView",
    "EditionView",
    "ExtraValue",
    "Fill",
    "Font",
    "Formula",
    "FormulaPart",
    "Group",
    "HeaderFooter",
    "Image",
    "Ledger",
    "LedgerView",
    "Mention",
    "NameKind",
    "OpenPoint",
    "Origin",
    "PageSetup",
    "Pagination",
    "PlainTable",
    "Range",
    "Reading",
    "Record",
    "Repair",
    "Responsibilities",
    "RichText",
    "Role",
    "Round",
    "RoundView",
    "Row",
    "RowForm",
    "Rule",
    "Said",
    "Scope",
    "Sheet",
    "SheetProtection",
    "SheetRow",
    "SheetView",
    "Side",
    "Style",
    "Table",
    "TableBook",
    "Task",
    "TaskUnits",
    "TaskView",
    "Unused",
    "Validation",
    "Value",
    "day_of",
    "flat_parts",
    "formulas_of",
    "later",
    "short_names",
    "with_formulas",
]
