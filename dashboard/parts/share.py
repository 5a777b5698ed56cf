"""The address of what a page shows, to be handed on: as it lives, or as it was at a moment."""

from typing import Any

from dash import html

from dashboard.attributes import aria, data
from dashboard.view import NEW_S, View, link
from dashboard.words import Words

MINUTE_S = 60


def share(words: Words) -> html.Details:
    """The menu, and what is said when an address was copied."""
    said = data(copied=words("along.copied"), by_hand=words("along.by_hand"))
    return html.Details(
        [
            html.Summary(words("along.share")),
            html.Div(
                [
                    html.Button(id="share-live", type="button"),
                    html.Button(id="share-moment", type="button"),
                    html.P(id="share-said", role="status", **_dashed(said)),
                    html.Code(id="share-address", tabIndex=-1),
                ],
                className="files",
            ),
        ],
        className="along",
    )


def _dashed(told: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("_", "-"): value for name, value in told.items()}


def notice() -> html.Div:
    """Where it is told what an address asked for and did not get."""
    return html.Div(id="address-notice", role="status")


def told(ignored: list[str], words: Words) -> list[Any]:
    """What was left out of an address, and what is shown instead."""
    if not ignored:
        return []
    return [
        html.P(words("address.ignored"), className="strong"),
        html.Ul([html.Li(one) for one in ignored], **aria(label=words("address.ignored"))),
    ]


def pinned_s(view: View, now_s: int) -> int:
    """The moment that a shared view stands at: its own, or the last whole minute that is past.

    One that is less than NEW_S ago would be shown as now to who opens it at once.
    """
    return view.moment or (now_s - NEW_S - 1) // MINUTE_S * MINUTE_S


def address(path: str, view: View) -> str:
    """An address that shows the same to everybody: its language is in it."""
    return link(path, view, usual="")
