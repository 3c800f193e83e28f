"""What a terminal sends and takes: keys, reports, pastes, the clipboard, other programs."""
