"""VoIP.ms's lists: polls and history, merged into what is stored."""
