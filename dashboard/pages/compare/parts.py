"""The tables and the maps of the page, out of the API's comparison."""

from collections.abc import Iterator
from typing import Any

from dash import html

from dashboard import palette
from dashboard.pages.compare.sentences import DENSITY, amount, changed, pair_shown
from dashboard.parts.density_classes import density_class, density_classes
from dashboard.parts.picks import area_button
from dashboard.parts.shapes_map import ShapeClass, feature, shapes
from dashboard.parts.table import Cell, bar, bars, table
from dashboard.sentences import reason
from dashboard.words import Words

LIMITS = {"district": (1.0, 5.0), "neighbourhood": (2.0, 10.0)}
"""From which differences are some and much, in vehicles per km² or vehicles."""
RANKED = 6
KEYS = ("less_much", "less", "even", "more", "more_much")


def figures(found: dict[str, Any], one: str, other: str, words: Words) -> list[Any]:
    """The area as a whole as two numbers and a difference."""
    pair = next(part for part in found["parts"] if part["group"] == "none")
    measure = found["indicator"]
    unit = words("compare.unit_density" if measure == DENSITY else "compare.unit_vehicles")
    told = pair_shown(pair, measure, words)
    shown = [
        (one, told.one, pair["one"]["coverage"]),
        (other, told.other, pair["other"]["coverage"]),
        (words("compare.difference"), told.change, None),
    ]
    return [
        html.Div(
            [
                html.P(label, className="label"),
                html.P([html.Span(value), html.Small(f" {unit}")], className="value"),
                html.P(
                    words("density.partial", coverage=words.percent(share))
                    if share is not None
                    else words("compare.claimed" if pair["reason"] is None else "compare.not_sure"),
                    className="note",
                ),
            ],
            className="figure",
        )
        for label, value, share in shown
    ]


def by_part(
    found: dict[str, Any], one: str, other: str, names: dict[str, str], words: Words
) -> html.Div:
    """All together, each operator, each form factor."""
    rows: list[list[Cell]] = []
    for part in found["parts"]:
        name = {
            "none": words("density.all"),
            "operator": part["name"],
            "form": words(f"form.{part['key']}") if part["group"] == "form" else "",
        }[part["group"]]
        cells = _cells(part, found["indicator"], names, words)
        shown = html.Strong(name) if part["group"] == "none" else name
        rows.append([shown, *cells])
    heads = _heads(words("compare.col_who"), one, other, words)
    return bars("compare-parts", words("compare.parts"), heads, rows, words)


def by_area(
    found: dict[str, Any], kind: str, one: str, other: str, names: dict[str, str], words: Words
) -> html.Details:
    """Every area with both numbers, the difference, both coverages and why there is none."""
    rows = [
        [
            words.place(kind, area["name"]),
            *_cells(area, found["indicator"], names, words),
        ]
        for area in sorted(
            found["areas"],
            key=lambda area: (area["difference"] is None, -(area["difference"] or 0), area["name"]),
        )
    ]
    heads = _heads(words("density.col_area"), one, other, words)
    return table("compare-areas", words("compare.table"), heads, rows, words)


def _heads(first: str, one: str, other: str, words: Words) -> list[str]:
    return [
        first,
        one,
        other,
        words("compare.difference"),
        words("compare.coverage_of", side=one),
        words("compare.coverage_of", side=other),
        words("density.col_reason"),
    ]


def _cells(pair: dict[str, Any], measure: str, names: dict[str, str], words: Words) -> list[Cell]:
    sides, shown = [pair["one"], pair["other"]], pair_shown(pair, measure, words)
    return [
        *[
            (written, -1 if side["value"] is None else side["value"])
            for written, side in zip((shown.one, shown.other), sides, strict=True)
        ],
        (shown.change, pair["difference"] or 0),
        *[(words.percent(side["coverage"]), side["coverage"]) for side in sides],
        reason(pair["reason"], names, words) if pair["reason"] else "",
    ]


