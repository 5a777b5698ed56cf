"""Zones out of a file that somebody sends: read without trust, item by item, kept as concepts."""
