"""Density and duration: the worst places of a day, how many stand per km², and how long."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc
from dash.exceptions import PreventUpdate

from dashboard.page import Page, Shown
from dashboard.pages.density import drawn, methods, sections, told, week, worst
from dashboard.parts.chart_box import chart_places
from dashboard.parts.choice import steers
from dashboard.parts.draw_map import wire_draw
from dashboard.parts.filters import filters
from dashboard.parts.later import near, unless_far
from dashboard.parts.shapes_map import wire_shapes
from dashboard.parts.theme import Theme
from dashboard.parts.time_bar import time_bar
from dashboard.teller import Teller, seen
from dashboard.view import view_of

PLACES = (
    "density-ranking", "density-areas", "duration-sentence", "duration-bars", "duration-longest",
)  # fmt: skip
WORST = ("days", "sentence", "areas", "spots", "legend", "tables")


async def layout(shown: Shown) -> list[Any]:
    """The time, the worst places, the chart with its controls, the durations, week and methods."""
    known = await shown.api.ask("operators")
    return [
        dcc.Store(id="density-view"),
        time_bar(shown.view, shown.words, shown.now_s),
        filters(shown.view, shown.words, known["operators"]),
        worst.section(shown),
        sections.density(shown.view, shown.words),
        sections.duration(shown.words),
        week.section(shown.words),
        methods.section(shown.words),
        drawn.section(shown),
    ]


def wire(app: Dash, teller: Teller) -> None:
    """The controls steer the view, the view fills the places."""
    steers(app, "density-area", "area")
    steers(app, "density-span", "span")
    steers(app, "density-group", "group")
    wire_shapes(app, worst.NAME)
    _wire_drawing(app, teller)
    # A drawing in the address is of no concern to what does not show it.
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("stoep", "undrawn"),
        Output("density-view", "data"),
        Input("view", "data"),
        State("density-view", "data"),
    )
    view = Input("density-view", "data")
    tick, seldom = Input("tick", "n_intervals"), Input("seldom", "n_intervals")
    theme = Input("theme", "data")

    @app.callback(
        {name: Output(name, "children") for name in PLACES}
        | {"density-area": Output("density-area", "data")},
        view,
        tick,
    )
    async def tell_scene(data: Any, _: Any) -> Any:
        return await told.scene(teller, seen(data))

    @app.callback(chart_places("density"), view, tick, theme)
    async def tell_series(data: Any, _: Any, theme: str | None) -> Any:
        return await told.series(teller, seen(data), _theme(theme))

    @app.callback(
        {f"{worst.NAME}-{part}": Output(f"{worst.NAME}-{part}", "children") for part in WORST}
        | {f"{worst.NAME}-shapes": Output(f"{worst.NAME}-shapes", "data")},
        view,
        seldom,
        Input(f"{worst.NAME}-picked", "data"),
    )
    async def tell_worst(data: Any, _: Any, picked: Any) -> Any:
        chosen = picked["id"] if picked else None
        return await worst.told(teller, seen(data), chosen)

    @app.callback(chart_places(week.NAME), view, seldom, theme, near(week.NAME))
    async def tell_week(data: Any, _: Any, theme: str | None, is_near: Any) -> Any:
        unless_far(is_near)
        return await week.told(teller, seen(data), _theme(theme))

    @app.callback(
        [*chart_places(methods.NAME), Output(f"{methods.NAME}-why", "children")],
        view,
        seldom,
        theme,
        near(methods.NAME),
    )
    async def tell_methods(data: Any, _: Any, theme: str | None, is_near: Any) -> Any:
        unless_far(is_near)
        return await methods.told(teller, seen(data), _theme(theme))

    @app.callback(
        Output("density-area", "value"),
        Input("picked", "data"),
        Input(f"{worst.NAME}-picked", "data"),
        State("density-area", "value"),
        prevent_initial_call=True,
    )
    def choose(named: Any, pointed: Any, shown: str | None) -> Any:
        if ctx.triggered_id == "picked":
            found = named.get("area") if named else None
        else:
            found = pointed["id"] if pointed and str(pointed["id"]).isdigit() else None
        if found is None or str(found) == shown:
            raise PreventUpdate
        return str(found)


def _wire_drawing(app: Dash, teller: Teller) -> None:
    """What is drawn or written becomes a part of the view, and so of the address."""
    wire_draw(app, drawn.NAME)

    @app.callback(
        [*chart_places(drawn.NAME), Output(f"{drawn.NAME}-trouble", "children")],
        Input("view", "data"),
        Input("seldom", "n_intervals"),
        Input("theme", "data"),
        near(drawn.NAME),
    )
    async def tell_drawn(data: Any, _: Any, theme: str | None, is_near: Any) -> Any:
        unless_far(is_near)
        return await drawn.told(teller, seen(data), _theme(theme))

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Output(f"{drawn.NAME}-trouble", "children", allow_duplicate=True),
        Input(f"{drawn.NAME}-asked", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def finish(asked: Any, data: Any) -> Any:
        if not asked or data is None:
            raise PreventUpdate
        before = view_of(data)
        written, trouble = drawn.asked(asked["parts"])
        if trouble is not None:
            return before.as_dict(), teller.words(before)(trouble)
        return before.with_(drawn=written).as_dict(), None


def _theme(theme: str | None) -> Theme:
    return Theme(dark=theme == "dark")


PAGE = Page(
    "/density",
    "density",
    layout,
    wire,
    parameters=("drawn",),
    has_map=True,
    can_draw=True,
    group="street",
)
