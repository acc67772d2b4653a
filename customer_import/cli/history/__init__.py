"""Runs of the past: `history` and `errors`."""
