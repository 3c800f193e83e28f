"""What a service on a server needs besides the workers: systemd, and who wakes the poll."""
