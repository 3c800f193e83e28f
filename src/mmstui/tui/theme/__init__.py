"""Themes and the colours that each role of text has in them."""
