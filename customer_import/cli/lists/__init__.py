"""A list as commands read it: opened, fitted to its mapping, and previewed."""
