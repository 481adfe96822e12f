"""Every kind of input, broken at random from a seed: a message with the file's name or success, never a traceback.

``python -m tests.hostile.fuzzing [COUNT] [KIND...]`` runs COUNT mutations of each kind (default 2,000) and prints what
came of them; TAIZHANG_FUZZ=COUNT does the same within the tests.
"""

from __future__ import annotations

import gc
import random
import re
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.hostile.inputs import (
    everything_in,
    json_ledger,
    package,
    parts_of,
    run,
    source,
    template,
    workbook_ledger,
    workspace,
)

SECONDS = 10
KINDS = (
    *("ledger.xlsx", "ledger.json", "template.xlsx", "source.docx", "source.xlsx", "source.html", "source.txt"),
    "source.pdf",
)
CHINESE = re.compile("[一-鿿]")
WEIRD = (
    *(b"", b"-1", b"0", b"99999999999999999999", b"1e308", b"NaN", b"XFD1048576", b"A0", b"A1:XFD1048576", b"true"),
    *(b"null", b"[]", b"{}", b"\\ud800", b"&#0;", b"&lt;", b"<", b">", b'"', b"\xff\xfe", b"\0", b"../../x", b"inf"),
    *(b"{{ x }}", b"{% for a in b %}", "｛｛".encode(), b"=1+1", b"rId99", b"9" * 400, b"x" * 70_000),
)
VALUE = re.compile(rb'"[^"]*"|>[^<]+<|\d+')


class TooSlowError(Exception):
    """An input kept the command busy for longer than it may."""


@dataclass
class Tally:
    """What came of the mutations of one kind."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0


# ------------------------------------------------------------------------------------------ mutations


def truncated(data: bytes, chance: random.Random) -> bytes:
    """The file cut off somewhere."""
    return data[: chance.randrange(len(data))]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """A few bits turned over."""
    broken = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def replaced(data: bytes, chance: random.Random) -> bytes:
    """A value (attribute, text, number) in place of another, once or a few times."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        places = list(VALUE.finditer(data))
        if places:
            place = chance.choice(places)
            quote = place[0][:1] if place[0][:1] in b'">' else b""
            end = place[0][-1:] if quote else b""
            data = data[: place.start()] + quote + chance.choice(WEIRD) + end + data[place.end() :]
    return data


def moved(data: bytes, chance: random.Random) -> bytes:
    """A stretch left out, doubled, or put elsewhere."""
    first, last = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    last = min(last, first + chance.choice((1, 10, 200, 5000)))
    rest, stretch = data[:first] + data[last:], data[first:last]
    at = chance.randrange(len(rest) + 1)
    return chance.choice((rest, data[:last] + stretch + data[last:], rest[:at] + stretch + rest[at:]))


def elements_changed(data: bytes, chance: random.Random) -> bytes:
    """An XML element left out or doubled, its surroundings whole."""
    tags = list(re.finditer(rb"<[^<>]*/>|<(\w[\w:]*)[^<>]*>[^<>]*</\1>", data))
    if not tags:
        return moved(data, chance)
    tag = chance.choice(tags)
    return data[: tag.start()] + tag[0] * chance.choice((0, 2, 3)) + data[tag.end() :]


TEXTUAL = (truncated, flipped, replaced, replaced, moved, elements_changed)


def part_changed(data: bytes, chance: random.Random) -> bytes:
    """A zip with one part broken, left out, doubled under another name, or taken for another; checksums right."""
    parts = parts_of(data)
    name, other = (chance.choice(list(parts)) for _ in range(2))
    act = chance.randrange(10)
    if act == 0:
        del parts[name]
    elif act == 1:
        parts[name], parts[other] = parts[other], parts[name]
    elif act == 2:
        parts[chance.choice(("../../x", "/etc/x", "xl/" + "a" * 300, name.upper()))] = parts[name]
    elif parts[name]:
        parts[name] = chance.choice(TEXTUAL)(parts[name], chance)
    return package(parts)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """One mutation of a file: of its bytes, and for a zip mostly of what is inside."""
    if data[:2] == b"PK":
        return chance.choice((truncated, flipped, part_changed, part_changed, part_changed))(data, chance)
    return chance.choice(TEXTUAL)(data, chance)


