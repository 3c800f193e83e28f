"""A conversation: its messages as lines, the keys that work on them, details of a message."""
