"""Triage mode: one conversation at a time, until none is left."""
