"""What a message is and what the rules say: frozen dataclasses and pure functions, no I/O."""
