"""Receipts: what any number was made of, so that it can be worked out again to the same value.

A receipt names the question as it was asked, when, how far the evidence went then, and a digest of
the answer; it is signed. Asking again under the same conditions must give the same digest, here or,
from a signed file with the evidence in it, on another's machine.
"""
