"""Files of messages: their list, the picture viewer, saving and opening."""
