"""What an import changes at the server, found by comparing; nothing here reads or sends."""
