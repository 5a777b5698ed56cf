"""Disputes: an operator contests something of its own, and the municipality decides.

`kept.py` is what is kept and how it is read, `acts.py` one step of it, `applied.py` what follows
when a municipality agrees, `numbers.py` the number that it is about, then and now.
"""
