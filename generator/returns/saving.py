"""The moment at which a workbook was saved, from its properties (ECMA-376 part 2, 11: docProps/core.xml)."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib

PART = "docProps/core.xml"
MODIFIED = re.compile(r"<(?:[\w.-]+:)?modified(?:\s[^>]*)?>\s*([^<]+?)\s*</")
FRACTION = re.compile(r"\.\d+")
BUILT = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)
"""What our own workbooks say: they were not saved by anybody since."""
MOST_BYTES = 2**20


def saved_at(data: bytes) -> str:
    """The moment in UTC (``2021-06-20T08:30:00Z``); empty where none is known."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(PART) as part:
            text = part.read(MOST_BYTES).decode("utf-8", "replace")
        found = MODIFIED.search(text)
        moment = datetime.datetime.fromisoformat(FRACTION.sub("", found[1]).replace("Z", "+00:00")) if found else BUILT
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.timezone.utc)
        moment = moment.astimezone(datetime.timezone.utc)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, OverflowError, RuntimeError, zlib.error):
        return ""
    return "" if moment <= BUILT else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
