"""Where it fills up and where it empties: shapes for the map, the ranking, the table."""

import math
from typing import Any

from dash import html

from dashboard import palette
from dashboard.attributes import HIDDEN
from dashboard.pages.movement.areas import Moved
from dashboard.parts.picks import area_button
from dashboard.parts.shapes_map import ShapeClass, feature, shapes, shapes_legend
from dashboard.parts.states import empty
from dashboard.parts.table import Cell, bars, table
from dashboard.sentences import reason
from dashboard.words import Words

MAP = "movement"
SHOWN = 6
"""Most areas in each of the two rankings; the table has all."""
CLASSES = ("empties_much", "empties", "even", "fills", "fills_much")
UNKNOWN = "unknown"


def limits(rows: list[Moved]) -> tuple[float, float]:
    """From which balance an area is coloured, and from which strongly: round numbers."""
    top = max((abs(row.balance) for row in rows if row.balance is not None), default=0.0)
    some, much = max(1.0, _round(top / 8)), _round(top / 2)
    return some, max(much, some * 2)


def _round(value: float) -> float:
    if value <= 1:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(value))
    return float(max(unit * n for n in (1, 2, 5) if unit * n <= value))


def class_of(balance: float | None, some: float, much: float) -> str:
    """The class of a balance."""
    if balance is None:
        return UNKNOWN
    if abs(balance) < some:
        return "even"
    way = "fills" if balance > 0 else "empties"
    return f"{way}_much" if abs(balance) >= much else way


def classes(some: float, much: float, words: Words) -> list[ShapeClass]:
    """What the colours mean; the map has the number of each area, with its sign, as well."""
    values = {"some": words.number(some), "much": words.number(much)}
    colours = zip(CLASSES, palette.BALANCE, palette.BALANCE_DARK, strict=True)
    known = [
        ShapeClass(key, words(f"balance.{key}", **values), light, dark)
        for key, light, dark in colours
    ]
    nothing = words("common.unknown")
    unknown = ShapeClass(UNKNOWN, nothing, palette.UNKNOWN, palette.UNKNOWN_DARK, hatched=True)
    return [*known, unknown]


def area_shapes(
    rows: list[Moved],
    borders: list[dict[str, Any]],
    bbox: list[float],
    kind: str,
    picked: int | None,
    words: Words,
) -> dict[str, Any]:
    """Areas in the colour of their balance, with its number and its sign."""
    some, much = limits(rows)
    by_area = {row.area: row for row in rows}
    features = []
    for border in borders:
        row = by_area.get(border["id"])
        balance = row.balance if row else None
        number = "?" if balance is None else signed(balance, words)
        name = words.place(kind, border["properties"]["name"])
        sort = class_of(balance, some, much)
        features.append(
            feature(border["geometry"], border["id"], sort, f"{name} {number}", label=number)
        )
    return shapes(MAP, features, classes(some, much, words), bbox, words, picked)


def map_legend(rows: list[Moved], words: Words) -> html.Div:
    """The colours of the map and their numbers."""
    return shapes_legend(classes(*limits(rows), words), words("movement.legend"))


def signed(value: float, words: Words) -> str:
    """A balance with its sign; a mean that is not whole has one decimal below ten."""
    return words.signed(value, 0 if value == int(value) or abs(value) >= 10 else 1)


def ranking(rows: list[Moved], kind: str, chosen: int | None, words: Words) -> list[Any]:
    """What fills up most, and what empties most; `rows` are ranked."""
    known = [row for row in rows if row.balance is not None]
    if not known:
        return [empty(words("movement.where_unknown"), words("movement.where_remedy"))]
    top = max((abs(row.balance or 0) for row in known), default=0.0)
    fills = [row for row in known if (row.balance or 0) > 0][:SHOWN]
    empties = [row for row in reversed(known) if (row.balance or 0) < 0][:SHOWN]
    return [
        html.Div(
            [html.H3(words(f"movement.{key}_most")), _ranked(key, some, kind, top, chosen, words)]
        )
        for key, some in (("fills", fills), ("empties", empties))
    ]


def _ranked(
    key: str, rows: list[Moved], kind: str, top: float, chosen: int | None, words: Words
) -> Any:
    if not rows:
        return html.P(words(f"movement.nobody_{key}"), className="note")
    cells = [
        [
            area_button({"area": row.area}, words.place(kind, row.name), chosen),
            _bar(row.balance or 0, top, words),
            number(row.comes, words),
            number(row.goes, words),
        ]
        for row in rows
    ]
    heads = [words(f"movement.col_{column}") for column in ("area", "balance", "comes", "goes")]
    return bars(f"movement-{key}", words(f"movement.{key}_most"), heads, cells, words)


def _bar(balance: float, top: float, words: Words) -> Cell:
    """A balance with its sign, and a bar in the colour of its side."""
    share = abs(balance) / top if top else 0.0
    look = {"width": f"{share * 100:.1f}%"}
    fill = html.Span(className="fill fills" if balance > 0 else "fill empties", style=look)
    shown = html.Span(signed(balance, words), className="value")
    return html.Div([html.Span(fill, className="track", **HIDDEN), shown], className="bar"), balance


def number(value: float | None, words: Words) -> Cell:
    """A count, or a mean with one decimal, to sort by."""
    if value is None:
        return words("common.unknown"), -1
    return words.number(value, 0 if value == int(value) else 1), value


def every_area(
    rows: list[Moved], kind: str, windows: int, names: dict[str, str], words: Words
) -> html.Details:
    """All areas with what surely came and went, what may have, and why a number lacks."""
    columns = ["area", "comes", "may_come", "goes", "may_go", "balance"]
    columns += ["windows"] if windows > 1 else []
    columns += ["coverage", "reason"]
    cells = []
    for row in rows:
        balance = row.balance
        told = words("common.unknown") if balance is None else signed(balance, words)
        known = words("movement.n_of", n=words.number(row.known), all=words.number(windows))
        cells.append(
            [
                words.place(kind, row.name),
                number(row.comes, words),
                number(row.may_come, words),
                number(row.goes, words),
                number(row.may_go, words),
                (told, -math.inf if balance is None else balance),
                *([(known, row.known)] if windows > 1 else []),
                (words.percent(row.coverage), row.coverage),
                reason(row.reason, names, words) if row.reason else "",
            ]
        )
    heads = [words(f"movement.col_{column}") for column in columns]
    return table("movement-areas", words("movement.areas_table"), heads, cells, words)
