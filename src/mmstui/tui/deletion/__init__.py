"""The delete dialog: choose where to delete a conversation or a message."""
