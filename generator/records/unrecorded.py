"""The editions that were sent and of which no record is left: what else tells their numbers.

A number that was given once is not given again: a sheet of the former edition would be compared with the values of the
new one. Folders and zips under 分发 bear it, and so does each row of sheet 报送期.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from generator.problems import Place, Problem, warning
from generator.system.disk import names_under
from generator.system.workspace import Workspace
from generator.vocabulary import SHEET_ROUNDS

if TYPE_CHECKING:
    from generator.model import Round
    from generator.records.manifest import Manifest

SENT = "分发"
"""The folder, in output/, of what was sent."""
PARCEL = re.compile(r"第(\d{1,6})版_")
"""How what was sent is called there, folder and zip."""
EDITION = re.compile(r"第(\d{1,6})版_(\d{4}-\d{2}-\d{2})(?:（\d+）)?")
"""The folder of a new edition; what was sent again has more behind its day."""
NUMBER = re.compile(r"\s*(?:第\s*)?(\d{1,6})\s*版?\s*")
"""版次 in sheet 报送期."""


def last_given(workspace: Workspace) -> int:
    """The highest number of an edition that anything but the records tells of; 0 if nothing does."""
    return max((*numbers_under(workspace.output / SENT), *numbers_in_ledger(workspace)), default=0)


def numbers_under(folder: Path) -> Iterator[int]:
    """The numbers of the editions whose folders and zips are there."""
    matches = (PARCEL.match(name) for name in names_under(folder))
    yield from (int(match[1]) for match in matches if match)


def unknown_editions(workspace: Workspace, manifest: Manifest, is_locked: bool) -> Iterator[Problem]:
    """A warning if editions were packed of which the records know nothing: they may be those of another workspace.

    Their numbers are not given again, but for the one that comes next: a run that was killed leaves that, and one that
    works just now where nothing is locked.
    """
    known = {each.number: each.date for each in manifest.editions}
    matches = (EDITION.fullmatch(name) for name in names_under(workspace.output / SENT))
    packed = sorted((int(match[1]), match[2], match[0]) for match in matches if match)
    unknown = [each for each in packed if each[0] > manifest.unrecorded and known.get(each[0]) != each[1]]
    following = manifest.last_number + 1
    is_next = [number for number, *_ in unknown] == [following]
    if not unknown or (is_next and not is_locked):
        return
    place = Place(workspace.shown(workspace.output / SENT / unknown[0][2]))
    message = f"发过第 {'、'.join(str(number) for number, *_ in unknown)} 版，生成记录里没有"
    if is_next:
        message += "：上次分发没有做完，或者记录换过"
        advice = "没有做完的，再运行一次 taizhang distribute；已经发出的，请从备份找回 output/.taizhang。"
    else:
        manifest.unrecorded = max(manifest.unrecorded, *(number for number, *_ in unknown))
        message += "：记录像是别的工作区的，或者是旧的备份"
        advice = "请从最近的备份找回 output/.taizhang；否则这些版收不回来，单位会当作没有发过。"
    yield warning("editions-unknown", place, message, advice)


def numbers_in_ledger(workspace: Workspace) -> Iterator[int]:
    """The numbers in sheet 报送期; none if the ledger cannot be read, which whoever needs it tells."""
    from generator import ledger as ledgers
    from generator.problems import InputError
    from generator.system.ledger_file import sheets_of

    try:
        if not ledgers.is_json(workspace.ledger) and SHEET_ROUNDS not in sheets_of(workspace.ledger):
            return
        ledger = ledgers.read_workspace(workspace).draft
    except (InputError, OSError):
        return
    yield from numbers_of(ledger.rounds if ledger else ())


def numbers_of(rounds: Iterable[Round]) -> Iterator[int]:
    """The numbers of the editions in which rounds were sent."""
    matches = (NUMBER.fullmatch(row.edition) for row in rounds)
    yield from (int(match[1]) for match in matches if match)


def pass_over(manifest: Manifest, rounds: Iterable[Round]) -> None:
    """Let editions go on from the numbers of rounds: records that were put back from a backup may not know the last."""
    manifest.unrecorded = max((manifest.unrecorded, *numbers_of(rounds)))
