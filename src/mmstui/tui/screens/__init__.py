"""The inbox and its dialogs: they compose widgets and route what those post."""
