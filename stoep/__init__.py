"""Stoep: what stands on the pavement, in numbers that hold in a dispute."""

__version__ = "0.1.0"
