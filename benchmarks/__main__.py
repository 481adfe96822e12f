"""``make bench``: ours and its rivals side by side, five rounds of every workload."""

from __future__ import annotations

import sys

from benchmarks.side_by_side import main

main(sys.argv[1:])
