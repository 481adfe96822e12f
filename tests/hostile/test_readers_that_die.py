"""A workbook of which its reader dies is told and stops nothing else, and is never read again without a limit."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from generator import ahead, ledger
from generator.ahead import Ahead, AheadInSteps, DiedError, can_fork
from generator.intake import panic_as_damage
from generator.ledger.parsing import Parser
from generator.problems import Problem
from generator.returns import read_all, sources
from generator.returns import reading as returns_reading

EXAMPLE = Path(__file__).parents[2] / "input" / "ledger.xlsx"
ENOUGH = 1 << 31
pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot fork")


def dies(*_: object) -> None:
    """What a reader does when it is given more than the memory holds, but never in the tests' own process."""
    assert os.getpid() != HERE, "read again without a limit"
    os.abort()


HERE = os.getpid()


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize("in_parallel", [True, False])
def test_limited_work_is_never_done_here(in_parallel):
    assert Ahead(os.getpid, in_parallel, memory=ENOUGH).result() != HERE
    limited = Ahead(dies, in_parallel, memory=ENOUGH)
    for _ in range(2):
        with pytest.raises(DiedError):
            limited.result()


def test_limited_work_is_not_done_here_where_no_process_can_begin(monkeypatch):
    def no_more() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", no_more)
    with pytest.raises(DiedError):
        Ahead(os.getpid, memory=ENOUGH).result()


def test_a_process_that_inherits_limited_work_begins_its_own():
    limited = AheadInSteps(os.getpid, lambda made: (made, os.getpid()), memory=ENOUGH)
    first = limited.result()
    inheritor, second = Ahead(lambda: (os.getpid(), limited.result_of(1))).result()
    assert second[0] == second[1]
    assert HERE not in second
    assert inheritor not in second
    assert first not in second


def test_what_was_made_before_the_process_died_is_kept():
    limited = AheadInSteps(os.getpid, dies, memory=ENOUGH)
    first = limited.result()
    with pytest.raises(DiedError):
        limited.result_of(1)
    with pytest.raises(DiedError):
        limited.result_of(1)
    assert limited.result() == first


@pytest.mark.parametrize("in_parallel", [True, False])
@pytest.mark.parametrize("step", ["tasks", "others"])
def test_a_ledger_of_which_its_reader_dies_is_refused(monkeypatch, in_parallel, step):
    monkeypatch.setattr(Parser, step, dies)
    found, problems = ledger.LedgerReading(EXAMPLE, "台账", in_parallel).result()
    assert found is None
    assert codes(problems) == ["too-large"]
    assert problems[0].place.file == "台账"


def test_one_return_of_which_its_reader_dies_does_not_keep_the_others_from_being_read(tmp_path, monkeypatch):
    for name in "123456":
        (tmp_path / f"{name}.xlsx").write_text(name)

    def read(data: bytes, file: str) -> tuple[None, tuple[Problem, ...]]:
        if data in (b"2", b"3", b"6"):
            dies()
        return None, (returns_reading.no_mark(file),)

    monkeypatch.setattr(returns_reading, "read_bytes", read)
    for at_once in (1, 4, 32):
        monkeypatch.setattr("generator.returns.gathering.FEWEST", at_once)
        told: list[int] = []
        found = read_all(sources([tmp_path])[0], told.append, jobs=2)
        assert [codes(problems) for _, problems in found] == [
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
        return None, (returns_reading.no_mark(str(limit)),)

    monkeypatch.setattr(returns_reading, "read_bytes", read)
    ((_, (problem,)),) = read_all(sources([tmp_path])[0])
    assert 0 < int(problem.place.file) < 1 << 40
    assert ahead.can_fork()
