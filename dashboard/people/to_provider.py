"""The button that leads to the identity provider."""

from dash import html

from dashboard import asker
from dashboard.page import Shown
from dashboard.people.forms import form, hidden

PATH = "/sign-in/provider"


def button(shown: Shown, goes_to: str, says: str, **more: str) -> html.Form | None:
    """A button that leads there, where there is a provider; `more` tells what for."""
    name = asker.me().get("provider")
    if not name:
        return None
    return form(shown.link(PATH), *hidden(next=goes_to, **more), says=shown.words(says, name=name))
