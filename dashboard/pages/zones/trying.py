"""Try it on the past: over which days, how long a vehicle may stand there, and what came of it."""

import asyncio
from datetime import date, timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, html
from dash.exceptions import PreventUpdate

from dashboard.asks import NoAnswer
from dashboard.pages.zones.tried import tried
from dashboard.parts.states import failed
from dashboard.parts.theme import Theme
from dashboard.teller import Teller
from dashboard.view import rfc3339, view_of
from dashboard.words import Words

DAYS = 14
HOUR_S = 3600
MOST_HOURS = 8_784


def trying(today: date, words: Words) -> list[Any]:
    """The fields, the button, and room for the outcome."""
    return [
        html.H2(words("tried.title")),
        html.P(words("tried.about"), className="sentence"),
        html.Div(
            [
                _day("zones-try-first", words("period.first"), today - timedelta(days=DAYS), today),
                _day("zones-try-last", words("period.last"), today, today),
                dmc.TextInput(
                    id="zones-try-hours",
                    label=words("tried.hours"),
                    description=words("tried.hours_note"),
                    value="0",
                    size="sm",
                    attributes={"input": {"inputMode": "decimal", "maxLength": 6}},
                ),
                html.Button(
                    words("tried.go"), id="zones-try", type="button", n_clicks=0, className="main"
                ),
            ],
            className="trying",
        ),
        html.P(words("tried.busy"), id="zones-try-busy", role="status", className="not-now"),
        html.P(id="zones-try-said", role="status", className="said-now"),
        html.Div(id="zones-tried"),
    ]


def _day(name: str, label: str, value: date, today: date) -> dmc.TextInput:
    return dmc.TextInput(
        id=name,
        label=label,
        value=value.isoformat(),
        size="sm",
        attributes={"input": {"type": "date", "max": today.isoformat()}},
    )


def wire(app: Dash, teller: Teller) -> None:
    """The button asks; another zone, or another border, clears the outcome."""

    @app.callback(
        Output("zones-tried", "children"),
        Output("zones-try-said", "children"),
        Output("zones-try-said", "className"),
        Input("zones-try", "n_clicks"),
        Input("zones-subject", "data"),
        State("zones-try-first", "value"),
        State("zones-try-last", "value"),
        State("zones-try-hours", "value"),
        State("view", "data"),
        State("theme", "data"),
        running=[
            (Output("zones-try", "disabled"), True, False),
            (Output("zones-try-busy", "className"), "said-now", "not-now"),
        ],
        prevent_initial_call=True,
    )
    async def ask(
        clicks: int, subject: Any, first: str, last: str, hours: str, data: Any, theme: str | None
    ) -> Any:
        if data is None:
            raise PreventUpdate
        words = teller.words(view_of(data))
        if ctx.triggered_id == "zones-subject" or not clicks:
            return [], "", "said-now"
        if not subject:
            return [], words("tried.nothing"), "said-now bad"
        period = _period(first, last, teller.now_s(), words)
        longest = _seconds(hours)
        if period is None or longest is None:
            told = words("tried.bad_period" if period is None else "tried.bad_hours")
            return [], told, "said-now bad"
        body = subject | {
            "from": rfc3339(period[0]),
            "to": rfc3339(period[1]),
            "longest_s": longest,
        }
        return await _asked(teller, body, words, Theme(dark=theme == "dark"))


async def _asked(teller: Teller, body: dict[str, Any], words: Words, theme: Theme) -> Any:
    try:
        (status, found), known = await asyncio.gather(
            teller.api.send("what-if", body), teller.api.ask("operators")
        )
    except NoAnswer:
        return failed(words), "", "said-now"
    if status != 200:
        cause = next((f.get("cause") for f in found.get("faults", [])), None)
        key = f"zones.cause_{cause}"
        told = words(key) if words.has(key) else words("tried.refused", why=found["detail"])
        return [], told, "said-now bad"
    names = {one["key"]: one["name"] for one in known["operators"]}
    return tried(found, names, words, theme), words("tried.done"), "said-now"


def _period(first: str, last: str, now_s: int, words: Words) -> tuple[int, int] | None:
    """From the beginning of the first day to the end of the last, or to now."""
    try:
        begin, end = date.fromisoformat(first or ""), date.fromisoformat(last or "")
    except ValueError:
        return None
    start = words.begins(begin)
    stop = min(words.begins(end + timedelta(days=1)), now_s)
    return (start, stop) if start < stop and (end - begin).days < 366 else None


def _seconds(hours: str) -> int | None:
    try:
        told = float((hours or "0").replace(",", "."))
    except ValueError:
        return None
    return round(told * HOUR_S) if 0 <= told <= MOST_HOURS else None
