"""How good the data are, for everybody: the state of all feeds now, and a log of what went wrong.

Nobody writes the log. Each line is worked out from evidence that is kept (runs of polls, their
outcomes, corrections, what was set aside, imports), so that it is there for every operator alike.
`line.py` is one line, `gaps.py` and `others.py` find them, `told.py` has their sentences, `log.py`
and `status.py` are the two questions.
"""
