"""Pass two works from here: what is to be sent, what exists, what nobody knows."""
