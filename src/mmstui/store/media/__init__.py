"""The files of received messages."""
