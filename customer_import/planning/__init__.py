"""Looks at the server before something is sent, or after it: plan, undo, look first, settle."""
