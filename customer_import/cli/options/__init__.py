"""The options that several commands share, each stated once, by topic."""
