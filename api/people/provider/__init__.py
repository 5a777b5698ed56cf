"""Signing in at an organisation's own identity provider (OpenID Connect).

A journey begins here (`journey`), goes through the provider's own pages, and comes back with a
code. The code is handed in for a token (`provider`), the token is proved (`proof`), and whose it is
decides who is let in (`entering`): who was invited, known from then on by issuer and subject.
"""
