"""Deletions: requests, undo, their way to VoIP.ms, and tombstones."""
