"""The outbox: messages of the user, their attempts, and which of them arrived."""
