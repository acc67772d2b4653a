"""The steps of `customer-import run`: stage, ask, send, publish."""
