"""Which server, with which token; and the commands that look at one: check, export, sandbox."""
