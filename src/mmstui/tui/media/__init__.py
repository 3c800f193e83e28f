"""Files of messages: their list, the full view of a picture, saving and opening."""
