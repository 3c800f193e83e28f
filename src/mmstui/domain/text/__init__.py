"""What texts contain: alphabets, links, one-time codes, tapbacks; and what is hostile in them."""
