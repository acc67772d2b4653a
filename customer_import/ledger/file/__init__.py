"""The file itself: opened, brought to today's format, looked over, kept small."""
