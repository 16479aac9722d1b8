"""Measurements: run by hand, never as assertions of the test suite."""
