"""The time bar: now or any past moment, by button, by date, or along the last fortnight."""

from typing import Any
from urllib.parse import quote

import dash_mantine_components as dmc
from dash import html

from dashboard.attributes import HIDDEN, aria
from dashboard.view import View
from dashboard.words import Words

FORTNIGHT_S, QUARTER_S, DAY_S = 14 * 86_400, 900, 86_400
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
                        html.Button(
                            words("time.pause"),
                            id="pause",
                            type="button",
                            n_clicks=0,
                            className="plain",
                        ),
                        html.Span(id="live-state", className="shown"),
                    ],
                    className="now",
                ),
                html.Div(
                    [
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
        className="time",
        **aria(label=words("time.legend")),
    )


def _step(name: str, words: Words) -> html.Button:
    label = words(f"step.{name.replace('-', '_')}")
    short = words(f"step.{name.split('-')[1]}")
    sign = html.Span(SIGNS[name], **HIDDEN)
    shown: list[Any] = [sign, f" {short}"] if "back" in name else [f"{short} ", sign]
    return html.Button(shown, id=name, type="button", n_clicks=0, title=label, **aria(label=label))


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


def curve(series: dict[str, Any]) -> dict[str, str]:
    """The course of a total as the shape behind the slider, open where nothing is known."""
    values = series["series"][0]["values"] if series["series"] else []
    known = [value for value in values if value is not None]
    if not known:
        return {}
    low, high = min(known), max(known)
    floor = max(0.0, low - (high - low) * 0.6)
    scale = 36 / ((high - floor) or 1)
    width = 1000 / len(values)
    shapes, run = [], []
    for place, value in enumerate([*values, None]):
        if value is not None:
            run.append(f"{place * width:.1f} {40 - (value - floor) * scale:.1f}")
            run.append(f"{(place + 1) * width:.1f} {40 - (value - floor) * scale:.1f}")
        elif run:
            left, right = run[0].split()[0], run[-1].split()[0]
            shapes.append(f"M{left} 40L{'L'.join(run)}L{right} 40Z")
            run = []
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1000 40' "
        f"preserveAspectRatio='none'><path d='{''.join(shapes)}'/></svg>"
    )
    address = f'url("data:image/svg+xml,{quote(svg)}")'
    return {"maskImage": address, "WebkitMaskImage": address}


def holes(feeds: list[dict[str, Any]], now_s: int, words: Words) -> list[html.Div]:
    """Each gap of a feed as a hatched stretch along the slider."""
    last = now_s // QUARTER_S * QUARTER_S
    first = last - FORTNIGHT_S
    found = []
    for feed in feeds:
        for gap in feed["gaps"]:
            start = max(first, words.seconds(gap["from"]))
            end = min(last, words.seconds(gap["to"]) if gap["to"] else last)
            if end > start:
                share = {
                    "left": f"{(start - first) / FORTNIGHT_S * 100:.2f}%",
                    "width": f"{(end - start) / FORTNIGHT_S * 100:.2f}%",
                }
                found.append(html.Div(className="hole", style=share))
    return found
