"""Flows as the API tells them, in the one grid that the city has: of a cell, or of all."""

from typing import Any

from dash import html

from dashboard.asks import NoAnswer
from dashboard.pages.movement import flows
from dashboard.pages.movement.asked import Asked, asked
from dashboard.pages.movement.told import trouble
from dashboard.parts.receipt import receipt_link
from dashboard.parts.states import empty
from dashboard.teller import Teller
from dashboard.view import View
from dashboard.words import Words

GRIDS = ("district", "h3")
WAYS = ("from", "to")
DAYS = ("weekday", "weekend")


async def flows_told(teller: Teller, view: View) -> dict[str, Any]:
    """From place to place, by the place it goes to."""
    words, about = teller.words(view), await asked(teller, view)
    if about.trouble:
        shapes = {"flows": [], "grid": GRIDS[0]}
        nothing = flows.flow_shapes(shapes, [], about.city["bbox"], None, words)
        return _places(trouble(about, words), nothing, [])
    question = {
        "direction": view.get("way") if view.get("way") in WAYS else None,
        "days": view.get("days") if view.get("days") in DAYS else None,
    }
    found = await _of_city(teller, about, question)
    areas = await teller.api.ask("areas", kind=found["grid"], municipality=about.city["code"])
    cells = areas["features"]
    chosen = chosen_cell(view, cells)
    if chosen is not None:
        found = await _ask(teller, about, found["grid"], chosen["id"], question)
    number = None if chosen is None else chosen["id"]
    place = about.city["name"] if chosen is None else _name(chosen, words)
    return _places(
        _told(found, place, number, words),
        flows.flow_shapes(found, cells, about.city["bbox"], number, words),
        sorted(
            ({"value": str(cell["id"]), "label": _name(cell, words)} for cell in cells),
            key=lambda one: one["label"],
        ),
    )


def _places(told: Any, shapes: Any, options: Any) -> dict[str, Any]:
    return {
        "movement-flows-told": told,
        "movement-flows-shapes": shapes,
        "movement-cell": options,
    }


def chosen_cell(view: View, cells: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The cell that the address names; else the page's area where it is a cell."""
    by_number = {str(cell["id"]): cell for cell in cells}
    return by_number.get(view.get("cell") or str(view.area))


def _name(cell: dict[str, Any], words: Words) -> str:
    about = cell["properties"]
    return words.place(about["kind"], about["name"])


async def _of_city(teller: Teller, about: Asked, question: dict[str, Any]) -> dict[str, Any]:
    """The whole city in its own grid: the other one is refused."""
    first, other = GRIDS
    try:
        return await _ask(teller, about, first, about.city["id"], question)
    except NoAnswer:
        return await _ask(teller, about, other, about.city["id"], question)


async def _ask(
    teller: Teller, about: Asked, grid: str, area: int, question: dict[str, Any]
) -> dict[str, Any]:
    return await teller.api.ask("flows", grid=grid, area=area, **about.period, **question)


def _told(found: dict[str, Any], place: str, cell: int | None, words: Words) -> list[Any]:
    first, *rest = flows.sentences(found, place, words)
    said = [html.P(first, className="sentence"), *[html.P(one, className="note") for one in rest]]
    parts: list[Any] = [html.Div(said, role="status")]
    if found["flows"]:
        parts.append(flows.ranking(found, cell, words))
        parts.append(flows.every_flow(found, words))
    elif found["trips"] is None:
        parts.append(empty(words("flows.empty"), words("flows.empty_remedy")))
    else:
        parts.append(empty(words("flows.all_small"), words("flows.all_small_remedy")))
    parts.append(html.H3(words("flows.blocks")))
    parts.append(flows.blocks_table(found, words))
    parts.append(receipt_link(found["receipt"], "flows", words))
    return parts
