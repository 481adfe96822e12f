"""Work in another process gives what it would give here, whatever happens to that process."""

from __future__ import annotations

import mmap
import os
import time

import pytest

from generator.system.processes import Ahead, AheadInSteps, DiedError, can_fork
from generator.editions import lock
from generator.system.processes import Ahead, AheadInSteps, can_fork

needs_fork = pytest.mark.skipif(not can_fork(), reason="this system cannot fork")


@pytest.mark.parametrize("in_parallel", [True, False])
def test_the_result_is_that_of_the_work(in_parallel):
    data = b"x" * 1_000_000  # more than a pipe holds at once
    ahead = Ahead(lambda: (data, {"任务": 1}), in_parallel)
    assert ahead.result() == (data, {"任务": 1})
    assert ahead.result() is ahead.result()


@needs_fork
def test_it_is_done_elsewhere():
    assert Ahead(os.getpid).result() != os.getpid()
    assert Ahead(os.getpid, in_parallel=False).result() == os.getpid()


@needs_fork
@pytest.mark.parametrize("ending", [lambda: os._exit(3), lambda: os.kill(os.getpid(), 9)])
def test_where_the_process_fails_the_work_is_done_here(ending):
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            ending()
        return os.getpid()

    assert Ahead(work).result() == here


@needs_fork
def test_a_result_that_cannot_travel_is_made_here():
    assert Ahead(lambda: lambda: 5).result()() == 5


@pytest.mark.parametrize("in_parallel", [True, False])
def test_what_the_work_raises_is_raised_where_its_result_is_asked_for(in_parallel):
    def work() -> None:
        raise ValueError("不行")

    ahead = Ahead(work, in_parallel)
    with pytest.raises(ValueError, match="不行"):
        ahead.result()


@needs_fork
def test_a_result_that_nobody_asks_for_leaves_nothing_behind():
    ahead = Ahead(lambda: time.sleep(60))
    process = ahead.process
    del ahead
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@needs_fork
def test_a_lock_does_not_live_on_in_the_other_process(tmp_path):
    with lock(tmp_path, 0):
        ahead = Ahead(lambda: time.sleep(60))
    with lock(tmp_path, 0):
        pass
    del ahead


@needs_fork
def test_a_process_that_inherits_it_does_the_work_itself():
    ahead = Ahead(lambda: 5)
    assert Ahead(lambda: (ahead.result(), os.getpid())).result()[0] == 5
    assert ahead.result() == 5


@needs_fork
def test_work_that_takes_too_much_memory_ends_and_says_nothing(capfd):
    here = os.getpid()

    def work() -> int:
        bytearray(1 << 30)
        os.write(2, b"still there")
        return os.getpid()

    with pytest.raises(DiedError):
        Ahead(work, memory=1 << 26).result()
    assert capfd.readouterr() == ("", "")
    assert Ahead(work, memory=1 << 31).result() != here


@pytest.mark.parametrize("in_parallel", [True, False])
def test_each_step_is_given_what_those_before_made_in_the_same_process(in_parallel):
    large = "长" * 1_000_000
    steps = (lambda: (large, os.getpid()), lambda made: (len(made[0]), os.getpid()), lambda *made: (made, os.getpid()))
    ahead = AheadInSteps(*steps, in_parallel=in_parallel)
    first = ahead.result()
    assert first == (large, first[1])
    assert (first[1] == os.getpid()) == (not in_parallel or not can_fork())
    assert ahead.result_of(2) == ((first, (1_000_000, first[1])), first[1])
    assert ahead.result_of(1) == (1_000_000, first[1])
    assert ahead.process == 0


@needs_fork
def test_where_the_process_fails_between_the_steps_the_rest_is_done_here():
    here = os.getpid()

    def then(made: int) -> tuple[int, int]:
        if os.getpid() != here:
            os._exit(3)
        return made, os.getpid()

    ahead = AheadInSteps(os.getpid, then, lambda *made: (*made, os.getpid()))
    elsewhere = ahead.result()
    assert elsewhere != here
    assert ahead.result_of(2) == (elsewhere, (elsewhere, here), here)


@needs_fork
def test_it_is_known_whether_somebody_would_have_to_wait():
    told = mmap.mmap(-1, 1)  # the other process sees it too

    def work() -> int:
        while not told[0]:
            time.sleep(0.001)
        return 5

    ahead = Ahead(work)
    assert not ahead.is_ready
    told[0] = 1
    assert ahead.result() == 5
    assert ahead.is_ready
    assert Ahead(work, in_parallel=False).is_ready
