"""Time zones, days, times to come, and VoIP.ms's clock."""
