"""Pieces that pages are made of; those with buttons of their own are wired once."""

from dash import Dash

from dashboard.parts import filters, period, refresh, search, time_bar
from dashboard.teller import Teller


def wire_parts(app: Dash, teller: Teller) -> None:
    """Wire the pieces that a page has at most once."""
    filters.wire(app)
    period.wire(app, teller)
    refresh.wire(app, teller)
    search.wire(app, teller)
    time_bar.wire(app, teller)
