"""Disputes over HTTP: whose they are (`party.py`), what is asked, told and done."""
