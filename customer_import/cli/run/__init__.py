"""`customer-import run`: its options, and its steps from staging to reports."""
