"""Now: how is my city doing, in a sentence, in figures and on the map; at any moment."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, clientside_callback, ctx, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import aria
from dashboard.page import Page, Shown
from dashboard.pages.now import told
from dashboard.pages.now.city_map import city_map, map_ground
from dashboard.pages.now.warning import warning
from dashboard.parts.choice import steers
from dashboard.parts.filters import filters
from dashboard.parts.time_bar import time_bar
from dashboard.people.sign_in import demo_panel
from dashboard.teller import Teller, seen
from dashboard.view import view_of

PLACES = ("now-answer", "now-announcement", "now-figures", "map-label", "now-legend")


async def first(page: Page, shown: Shown) -> list[str]:
    """How many stand in the city, and who is not counted."""
    return await told.count(shown.api, shown.view, shown.city, shown.words)


async def layout(shown: Shown) -> list[Any]:
    """Figures, time and map."""
    view, words = shown.view, shown.words
    known = await shown.api.ask("operators")
    return [
        dcc.Store(id="now-asked", data=view.as_dict()),
        html.P(id="now-announcement", role="status", className="hidden"),
        demo_panel(shown, shown.link("/")),
        html.Div(id="now-warning", className="warnings", role="status"),
        html.Section(id="now-figures", className="figures plain", **aria(label=words("page.lead"))),
        time_bar(view, words, shown.now_s),
        filters(view, words, known["operators"]),
        city_map(view, words, shown.city, shown.base),
        dcc.Store(id="now-map-ground", data=map_ground(view, words, shown.city)),
        dcc.Store(id="now-map-begun"),
        dcc.Store(id="now-map-data"),
        dcc.Store(id="now-map-drawn"),
    ]


def wire(app: Dash, teller: Teller) -> None:
    """The map and its switch steer the view, the view fills the places."""
    steers(app, "now-kind", "kind")

    @app.callback(
        Output("now-head", "children"),
        Output("now-asked", "data"),
        Input("view", "data"),
        prevent_initial_call=True,
    )
    async def tell_head(data: Any) -> Any:
        # All the rest waits for it: asked beside it, the number would come with the last of it.
        return await told.head(teller, seen(data)), data

    @app.callback(
        {name: Output(name, "children") for name in PLACES}
        | {"now-map-data": Output("now-map-data", "data")},
        Input("now-asked", "data"),
        Input("tick", "n_intervals"),
    )
    async def tell_moment(data: Any, _: Any) -> Any:
        return await told.moment(teller, seen(data), refresh=ctx.triggered_id == "tick")

    @app.callback(
        Output("now-warning", "children"), Input("now-asked", "data"), Input("tick", "n_intervals")
    )
    async def tell_warning(data: Any, _: Any) -> Any:
        return await warning(teller, seen(data))

    @app.callback(
        Output("now-details", "children"),
        Input("picked", "data"),
        Input("now-asked", "data"),
        Input("tick", "n_intervals"),
    )
    async def tell_details(picked: Any, data: Any, _: Any) -> Any:
        return await told.details(teller, picked, seen(data))

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input("picked", "data"),
        State("now-kind", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def pick(picked: Any, _: Any, data: Any) -> Any:
        # The state of the switch is named so that this page alone answers.
        if not picked or data is None:
            raise PreventUpdate
        before = view_of(data)
        view = before.with_(vehicle=picked.get("vehicle"), area=picked.get("area", before.area))
        if view == before:
            raise PreventUpdate
        return view.as_dict()

    clientside_callback(
        ClientsideFunction("stoep", "beginMap"),
        Output("now-map-begun", "data"),
        Input("now-map-ground", "data"),
        Input("theme", "data"),
        State("base", "data"),
    )

    clientside_callback(
        ClientsideFunction("stoep", "showMap"),
        Output("now-map-drawn", "data"),
        Input("now-map-data", "data"),
        Input("theme", "data"),
        State("base", "data"),
    )


PAGE = Page("/", "now", layout, wire, first, has_map=True, group="street")
