"""Themes, and the palette: the colours of each role of text."""
