"""Reads lists: CSV and workbooks."""
