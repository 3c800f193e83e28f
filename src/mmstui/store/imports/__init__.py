"""Messages from files of other programs."""
