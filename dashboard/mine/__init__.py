"""What is somebody's own: disputes, an operator's numbers, the log; plain forms, no scripts."""

from collections.abc import Sequence

from fastapi import FastAPI

from dashboard.mine import disputes, log, own
from dashboard.page import Page
from dashboard.people.plain import Plain
from dashboard.teller import Teller


def serve_mine(server: FastAPI, pages: Sequence[Page], teller: Teller) -> None:
    """Add the routes: disputes where anybody acts, the rest where people sign in."""
    if teller.settings.acting == "nobody":
        return
    plain = Plain(server, pages, teller)
    disputes.serve(server, plain)
    if teller.settings.acting == "people":
        own.serve(server, plain)
        log.serve(server, plain)
