"""Runs the modules of cities: each run is a child process behind walls, and its word is checked.

It knows no database and no network: facts are handed in, results are handed back. The arrows:
`zones` and `stoep.cli` may ask it; it knows `stoep.contract` only.
"""
