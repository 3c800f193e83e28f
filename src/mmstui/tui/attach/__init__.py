"""The attach dialog: choose files of this machine, shrink pictures, fill the slots."""
