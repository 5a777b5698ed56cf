"""The day in numbers: questions to the API, answers in their places."""

import asyncio
from typing import Any

from dash import html

from dashboard import asker, palette
from dashboard.pages.lookback.charts import day_chart
from dashboard.pages.lookback.frames import (
    LocalDay,
    clocks,
    counts,
    extremes,
    frames,
    hour_starts,
    local_day,
    outages,
    place_of,
    steps,
)
from dashboard.pages.lookback.sections import KINDS
from dashboard.parts.chart_box import chart_parts
from dashboard.parts.day_picker import quick_buttons
from dashboard.parts.legend import legend
from dashboard.parts.map_words import map_words
from dashboard.parts.receipt import receipt_link
from dashboard.parts.table import table
from dashboard.parts.theme import Theme
from dashboard.sentences import gaps, reason
from dashboard.teller import Teller
from dashboard.view import View, rfc3339
from dashboard.words import Words


def about(view: View, day: LocalDay) -> list[Any]:
    """What the frames hang on; another moment of the same day changes nothing of them."""
    return [day.day.isoformat(), view.operator, view.form, view.kind, view.group, view.lang]


async def told(teller: Teller, view: View, theme: Theme) -> dict[str, Any]:
    """The frames, the chart with its parts, the gaps along the slider, by where they go."""
    words, here, now_s = teller.words(view), await teller.city(), teller.now_s()
    day = local_day(view, now_s, words)
    asked = {
        "area": here["id"],
        "from_": rfc3339(day.start),
        "to": rfc3339(day.until),
        "step": "quarter",
        **view.whose,
    }
    whole, by_operator, feeds, operators = await asyncio.gather(
        teller.api.ask("indicators/vehicles_parked/series", **asked, group="none"),
        teller.api.ask("indicators/vehicles_parked/series", **asked, group="operator"),
        teller.api.ask("feeds"),
        teller.api.ask("operators"),
    )
    whose = {one["key"]: one["name"] for one in operators["operators"]}
    names = {feed["key"]: whose.get(feed["operator"], feed["name"]) for feed in feeds["feeds"]}
    shown = frames(by_operator, day, here["name"], names, words)
    lines = by_operator if view.group == "operator" else whole
    figure = day_chart(lines, day, names, sorted(whose), words, theme)
    label = words("lookback.chart", city=here["name"], day=words.day(day.day.isoformat()))
    more = [
        _table(whole, by_operator, day, label, names, words),
        receipt_link(whole["receipt"], "vehicles_parked", words),
    ]
    parts = chart_parts(
        "lookback",
        label,
        sentence(whole, day, here["name"], words),
        figure,
        gaps(whole, names, words),
        more,
    )
    return {
        "lookback-frames": _data(view, shown, day, here, words),
        "lookback-chart-parts": parts,
        "lookback-holes": _holes(whole, day),
        "lookback-hours": _hours(day, words),
        "lookback-legend": legend(_kind(view), words),
        "lookback-day-quick": quick_buttons(
            "lookback-day", day.day, words.local(now_s).date(), words
        ),
    }


def sentence(whole: dict[str, Any], day: LocalDay, city: str, words: Words) -> str:
    """When most stood there and when least; how long the day was if that is odd."""
    lines = whole["series"]
    values = lines[0]["values"] if lines else []
    found, told = extremes(values), clocks(day, words)
    name = words("day.full", weekday=words(f"weekday.{day.day.isoweekday()}"),
                 day=words.day(day.day.isoformat()))  # fmt: skip
    said = words("lookback.nothing", day=name, city=city)
    if found:
        top, low = found
        said = words(
            "lookback.sentence",
            day=name,
            city=city,
            most=words.number(values[top]),
            top=told[top],
            least=words.number(values[low]),
            low=told[low],
        )
    parts = [said[:1].upper() + said[1:]]
    if day.hours != 24:
        parts.append(words("lookback.odd_day", hours=words.number(day.hours)))
    return " ".join(parts)


def _data(
    view: View, shown: list[dict[str, Any]], day: LocalDay, here: dict[str, Any], words: Words
) -> dict[str, Any]:
    """All that the player and its map need; the key tells whether it is another day."""
    kind = _kind(view)
    return {
        "key": about(view, day),
        "frames": shown,
        "iso": [rfc3339(one["moment"]) for one in shown],
        "at": place_of(view.moment, day),
        "ends": (day.end - day.start) // 900,
        "live": view.moment is None,
        "kind": kind,
        "municipality": here["code"],
        "bbox": here["bbox"],
        **view.whose,
        "area": view.area,
        "rows": asker.sees_rows(here["code"]),
        "steps": palette.STEPS[kind],
        "colours": {
            "light": {"density": palette.DENSITY, "unknown": palette.UNKNOWN},
            "dark": {"density": palette.DENSITY_DARK, "unknown": palette.UNKNOWN_DARK},
        },
        "duration": [*palette.DURATION, palette.DURATION_UNKNOWN],
        "late": palette.LATE,
        "words": map_words(words),
    }


def _kind(view: View) -> str:
    return view.kind if view.kind in KINDS else "neighbourhood"


def _holes(whole: dict[str, Any], day: LocalDay) -> list[html.Div]:
    """Each gap of a feed as a hatched stretch along the slider."""
    return [
        html.Div(
            className="hole",
            style={"left": f"{start * 100:.2f}%", "width": f"{(end - start) * 100:.2f}%"},
        )
        for start, end, _ in outages(whole, day)
    ]


def _hours(day: LocalDay, words: Words) -> list[html.Span]:
    """The hours below the slider."""
    ends = (day.end - day.start) // 900
    return [
        html.Span(text, style={"left": f"{place / ends * 100:.2f}%"})
        for place, text in hour_starts(day, words)
    ]


def _table(
    whole: dict[str, Any],
    by_operator: dict[str, Any],
    day: LocalDay,
    caption: str,
    names: dict[str, str],
    words: Words,
) -> html.Details:
    """The quarters of the day: all together, each operator, coverage, and why not."""
    lines, total = by_operator["series"], whole["series"][0] if whole["series"] else None
    rows = []
    for place, clock in enumerate(clocks(day, words)[: steps(whole)]):
        value = total["values"][place] if total else None
        share = total["coverage"][place] if total else None
        _, why = counts(lines, place)
        rows.append(
            [
                (clock, place),
                (words.number(value), -1 if value is None else value),
                *[
                    (words.number(v), -1 if v is None else v)
                    for v in (line["values"][place] for line in lines)
                ],
                (words.percent(share), -1 if share is None else share),
                "; ".join(reason(one, names, words) for one in why),
            ]
        )
    heads = [words("lookback.col_time"), words("density.all"), *[line["name"] for line in lines]]
    heads += [words("lookback.col_coverage"), words("lookback.col_reason")]
    return table("lookback", caption, heads, rows, words)
