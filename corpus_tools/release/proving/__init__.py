"""Whether a release is whole, unchanged and what its corpus gives."""
