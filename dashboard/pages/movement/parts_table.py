"""The parts of the week as buttons: what an area gains or loses in each, one to choose."""

from typing import Any

from dash import html

from dashboard.attributes import aria, data
from dashboard.pages.movement.places import signed
from dashboard.pages.movement.week import PARTS, STRETCHES, Part, over_part
from dashboard.words import Words

PICK = "movement-part"
ALL = "all"


def parts_table(
    hours: list[float | None], chosen: Part | None, area: str, words: Words
) -> html.Div:
    """A row for each weekday; `hours` are 168 balances of an area, Monday 00:00 first."""
    top = max((abs(value) for part in PARTS if (value := over_part(part, hours))), default=0.0)
    head = [html.Th(words("part.day"), scope="col")]
    for stretch, (begin, end) in STRETCHES.items():
        span = html.Span(f"{begin}–{end}", className="note")
        head.append(html.Th([words(f"part.{stretch}"), " ", span], scope="col"))
    rows = []
    for day in range(1, 8):
        cells: list[Any] = [html.Th(words(f"weekday.{day}"), scope="row")]
        cells += [
            html.Td(_button(part, over_part(part, hours), top, part == chosen, words))
            for part in PARTS
            if part.weekday == day
        ]
        rows.append(html.Tr(cells))
    caption = html.Caption(words("part.caption", area=area), className="hidden")
    made = html.Table([caption, html.Thead(html.Tr(head)), html.Tbody(rows)], id="table-parts")
    whole = html.Button(
        words("part.all"),
        type="button",
        className="pick-shape whole",
        **data(map=PICK, shape=ALL),
        **aria(pressed="true" if chosen is None else "false"),
    )
    scroll = html.Div(
        made, className="scroll", tabIndex=0, role="region", **aria(label=words("part.choose"))
    )
    return html.Div([whole, scroll], className="parts")


def _button(part: Part, value: float | None, top: float, chosen: bool, words: Words) -> html.Button:
    told = "?" if value is None else signed(value, words)
    sign = "" if not value else "fills" if value > 0 else "empties"
    strong = " much" if value and abs(value) > top / 2 else ""
    said = words("common.unknown") if value is None else told
    return html.Button(
        told,
        type="button",
        className=f"pick-shape part {sign}{strong}",
        **data(map=PICK, shape=part.key),
        **aria(pressed="true" if chosen else "false", label=f"{part.name(words)}: {said}"),
    )
