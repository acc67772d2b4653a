"""Pass one writes here: the rows of a list, and where the list comes from."""
