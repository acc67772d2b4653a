"""The server's customers as a list to edit and run."""
