"""What the screens and commands read: conversations, threads, counts."""
