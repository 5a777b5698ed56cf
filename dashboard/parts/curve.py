"""The last fortnight behind the slider of the time bar: its course, and its gaps."""

import asyncio
from typing import Any
from urllib.parse import quote

from dash import html

from dashboard.teller import Teller
from dashboard.view import View, rfc3339
from dashboard.words import Words

FORTNIGHT_S, QUARTER_S = 14 * 86_400, 900


async def behind_the_slider(teller: Teller, view: View) -> tuple[Any, Any, int, int]:
    """Its course, its gaps and its ends."""
    here, now_s = await teller.city(), teller.now_s()
    last = now_s // QUARTER_S * QUARTER_S
    found, known = await asyncio.gather(
        teller.api.ask(
            "indicators/vehicles_parked/series",
            area=here["id"],
            from_=rfc3339(last - FORTNIGHT_S),
            to=rfc3339(last),
            step="hour",
            group="none",
        ),
        teller.api.ask("feeds", rides="no"),
    )
    gaps = holes(known["feeds"], now_s, teller.words(view))
    return curve(found), gaps, last - FORTNIGHT_S, last


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
