"""The user's keys: how they may be written, presets, checks, and the list of all commands."""
