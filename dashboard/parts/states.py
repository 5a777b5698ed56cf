"""What stands where there are no numbers: nothing yet, no answer, or still on its way."""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN
from dashboard.words import Words


def empty(told: str, remedy: str, action: Any = None) -> html.Div:
    """Nothing to show: that it is so, and what to do; `action` is a link or a button for it."""
    return html.Div(
        [html.P(told, className="strong"), html.P(remedy, className="note"), action],
        className="empty",
    )


def failed(words: Words) -> html.Div:
    """No answer: that the page tries again; who reads by ear hears it at once."""
    return html.Div(
        [html.Span("!", className="mark", **HIDDEN), html.P(words("common.failed"))],
        className="failed",
        role="alert",
    )


def loading(words: Words) -> html.P:
    """On its way."""
    return html.P(words("common.loading"), className="loading")
