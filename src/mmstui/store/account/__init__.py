"""The account: its folder, DIDs, phonebook, and changes that wait for VoIP.ms."""
