"""Signing in and out, invitations, who belongs to what: pages of plain forms, without scripts."""

from collections.abc import Sequence

from fastapi import FastAPI

from dashboard.page import Page
from dashboard.people import account, invitation, organisations, provider, sign_in
from dashboard.people.plain import Plain
from dashboard.teller import Teller


def serve_people(server: FastAPI, pages: Sequence[Page], teller: Teller) -> None:
    """Add the routes, where people sign in."""
    if teller.settings.acting != "people":
        return
    plain = Plain(server, pages, teller)
    for part in (sign_in, provider, account, invitation, organisations):
        part.serve(server, plain)
