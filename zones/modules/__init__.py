"""Modules in a municipality: switched on and off, given facts, run, and what they told kept.

One city's module data is never read for another: every question names the municipality.
"""
