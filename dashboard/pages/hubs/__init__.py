"""Hubs and zones: which are full or filling up, and how that went."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.page import Page, Shown
from dashboard.pages.hubs import growth, told
from dashboard.pages.hubs.day import shown_day
from dashboard.pages.hubs.looks import classes
from dashboard.parts.shapes_map import shapes_legend, shapes_map, wire_shapes
from dashboard.parts.states import loading
from dashboard.parts.theme import Theme
from dashboard.parts.time_bar import time_bar
from dashboard.teller import Teller, seen
from dashboard.view import view_of

PLACES = ("hubs-sentence", "hubs-table")


async def layout(shown: Shown) -> list[Any]:
    """The time, the hubs as table and map, room for the chosen one, the way to the zones."""
    words = shown.words
    return [
        dcc.Store(id="hubs-when"),
        time_bar(shown.view, words, shown.now_s),
        html.Section(
            [
                html.P(id="hubs-sentence", className="sentence", role="status"),
                html.P(html.A(words("growth.title"), href="#growth")),
                html.Div(
                    [
                        html.Div(loading(words), id="hubs-table"),
                        html.Div(
                            [
                                shapes_map("hubs", words("hubs.map"), shown),
                                shapes_legend(classes(words), words("hubs.legend"), points=True),
                            ]
                        ),
                    ],
                    className="columns-2",
                ),
            ]
        ),
        html.Section(loading(words), id="hubs-detail"),
        html.Section(
            [
                html.H2(words("growth.title")),
                html.Div(loading(words), id="hubs-growth", role="status"),
            ],
            id="growth",
        ),
        html.Section(
            [
                html.H2(words("hubs.zones")),
                html.P(
                    [words("hubs.zones_about"), " "]
                    + [html.A(words("hubs.zones_link"), href=shown.link("/zones"))]
                ),
            ]
        ),
    ]


def wire(app: Dash, teller: Teller) -> None:
    """What is picked steers the view, the view fills the places."""
    wire_shapes(app, "hubs")
    _wire_choices(app, teller)

    @app.callback(
        {name: Output(name, "children") for name in PLACES}
        | {"hubs-shapes": Output("hubs-shapes", "data")},
        Input("view", "data"),
        Input("tick", "n_intervals"),
    )
    async def tell_scene(data: Any, _: Any) -> Any:
        return await told.scene(teller, seen(data))

    @app.callback(
        Output("hubs-detail", "children"),
        Input("view", "data"),
        Input("tick", "n_intervals"),
        Input("theme", "data"),
    )
    async def tell_one(data: Any, _: Any, theme: str | None) -> Any:
        return await told.one(teller, seen(data), Theme(dark=theme == "dark"))

    @app.callback(
        Output("hubs-growth", "children"),
        Input("hubs-when", "data"),
        Input("seldom", "n_intervals"),
    )
    async def tell_growth(data: Any, _: Any) -> Any:
        return await growth.told(teller, seen(data))

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("stoep", "unpicked"),
        Output("hubs-when", "data"),
        Input("view", "data"),
        State("hubs-when", "data"),
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("stoep", "leadTo"),
        Output("done", "data", allow_duplicate=True),
        Input("hubs-detail", "children"),
        State("hubs-picked", "data"),
        prevent_initial_call=True,
    )


def _wire_choices(app: Dash, teller: Teller) -> None:
    """A hub is chosen on the map or by its name, a day in its detail."""

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input("hubs-picked", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def choose_hub(picked: Any, data: Any) -> Any:
        if not picked or data is None or view_of(data).get("hub") == picked["id"]:
            raise PreventUpdate
        return view_of(data).with_(hub=picked["id"]).as_dict()

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input("hubs-day", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def choose_day(value: str | None, data: Any) -> Any:
        if data is None:
            raise PreventUpdate
        before = view_of(data)
        if value == shown_day(before, teller.now_s(), teller.words(before)).isoformat():
            raise PreventUpdate
        return before.with_(day=value or None).as_dict()


PAGE = Page("/hubs", "hubs", layout, wire, parameters=("hub", "day"), has_map=True, group="places")
