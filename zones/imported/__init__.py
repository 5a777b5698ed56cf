"""What another dashboard exported: read, kept apart, and told as what it is."""
