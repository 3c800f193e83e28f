"""The user's marks on conversations, views, and undo."""
