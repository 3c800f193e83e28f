"""What empties the inbox: commands, sentences, and the dialogs that ask for a time."""
