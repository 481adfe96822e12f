"""What output/.taizhang remembers: what was built from what, what was sent with which values, what was decided."""
