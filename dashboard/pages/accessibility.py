"""The accessibility statement: what pages hold to, how that is tried, what is not good yet."""

from typing import Any

from dash import Dash, html

from dashboard.page import Page, Shown
from dashboard.teller import Teller

TRIED = ("axe", "keyboard", "narrow", "colour", "words")
LACKING = ("map", "chart", "draw", "judged")


async def layout(shown: Shown) -> list[Any]:
    """The standard, how it is tried, what falls short, whom to tell."""
    words, contact = shown.words, shown.contact
    told: Any = words("accessibility.no_contact")
    if contact:
        address = contact if contact.startswith("https://") else f"mailto:{contact}"
        told = [words("accessibility.contact"), " ", html.A(contact, href=address)]
    return [
        html.Section(
            [
                html.H2(words("accessibility.standard")),
                html.P(words("accessibility.standard_told")),
                html.H2(words("accessibility.tried")),
                html.Ul([html.Li(words(f"accessibility.tried_{name}")) for name in TRIED]),
                html.H2(words("accessibility.lacking")),
                html.Ul([html.Li(words(f"accessibility.lacking_{name}")) for name in LACKING]),
                html.H2(words("accessibility.tell")),
                html.P(told),
            ],
            className="card-section prose",
        )
    ]


def wire(app: Dash, teller: Teller) -> None:
    """Nothing moves here."""


PAGE = Page("/accessibility", "accessibility", layout, wire)
