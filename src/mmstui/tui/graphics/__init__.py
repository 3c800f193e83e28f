"""Pictures by a terminal's own protocol. Every byte of what is written to it is made here."""
