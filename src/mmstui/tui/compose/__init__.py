"""Composing: the compose box with its badge, new messages, and the choice of the sending DID."""
