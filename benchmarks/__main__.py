"""Every benchmark of this folder that needs no arguments, one after another: ``make bench``.

Each can be run alone: ``python -m benchmarks.layout``, ``benchmarks.editions``, ``benchmarks.collect``.
"""

from __future__ import annotations

import subprocess
import sys

NAMES = ("layout", "editions", "collect")

for name in NAMES:
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
