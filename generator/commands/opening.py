"""A round that is asked for to its row of 报送期: refused if its name or day is taken, entered once it was sent."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.model import LONGEST_ROUND, Round, day_of
from generator.problems import Place, UsageError, error
from generator.records.manifest import Manifest
from generator.records.unrecorded import pass_over
from generator.system.workspace import Workspace

if TYPE_CHECKING:
    from generator.loading import Loaded


class Asked(Struct, frozen=True):
    """Whom a distribution is for: a round's name and day opens one; all or some departments are sent theirs again."""

    round: str = ""
    due: datetime.date | None = None
    all: bool = False
    departments: tuple[str, ...] = ()

    @property
    def is_again(self) -> bool:
        """Whether departments get their sheets whether anything changed or not."""
        return self.all or bool(self.departments)


def refuse_half(asked: Asked) -> None:
    """Raise UsageError if a round is named without its day, or the other way round, or for some departments only."""
    if bool(asked.round) != (asked.due is not None):
        message = "--round 和 --due 要一起写" if asked.round else "写了 --due，没有写 --round"
        raise usage("round-and-due", message, "例：taizhang distribute --round 2021年6月 --due 2021-06-25")
    if asked.round and asked.is_again:
        raise usage(
            "round-for-all", "新的报送期发给所有有任务的单位", "请去掉 --all、--department；补发时不写 --round。"
        )


def opened(
    workspace: Workspace, manifest: Manifest, asked: Asked, day: datetime.date
) -> tuple[tuple[Round, ...], Round | None]:
    """The rounds that the ledger has, and the one that is opened; raises UsageError if its name or day is taken.

    A round whose row was written by a run that was killed before it recorded the edition is opened once more.
    """
    from generator.loading import read_ledger
    from generator.system.former import refuse_open

    if not asked.round or asked.due is None:
        return (), None
    refuse_open(workspace.ledger)
    ledger, _ = read_ledger(workspace)
    pass_over(manifest, (row for row in ledger.rounds if row.name != asked.round))
    edition = str(manifest.last_number + 1)
    begun = [row for row in ledger.rounds if row.name == asked.round and row.edition == edition]
    others = [row for row in ledger.rounds if row not in begun]
    there = {
        plain_name(name): name for name in (*(each.round for each in manifest.editions), *(row.name for row in others))
    }
    if (name := there.get(plain_name(asked.round))) is not None:
        advice = "请换一个名称；只是补发时用 --all 或 --department，改截止日期请直接改“报送期”表。"
        if name in {row.name for row in others if not row.edition} - {each.round for each in manifest.editions}:
            advice = "这一行是手填的，没有分发过：请在“报送期”表删去它，再运行一次。"
        raise usage("round-exists", f"已有报送期“{name}”", advice)
    later = [row for row in others if (issued := day_of(row.issued)) and issued > day]
    if later or not day <= asked.due <= day + LONGEST_ROUND:
        slip = "早于发出日期" if asked.due < day else "在一年以后，发出日期是"
        message = f"截止日期 {asked.due} {slip} {day}"
        if later:
            message = f"发出日期 {day} 早于报送期“{later[0].name}”的发出日期"
        raise usage("round-date", message, "请核对 --date 和 --due。")
    return ledger.rounds, Round(asked.round, asked.due.isoformat(), day.isoformat(), edition)


def plain_name(name: str) -> str:
    """A round's name as it is compared: 2021年06月 and ２０２１年 6 月 are 2021年6月."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"\s", "", unicodedata.normalize("NFKC", name)))


def usage(code: str, message: str, advice: str) -> UsageError:
    """What is wrong with the words of the command."""
    return UsageError([error(code, Place(), message, advice)])


def enter_round(workspace: Workspace, former: tuple[Round, ...], loaded: Loaded, opening: Round | None) -> None:
    """Write the row of a new round into the staff's ledger, if that is still what was read."""
    from generator.ledger import editing
    from generator.system import disk

    if opening is None:
        return
    with disk.writing(workspace.shown(workspace.ledger)):
        editing.update(
            workspace.ledger,
            replace(loaded.ledger, rounds=former),
            loaded.ledger,
            workspace.former,
            digest=loaded.digest,
            why=f"开始报送期“{opening.name}”",
        )
