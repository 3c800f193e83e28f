"""Pictures drawn with terminal graphics protocols. All escape sequences are made here."""
