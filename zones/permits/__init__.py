"""Permits: what a municipality asks of an operator, what a day came to, and whether it complies."""
