"""Where a feed says its vehicles may be ridden and left: read, made whole, kept as versions."""
