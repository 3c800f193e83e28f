"""The thread of a conversation: layout, painting, keys, and the details of a message."""
