"""From place to place: told flows as sentences, a ranked table and lines; small ones are in none.

Nothing is added up here beyond what the API tells: its total, its flows, its count of what it
withholds.
"""

from typing import Any

from dash import html

from dashboard import palette
from dashboard.parts.shapes_map import ShapeClass, feature, shape_button, shapes
from dashboard.parts.table import bar, bars, table
from dashboard.words import Words

MAP = "movement-flows"
OUTSIDE = 0
SHOWN = 12
"""Most flows in the ranking; the table has all."""
DRAWN = 40
"""Most flows that are drawn as lines: the largest."""
WIDEST = 9.0
"""Width in pixels of the line of the largest flow."""


def sentences(found: dict[str, Any], place: str, words: Words) -> list[str]:
    """How many trips are told, from when, and what is withheld and why."""
    way = found["direction"]
    blocks = found["blocks"]
    told = [block for block in blocks if block["told_at"]]
    parts = []
    if found["trips"] is None:
        parts.append(words("flows.none", area=place))
    elif found["trips"] == 0:
        parts.append(words("flows.nothing", area=place))
    else:
        n = words.number(found["trips"])
        parts.append(words(f"flows.trips_{way}", area=place, n=n))
    if told:
        k, withheld = words.number(found["k"]), words.number(found["withheld"])
        parts.append(words("flows.withheld", n=withheld, k=k))
    parts += [_untold(why, blocks, words) for why in sorted({b["reason"] for b in blocks} - {None})]
    return parts


def _untold(why: str, blocks: list[dict[str, Any]], words: Words) -> str:
    stretches = [stretch(block, words) for block in blocks if block["reason"] == why]
    return words(f"flows.{why}", stretch=words.listed(stretches))


def stretch(block: dict[str, Any], words: Words) -> str:
    """The days of a block, its last one included."""
    last = words.local(words.seconds(block["to"]) - 1)
    return words("flows.days", first=words.date(block["from"]), last=words.date(last))


def names_of(found: dict[str, Any], kind: str, words: Words) -> dict[int, str]:
    """Names of cells by number; the outside is one as well."""
    named = {cell["id"]: words.place(cell["kind"], cell["name"]) for cell in found["cells"]}
    return {OUTSIDE: words("flows.outside"), **named}


def ranking(found: dict[str, Any], cell: int | None, words: Words) -> html.Div:
    """The largest flows with bars; names choose a cell, unless it is the chosen one."""
    flows = found["flows"][:SHOWN]
    top = flows[0]["trips"] if flows else 0
    named = names_of(found, found["grid"], words)

    def name(number: int) -> Any:
        if number in (OUTSIDE, cell):
            return named[number]
        return shape_button(MAP, number, named[number])

    rows = [
        [
            name(flow["origin"]),
            name(flow["destination"]),
            bar(flow["trips"], top, words.number(flow["trips"])),
        ]
        for flow in flows
    ]
    heads = [words(f"flows.col_{column}") for column in ("origin", "destination", "trips")]
    return bars("movement-flows", words("flows.largest"), heads, rows, words)


def every_flow(found: dict[str, Any], words: Words) -> html.Details:
    """All told flows."""
    named = names_of(found, found["grid"], words)
    rows = [
        [
            named[flow["origin"]],
            named[flow["destination"]],
            (words.number(flow["trips"]), flow["trips"]),
        ]
        for flow in found["flows"]
    ]
    heads = [words(f"flows.col_{column}") for column in ("origin", "destination", "trips")]
    return table("movement-every-flow", words("flows.table"), heads, rows, words)


def blocks_table(found: dict[str, Any], words: Words) -> html.Div:
    """Each block of the period: when it is, whether it is told, from how much."""
    rows = []
    for block in found["blocks"]:
        known = block["told_at"] is not None
        state = words("flows.told") if known else words(f"flows.state_{block['reason']}")
        share = words.percent(block["coverage"]) if known else "–"
        kind = words(f"flows.{block['days']}")
        rows.append([stretch(block, words), kind, state, share])
    heads = [words(f"flows.col_{column}") for column in ("block", "days", "state", "coverage")]
    return bars("movement-blocks", words("flows.blocks"), heads, rows, words)


def classes(words: Words) -> list[ShapeClass]:
    """Cells, and lines by their size; wider is more."""
    colour = palette.COMES
    return [
        ShapeClass("cell", words("flows.legend_cell"), palette.DENSITY[0], palette.DENSITY_DARK[0]),
        ShapeClass("flow", words("flows.legend_flow"), *colour),
    ]


def flow_shapes(
    found: dict[str, Any],
    cells: list[dict[str, Any]],
    bbox: list[float],
    cell: int | None,
    words: Words,
) -> dict[str, Any]:
    """Every cell, and between their middles a line for each flow, as wide as it is large."""
    middle = {one["id"]: _middle(one["bbox"]) for one in cells}
    kind = found["grid"]
    features = [
        feature(one["geometry"], one["id"], "cell", words.place(kind, one["properties"]["name"]))
        for one in cells
    ]
    flows = [flow for flow in found["flows"] if _is_line(flow, middle)][:DRAWN]
    top = flows[0]["trips"] if flows else 1
    for flow in reversed(flows):
        start, end = middle[flow["origin"]], middle[flow["destination"]]
        width = max(1.2, WIDEST * flow["trips"] / top)
        line = {"type": "LineString", "coordinates": _bent(start, end)}
        features.append(
            feature(line, f"{flow['origin']}-{flow['destination']}", "flow", width=width)
        )
    return shapes(MAP, features, classes(words), bbox, words, cell)


def _is_line(flow: dict[str, Any], middle: dict[int, list[float]]) -> bool:
    ends = flow["origin"], flow["destination"]
    return ends[0] != ends[1] and all(end in middle for end in ends)


def _middle(bbox: list[float]) -> list[float]:
    west, south, east, north = bbox
    return [(west + east) / 2, (south + north) / 2]


def _bent(start: list[float], end: list[float], steps: int = 12) -> list[list[float]]:
    """A line bent to the right of its way, so that there and back lie apart."""
    (x0, y0), (x1, y1) = start, end
    x, y = (x0 + x1) / 2 + (y1 - y0) * 0.12, (y0 + y1) / 2 - (x1 - x0) * 0.12
    ts = [step / steps for step in range(steps + 1)]
    return [
        [
            (1 - t) ** 2 * x0 + 2 * t * (1 - t) * x + t * t * x1,
            (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y + t * t * y1,
        ]
        for t in ts
    ]
