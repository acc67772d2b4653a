"""What a text means, whatever column it comes from."""
