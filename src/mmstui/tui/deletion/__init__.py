"""The delete dialog: where to delete a conversation or a message, and what that means."""
