"""Charts for paper: drawn as SVG without any script, readable in black and white.

Every mark has its number beside it or on an axis from zero. What is only partly covered by evidence
is hatched, what is unknown has a question mark and no length.
"""

from base64 import b64encode
from dataclasses import dataclass
from html import escape

from dash import html

INK, MUTED, GRID, FILL = "#14202e", "#4d5b6b", "#c4ccd6", "#2c7799"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH = 680
SURE = 0.9
"""Less covered than this is hatched."""
HATCH = (
    '<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse"'
    f' patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
    f'<rect width="3" height="6" fill="{FILL}"/></pattern></defs>'
)
ROW, LABEL, VALUE = 22, 210, 70
HEIGHT, LEFT, TOP, BOTTOM = 210, 52, 22, 30
MOST_VALUES = 14
"""So many columns have their number above them."""


@dataclass(frozen=True)
class Mark:
    """One bar or column: its name, its number as a length and as a text, how well it is covered."""

    label: str
    value: float | None
    shown: str
    coverage: float = 1.0


def bars(marks: list[Mark], top: float | None = None) -> str:
    """Lying bars, one below the other, the longest as long as there is room; an SVG."""
    longest = top or max((mark.value or 0 for mark in marks), default=0) or 1
    room = WIDTH - LABEL - VALUE
    parts = []
    for place, mark in enumerate(marks):
        y = place * ROW
        parts.append(_text(LABEL - 8, y + 15, mark.label, anchor="end"))
        length = 0.0 if mark.value is None else max(0.0, min(1.0, mark.value / longest)) * room
        parts.append(_rect(LABEL, y + 3, length, ROW - 7, mark))
        parts.append(_text(LABEL + length + 6, y + 15, mark.shown, weight="bold"))
    height = len(marks) * ROW + 4
    parts.append(_line(LABEL, 0, LABEL, height - 4, INK))
    return _svg(height, parts)


def columns(marks: list[Mark]) -> str:
    """Standing columns in the order of time, from zero; an SVG."""
    top = _round_up(max((mark.value or 0 for mark in marks), default=0))
    height, room = HEIGHT - TOP - BOTTOM, WIDTH - LEFT
    step = room / max(1, len(marks))
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = TOP + height * (1 - share)
        parts.append(_line(LEFT, y, WIDTH, y, INK if share == 0 else GRID))
        parts.append(_text(LEFT - 6, y + 4, _short(top * share), anchor="end", fill=MUTED))
    every = max(1, round(len(marks) / 10))
    for place, mark in enumerate(marks):
        x, wide = LEFT + place * step, step * 0.72
        long = 0.0 if mark.value is None else mark.value / top * height
        middle = x + step / 2
        parts.append(_rect(middle - wide / 2, TOP + height - long, wide, long, mark))
        if mark.value is None or len(marks) <= MOST_VALUES:
            parts.append(
                _text(middle, TOP + height - long - 5, mark.shown, anchor="middle", weight="bold")
            )
        if place % every == 0:
            parts.append(_text(middle, HEIGHT - 10, mark.label, anchor="middle", fill=MUTED))
    return _svg(HEIGHT, parts)


def figure(svg: str, caption: str, told: str) -> html.Figure:
    """A chart with its caption; `told` says in words what it shows, for who does not see it."""
    data = b64encode(svg.encode()).decode()
    return html.Figure(
        [
            html.Img(src=f"data:image/svg+xml;base64,{data}", alt=told),
            html.Figcaption(caption),
        ]
    )


def _svg(height: float, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
        f' width="{WIDTH}" height="{height:.0f}" font-family="{FONT}" font-size="12.5">'
        f"{HATCH}{''.join(parts)}</svg>"
    )


def _rect(x: float, y: float, width: float, height: float, mark: Mark) -> str:
    fill = FILL if mark.coverage >= SURE else "url(#h)"
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"'
        f' stroke="{FILL}" stroke-width="{0 if mark.value is None else 1}"/>'
    )


def _line(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}"/>'


def _text(
    x: float, y: float, text: str, anchor: str = "start", weight: str = "normal", fill: str = INK
) -> str:
    kept = text if len(text) <= 32 else f"{text[:31]}…"
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}"'
        f' fill="{fill}">{escape(kept)}</text>'
    )


def _round_up(value: float) -> float:
    """The next number that reads easily on an axis."""
    size = 1.0
    while size * 10 <= value:
        size *= 10
    return next((step * size for step in (1, 2, 4, 5, 8, 10) if step * size >= value), 1.0) or 1.0


def _short(value: float) -> str:
    return f"{value:g}"
