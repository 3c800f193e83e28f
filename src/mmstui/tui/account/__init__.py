"""The account: its numbers and their settings, its phonebook, how it stands with VoIP.ms."""
