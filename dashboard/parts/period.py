"""A period of days, chosen by its first and its last, or the last week or month at once."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, html
from dash.exceptions import PreventUpdate

from dashboard.teller import Teller
from dashboard.view import View, view_of
from dashboard.words import Words

Days = tuple[date, date]
USUAL_DAYS = 7
LENGTHS = (1, 7, 28)


def period(view: View, today: date, days: int = USUAL_DAYS) -> tuple[date, date]:
    """First and last day of a view's period, both included; without one, the last `days` days."""
    if view.first and view.last:
        return date.fromisoformat(view.first), date.fromisoformat(view.last)
    return today - timedelta(days=days - 1), today


def today(teller: Teller, words: Words) -> date:
    """The day by the city's clock."""
    return words.local(teller.now_s()).date()


def period_picker(view: View, words: Words, today: date) -> html.Fieldset:
    """From and to, and buttons for the usual lengths; at most one on a page."""
    first, last = period(view, today)
    return html.Fieldset(
        [
            html.Legend(words("period.legend"), className="choice-label"),
            day_field("period-first", first, words("period.first"), today),
            day_field("period-last", last, words("period.last"), today),
            *[
                html.Button(
                    words(f"period.days_{days}"), id=f"period-{days}", type="button", n_clicks=0
                )
                for days in LENGTHS
            ],
        ],
        className="period",
    )


def day_field(name: str, value: date, label: str, newest: date) -> dmc.TextInput:
    """One day, at most the newest."""
    attributes = {"type": "date", "max": newest.isoformat(), "aria-label": label}
    return dmc.TextInput(
        id=name,
        value=value.isoformat(),
        debounce=700,
        size="sm",
        attributes={"input": attributes},
    )


def wire(app: Dash, teller: Teller) -> None:
    """Let the days and the buttons change the view's period."""
    wire_days(app, teller, "period", {str(days): partial(_last, days) for days in LENGTHS}, period)


def wire_days(
    app: Dash,
    teller: Teller,
    name: str,
    spans: Mapping[str, Callable[[date], Days]],
    shown: Callable[[View, date], Days],
) -> None:
    """Let the fields `name`-first and -last, and a button for each span, change the view's period.

    Days as they are `shown` are left: an address without any goes on with the calendar.
    """

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Output(f"{name}-first", "value"),
        Output(f"{name}-last", "value"),
        Output(f"{name}-last", "error"),
        Input(f"{name}-first", "value"),
        Input(f"{name}-last", "value"),
        *(Input(f"{name}-{span}", "n_clicks") for span in spans),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def change(first: str, last: str, *given: Any) -> Any:
        *clicks, data = given
        if data is None:
            raise PreventUpdate
        before = view_of(data)
        words = teller.words(before)
        now = today(teller, words)
        pressed = [span for span in spans if ctx.triggered_id == f"{name}-{span}"]
        if pressed and any(clicks):
            first, last = (day.isoformat() for day in spans[pressed[0]](now))
        if not first or not last or first > last:
            return before.as_dict(), first, last, words("period.wrong")
        if (first, last) == tuple(day.isoformat() for day in shown(before, now)):
            raise PreventUpdate
        return before.with_(first=first, last=last).as_dict(), first, last, None


def _last(days: int, today: date) -> Days:
    return today - timedelta(days=days - 1), today
