"""The cells of a column: found, read, cleaned, and looked at for what is odd."""
