"""Who acts: the name that goes with each change.

Where people sign in it is that of who did; elsewhere it is typed, and remembered by this browser.
"""

import dash_mantine_components as dmc
from dash import html

from dashboard import asker
from dashboard.words import Words


def who_field(page: str, label: str, note: str | None, words: Words) -> dmc.TextInput:
    """The field `<page>-who`, with what it asks and a note below that."""
    me, id = asker.me(), f"{page}-who"
    if me["signs_in"] and me["name"]:
        said = words("people.who_signed_in")
        return dmc.TextInput(id=id, label=label, description=said, value=me["name"], readOnly=True,
                             size="sm")  # fmt: skip
    if me["signs_in"]:
        way_in = html.A(words("people.who_not"), href=f"/sign-in?lang={words.language}")
        return dmc.TextInput(id=id, label=label, description=way_in, value="", disabled=True,
                             size="sm")  # fmt: skip
    return dmc.TextInput(
        id=id,
        label=label,
        description=note,
        persistence=True,
        persistence_type="local",
        autoComplete="name",
        attributes={"input": {"maxLength": 80}},
        size="sm",
    )
