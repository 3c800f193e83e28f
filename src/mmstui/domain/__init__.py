"""Messages and the rules about them: frozen dataclasses and pure functions, without I/O."""
