"""The JSON documents of commands that did nothing: a failure has the same keys as a success."""

from __future__ import annotations

from typing import Any


def built() -> dict[str, Any]:
    """Of ``build``."""
    from generator.commands.build import BuildReport

    return BuildReport(0).as_json()


def status() -> dict[str, Any]:
    """Of ``status``."""
    from generator.commands.status import StatusReport

    return StatusReport(0, (), 0, (), ()).as_json()


def checked() -> dict[str, Any]:
    """Of ``check``."""
    from generator.commands.check import CheckReport

    return CheckReport(()).as_json()


def distributed() -> dict[str, Any]:
    """Of ``distribute``."""
    from generator.commands.distribute import DistributeReport

    return DistributeReport(0, "", "", (), ()).as_json()


def reminded() -> dict[str, Any]:
    """Of ``remind``."""
    from generator.commands.remind import RemindReport

    return RemindReport("").as_json()


def collected() -> dict[str, Any]:
    """Of ``collect``."""
    from generator.commands.collect import CollectReport
    from generator.returns import Decided

    return CollectReport((), Decided()).as_json()


def imported() -> dict[str, Any]:
    """Of ``import``."""
    from generator.commands.import_document import ImportReport
    from generator.model import Ledger

    return ImportReport(Ledger(), (), ()).as_json()


def written() -> dict[str, Any]:
    """Of ``init`` and ``convert``."""
    return {"written": [], "problems": []}


def restored() -> dict[str, Any]:
    """Of ``restore``."""
    from generator.commands.restore import RestoreReport

    return RestoreReport().as_json()


def units() -> dict[str, Any]:
    """Of ``explain units``."""
    from generator.commands.explain import explain_units

    return dict(explain_units("").as_json())


def deadline() -> dict[str, Any]:
    """Of ``explain deadline``."""
    from generator.commands.explain import explain_deadline

    return dict(explain_deadline("").as_json())
