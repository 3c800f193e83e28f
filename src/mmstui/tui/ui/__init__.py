"""Widgets and helpers of all screens: dialogs, forms, lists, fields, line drawing, key help."""
