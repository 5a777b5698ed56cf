"""An area that is drawn on the map, or written as coordinates, and its history.

The drawing stands in the address, so that it can be shared; nothing of it is kept.
"""

import asyncio
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.asks import NoAnswer
from dashboard.attributes import data
from dashboard.page import Shown
from dashboard.pages.density import charts, sentences, tables
from dashboard.parts.chart_box import chart_box, chart_parts
from dashboard.parts.later import later
from dashboard.parts.shapes_map import ShapeClass, feature, shapes, shapes_map
from dashboard.parts.states import empty
from dashboard.parts.theme import Theme
from dashboard.sentences import gaps
from dashboard.teller import Teller
from dashboard.view import DAY_S, View, rfc3339
from dashboard.words import Words

NAME = "density-draw"
STEP_OF_SPAN = {1: "quarter", 7: "hour", 14: "hour"}
LEAST = 3
Ring = list[list[float]]


def section(shown: Shown) -> html.Section:
    """The map with its buttons, the same as text, and room for the history."""
    view, words = shown.view, shown.words
    return html.Section(
        [
            *later(NAME),
            html.H2(words("ownarea.title")),
            html.P(words("ownarea.about"), className="note"),
            html.Div(
                [
                    html.Div(
                        [
                            shapes_map(NAME, words("ownarea.map"), shown),
                            html.Div(
                                [
                                    _button("undo", words),
                                    _button("clear", words),
                                    html.Button(
                                        words("ownarea.finish"),
                                        id=f"{NAME}-finish",
                                        type="button",
                                        n_clicks=0,
                                        className="main",
                                    ),
                                ],
                                className="days",
                            ),
                            dmc.Textarea(
                                id=f"{NAME}-text",
                                value=as_text(read_ring(view.get("drawn"))),
                                label=words("ownarea.text"),
                                description=words("ownarea.how"),
                                autosize=True,
                                minRows=3,
                                maxRows=8,
                                size="sm",
                            ),
                            html.P(id=f"{NAME}-trouble", className="note bad", role="status"),
                        ],
                        className="draw",
                        **data(map=NAME, text=f"{NAME}-text"),
                    ),
                    chart_box(NAME, words, words("density.unit"), words("density.low_coverage")),
                ],
                className="columns-2 even",
            ),
        ]
    )


def _button(name: str, words: Words) -> html.Button:
    return html.Button(words(f"ownarea.{name}"), type="button", className=f"draw-{name}")


def read_ring(text: str | None) -> Ring:
    """Points as `longitude, latitude`, one a line or parted by semicolons; none if one is wrong."""
    ring = []
    for part in (text or "").replace("\n", ";").split(";"):
        if not part.strip():
            continue
        try:
            lon, lat = (float(one) for one in part.replace(",", " ").split())
        except ValueError:
            return []
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            return []
        ring.append([round(lon, 5), round(lat, 5)])
    return ring


def as_text(ring: Ring) -> str:
    """Points as the text box has them."""
    return "\n".join(f"{lon:.5f}, {lat:.5f}" for lon, lat in ring)


def as_parameter(ring: Ring) -> str:
    """Points as the address has them."""
    return ";".join(f"{lon:.5f},{lat:.5f}" for lon, lat in ring)


def ground_shapes(features: list[dict[str, Any]], bbox: list[float], words: Words) -> Any:
    """The borders of areas, for who draws between them."""
    ground = ShapeClass("area", "", "rgba(0,0,0,0)", "rgba(0,0,0,0)")
    drawn = [
        feature(one["geometry"], one["id"], ground.key, one["properties"]["name"])
        for one in features
    ]
    return shapes(NAME, drawn, [ground], bbox, words)


async def told(teller: Teller, view: View, theme: Theme) -> list[Any]:
    """The history of the drawing of the address, with all its parts and what is wrong with it."""
    words = teller.words(view)
    ring = read_ring(view.get("drawn"))
    if len(ring) < LEAST:
        nothing = empty(words("ownarea.none"), words("ownarea.none_remedy"))
        return ["", nothing, [], None, None]
    now_s = teller.now_s()
    end = view.moment or now_s
    answered, feeds, operators = await asyncio.gather(
        teller.api.send(
            "areas/series",
            {
                "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
                "from": rfc3339(end - view.span * DAY_S),
                "to": rfc3339(end),
                "step": STEP_OF_SPAN[view.span],
                "group": view.group,
            },
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
    said = sentence(found, span.lower(), words)
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
