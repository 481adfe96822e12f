"""What departments last said, field by field, and what they said that is not in the ledger: answers.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern

import msgspec
from msgspec import Struct, field

from generator.model import AnswerKey, Latest, Said, Unused
from generator.problems import InputError, Place, error
from generator.system.workspace import Workspace

NAME = "answers.json"
FORMAT = 1


class Answers(Struct, frozen=True):
    """What is remembered of answers."""

    latest: Latest = field(default_factory=dict)
    unused: tuple[Unused, ...] = ()


class AnswersFile(Struct):
    """The record as it is written."""

    format: int = FORMAT
    latest: list[msgspec.Raw] = []
    """Rows: task id, department, round, field, mark, when it was saved, 填报日期."""
    unused: list[Unused] = []


def read_answers(workspace: Workspace) -> Answers:
    """What is remembered; nothing if there is no record yet. Raises InputError if it cannot be read."""
    path = workspace.records / NAME
    if not path.exists():
        return Answers()
    try:
        document = msgspec.json.decode(path.read_bytes(), type=AnswersFile)
        if document.format <= FORMAT:
            return Answers(latest_of(document.latest), tuple(document.unused))
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as failure:
        raise unreadable(workspace, "读不出来") from failure
    raise unreadable(workspace, "是更新版本的 taizhang 写的")


def latest_of(rows: Iterable[msgspec.Raw]) -> Latest:
    """What departments last said, read row by row: as lists of texts a million rows would take five times as much."""
    decoder = msgspec.json.Decoder(tuple[str, str, str, str, str, str, str])
    latest: dict[AnswerKey, dict[str, Said]] = {}
    for row in rows:
        task, department, round, name, mark, saved, filled_on = decoder.decode(row)
        key = intern(task), intern(department), intern(round)
        latest.setdefault(key, {})[intern(name)] = Said(mark, intern(saved), intern(filled_on))
    return latest


def answers_if_readable(workspace: Workspace) -> Answers:
    """The same; nothing if there is none that can be read: whoever needs it tells that."""
    try:
        return read_answers(workspace)
    except InputError:
        return Answers()


def unreadable(workspace: Workspace, message: str) -> InputError:
    """The record cannot be used: without it a later answer cannot be told from an earlier one."""
    place = Place(workspace.shown(workspace.records / NAME))
    advice = "请升级 taizhang；文件已损坏时，请移走它再收集（这样，有出入的答复会列为冲突）。"
    return InputError([error("answers-unreadable", place, f"收集记录{message}", advice)])


def encode(answers: Answers) -> Iterator[bytes]:
    """What is remembered, as the record is written: an `AnswersFile`, row by row, as there may be a million."""
    encoder = msgspec.json.Encoder()
    yield b'{"format":%d,"unused":%s,"latest":[' % (FORMAT, encoder.encode(answers.unused))
    comma = b""
    for key in sorted(answers.latest):
        for name, said in sorted(answers.latest[key].items()):
            yield comma + encoder.encode((*key, name, said.mark, said.saved, said.filled_on))
            comma = b","
    yield b"]}"
