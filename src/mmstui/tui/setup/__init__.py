"""The full-screen set-up."""
