"""Look back: any past moment of the city on the map, and a local day played through."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from dashboard.page import Page, Shown
from dashboard.pages.lookback import sections, told
from dashboard.pages.lookback.frames import local_day
from dashboard.parts.chart_box import chart_places
from dashboard.parts.choice import steers
from dashboard.parts.day_picker import read_day
from dashboard.parts.theme import Theme
from dashboard.parts.time_bar import on_day
from dashboard.teller import Teller, seen
from dashboard.view import past, view_of

PLACES = ("lookback-holes", "lookback-hours", "lookback-legend", "lookback-day-quick")


async def layout(shown: Shown) -> list[Any]:
    """The player, the map, the course of the day."""
    known = await shown.api.ask("operators")
    return sections.sections(shown, known["operators"])


def wire(app: Dash, teller: Teller) -> None:
    """The controls steer the view, the view fills the places; playing is the browser's own."""
    steers(app, "lookback-kind", "kind")
    steers(app, "lookback-group", "group")
    steers(app, "lookback-speed", "speed", sections.USUAL_SPEED)
    _wire_time(app, teller)

    @app.callback(
        {"lookback-frames": Output("lookback-frames", "data")}
        | {"lookback-chart-parts": chart_places("lookback")}
        | {name: Output(name, "children") for name in PLACES},
        Input("view", "data"),
        Input("seldom", "n_intervals"),
        Input("theme", "data"),
        State("lookback-frames", "data"),
    )
    async def tell_day(data: Any, _: Any, theme: str | None, before: Any) -> Any:
        view = seen(data)
        day = local_day(view, teller.now_s(), teller.words(view))
        # Another moment of the day that is there already: the player shows it by itself.
        same = before is not None and before["key"] == told.about(view, day)
        if same and ctx.triggered_id == "view":
            raise PreventUpdate
        return await told.told(teller, view, Theme(dark=theme == "dark"))

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("stoep", "playDay"),
        Output("lookback-drawn", "data"),
        Input("lookback-frames", "data"),
        Input("theme", "data"),
        Input("lookback-speed", "value"),
        State("base", "data"),
    )


def _wire_time(app: Dash, teller: Teller) -> None:
    """The moment that the player came to rest at, and the day that was chosen, are the view's."""

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input("lookback-at", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def rest(at: Any, data: Any) -> Any:
        if not at or data is None:
            raise PreventUpdate
        before = view_of(data)
        view = before.with_(moment=past(int(at["moment"]), teller.now_s()))
        if view == before:
            raise PreventUpdate
        return view.as_dict()

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Output("lookback-day", "error"),
        Input("lookback-day", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def choose_day(value: str | None, data: Any) -> Any:
        if data is None:
            raise PreventUpdate
        before, now_s = view_of(data), teller.now_s()
        words = teller.words(before)
        day = read_day(value, words.local(now_s).date())
        if day is None:
            return before.as_dict(), words("lookback.no_day")
        view = before.with_(moment=on_day(day.isoformat(), before, now_s, teller.settings.timezone))
        if view == before:
            raise PreventUpdate
        return view.as_dict(), None


PAGE = Page("/time", "lookback", layout, wire, parameters=("speed",), has_map=True, group="street")
