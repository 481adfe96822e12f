"""Parts of a workbook to its zip: what is large is deflated by another thread while the next rows are still made.

zlib leaves Python to others while it works, so that the two go on side by side. The bytes are the same either way.

A part may be put together from segments, each deflated on its own (it ends with a full flush, RFC 1951 and zlib's
manual): a segment that was written before goes into another zip as it is. That is why the zip is written here and not
by ``zipfile``, which takes only what it deflates itself. Format: APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12, 4.3.16.
"""

from __future__ import annotations

import struct
import sys
import threading
import zlib
from collections.abc import Callable
from queue import SimpleQueue
from typing import IO

from msgspec import Struct

from generator.model import WrittenBlock

LEVEL = 5
"""zlib's: sheets come out 2 to 5 % larger than at its usual 6, in 60 % of the time (measured on 50 MB of our XML)."""
LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
VERSION = 20
"""2.0: deflated files (APPNOTE 4.4.3.2)."""
DEFLATED = 8
EARLIEST = (1 << 5) | 1
"""1 January 1980, the earliest that a zip can say: a workbook must not depend on the clock."""
READABLE = 0o600 << 16
"""Who may read an unpacked part; the same as ``zipfile`` says."""
INVERTED = 0xFFFF_FFFF
"""All bits of a CRC-32: it is inverted before and after."""
TURN = 0.0003
"""Seconds after which a thread that computes lets another one go on, while short segments are written: Python's usual
5 ms are as long as several of them take, and after each the thread that deflates asks for its turn."""
LARGEST = 0xFFFF_FFFF
"""Bytes of a zip without the extensions for larger ones, far more than Excel opens."""


class Segment(Struct, frozen=True):
    """A stretch of a part as it lies in the zip: bytes [start, end), and the CRC-32 and size of what they deflate."""

    start: int
    end: int
    crc: int
    size: int


class Entry(Struct):
    """A part in the zip."""

    name: str
    start: int
    """Where its header begins."""
    crc: int = 0
    size: int = 0
    """Bytes before deflating."""
    segments: list[Segment] = []


class Archive:
    """A zip that is filled part by part, each part piece by piece."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._compressor = compressor()
        self._open = Segment(0, 0, 0, 0)
        self.entries: list[Entry] = []
        self._waiting: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._turn = sys.getswitchinterval()
        self._failure: BaseException | None = None

    def add(self, name: str, data: bytes) -> None:
        """A whole part, or its next piece; the pieces of a part come one after another."""
        self._do(lambda: self._write(name, data))

    def cut(self) -> None:
        """End a segment of the part that is being written."""
        if self._thread is not None:
            sys.setswitchinterval(TURN)
        self._do(self._end_segment)

    def add_kept(self, block: WrittenBlock) -> None:
        """A segment that was written before; the one before it has ended."""
        self._do(lambda: self._write_kept(block))

    def go_on_beside(self) -> None:
        """From now on another thread does the work: much is to come."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait until all is written, and end the zip; raises what the other thread came upon."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            sys.setswitchinterval(self._turn)
        if self._failure is not None:
            raise self._failure
        self._end_part()
        self._write_directory()

    def _do(self, job: Callable[[], None]) -> None:
        if self._thread is None:
            job()
        else:
            self._waiting.put(job)

    def _work(self) -> None:
        try:
            while job := self._waiting.get():
                job()
        except BaseException as failure:
            self._failure = failure

    def _write(self, name: str, data: bytes) -> None:
        if not self.entries or name != self.entries[-1].name:
            self._end_part()
            self.entries.append(Entry(name, self._stream.tell()))
            self._stream.write(header(self.entries[-1], 0))
            self._begin_segment()
        self._stream.write(self._compressor.compress(data))
        own = self._open
        self._open = Segment(own.start, 0, zlib.crc32(data, own.crc), own.size + len(data))

    def _begin_segment(self) -> None:
        self._compressor = compressor()
        self._open = Segment(self._stream.tell(), 0, 0, 0)

    def _end_segment(self, flush: int = zlib.Z_FULL_FLUSH) -> None:
        own = self._open
        if not own.size and flush != zlib.Z_FINISH:
            return  # nothing came after the last one
        self._stream.write(self._compressor.flush(flush))
        self._take(Segment(own.start, self._stream.tell(), own.crc, own.size))
        self._begin_segment()

    def _write_kept(self, block: WrittenBlock) -> None:
        start = self._stream.tell()
        self._stream.write(block.deflated)
        self._take(Segment(start, self._stream.tell(), block.crc, block.size))
        self._begin_segment()

    def _take(self, segment: Segment) -> None:
        """Count a segment in that has ended."""
        entry = self.entries[-1]
        entry.crc = joined_crc(entry.crc, segment.crc, segment.size)
        entry.size += segment.size
        entry.segments.append(segment)

    def _end_part(self) -> None:
        """End the part that was written last: now its header can say how long it is."""
        if not self.entries:
            return
        self._end_segment(zlib.Z_FINISH)
        entry, end = self.entries[-1], self._stream.tell()
        self._stream.seek(entry.start)
        self._stream.write(header(entry, end - entry.start - LOCAL.size - len(entry.name)))
        self._stream.seek(end)

    def _write_directory(self) -> None:
        """What all zips end with: where each part is."""
        start = self._stream.tell()
        for entry in self.entries:
            length = entry.segments[-1].end - entry.segments[0].start
            fields = (0, DEFLATED, 0, EARLIEST, entry.crc, length, entry.size, len(entry.name), 0, 0, 0, 0)
            made_by = 3 << 8 | VERSION  # Unix: names and rights are read as zipfile's are
            self._stream.write(CENTRAL.pack(b"PK\x01\x02", made_by, VERSION, *fields, READABLE, entry.start))
            self._stream.write(entry.name.encode("ascii"))
        end, count = self._stream.tell(), len(self.entries)
        if end > LARGEST:
            raise OverflowError(f"{end} bytes in a zip")
        self._stream.write(END.pack(b"PK\x05\x06", 0, 0, count, count, end - start, start, 0))


def compressor() -> zlib._Compress:
    """What deflates a segment; the same text comes out the same, whatever stands before it in the part."""
    return zlib.compressobj(LEVEL, zlib.DEFLATED, -15)


def header(entry: Entry, length: int) -> bytes:
    """What stands before a part of `length` deflated bytes."""
    name = entry.name.encode("ascii")
    fields = (VERSION, 0, DEFLATED, 0, EARLIEST, entry.crc, length, entry.size, len(name), 0)
    return LOCAL.pack(b"PK\x03\x04", *fields) + name


def joined_crc(first: int, second: int, size: int) -> int:
    """The CRC-32 of two texts from their own, the second of `size` bytes.

    Zero bytes as many as the second has move the first's on; a CRC without its inversions (RFC 1952, section 8) is
    linear, so the two are then added.
    """
    return zlib.crc32(bytes(size), first ^ INVERTED) ^ INVERTED ^ second if first else second
