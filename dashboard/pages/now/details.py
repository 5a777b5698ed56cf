"""What was pointed at on the map: an area, a zone or a vehicle."""

from typing import Any

from dash import html

from dashboard.parts.picks import Address, longest
from dashboard.words import Words


def area_details(
    area: dict[str, Any],
    vehicles: dict[str, Any],
    names: dict[str, str],
    address: Address,
    words: Words,
    rules: list[str],
    factor: float,
) -> list[Any]:
    """An area or a zone: how many stand there, whose, how full it is, who stands longest.

    `rules` tells what modules put in force of it, `factor` times how many places it has by them.
    """
    told, count = area["properties"], vehicles["count"]
    km2 = told["area_m2"] / 1e6
    lines = [
        words("map.area_vehicles", count=words.number(count), km2=words.number(km2, 2))
        if km2 >= 0.1
        else words("map.zone_vehicles", count=words.number(count))
    ]
    if told["kind"] not in ("hub", "no_parking"):
        density = None if count is None else count / km2
        lines.insert(0, words("map.area_density", density=words.dense(density)))
    # Of places by form factor this count, of all together, tells nothing.
    if told["capacity"] and not told["capacity_by_form"]:
        lines.append(_occupancy(count, int(told["capacity"] * factor + 1e-9), words))
    lines += rules
    shares = [
        f"{part['name']}: {words.number(part['count'])}"
        for part in vehicles["feeds"]
        if part["status"] not in ("never", "disabled")
    ]
    kind = html.Span(words(f"kind.{told['kind']}"), className="kind")
    return [
        html.P([kind, words.place(told["kind"], told["name"])], className="picked"),
        *[html.P(line) for line in lines],
        html.Ul([html.Li(share) for share in shares], className="shares"),
        html.P(words("map.area_source", source=told["source"]), className="note"),
        html.Details(
            [
                html.Summary(words("duration.longest")),
                longest(vehicles["vehicles"], names, address, words),
            ]
        )
        if vehicles["vehicles"]
        else None,
    ]  # fmt: skip


def _occupancy(count: int | None, capacity: int, words: Words) -> str:
    share = None if count is None else count / capacity
    told = words("common.unknown") if share is None else f"{words.number(share * 100)} %"
    return words("map.occupancy", share=told, capacity=words.number(capacity))


def vehicle_details(stay: dict[str, Any], names: dict[str, str], words: Words) -> list[Any]:
    """One vehicle's stay: whose, since when, how long for certain, where."""
    observed = stay["observed_s"]
    places = [area["name"] for area in stay["areas"] if area["kind"] in ("neighbourhood", "hub")]
    start = words(f"start.{stay['start_reason']}", moment=words.moment(stay["first_seen"]))
    lines = [
        start,
        words("map.observed_unknown")
        if observed is None
        else words("map.observed", span=words.span(observed)),
        words("map.state", state=words(f"state.{stay['state']}")),
    ]
    if stay["end_hi"]:
        lines.append(words("map.ended", moment=words.moment(stay["end_latest"] or stay["end_hi"])))
    form = words(f"form.{stay['form_factor']}")
    operator = names.get(stay["operator"], stay["operator"])
    return [
        html.P(words("common.vehicle", form=form, operator=operator), className="picked"),
        *[html.P(line) for line in lines],
        html.P(words.listed(places), className="note") if places else None,
        html.P(words("map.stay", id=stay["id"]), className="note"),
    ]
