"""The time bar: now or any past moment, by button, a day's name, date, or along a fortnight."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import HIDDEN, aria
from dashboard.parts import curve
from dashboard.parts.curve import FORTNIGHT_S, QUARTER_S
from dashboard.parts.days import named_days
from dashboard.parts.refresh import pause_button
from dashboard.teller import Teller, seen
from dashboard.view import View, past, view_of
from dashboard.words import Words

STEPS = {"back-day": -86_400, "back-hour": -3600, "ahead-hour": 3600, "ahead-day": 86_400}
SIGNS = {"back-day": "«", "back-hour": "‹", "ahead-hour": "›", "ahead-day": "»"}


def time_bar(view: View, words: Words, now_s: int) -> html.Section:
    """The controls; the curve and the gaps above the slider follow once they are known."""
    return html.Section(
        html.Fieldset(
            [
                html.Legend(words("time.legend"), className="hidden"),
                html.Div(
                    [
                        html.Button(
                            words("time.now"), id="now", type="button", n_clicks=0, className="main"
                        ),
                        pause_button(words),
                        html.Span(id="live-state", className="shown"),
                    ],
                    className="now",
                ),
                html.Div(
                    [
                        _named(view, words, now_s),
                        _step("back-day", words),
                        _step("back-hour", words),
                        _pick(view, words, now_s),
                        _step("ahead-hour", words),
                        _step("ahead-day", words),
                    ],
                    className="steps",
                ),
                _slider(view, words, now_s),
            ]
        ),
        className="time plain",
        **aria(label=words("time.legend")),
    )


def _step(name: str, words: Words) -> html.Button:
    label = words(f"step.{name.replace('-', '_')}")
    short = words(f"step.{name.split('-')[1]}")
    sign = html.Span(SIGNS[name], **HIDDEN)
    shown: list[Any] = [sign, f" {short}"] if "back" in name else [f"{short} ", sign]
    return html.Button(shown, id=name, type="button", n_clicks=0, title=label, **aria(label=label))


def _named(view: View, words: Words, now_s: int) -> dmc.Select:
    """A day by its name, such as last Saturday: it is shown at the same time of day."""
    today = words.local(now_s).date()
    return dmc.Select(
        id="named-day",
        value=shown_day(view, words, now_s),
        data=[
            {"value": one.day.isoformat(), "label": one.name} for one in named_days(today, words)
        ],
        placeholder=words("time.other_day"),
        allowDeselect=False,
        searchable=True,
        size="sm",
        nothingFoundMessage=words("common.nothing"),
        comboboxProps={"withinPortal": False, "width": 240, "position": "bottom-start"},
        attributes={"input": {"aria-label": words("time.day")}},
    )


def shown_day(view: View, words: Words, now_s: int) -> str | None:
    """The day that is shown, as the list of days has it; None where it is too long ago for that."""
    day, today = (words.local(at).date() for at in (view.moment or now_s, now_s))
    return day.isoformat() if (today - day).days <= FORTNIGHT_S // 86_400 else None


def _pick(view: View, words: Words, now_s: int) -> dmc.TextInput:
    return dmc.TextInput(
        id="pick",
        value=picked(view, words, now_s),
        debounce=700,
        size="sm",
        attributes={
            "input": {
                "type": "datetime-local",
                "step": "60",
                "max": f"{words.local(now_s):%Y-%m-%dT23:59}",
                "aria-label": words("time.pick"),
            }
        },
    )


def picked(view: View, words: Words, now_s: int) -> str:
    """The moment shown, as the date and time field writes it."""
    return f"{words.local(view.moment or now_s):%Y-%m-%dT%H:%M}"


def _slider(view: View, words: Words, now_s: int) -> html.Div:
    last = now_s // QUARTER_S * QUARTER_S
    return html.Div(
        [
            html.Div(id="curve", className="curve", **HIDDEN),
            html.Div(id="holes", className="holes", **HIDDEN),
            dmc.Slider(
                id="slider",
                min=last - FORTNIGHT_S,
                max=last,
                step=QUARTER_S,
                value=max(last - FORTNIGHT_S, view.moment or last),
                label={
                    "function": "momentLabel",
                    "options": {"language": words.language, "timezone": words.timezone},
                },
                thumbLabel=words("time.slider"),
                marks=_days(last, words),
                size=3,
            ),
        ],
        className="slider",
    )


def _days(last: int, words: Words) -> list[dict[str, Any]]:
    """A mark at each local midnight of the fortnight; the narrow screen names every other one."""
    hours = range((last - FORTNIGHT_S) // 3600 * 3600 + 3600, last, 3600)
    return [{"value": t, "label": words.date(t)} for t in hours if words.local(t).hour == 0]


def wire(app: Dash, teller: Teller) -> None:
    """Let the controls change the view's moment."""

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Output("slider", "value"),
        Output("pick", "value"),
        Output("named-day", "value"),
        Input("now", "n_clicks"),
        *(Input(name, "n_clicks") for name in STEPS),
        Input("named-day", "value"),
        Input("pick", "value"),
        Input("slider", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def change(*given: Any) -> Any:
        *_, named, pick, slider, data = given
        by = _done(ctx.triggered_prop_ids, ctx.inputs)
        if data is None or by is None:
            raise PreventUpdate
        before, now_s = view_of(data), teller.now_s()
        asked = (
            on_day(named, before, now_s, teller.settings.timezone)
            if by == "named-day"
            else _moment(by, pick, slider, before, now_s, teller.settings.timezone)
        )
        view = before.with_(moment=asked)
        if view == before:
            raise PreventUpdate
        shown = max(now_s - FORTNIGHT_S, view.moment or now_s)
        words = teller.words(view)
        return (
            view.as_dict(),
            shown,
            picked(view, words, now_s),
            shown_day(view, words, now_s),
        )

    @app.callback(
        Output("live-state", "children"), Input("view", "data"), Input("tick", "n_intervals")
    )
    def tell_moment(data: Any, _: Any) -> str:
        view = seen(data)
        shown = "time.shown_now" if view.moment is None else "time.shown"
        words = teller.words(view)
        return words(shown, moment=words.moment(view.moment or teller.now_s()))

    @app.callback(
        Output("curve", "style"),
        Output("holes", "children"),
        Output("slider", "min"),
        Output("slider", "max"),
        Input("drawn", "data"),
        Input("seldom", "n_intervals"),
        State("view", "data"),
    )
    async def tell_curve(drawn: bool | None, _: Any, data: Any) -> Any:
        if data is None or not drawn:
            raise PreventUpdate
        return await curve.behind_the_slider(teller, view_of(data))


def _done(triggered: dict[str, str], inputs: dict[str, Any]) -> str | None:
    """What the reader did.

    The controls all speak at once when the page is laid out: then only what was clicked counts.
    """
    if len(triggered) == 1:
        return next(iter(triggered.values()))
    clicked = (
        name for prop, name in triggered.items() if prop.endswith(".n_clicks") and inputs[prop]
    )
    return next(clicked, None)


def on_day(day: str | None, before: View, now_s: int, timezone: str) -> int | None:
    """The same time of another day; today is now. None is now too."""
    zone = ZoneInfo(timezone)
    shown, now = (datetime.fromtimestamp(at, zone) for at in (before.moment or now_s, now_s))
    asked = date.fromisoformat(day) if day else shown.date()
    if asked == shown.date():
        return before.moment
    if asked >= now.date():
        return None
    return past(int(datetime.combine(asked, shown.time(), zone).timestamp()), now_s)


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
