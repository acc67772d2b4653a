"""Reads customers at the server: by their numbers, and all of them page by page."""
