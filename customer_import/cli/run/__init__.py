"""What only `customer-import run` needs: its options, and its steps from staging to reports."""
