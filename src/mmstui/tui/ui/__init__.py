"""What any screen uses: dialogs, forms, lists, fields, line painting, help on keys."""
