"""Backups, and the repair of a damaged store."""
