"""What the reader does becomes a view: a moment, a kind of areas, an area, a period."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import Dash, Input, Output, State, clientside_callback, ctx
from dash.exceptions import PreventUpdate

from dashboard.time_bar import DAY_S, FORTNIGHT_S, QUARTER_S, STEPS, picked
from dashboard.view import View
from dashboard.words import Words
from stoep.settings import Settings

NEW_S = 60
"""A moment closer than this to the present is the present."""


def steer(app: Dash, settings: Settings, clock: Callable[[], float]) -> None:
    """Wire the controls."""

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Output("slider", "value"),
        Output("pick", "value"),
        Output("area", "value"),
        Input("now", "n_clicks"),
        *(Input(name, "n_clicks") for name in STEPS),
        Input("pick", "value"),
        Input("slider", "value"),
        Input("kind", "value"),
        Input("span", "value"),
        Input("group", "value"),
        Input("area", "value"),
        Input("picked", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def change(*given: Any) -> Any:
        *_, pick, slider, kind, span, group, area, pointed, data = given
        by = _done(ctx.triggered_prop_ids, ctx.inputs)
        if data is None or by is None:
            raise PreventUpdate
        before, now_s = View(**data), int(clock())
        view = before.with_(span=int(span), group=group)
        if by == "kind":
            view = view.with_(kind=kind, area=None if kind != before.kind else before.area)
        elif by == "area":
            view = view.with_(area=int(area) if area else None)
        elif by == "picked" and pointed and "area" in pointed:
            view = view.with_(area=pointed["area"])
        else:
            asked = _moment(by, pick, slider, before, now_s, settings.timezone)
            view = view.with_(moment=asked)
        if view == before:
            raise PreventUpdate
        words = Words(view.lang, settings.timezone)
        shown = max(now_s - FORTNIGHT_S, view.moment or now_s)
        chosen = None if view.area is None else str(view.area)
        return view.as_dict(), shown, picked(view, words, now_s), chosen

    @app.callback(
        Output("tick", "disabled"),
        Output("pause", "children"),
        Input("pause", "n_clicks"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def pause(clicks: int, data: Any) -> Any:
        if not clicks:
            raise PreventUpdate
        words = Words(View(**data).lang, settings.timezone)
        paused = clicks % 2 == 1
        return paused, words("time.resume" if paused else "time.pause")

    _in_the_browser()


def _done(triggered: dict[str, str], inputs: dict[str, Any]) -> str | None:
    """What the reader did.

    The controls all speak at once when the page is laid out: then only what was clicked counts.
    """
    if len(triggered) == 1:
        return next(iter(triggered.values()))
    clicked = (
        name
        for prop, name in triggered.items()
        if name == "picked" or (prop.endswith(".n_clicks") and inputs[prop])
    )
    return next(clicked, None)


def _moment(
    by: str, pick: str | None, slider: int, before: View, now_s: int, timezone: str
) -> int | None:
    """The moment that a control of the time bar asks for; None is now."""
    if by == "now":
        return None
    if by in STEPS:
        return past((before.moment or now_s) + STEPS[by], now_s)
    if by == "pick" and pick:
        local = datetime.fromisoformat(pick).replace(tzinfo=ZoneInfo(timezone))
        asked = int(local.timestamp())
        return (
            before.moment if asked // 60 == (before.moment or now_s) // 60 else past(asked, now_s)
        )
    if by == "slider" and abs(slider - (before.moment or now_s)) >= QUARTER_S:
        return past(slider, now_s)
    return before.moment


def past(moment: int, now_s: int) -> int | None:
    """A moment to show; the present and the future are *now*."""
    return None if moment >= now_s - NEW_S else moment


def span_around(view: View, now_s: int) -> tuple[int, int]:
    """The chart's period: up to now, or with the chosen moment in its last quarter."""
    length = view.span * DAY_S
    end = now_s if view.moment is None else min(now_s, view.moment + length // 4)
    return end - length, end


def _in_the_browser() -> None:
    """What needs no answer of the server: the map, the address, light and dark."""
    clientside_callback(
        "stoep.showMap",
        Output("done", "data"),
        Input("map-data", "data"),
        Input("theme", "data"),
        State("base", "data"),
    )
    clientside_callback(
        "stoep.keepAddress",
        Output("done", "data", allow_duplicate=True),
        Input("view", "data"),
        prevent_initial_call=True,
    )
    clientside_callback(
        "stoep.switchTheme",
        Output("theme", "data"),
        Output("mantine", "forceColorScheme"),
        Input("theme-button", "n_clicks"),
    )
