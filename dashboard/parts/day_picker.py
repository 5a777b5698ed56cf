"""A day chosen by its name, by its date, or as the one before or after; without a time bar."""

from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.attributes import HIDDEN, aria, data
from dashboard.parts.days import quick_days
from dashboard.words import Words


def day_picker(name: str, day: date, today: date, words: Words) -> html.Div:
    """Buttons and a date; a callback listens to the value of the field `name`."""
    return html.Div(
        [
            html.Div(
                [
                    _step(name, -1, words),
                    dmc.TextInput(
                        id=name,
                        value=day.isoformat(),
                        debounce=700,
                        size="sm",
                        attributes={
                            "input": {
                                "type": "date",
                                "max": today.isoformat(),
                                "aria-label": words("time.day"),
                            }
                        },
                    ),
                    _step(name, 1, words),
                ],
                className="one-day",
            ),
            html.Div(quick_buttons(name, day, today, words), id=f"{name}-quick", className="days"),
        ],
        className="day-picker",
        role="group",
        **aria(label=words("time.day")),
    )


def _step(name: str, by: int, words: Words) -> html.Button:
    """To the day before or after: the script counts from the day in the field."""
    label = words("step.back_day" if by < 0 else "step.ahead_day")
    sign = html.Span("«" if by < 0 else "»", **HIDDEN)
    return html.Button(
        sign,
        type="button",
        className="step-day",
        title=label,
        **data(into=name, by=by),
        **aria(label=label),
    )


def quick_buttons(name: str, day: date, today: date, words: Words) -> list[Any]:
    """The days that are asked for most."""
    return [
        html.Button(
            one.name,
            type="button",
            className="pick-day",
            **data(day=one.day.isoformat(), into=name),
            **aria(pressed="true" if one.day == day else "false"),
        )
        for one in quick_days(today, words)
    ]


def read_day(text: str | None, today: date) -> date | None:
    """A day that was typed; None where it cannot be read. One to come is today."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return min(day, today) if day.year >= 2000 else None
