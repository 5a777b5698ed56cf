"""The log of looks, files and changes: written at the gate, sealed entry by entry, open to those it
is about."""
