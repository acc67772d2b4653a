"""Text files to rows: their encoding, their dialect, their quotes."""
