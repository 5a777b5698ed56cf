"""Answers as files: any view of the dashboard to take along, in forms that other programs read.

A file is made of the answer to the same question, so what stands in it is what the API told, with
the same receipt. Whatever comes from outside (names, notes) is text in all of them.
"""
