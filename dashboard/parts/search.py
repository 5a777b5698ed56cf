"""A place by its name: what is chosen opens the page that tells most of it."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, clientside_callback, html
from dash.dependencies import ClientsideFunction
from dash.exceptions import PreventUpdate

from dashboard.asks import NoAnswer
from dashboard.page import Shown
from dashboard.teller import Teller
from dashboard.view import view_of
from dashboard.words import Words


def search(shown: Shown) -> html.Div:
    """The box to type in; in the frame of every page."""
    words = shown.words
    box = dmc.Select(
        id="search",
        data=[],
        placeholder=words("search.hint"),
        searchable=True,
        clearable=False,
        filter={"function": "asFound"},
        nothingFoundMessage=words("search.nothing"),
        rightSection=html.Span(),
        comboboxProps={"withinPortal": False},
        size="sm",
        attributes={"input": {"aria-label": words("search.label")}},
    )
    return html.Div(box, className="search", role="search")


def wire(app: Dash, teller: Teller) -> None:
    """What is typed is asked for, what is chosen is opened."""

    @app.callback(
        Output("search", "data"),
        Input("search", "searchValue"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    async def look(typed: str | None, data: Any) -> Any:
        if data is None or not (typed or "").strip():
            return []
        here, words = await teller.city(), teller.words(view_of(data))
        try:
            found = await teller.api.ask("places", q=typed, municipality=here["code"])
        except NoAnswer:
            raise PreventUpdate from None
        return [_option(place, words) for place in found["places"]]

    clientside_callback(
        ClientsideFunction("stoep", "openPlace"),
        Output("done", "data", allow_duplicate=True),
        Input("search", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )


def _option(place: dict[str, Any], words: Words) -> dict[str, str]:
    """A place with what it is; its value says where it opens."""
    name = words("search.place", name=place["name"], kind=words(f"kind.{place['kind']}"))
    return {"value": f"{place['kind']}:{place['area']}", "label": name}
