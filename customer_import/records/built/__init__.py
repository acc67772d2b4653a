"""What rows come to: their parts, their records, and which of them go together."""
