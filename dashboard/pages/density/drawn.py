"""An area that is drawn on the map, or written as coordinates, and its history.

The drawing stands in the address, so that it can be shared; nothing of it is kept.
"""

import asyncio
from typing import Any
from urllib.parse import quote

from dash import dcc, html

from dashboard.asks import NoAnswer
from dashboard.page import Shown
from dashboard.pages.density import charts, sentences, tables
from dashboard.pages.density.whose import of_whom
from dashboard.parts.chart_box import chart_box, chart_parts
from dashboard.parts.draw_map import Around, Ring, draw_map
from dashboard.parts.later import later
from dashboard.parts.states import empty
from dashboard.parts.theme import Theme
from dashboard.sentences import gaps
from dashboard.teller import Teller
from dashboard.view import DAY_S, LONGEST_OWN, View, rfc3339
from dashboard.words import Words

NAME = "density-draw"
STEP_OF_SPAN = {1: "quarter", 7: "hour", 14: "hour"}
LEAST = 3


def section(shown: Shown) -> html.Section:
    """The map with its buttons, the same as text, and room for the history."""
    words, town = shown.words, shown.city
    around = Around(
        border=f"areas/{town['id']}",
        others=f"areas?kind=neighbourhood&municipality={quote(town['code'])}",
    )
    below = [
        html.Div(
            html.Button(
                words("ownarea.finish"), id=f"{NAME}-finish", type="button", className="main"
            ),
            className="days",
        ),
        html.P(id=f"{NAME}-trouble", className="note bad", role="status"),
        dcc.Store(id=f"{NAME}-asked"),
    ]
    parts = [[ring] for ring in read_rings(shown.view.get("drawn"))]
    return html.Section(
        [
            *later(NAME),
            html.H2(words("ownarea.title")),
            html.P(words("ownarea.about"), className="note"),
            html.Div(
                [
                    draw_map(NAME, shown, around, parts, below),
                    chart_box(NAME, words, words("density.unit"), words("density.low_coverage")),
                ],
                className="columns-2 even",
            ),
        ]
    )


def read_rings(text: str | None) -> list[Ring]:
    """The borders of the parts in an address: `longitude,latitude;` for each point.

    Two semicolons begin another part. None if a point is wrong, or a part has less than three.
    """
    rings = []
    for part in (text or "").split(";;"):
        try:
            ring = [_point(one) for one in part.replace("\n", ";").split(";") if one.strip()]
        except ValueError:
            return []
        if 0 < len(ring) < LEAST:
            return []
        rings += [ring] if ring else []
    return rings


def _point(text: str) -> list[float]:
    """Longitude and latitude in degrees; raises ValueError."""
    lon, lat = (float(one) for one in text.replace(",", " ").split())
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError("no degrees")
    return [round(lon, 5), round(lat, 5)]


def as_parameter(rings: list[Ring]) -> str:
    """The borders of the parts as the address has them."""
    return ";;".join(";".join(f"{lon:.5f},{lat:.5f}" for lon, lat in ring) for ring in rings)


def asked(parts: list[list[Ring]]) -> tuple[str | None, str | None]:
    """What is drawn as the address has it; or None, and the key of the text that says why not."""
    if any(len(rings) > 1 for rings in parts):
        return None, "ownarea.holes"
    written = as_parameter([rings[0] for rings in parts])
    return (None, "ownarea.many") if len(written) > LONGEST_OWN else (written, None)


async def told(teller: Teller, view: View, theme: Theme) -> list[Any]:
    """The history of the drawing of the address, with all its parts and what is wrong with it."""
    words = teller.words(view)
    rings = read_rings(view.get("drawn"))
    if not rings:
        nothing = empty(words("ownarea.none"), words("ownarea.none_remedy"))
        return ["", nothing, [], None, None]
    now_s = teller.now_s()
    end = view.moment or now_s
    answered, feeds, operators = await asyncio.gather(
        teller.api.send(
            "areas/series",
            {
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [[[*ring, ring[0]]] for ring in rings],
                },
                "from": rfc3339(end - view.span * DAY_S),
                "to": rfc3339(end),
                "step": STEP_OF_SPAN[view.span],
                "group": view.group,
            }
            | {name: [value] for name, value in view.whose.items() if value},
        ),
        teller.api.ask("feeds"),
        teller.api.ask("operators"),
    )
    status, found = answered
    if status == 503:
        raise NoAnswer("The API is too busy.", "Try again.")
    if status != 200:
        nothing = empty(words("ownarea.refused"), words("ownarea.refused_remedy"))
        return ["", nothing, [], None, words("ownarea.why", detail=found.get("detail", ""))]
    names = {feed["key"]: feed["name"] for feed in feeds["feeds"]}
    order = sorted(one["key"] for one in operators["operators"])
    span = words(f"density.span_{view.span}")
    label = words("ownarea.chart", span=span)
    figure = charts.density_chart(found, names, order, words, theme, None)
    table = tables.through_time(found, label, names, words, name="drawn")
    said = await of_whom(sentence(found, span.lower(), words), teller, view)
    return [*chart_parts(NAME, label, said, figure, gaps(found, names, words), table), None]


def sentence(found: dict[str, Any], span: str, words: Words) -> str:
    """How large it is, and how full it was; mean and highest leave out what is not known."""
    values = sentences.sums(found)
    size = words("ownarea.m2", n=words.number(found["area_m2"]))
    if found["area_m2"] >= 1e5:
        size = words("ownarea.km2", n=words.number(found["area_m2"] / 1e6, 2))
    if not values:
        return words("ownarea.unknown", size=size, span=span)
    mean, top = sum(values) / len(values), max(values)
    km2 = found["area_m2"] / 1e6
    return words(
        "ownarea.sentence",
        size=size,
        span=span,
        mean=words.dense(mean),
        top=words.dense(top),
        vehicles=words.number(mean * km2, 1),
    )
