"""The command ``taizhang``: parses, calls one of commands/, prints its report."""

from generator.cli import commands  # noqa: F401 (they enter themselves in the group)
from generator.cli.group import main, run

__all__ = ["main", "run"]
