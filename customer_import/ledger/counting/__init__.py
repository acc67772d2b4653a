"""Pass one of a dry run: rows that are right are counted, and not kept."""
