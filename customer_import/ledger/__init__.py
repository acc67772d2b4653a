"""What is known of one server, in one SQLite file."""
