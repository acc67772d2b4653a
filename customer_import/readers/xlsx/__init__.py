"""Reads workbooks."""
