"""Room to draw an area: a map with its buttons, what is said of it, and the same as text.

The page that has one says `can_draw=True`, puts `draw_map` into its layout and calls `wire_draw`.
What happens in it is the browser's (`assets/map/draw.js`): `stoep.drawing(name)` has what is drawn.
"""

from dataclasses import dataclass
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from dashboard.attributes import aria, data
from dashboard.page import Shown
from dashboard.parts.map_words import map_words
from dashboard.words import Words

BUTTONS = ("finish", "undo", "remove", "part", "clear")
SAID = (
    "how_3", "how_5", "point", "picked_up", "put_down", "removed", "selected", "undone",
    "nothing_undone", "finished", "new_part", "too_few", "begun", "crosshair", "text_read",
    "text_bad",
)  # fmt: skip
FILLED_LATER = ("n", "place")
"""Names that the script fills in."""
Ring = list[list[float]]


@dataclass(frozen=True)
class Around:
    """What the map shows around the drawing: questions to the API that give areas as GeoJSON."""

    border: str
    others: str
    without: int | None = None
    """The area among the others that is being drawn anew."""


def draw_map(
    name: str,
    shown: Shown,
    around: Around,
    parts: list[list[Ring]] | None = None,
    below: list[Any] | None = None,
) -> html.Div:
    """All of it; `parts` are drawn already, `below` comes between the map and its explanation."""
    words = shown.words
    makers = [words("map.area_source", source=shown.city["source"])]
    if shown.base["maker"]:
        makers.append(words("map.base_source", source=shown.base["maker"]))
    buttons = [_button(name, tool, words(f"draw.tool_{tool}")) for tool in BUTTONS]
    return html.Div(
        [
            html.Div(buttons, className="tools", role="group", **aria(label=words("draw.tools"))),
            html.Div(
                [
                    html.Div(id=f"{name}-map", className="map-canvas"),
                    html.P(words("draw.map"), id=f"{name}-map-label", className="hidden"),
                    html.P(" · ".join(makers), className="makers"),
                    dcc.Store(id=f"{name}-drawing", data=_told(name, shown, around, parts)),
                    dcc.Store(id=f"{name}-appeared"),
                ],
                className="map",
            ),
            html.P(id=f"{name}-said", role="status", className="said-now"),
            *(below or []),
            html.Details(
                [
                    html.Summary(words("draw.how")),
                    html.Ul(
                        [html.Li(words(f"draw.how_{n}")) for n in range(1, 7)], className="how"
                    ),
                ]
            ),
            html.Details(
                [
                    html.Summary(words("draw.as_text")),
                    html.Label(words("draw.coordinates"), htmlFor=f"{name}-text"),
                    html.P(words("draw.coordinates_note"), id=f"{name}-text-how", className="note"),
                    # Written by the script alone: a field of Mantine sends back what it was given,
                    # later, over what has been drawn since.
                    html.Textarea(
                        id=f"{name}-text",
                        rows=5,
                        spellCheck="false",
                        **aria(describedby=f"{name}-text-how"),
                    ),
                    _button(name, "text", words("draw.use_text")),
                ],
                className="as-text",
            ),
        ],
        className="draw",
    )


def wire_draw(app: Dash, name: str) -> None:
    """Let the map appear, and follow the theme."""
    app.clientside_callback(
        ClientsideFunction("stoep", "appear"),
        Output(f"{name}-appeared", "data"),
        Input(f"{name}-drawing", "data"),
        Input("theme", "data"),
        State("base", "data"),
    )


def _button(name: str, tool: str, label: str) -> html.Button:
    return html.Button(label, type="button", className="tool", **data(draw=name, tool=tool))


def _told(
    name: str, shown: Shown, around: Around, parts: list[list[Ring]] | None
) -> dict[str, Any]:
    """What the script begins with."""
    return {
        "name": name,
        "bbox": shown.city["bbox"],
        "border": around.border,
        "others": around.others,
        "without": around.without,
        "parts": parts,
        "map": map_words(shown.words),
        "words": _spoken(shown.words),
    }


def _spoken(words: Words) -> dict[str, str]:
    later = {name: f"{{{name}}}" for name in FILLED_LATER}
    return {key: words(f"draw.{key}", **later) for key in SAID}
