"""What a city's published rules were at one moment, and what became of them by another.

`version.py` compares two lists of versions; `zones.py` and `dated.py` make those lists out of zones
and out of limits and duties; `told.py` has their sentences, `routes.py` the question.
"""
