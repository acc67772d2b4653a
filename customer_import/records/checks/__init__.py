"""What is asked of whole rows once they are built."""
