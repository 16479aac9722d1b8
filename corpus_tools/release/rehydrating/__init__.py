"""Putting withheld texts back."""
