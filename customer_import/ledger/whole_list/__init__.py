"""What only all rows of a list together show."""
