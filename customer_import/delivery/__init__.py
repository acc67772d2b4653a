"""Sends what is staged."""
