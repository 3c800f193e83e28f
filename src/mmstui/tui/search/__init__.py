"""Search of all messages: the search screen, its hits, and the find bar of the inbox."""
