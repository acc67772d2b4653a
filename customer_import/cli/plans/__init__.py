"""`plan`, `apply`, `undo` and `settle`: commands that read the server before or after they send."""
