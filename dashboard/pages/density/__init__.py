"""Density and duration: how many stand per km², where and since when, and how long they stay."""

from typing import Any

from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from dashboard.page import Page, Shown
from dashboard.pages.density import sections, told
from dashboard.parts.chart_box import chart_places
from dashboard.parts.choice import steers
from dashboard.parts.theme import Theme
from dashboard.parts.time_bar import time_bar
from dashboard.teller import Teller, or_leave, seen

PLACES = (
    "density-ranking", "density-areas", "duration-sentence", "duration-bars", "duration-longest",
)  # fmt: skip


async def layout(shown: Shown) -> list[Any]:
    """The time, the chart with its controls and the ranking, the durations."""
    return [
        time_bar(shown.view, shown.words, shown.now_s),
        sections.density(shown.view, shown.words),
        sections.duration(shown.words),
    ]


def wire(app: Dash, teller: Teller) -> None:
    """The controls steer the view, the view fills the places."""
    steers(app, "density-area", "area", int)
    steers(app, "density-span", "span", int)
    steers(app, "density-group", "group")

    @app.callback(
        {name: Output(name, "children") for name in PLACES}
        | {"density-area": Output("density-area", "data")},
        Input("view", "data"),
        Input("tick", "n_intervals"),
    )
    async def tell_scene(data: Any, _: Any) -> Any:
        return await or_leave(told.scene(teller, seen(data)))

    @app.callback(
        chart_places("density"),
        Input("view", "data"),
        Input("tick", "n_intervals"),
        Input("theme", "data"),
    )
    async def tell_series(data: Any, _: Any, theme: str | None) -> Any:
        return await or_leave(told.series(teller, seen(data), Theme(dark=theme == "dark")))

    @app.callback(
        Output("density-area", "value"), Input("picked", "data"), prevent_initial_call=True
    )
    def choose(picked: Any) -> Any:
        if not picked or "area" not in picked:
            raise PreventUpdate
        return str(picked["area"])


PAGE = Page("/density", "density", layout, wire)
