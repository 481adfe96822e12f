"""A workbook of which its reader dies is told and stops nothing else, and is never read again without a limit."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from generator.ledger import reading
from generator.problems import Problem
from generator.returns import PackedRead, read_all, sources
from generator.returns import reading as returns_reading
from generator.returns.unmarked import no_mark
from generator.system.processes import can_fork
from generator.system.screening import panic_as_damage

EXAMPLE = Path(__file__).parents[2] / "input" / "ledger.xlsx"
pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot fork")


def dies(*_: object) -> None:
    """What a reader does when it is given more than the memory holds, but never in the tests' own process."""
    assert os.getpid() != HERE, "read again without a limit"
    os.abort()


HERE = os.getpid()


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_ledger_of_which_its_reader_dies_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "parsed", dies)
    file = reading.read(EXAMPLE, "台账")
    assert file.ledger is None
    assert codes(file.problems) == ["too-large"]
    assert file.problems[0].place.file == "台账"


def test_one_return_of_which_its_reader_dies_does_not_keep_the_others_from_being_read(tmp_path, monkeypatch):
    for name in "123456":
        (tmp_path / f"{name}.xlsx").write_text(name)

    def read(data: bytes, file: str) -> tuple[None, tuple[Problem, ...]]:
        if data in (b"2", b"3", b"6"):
            dies()
        return None, (no_mark(file),)

    monkeypatch.setattr(returns_reading, "read_bytes", read)
    for at_once in (1, 4, 32):
        told: list[int] = []
        found = read_all(sources([tmp_path])[0], told.append, jobs=2, fewest=at_once)
        assert [list(each.codes) for each in found] == [
            ["no-mark"], ["too-large"], ["too-large"], ["no-mark"], ["no-mark"], ["too-large"]
        ]  # fmt: skip
        assert told == [1, 2, 3, 4, 5, 6]


def test_a_reader_that_panics_is_a_damaged_file():
    panic = type("PanicException", (BaseException,), {})
    with pytest.raises(ValueError, match="chunk size"), panic_as_damage():
        raise panic("chunk size must be non-zero")
    with pytest.raises(KeyboardInterrupt), panic_as_damage():
        raise KeyboardInterrupt


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
def test_returns_are_read_with_a_limit(tmp_path, monkeypatch):
    import resource

    (tmp_path / "1.xlsx").write_text("1")

    def read(data: bytes, file: str) -> tuple[None, tuple[Problem, ...]]:
        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        return None, (no_mark(str(limit)),)

    monkeypatch.setattr(returns_reading, "read_bytes", read)
    ((_, (problem,)),) = map(PackedRead.read, read_all(sources([tmp_path])[0]))
    assert 0 < int(problem.place.file) < 1 << 40
