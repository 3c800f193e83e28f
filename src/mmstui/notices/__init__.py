"""Tells of new messages outside of the screens: the user's programs, and push services."""
