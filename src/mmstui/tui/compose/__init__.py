"""Writing: the compose box with its badge, new messages, and the DID that a message goes from."""
