"""Terminal input and output: keys, reports, pastes, the clipboard, other programs."""
