"""Workbooks to PDF pages as LibreOffice prints them, with the places of words and lines.

The official fonts are not free; fonts/alias.conf lets free ones of the same widths stand for them. The other files of
that folder are what users' computers have instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pdfplumber

FONTS = Path(__file__).with_name("fonts") / "alias.conf"
SITUATIONS = ("alias", "debian", "noto", "wenquanyi")
"""The font situations in which pages must come out as foretold."""


def soffice() -> str | None:
    """The LibreOffice command, where there is one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@dataclass(frozen=True)
class Word:
    """A run of characters with its box in points from the page's top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """A printed page: its words, and its ruled lines as boxes."""

    width: float
    height: float
    words: tuple[Word, ...]
    lines: tuple[tuple[float, float, float, float], ...]

    @property
    def text(self) -> str:
        """All words in reading order, white space left out."""
        return "".join(word.text for word in self.words)


def convert(workbooks: Sequence[Path], folder: Path, kind: str = "pdf", fonts: str = "alias") -> list[Path]:
    """Convert workbooks by one run of LibreOffice with a profile and fonts of its own; gives the files made."""
    command = soffice()
    assert command, "LibreOffice is not installed"
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                command,
                "--headless",
                f"-env:UserInstallation=file://{profile}",
                "--convert-to",
                kind,
                "--outdir",
                folder,
                *list(map(str, workbooks)),
            ],
            check=True,
            capture_output=True,
            timeout=300,
            env={**os.environ, "FONTCONFIG_FILE": str(FONTS.with_stem(fonts)), "XDG_CACHE_HOME": profile},
        )
    return [folder / f"{path.stem}.{kind}" for path in workbooks]


def pages_of(pdf: Path) -> list[Page]:
    """The pages of a PDF."""
    with pdfplumber.open(pdf) as document:
        return [
            Page(
                page.width,
                page.height,
                tuple(
                    Word(word["text"], word["x0"], word["top"], word["x1"], word["bottom"])
                    for word in page.extract_words(x_tolerance=1.5, y_tolerance=2)
                ),
                tuple((edge["x0"], edge["top"], edge["x1"], edge["bottom"]) for edge in page.edges),
            )
            for page in document.pages
        ]
