"""What output/.taizhang remembers: what was built from what, what was sent with which values, what was decided."""

MANIFEST, JOURNAL = "manifest.json", "journal.jsonl"
"""The files by which it is told whether anything changed since the last build."""
