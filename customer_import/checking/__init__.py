"""What can be known of a server before anything is sent to it."""
