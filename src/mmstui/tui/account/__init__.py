"""Screens of the account: numbers and their settings, phonebook, status."""
