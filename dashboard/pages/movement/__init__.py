"""Movement: what comes and goes, where it fills up, rentals, and from where to where."""

from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from dashboard.page import Page, Shown
from dashboard.pages.movement import sections, told
from dashboard.pages.movement.flows_told import flows_told
from dashboard.pages.movement.parts_table import ALL, PICK
from dashboard.parts.chart_box import chart_places
from dashboard.parts.choice import steers
from dashboard.parts.later import near, unless_far
from dashboard.parts.period import today
from dashboard.parts.shapes_map import wire_shapes
from dashboard.parts.theme import Theme
from dashboard.teller import Teller, seen
from dashboard.view import View, view_of

WHERE = ("movement-ranking", "movement-parts", "movement-where", "movement-legend")


async def layout(shown: Shown) -> list[Any]:
    """What is asked and its course, where it fills up, the week, rentals, from place to place."""
    known = await shown.api.ask("operators")
    return sections.sections(shown, known["operators"])


def wire(app: Dash, teller: Teller) -> None:
    """The controls steer the view, the view fills the places."""
    _wire_choices(app)
    wire_shapes(app, "movement")
    wire_shapes(app, "movement-flows")
    view, seldom = Input("view", "data"), Input("seldom", "n_intervals")
    theme = Input("theme", "data")

    def asked(data: Any) -> View:
        return unless_over(seen(data), teller)

    @app.callback(chart_places("movement"), view, seldom, theme)
    async def tell_time(data: Any, _: Any, theme: str | None) -> Any:
        return await told.through_time(teller, asked(data), _theme(theme))

    @app.callback(
        {name: Output(name, "children") for name in WHERE}
        | {name: Output(name, "data") for name in ("movement-shapes", "movement-area")},
        view,
        seldom,
    )
    async def tell_where(data: Any, _: Any) -> Any:
        return await told.over_areas(teller, asked(data))

    @app.callback(chart_places("movement-week"), view, seldom, theme, near("movement-week"))
    async def tell_week(data: Any, _: Any, theme: str | None, is_near: Any) -> Any:
        unless_far(is_near)
        return await told.through_week(teller, asked(data), _theme(theme))

    @app.callback(Output("movement-rented", "children"), view, seldom, near("movement-rented"))
    async def tell_rentals(data: Any, _: Any, is_near: Any) -> Any:
        unless_far(is_near)
        return await told.rented(teller, asked(data))

    @app.callback(
        {
            "movement-flows-told": Output("movement-flows-told", "children"),
            "movement-flows-shapes": Output("movement-flows-shapes", "data"),
            "movement-cell": Output("movement-cell", "data"),
        },
        view,
        seldom,
        near("movement-flows"),
    )
    async def tell_flows(data: Any, _: Any, is_near: Any) -> Any:
        unless_far(is_near)
        return await flows_told(teller, asked(data))


def unless_over(view: View, teller: Teller) -> View:
    """The view, unless a refresh can change nothing: its period is over."""
    if ctx.triggered_id == "seldom":
        last_day = today(teller, teller.words(view)).isoformat()
        if view.last is not None and view.last < last_day:
            raise PreventUpdate
    return view


def _theme(theme: str | None) -> Theme:
    return Theme(dark=theme == "dark")


def _wire_choices(app: Dash) -> None:
    steers(app, "movement-area", "area")
    steers(app, "movement-kind", "kind")
    steers(app, "movement-turn", "turn", "net_balance")
    steers(app, "movement-cell", "cell")
    steers(app, "movement-way", "way", "from")
    steers(app, "movement-days", "days", "all")

    @app.callback(
        Output("movement-area", "value"),
        Input("picked", "data"),
        Input("movement-picked", "data"),
        State("movement-area", "value"),
        prevent_initial_call=True,
    )
    def choose_area(named: Any, pointed: Any, shown: str | None) -> Any:
        found = pointed["id"] if ctx.triggered_id == "movement-picked" and pointed else None
        if ctx.triggered_id == "picked" and named and "area" in named:
            found = str(named["area"])
        if found is None:
            raise PreventUpdate
        return None if found == shown else found

    @app.callback(
        Output("movement-cell", "value"),
        Input("movement-flows-picked", "data"),
        prevent_initial_call=True,
    )
    def choose_cell(pointed: Any) -> Any:
        if not pointed or not str(pointed["id"]).isdigit():
            raise PreventUpdate
        return str(pointed["id"])

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input(f"{PICK}-picked", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def choose_part(pressed: Any, data: Any) -> Any:
        if not pressed or data is None:
            raise PreventUpdate
        before = view_of(data)
        chosen = pressed["id"] if pressed["id"] not in (ALL, before.get("part")) else None
        return before.with_(part=chosen).as_dict()


PAGE = Page(
    "/movement",
    "movement",
    layout,
    wire,
    parameters=("part", "turn", "cell", "way", "days"),
    has_map=True,
    group="street",
)
