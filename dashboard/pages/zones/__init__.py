"""Zones: drawn, tried on the past, decided on and published here, and what became of each.

A page of its own beside Hubs: there a moment is looked at, here something is decided.
"""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import aria
from dashboard.frame import headline
from dashboard.page import Page, Shown
from dashboard.pages.zones import told, trying
from dashboard.pages.zones.asked import KINDS, NEW, OWN, PHASES
from dashboard.pages.zones.editor import DRAWING
from dashboard.pages.zones.looks import classes
from dashboard.pages.zones.spoken import spoken
from dashboard.pages.zones.uploading import uploading
from dashboard.parts.choice import one_of_many, steers
from dashboard.parts.draw_map import wire_draw
from dashboard.parts.shapes_map import shapes_legend, shapes_map, wire_shapes
from dashboard.parts.states import loading
from dashboard.teller import Teller, seen
from dashboard.view import view_of
from dashboard.words import Words


async def layout(shown: Shown) -> list[Any]:
    """All zones with what can be done; or, where one is being drawn, room for that alone."""
    words = shown.words
    drawing = await told.drawing(shown)
    try_it = trying.trying(words.local(shown.now_s).date(), words)
    acted = dcc.Store(id="zones-acted")
    if drawing is not None:
        return [*drawing, html.Section(html.Div(try_it, id="zones-trying")), acted]
    return [
        html.Section(_all(shown), **aria(label=words("zones.nav"))),
        html.Section(
            [
                html.Div(
                    [
                        html.Div(loading(words), id="zones-detail"),
                        html.Div(
                            [
                                html.Div(id="zones-acts"),
                                html.P(id="zones-said", role="status", className="said-now"),
                            ]
                        ),
                    ],
                    className="columns-2 even",
                )
            ],
            id="zones-one",
            className="no-zone",
        ),
        html.Section(html.Div(try_it, id="zones-trying"), id="zones-tries", className="no-zone"),
        html.Section(id="zones-applies", className="no-zone"),
        html.Section(uploading(shown), id="zones-uploading"),
        html.Div(id="zones-about"),
        acted,
    ]


def _all(shown: Shown) -> list[Any]:
    words = shown.words
    return [
        html.Div(
            [
                html.A(
                    words("zones.draw_new"),
                    href=shown.link("/zones", edit=NEW),
                    className="button main",
                ),
                html.A(words("zones.upload"), href="#zones-uploading", className="button"),
            ],
            className="acts",
        ),
        html.Div(id="zones-offers", role="status"),
        dcc.Store(id="zones-spoken", data=spoken(words) | {"edit": shown.link("/zones")}),
        html.Div(
            [_choice("phase", PHASES, shown), _choice("type", KINDS, shown)],
            className="controls",
            role="group",
            **aria(label=words("zones.filters")),
        ),
        html.P(id="zones-count", role="status", className="sentence"),
        html.Div(
            [
                html.Div(loading(words), id="zones-table"),
                html.Div(
                    [
                        shapes_map("zones", words("zones.map"), shown),
                        shapes_legend(classes(words), words("zones.legend"), points=True),
                    ]
                ),
            ],
            className="columns-2",
        ),
    ]


def _choice(name: str, keys: tuple[str, ...], shown: Shown) -> Any:
    words: Words = shown.words
    part = {"phase": "phase", "type": "kind"}[name]
    options = [{"value": key, "label": words(f"{part}.{key}")} for key in keys]
    value = shown.view.get(name) if shown.view.get(name) in keys else None
    label, without = words(f"zones.filter_{name}"), words(f"zones.every_{name}")
    return one_of_many(f"zones-{name}", value, options, label, without, words)


def wire(app: Dash, teller: Teller) -> None:
    """The choices steer the view, the view fills the places; the editor is the browser's."""
    wire_shapes(app, "zones")
    wire_draw(app, DRAWING)
    trying.wire(app, teller)
    _wire_choices(app)
    _wire_scripts(app)

    @app.callback(
        {
            "count": Output("zones-count", "children"),
            "table": Output("zones-table", "children"),
            "shapes": Output("zones-shapes", "data"),
        },
        Input("view", "data"),
        Input("seldom", "n_intervals"),
        Input("zones-acted", "data"),
    )
    async def tell_all(data: Any, _: Any, acted: Any) -> Any:
        return await told.scene(teller, seen(data))

    @app.callback(
        Output("zones-answer", "children"),
        Input("view", "data"),
        Input("seldom", "n_intervals"),
        Input("zones-acted", "data"),
    )
    async def tell_answer(data: Any, _: Any, acted: Any) -> Any:
        return headline(await told.answer(teller, seen(data)))

    @app.callback(
        Output("zones-detail", "children"),
        Output("zones-acts", "children"),
        Output("zones-about", "children"),
        Output("zones-one", "className"),
        Output("zones-tries", "className"),
        Input("view", "data"),
        Input("zones-acted", "data"),
    )
    async def tell_one(data: Any, acted: Any) -> Any:
        if data is None:
            raise PreventUpdate
        shown, acts, subject, looks = await told.one(teller, view_of(data))
        return shown, acts, dcc.Store(id="zones-subject", data=subject), looks, looks

    @app.callback(
        Output("zones-applies", "children"),
        Output("zones-applies", "className"),
        Input("view", "data"),
        Input("zones-acted", "data"),
    )
    async def tell_applied(data: Any, acted: Any) -> Any:
        if data is None:
            raise PreventUpdate
        return await told.applied(teller, view_of(data))


def _wire_choices(app: Dash) -> None:
    steers(app, "zones-phase", "phase")
    steers(app, "zones-type", "type")

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input("zones-picked", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def choose_zone(picked: Any, data: Any) -> Any:
        if not picked or data is None or view_of(data).get("zone") == picked["id"]:
            raise PreventUpdate
        return view_of(data).with_(zone=picked["id"]).as_dict()


def _wire_scripts(app: Dash) -> None:
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("stoep", "editZone"),
        Output("zones-editing", "data"),
        Input("zones-editor", "data"),
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("stoep", "offerDrafts"),
        Output("zones-offers", "children"),
        Input("zones-spoken", "data"),
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("stoep", "showSteps"),
        Output("zones-steps", "data-shown"),
        Input("zones-acts", "children"),
        State("zones-picked", "data"),
        prevent_initial_call=True,
    )


PAGE = Page(
    "/zones", "zones", layout, wire, told.first, OWN, has_map=True, can_draw=True, group="places"
)
