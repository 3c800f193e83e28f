"""Phone numbers, and the phonebook of them."""
