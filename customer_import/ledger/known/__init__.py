"""What is known from one run to the next, and what that says of the rows of a list."""
