"""A mapping fitted to the columns of one file."""
