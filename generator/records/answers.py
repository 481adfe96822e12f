"""What departments last said, field by field, and what they said that is not in the ledger: answers.json."""

from __future__ import annotations

from collections.abc import Iterator

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
    latest: list[tuple[str, str, str, str, str, str, str]] = []
    unused: list[Unused] = []


def read_answers(workspace: Workspace) -> Answers:
    """What is remembered; nothing if there is no record yet. Raises InputError if it cannot be read."""
    path = workspace.records / NAME
    if not path.exists():
        return Answers()
    try:
        document = msgspec.json.decode(path.read_bytes(), type=AnswersFile)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as failure:
        raise unreadable(workspace, "读不出来") from failure
    if document.format > FORMAT:
        raise unreadable(workspace, "是更新版本的 taizhang 写的")
    latest: dict[AnswerKey, dict[str, Said]] = {}
    for *key, name, mark, saved, filled_on in document.latest:
        task, department, round = key
        latest.setdefault((task, department, round), {})[name] = Said(mark, saved, filled_on)
    return Answers(latest, tuple(document.unused))


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
