"""Hubs: which share of the vehicles stands in one, and which hubs have too few places."""

import asyncio
from typing import Any

from api.reports.scope import Part, Row, Scope, first_reason, mean, part_of

PLACES = ("inside", "near", "outside")


async def in_hubs(scope: Scope) -> list[Part]:
    """The share inside, near and outside hubs, day by day."""
    asked = await scope.ask(
        "/indicators/share_in_hubs/series", area=scope.area["id"], step="day", **scope.period
    )
    lines = {line["key"]: line for line in asked.answer["series"]}
    inside = lines["inside"]
    rows: list[Row] = [
        {
            "day": day,
            **{place: lines[place]["values"][n] for place in PLACES},
            "coverage": inside["coverage"][n],
            "reason": inside["reasons"][n],
        }
        for n, day in enumerate(scope.days)
    ]
    return [part_of(asked, "in_hubs", ("day", *PLACES, "coverage", "reason"), rows)]


async def hubs(scope: Scope) -> list[Part]:
    """Each hub with its places, and the share of the time that more stood there than fit."""
    found = await scope.asking("/hubs", {"municipality": scope.area["code"], "moment": scope.end})
    counted = [hub for hub in found.answer["hubs"] if hub["capacity"] is not None]
    told = await asyncio.gather(*(_over(scope, hub) for hub in counted))
    known = [row["coverage"] for row in told]
    part = Part(
        "hubs",
        ("code", "hub", "capacity", "over_capacity", "coverage", "reason", "receipt"),
        sorted(told, key=lambda row: -(row["over_capacity"] or 0)),
        indicator="over_capacity_time",
        unit="1",
        coverage=min(known) if known else None,
        reason=None if counted else "no_capacity",
    )
    return [part]


async def _over(scope: Scope, hub: dict[str, Any]) -> Row:
    asked = await scope.ask(
        "/indicators/over_capacity_time/series", area=hub["area"], step="day", **scope.period
    )
    line = asked.answer["series"][0]
    return {
        "code": hub["code"],
        "hub": hub["name"],
        "capacity": hub["capacity"],
        "over_capacity": mean(line["values"]),
        "coverage": asked.answer["coverage"],
        "reason": first_reason(line["reasons"]),
        "receipt": asked.answer["receipt"],
    }
