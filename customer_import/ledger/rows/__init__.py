"""Rows as the file has them: many in a line, with what is wrong with them."""
