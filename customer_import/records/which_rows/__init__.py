"""Which rows are customers, and which belong to the customer above."""
