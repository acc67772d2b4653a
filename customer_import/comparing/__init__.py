"""What a row changes at the server: its fields compared with what was read. Pure."""
