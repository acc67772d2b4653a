"""The API as it is reached: one client, what its answers mean, what its failures mean."""
