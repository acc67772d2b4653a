"""Suggests a mapping from the headers and values of a list."""
