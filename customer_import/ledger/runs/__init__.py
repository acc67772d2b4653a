"""Runs, plans among them: begun, ended, undone, and what became of their rows."""
