"""Work on what strangers sent is done by another process, within its memory, or not at all."""

from __future__ import annotations

import os
import time

import pytest

from generator.system.disk import lock
from generator.system.processes import Confined, DiedError, can_fork

needs_fork = pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
ENOUGH = 1 << 31


def test_the_result_is_that_of_the_work():
    data = b"x" * 3_000_000  # more than a pipe holds at once
    work = Confined(lambda: (data, {"任务": 1}), memory=ENOUGH)
    assert work.result() == (data, {"任务": 1})
    assert work.result() is work.result()


@needs_fork
def test_it_is_done_elsewhere_step_by_step_in_one_process():
    work = Confined(os.getpid, os.getpid, memory=ENOUGH)
    assert work.result(1) == work.result(0) != os.getpid()


@needs_fork
@pytest.mark.parametrize("ending", [lambda: os._exit(3), lambda: os.kill(os.getpid(), 9), lambda: 1 / 0])
def test_if_the_process_fails_the_work_is_never_done_here(ending):
    here = os.getpid()

    def work() -> None:
        assert os.getpid() != here
        ending()

    confined = Confined(os.getpid, work, memory=ENOUGH)
    assert confined.result(0) != here
    for _ in range(2):
        with pytest.raises(DiedError):
            confined.result(1)
    assert confined.result(0) != here


@needs_fork
def test_if_no_process_can_begin_the_work_is_not_done(monkeypatch):
    def no_more() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", no_more)
    with pytest.raises(DiedError):
        Confined(os.getpid, memory=ENOUGH).result()


@needs_fork
def test_a_result_that_nobody_asks_for_leaves_no_process_behind():
    work = Confined(lambda: time.sleep(60), memory=ENOUGH)
    process = work._process
    del work
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@needs_fork
def test_a_lock_does_not_live_on_in_the_other_process(tmp_path):
    with lock(tmp_path, 0):
        work = Confined(lambda: time.sleep(60), memory=ENOUGH)
    with lock(tmp_path, 0):
        pass
    work.end()


@pytest.mark.slow
@needs_fork
def test_work_that_takes_too_much_memory_ends_and_says_nothing(capfd):
    def work() -> int:
        bytearray(1 << 30)
        os.write(2, b"still there")
        return os.getpid()

    with pytest.raises(DiedError):
        Confined(work, memory=1 << 26).result()
    assert capfd.readouterr() == ("", "")
    assert Confined(work, memory=ENOUGH).result() != os.getpid()
