"""Reports: what a council asks, and what a municipality and an operator talk about.

A report is a handful of the API's own questions. Each table in it is the answer to one of them,
or has one for each row, and carries its receipt.
"""
