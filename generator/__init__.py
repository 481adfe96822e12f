"""Task-assignment ledgers for Chinese government offices, as a library: what the commands of ``taizhang`` call.

    from pathlib import Path
    from generator import Workspace, build

    report = build(Workspace(Path("我的台账")))
    for workbook in report.workbooks:
        print(workbook.path, workbook.state)

Every function takes a `Workspace` or paths, and options by keyword; it gives a report with `as_json()` (the published
shape) and prints nothing. What is wrong with users' data stands in the report's `problems`, each a `Problem` with its
`Place`; what stops a command is raised: `InputError` with the problems, `RefusedError` to keep somebody's edits.
docs/api.md shows each of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from generator.commands.build import BuildReport, build
    from generator.commands.check import CheckReport, check
    from generator.commands.collect import CollectReport, collect
    from generator.commands.compared_files import ReturnedFile
    from generator.commands.convert import convert
    from generator.commands.distribute import DistributeReport, distribute
    from generator.commands.explain import Explanation, explain_deadline, explain_units
    from generator.commands.import_document import ImportReport, import_document
    from generator.commands.init import initialise
    from generator.commands.remind import RemindReport, remind
    from generator.commands.restore import RestoreReport, restore
    from generator.commands.status import StatusReport, status
    from generator.problems import InputError, Place, Problem, RefusedError, UsageError
    from generator.records.last_build import Workbook
    from generator.system.workspace import Workspace

__all__ = [
    "BuildReport",
    "CheckReport",
    "CollectReport",
    "DistributeReport",
    "Explanation",
    "ImportReport",
    "InputError",
    "Place",
    "Problem",
    "RefusedError",
    "RemindReport",
    "RestoreReport",
    "ReturnedFile",
    "StatusReport",
    "UsageError",
    "Workbook",
    "Workspace",
    "build",
    "check",
    "collect",
    "convert",
    "distribute",
    "explain_deadline",
    "explain_units",
    "import_document",
    "initialise",
    "remind",
    "restore",
    "status",
]

HOMES = {
    "BuildReport": "commands.build",
    "CheckReport": "commands.check",
    "CollectReport": "commands.collect",
    "DistributeReport": "commands.distribute",
    "Explanation": "commands.explain",
    "ImportReport": "commands.import_document",
    "InputError": "problems",
    "Place": "problems",
    "Problem": "problems",
    "RefusedError": "problems",
    "RemindReport": "commands.remind",
    "RestoreReport": "commands.restore",
    "ReturnedFile": "commands.compared_files",
    "StatusReport": "commands.status",
    "UsageError": "problems",
    "Workbook": "records.last_build",
    "Workspace": "system.workspace",
    "build": "commands.build",
    "check": "commands.check",
    "collect": "commands.collect",
    "convert": "commands.convert",
    "distribute": "commands.distribute",
    "explain_deadline": "commands.explain",
    "explain_units": "commands.explain",
    "import_document": "commands.import_document",
    "initialise": "commands.init",
    "remind": "commands.remind",
    "restore": "commands.restore",
    "status": "commands.status",
}
"""Name → module: imported when it is first asked for (PEP 562), so that ``taizhang --help`` answers at once."""


def __getattr__(name: str) -> Any:
    """A name of the library."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"generator.{HOMES[name]}"), name)
