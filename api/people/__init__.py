"""Who may act: organisations, the people in them, how they sign in, the keys of their programs.

All of it is in force where `STOEP_ACTING=people`. What a caller may do is told by one table,
`api/permissions.py`, and asked at one place, `api/permit.py`.
"""
