"""How the density of an area runs through the week: four weeks as a grid of weekdays and hours."""

import asyncio
from typing import Any

from dash import html

from dashboard.pages.density.whose import of_whom
from dashboard.parts.chart_box import chart_box, chart_parts
from dashboard.parts.later import later
from dashboard.parts.receipt import receipt_link
from dashboard.parts.table import Cell, table
from dashboard.parts.theme import Theme
from dashboard.parts.week_grid import HOURS, week_grid
from dashboard.sentences import reason
from dashboard.teller import Teller
from dashboard.view import DAY_S, View, rfc3339
from dashboard.words import Words

NAME = "density-week"
DAYS = 28


def section(words: Words) -> html.Section:
    """Room for the grid."""
    return html.Section(
        [
            *later(NAME),
            html.H2(words("hours.title")),
            chart_box(NAME, words, words("hours.unit"), words("hours.note")),
        ]
    )


async def told(teller: Teller, view: View, theme: Theme) -> list[Any]:
    """The grid with its sentence and its table; four weeks up to the moment shown."""
    words, here = teller.words(view), await teller.city()
    until = view.moment or teller.now_s()
    found, feeds = await asyncio.gather(
        teller.api.ask(
            "indicators/parked_density/profile",
            area=view.area or here["id"],
            from_=rfc3339(until - DAYS * DAY_S),
            to=rfc3339(until),
            **view.whose,
        ),
        teller.api.ask("feeds", rides="no"),
    )
    names = {feed["key"]: feed["name"] for feed in feeds["feeds"]}
    place = words.place(found["area"]["kind"], found["area"]["name"])
    hours = [slot["value"] for slot in found["slots"]]
    pointed = [of_hour(slot, names, words) for slot in found["slots"]]
    figure = week_grid(hours, pointed, words, theme, floor=floor(hours))
    label = words("hours.chart", area=place)
    more = [
        table_of(found, label, words),
        receipt_link(found["receipt"], "parked_density", words),
    ]
    said = await of_whom(sentence(hours, place, words), teller, view)
    return chart_parts(NAME, label, said, figure, [], more)


def floor(hours: list[float | None]) -> float:
    """Where the colours begin: from the emptiest hour on, else a city's week is one colour."""
    known = [value for value in hours if value is not None]
    low, top = min(known, default=0.0), max(known, default=0.0)
    return low if low > top / 2 and top > low else 0.0


def sentence(hours: list[float | None], place: str, words: Words) -> str:
    """The fullest and the emptiest hour of the week."""
    known = [(value, at) for at, value in enumerate(hours) if value is not None]
    if not known:
        return words("hours.none", area=place)
    top, low = max(known, key=lambda one: one[0]), min(known, key=lambda one: one[0])
    said = words(
        "hours.sentence",
        area=place,
        top=hour_name(top[1], words),
        most=words.dense(top[0]),
        low=hour_name(low[1], words),
        least=words.dense(low[0]),
    )
    lacking = len(hours) - len(known)
    if not lacking:
        return said
    return " ".join([said, words("hours.lacking", n=words.number(lacking))])


def hour_name(place: int, words: Words) -> str:
    """An hour of the week by its number, Monday 00:00 first."""
    day, hour = place // HOURS + 1, place % HOURS
    return words("week.hour", day=words(f"weekday.{day}"), start=f"{hour:02}", end=f"{hour + 1:02}")


def of_hour(slot: dict[str, Any], names: dict[str, str], words: Words) -> str:
    """What the pointer tells of an hour."""
    name = hour_name((slot["weekday"] - 1) * HOURS + slot["hour"], words)
    if slot["value"] is None:
        why = reason(slot["reason"], names, words) if slot["reason"] else words("common.unknown")
        return f"<b>{name}</b><br>{why}"
    seen = words.number(slot["n"] / 4, 0 if slot["n"] % 4 == 0 else 2)
    return f"<b>{name}</b><br>{words.dense(slot['value'])}<br>{words('week.seen', n=seen)}"


def table_of(found: dict[str, Any], caption: str, words: Words) -> html.Details:
    """The same 168 numbers: a row for each hour, a column for each day."""
    slots = found["slots"]
    rows: list[list[Cell]] = []
    for hour in range(HOURS):
        values = [slots[day * HOURS + hour]["value"] for day in range(7)]
        cells = [(words.dense(value), -1 if value is None else value) for value in values]
        rows.append([(f"{hour:02}:00", hour), *cells])
    days = [words(f"weekday.{day}") for day in range(1, 8)]
    return table("density-week", caption, [words("hours.col_hour"), *days], rows, words)
