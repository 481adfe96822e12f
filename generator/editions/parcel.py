"""What is sent out to one zip: UTF-8 names that Windows shows right, the same bytes for the same content."""

from __future__ import annotations

import io
from collections.abc import Mapping

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say: its content must not depend on the clock."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files by name; names that are not ASCII carry the flag of UTF-8 (APPNOTE 4.4.4, bit 11)."""
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()
