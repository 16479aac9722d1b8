"""What a release is made of: its files, rows, digests and manifest, and how two compare."""
