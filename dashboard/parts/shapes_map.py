"""A map of shapes by class: areas, lines and points with a colour and a second cue, one to pick.

The page that has one says `has_map=True`, puts `shapes_map` into its layout, calls `wire_shapes`,
and lets a callback fill the store `{name}-shapes` with `shapes`. What is picked comes in the store
`{name}-picked` as `{"id": ...}`. Names in a table pick too: see `shape_button`.
"""

from dataclasses import dataclass
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from dashboard.attributes import HIDDEN, data
from dashboard.page import Shown
from dashboard.parts.map_words import map_words
from dashboard.words import Words

MARKS = ("circle-small", "circle", "triangle", "square", "diamond", "ring")
"""Points of a class are drawn as these, in the order of the classes."""


@dataclass(frozen=True)
class ShapeClass:
    """A kind of shapes: its key in the features' `class`, its name, its colours, hatched or not."""

    key: str
    label: str
    light: str
    dark: str
    hatched: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The class as the map's script takes it."""
        return {
            "key": self.key,
            "light": self.light,
            "dark": self.dark,
            "hatched": self.hatched,
        }


def shapes_map(name: str, label: str, shown: Shown) -> html.Div:
    """Room for the map; `label` says what it shows to who cannot see it."""
    makers = [shown.words("map.area_source", source=shown.city["source"])]
    if shown.base["maker"]:
        makers.append(shown.words("map.base_source", source=shown.base["maker"]))
    return html.Div(
        [
            html.Div(id=f"{name}-map", className="map-canvas"),
            html.P(label, id=f"{name}-map-label", className="hidden"),
            html.P(" · ".join(makers), className="makers"),
            dcc.Store(id=f"{name}-shapes"),
            dcc.Store(id=f"{name}-picked"),
            dcc.Store(id=f"{name}-drawn"),
        ],
        className="map",
    )


def shapes(
    name: str,
    features: list[dict[str, Any]],
    classes: list[ShapeClass],
    bbox: list[float],
    words: Words,
    picked: str | int | None = None,
) -> dict[str, Any]:
    """What the store holds: GeoJSON features whose properties have `id`, `class` and `name`."""
    return {
        "name": name,
        "shapes": {"type": "FeatureCollection", "features": features},
        "classes": [one.as_dict() for one in classes],
        "bbox": bbox,
        "picked": picked,
        "words": map_words(words),
    }


def feature(
    geometry: dict[str, Any],
    id: str | int,
    kind: str,
    name: str = "",
    *,
    label: str | None = None,
    width: float | None = None,
) -> dict[str, Any]:
    """One shape of a class; names are drawn from close by, a short `label` from afar.

    `width` is that of a line, in pixels.
    """
    told: dict[str, Any] = {"id": id, "class": kind, "name": name}
    told |= {} if label is None else {"label": label}
    told |= {} if width is None else {"width": width}
    return {"type": "Feature", "geometry": geometry, "properties": told}


def shapes_legend(classes: list[ShapeClass], title: str, *, points: bool = False) -> html.Div:
    """What the colours mean, each with the mark or the hatching that it has on the map."""
    items = []
    for place, one in enumerate(classes):
        look = f"mark-{MARKS[place % len(MARKS)]}" if points else "swatch"
        sign = html.Span(
            className=f"key-sign {look}{' hatched' if one.hatched else ''}",
            style={"--sign": one.light, "--sign-dark": one.dark},
            **HIDDEN,
        )
        items.append(html.Li([sign, one.label]))
    return html.Div([html.H3(title), html.Ul(items)], className="legend")


def shape_button(name: str, id: str | int, label: str) -> html.Button:
    """A name that picks its shape on the map."""
    return html.Button(label, type="button", className="pick-shape", **data(map=name, shape=id))


def wire_shapes(app: Dash, name: str) -> None:
    """Let the store of a map be drawn."""
    app.clientside_callback(
        ClientsideFunction("stoep", "showShapes"),
        Output(f"{name}-drawn", "data"),
        Input(f"{name}-shapes", "data"),
        Input("theme", "data"),
        State("base", "data"),
    )