def rankings(found: dict[str, Any], kind: str, chosen: int | None, words: Words) -> list[Any]:
    """Where it became more and where less, with bars from zero."""
    known = [one for one in found["areas"] if one["difference"] is not None]
    top = max((abs(one["difference"]) for one in known), default=0.0)
    made = []
    for key, sign in (("more", 1), ("less", -1)):
        title = words(f"compare.{key}_title")
        rows: list[list[Cell]] = [
            [
                area_button(one, words.place(kind, one["name"]), chosen),
                bar(
                    abs(one["difference"]),
                    top,
                    shown.change,
                    f"var(--{'comes' if sign > 0 else 'goes'})",
                ),
                f"{shown.one} → {shown.other}",
            ]
            for one, shown in changed(found, sign, words)[:RANKED]
        ]
        heads = [
            words("density.col_area"),
            words("compare.difference"),
            words("compare.col_from_to"),
        ]
        made.append(
            html.Div(
                [
                    html.H3(title),
                    bars(f"compare-{key}", title, heads, rows, words)
                    if rows
                    else html.P(words(f"compare.{key}_none"), className="note"),
                ]
            )
        )
    return made


def difference_classes(kind: str, words: Words) -> list[ShapeClass]:
    """Five classes from much less to much more, and one for what cannot be said."""
    some, much = (words.number(limit) for limit in LIMITS[kind])
    named = [
        ShapeClass(key, words(f"compare.class_{key}", some=some, much=much), light, dark)
        for key, light, dark in zip(KEYS, palette.BALANCE, palette.BALANCE_DARK, strict=True)
    ]
    unknown = (palette.UNKNOWN, palette.UNKNOWN_DARK)
    return [*named, ShapeClass("unsaid", words("compare.class_unsaid"), *unknown, hatched=True)]


def class_of(difference: float | None, kind: str) -> str:
    """The class of a difference."""
    if difference is None:
        return "unsaid"
    some, much = LIMITS[kind]
    if abs(difference) < some:
        return "even"
    return ("more" if difference > 0 else "less") + ("_much" if abs(difference) >= much else "")


def _paired(
    found: dict[str, Any], borders: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The borders that something is told of, each with that."""
    pairs = {area["area"]: area for area in found["areas"]}
    yield from ((border, pairs[border["id"]]) for border in borders if border["id"] in pairs)


def difference_map(
    found: dict[str, Any],
    borders: list[dict[str, Any]],
    kind: str,
    bbox: list[float],
    chosen: int | None,
    words: Words,
) -> dict[str, Any]:
    """Areas by their difference; its sign stands in each, so that colour is not all."""
    features = []
    for border, pair in _paired(found, borders):
        shown = pair_shown(pair, found["indicator"], words)
        said = "?" if shown.by is None else shown.change
        name = f"{words.place(kind, pair['name'])} {said}"
        features.append(
            feature(
                border["geometry"],
                border["id"],
                class_of(shown.by, kind),
                name,
                label=said,
            )
        )
    return shapes("compare", features, difference_classes(kind, words), bbox, words, chosen)


def side_map(
    side: str,
    found: dict[str, Any],
    borders: list[dict[str, Any]],
    kind: str,
    bbox: list[float],
    chosen: int | None,
    words: Words,
) -> dict[str, Any]:
    """Areas by the density of one side; counts are told per km² too, so that areas compare."""
    features = []
    for border, pair in _paired(found, borders):
        value = pair[side]["value"]
        shown = amount(value, found["indicator"], words)
        if value is not None and found["indicator"] != DENSITY:
            value = value / (pair["area_m2"] / 1e6)
        name = f"{words.place(kind, pair['name'])} {shown}"
        features.append(feature(border["geometry"], border["id"], density_class(value, kind), name))
    name = f"compare-{side}"
    return shapes(name, features, density_classes(kind, words), bbox, words, chosen)