# ------------------------------------------------------------------------------------------ running


@dataclass(frozen=True)
class Trial:
    """A kind of input: the sound file, and the command that reads it."""

    data: bytes
    path: Path
    command: tuple[str | Path, ...]
    target: Path | None = None


def trial(kind: str, folder: Path) -> Trial:
    """A workspace with everything sound, and where the mutated file goes."""
    root = folder / "工作区"
    if kind.startswith("source"):
        root.mkdir()
        suffix = Path(kind).suffix
        path, target = root / f"来件{suffix}", root / "新台账.xlsx"
        return Trial(source(folder, suffix), path, ("import", path, "-o", target), target)
    ledger = workbook_ledger(folder) if kind == "ledger.xlsx" else json_ledger()
    workspace(root, ledger)
    if kind == "template.xlsx":
        path = root / "templates" / "总表.xlsx"
        return Trial(template(), path, ("check", "--workspace", root))
    return Trial(ledger, root / "input" / kind, ("check", "--workspace", root))


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise TooSlowError where what is inside takes longer."""

    def stop(*_: Any) -> None:
        raise TooSlowError

    former = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


def judge(case: Trial, before: dict[str, bytes], root: Path) -> tuple[str, str]:
    """What came of one run, and what is wrong with it (empty: nothing)."""
    try:
        with time_limit(SECONDS):
            result = run(*case.command)
    except TooSlowError:
        return "slow", f"took more than {SECONDS} s"
    except BaseException as failure:  # a panic of a Rust library is no Exception
        if isinstance(failure, KeyboardInterrupt):
            raise
        return "escaped", f"{type(failure).__name__}: {failure}"
    if isinstance(result.exception, TooSlowError):
        return "slow", f"took more than {SECONDS} s"
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return "traceback", where(result.exception)
    if result.exit_code == 0:
        if case.target:
            case.target.unlink()
        return "success", "" if everything_in(root) == before else "wrote beside its target"
    if result.exit_code != 1:
        return "exit", f"exit {result.exit_code}: {result.output}"
    if everything_in(root) != before:
        return "written", "wrote something and failed"
    if case.path.name not in result.output or not CHINESE.search(result.output):
        return "silent", f"no message with the file's name: {result.output[:200]!r}"
    return "refused", ""


def where(failure: BaseException) -> str:
    """An exception with the innermost place of ours."""
    place, trace = "", failure.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        if "/generator/" in code.co_filename:
            place = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(failure).__name__} at {place}: {str(failure)[:120]}"


def fuzz(kind: str, count: int, seed: int = 20210401, tell: Callable[[str], None] | None = None) -> Tally:
    """Run `count` mutations of one kind; each failure names its number, by which `mutation` makes it again."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        case = trial(kind, Path(name))
        for number in range(count):
            data = mutate(case.data, random.Random(f"{kind} {seed} {number}"))
            case.path.write_bytes(data)
            root = Path(name) / "工作区"
            before = everything_in(root)
            started = time.perf_counter()
            outcome, wrong = judge(case, before, root)
            if number % 20 == 0:  # a run of the command is a process of its own: nothing is left of the one before
                gc.collect()
            tally.slowest = max(tally.slowest, time.perf_counter() - started)
            tally.outcomes[outcome] += 1
            if wrong:
                tally.failures.append(f"{kind} #{number}: {outcome}: {wrong}")
                if tell:
                    tell(tally.failures[-1])
    return tally


def mutation(kind: str, number: int, seed: int = 20210401) -> bytes:
    """The bytes of one mutation."""
    with tempfile.TemporaryDirectory() as name:
        return mutate(trial(kind, Path(name)).data, random.Random(f"{kind} {seed} {number}"))


def program(arguments: list[str]) -> int:
    """Run and print a table."""
    count = int(arguments[0]) if arguments else 2000
    failed = 0
    for kind in arguments[1:] or KINDS:
        tally = fuzz(kind, count, tell=lambda line: print(f"  {line}", flush=True))
        failed += len(tally.failures)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{kind}: {dict(tally.outcomes)}, slowest {tally.slowest:.2f} s, memory {memory} MiB", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(program(sys.argv[1:]))
