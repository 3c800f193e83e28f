"""Searching all messages: the search screen, its hits, and the bar of `/` and the backslash."""
