"""What draws and posts. Widgets know the center only through small protocols of their own."""
