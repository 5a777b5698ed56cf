"""What colours, shapes and lines of a map of vehicles mean."""

from itertools import pairwise
from typing import Any

from dash import html

from dashboard import palette
from dashboard.attributes import HIDDEN
from dashboard.parts.picks import shape
from dashboard.words import Words


def legend(kind: str, words: Words) -> list[Any]:
    """Durations, densities of a kind of areas, and agreements."""
    limits = ["0", *[words.number(step) for step in palette.STEPS[kind]]]
    ranges = [*[f"{a} – {b}" for a, b in pairwise(limits)], f"> {limits[-1]}"]
    keys = [*map(str, range(len(palette.DURATION))), "unknown"]
    return [
        html.Div(
            [
                html.H3(words("map.legend_duration")),
                html.Ul([html.Li([shape(key), words(f"class.{key}")]) for key in keys]),
            ]
        ),
        html.Div(
            [
                html.H3(words("map.legend_density")),
                html.Ul(
                    [
                        html.Li([_swatch(f"density-{place}"), told])
                        for place, told in enumerate(ranges)
                    ]
                    + [html.Li([_swatch("density-unknown"), words("common.unknown")])],
                    className="columns",
                ),
            ]
        ),
        html.Div(
            [
                html.H3(words("map.legend_zones")),
                html.Ul(
                    [
                        html.Li([_line(kind), words(f"kind.{kind}")])
                        for kind in ("hub", "no_parking")
                    ]
                    + [html.Li([html.Span(className="shape shape-late"), words("map.late")])]
                ),
            ]
        ),
    ]


def _swatch(name: str) -> html.Span:
    return html.Span(className=f"swatch {name}", **HIDDEN)


def _line(kind: str) -> html.Span:
    return html.Span(className=f"line line-{kind}", **HIDDEN)
