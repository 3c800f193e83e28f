"""The search of messages and conversations, and its index."""
