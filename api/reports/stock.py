"""What stands: how many, where most for its size, where together, and how long."""

import asyncio
from dataclasses import replace
from typing import Any

import shapely
from shapely.geometry import shape

from api.exports.asked import Asked
from api.reports.scope import Part, Row, Scope, part_of

DAYS = (2, 4, 7, 14)
"""Longer than so many days is told."""
PARKED = "/indicators/vehicles_parked/map"


async def parked(scope: Scope) -> list[Part]:
    """How many stood on average, all together and of each operator, beside the period before."""
    whose: list[str | None] = [None, *scope.operators] if scope.operator is None else [None]
    now, before = await asyncio.gather(
        asyncio.gather(*(_parked(scope, one, scope.period) for one in whose)),
        asyncio.gather(*(_parked(scope, one, scope.before) for one in whose)),
    )
    rows = [
        {
            "operator": key or scope.operator,
            "operator_name": scope.operators.get(key or scope.operator or ""),
            **_mean(told, ""),
            **_mean(earlier, "_before"),
        }
        for key, told, earlier in zip(whose, now, before, strict=True)
    ]
    names = ("vehicles", "coverage", "reason", "receipt")
    columns = ("operator", "operator_name", *names, *(f"{name}_before" for name in names))
    told = part_of(now[0], "parked", columns, rows)
    return [replace(told, coverage=rows[0]["coverage"], reason=rows[0]["reason"])]


async def _parked(scope: Scope, operator: str | None, period: dict[str, str]) -> Asked:
    query = {"kind": "municipality", "municipality": scope.area["code"], **period}
    return await scope.ask(PARKED, **query, operator=operator or scope.operator)


def _mean(asked: Asked, ending: str) -> Row:
    values = asked.answer["values"]
    told = values[0] if values else {"value": None, "coverage": 0.0, "reason": None}
    return {
        f"vehicles{ending}": told["value"],
        f"coverage{ending}": told["coverage"],
        f"reason{ending}": told["reason"] or asked.answer["reason"],
        f"receipt{ending}": asked.answer["receipt"],
    }


async def by_day(scope: Scope) -> list[Part]:
    """How many stood on each day, on average."""
    asked = await scope.ask(
        "/indicators/vehicles_parked/series", area=scope.area["id"], step="day", **scope.period
    )
    line = asked.answer["series"][0]
    rows = [
        {"day": day, "vehicles": value, "coverage": covered, "reason": reason}
        for day, value, covered, reason in zip(
            scope.days, line["values"], line["coverage"], line["reasons"], strict=True
        )
    ]
    return [part_of(asked, "parked_by_day", ("day", "vehicles", "coverage", "reason"), rows)]


async def clutter(scope: Scope) -> list[Part]:
    """Each neighbourhood, the one with most vehicles for its size first."""
    asked = await scope.ask(
        "/indicators/parked_density/map",
        kind="neighbourhood",
        municipality=scope.area["code"],
        **scope.period,
    )
    values = sorted(
        asked.answer["values"], key=lambda one: (one["value"] is None, -(one["value"] or 0))
    )
    rows = [
        {
            "code": one["code"],
            "neighbourhood": one["name"],
            "per_km2": one["value"],
            "vehicles": one["vehicles"],
            "coverage": one["coverage"],
            "reason": one["reason"],
        }
        for one in values
    ]
    columns = ("code", "neighbourhood", "per_km2", "vehicles", "coverage", "reason")
    return [part_of(asked, "clutter", columns, rows)]


async def hot_spots(scope: Scope) -> list[Part]:
    """The places outside hubs where most stood together at noon of the last day."""
    asked, areas = await asyncio.gather(
        scope.ask("/hot-spots", area=scope.area["id"], moment=scope.noon),
        scope.asking("/areas", {"kind": "neighbourhood", "municipality": scope.area["code"]}),
    )
    spots = sorted(asked.answer["spots"], key=lambda one: -one["vehicles"])
    names = _within([(one["lon"], one["lat"]) for one in spots], areas.answer["features"])
    rows = [
        {
            **{name: one[name] for name in ("lon", "lat", "vehicles", "since", "is_longer")},
            "neighbourhood": name,
            "moment": scope.noon,
            "operators": ", ".join(one["operators"]),
            "hours": None if one["observed_s"] is None else one["observed_s"] / 3600,
        }
        for one, name in zip(spots, names, strict=True)
    ]
    columns = (
        "moment", "neighbourhood", "lon", "lat", "vehicles", "operators", "since", "is_longer",
        "hours",
    )  # fmt: skip
    told = part_of(asked, "hot_spots", columns, rows)
    return [replace(told, indicator="hot_spots")]


def _within(places: list[tuple[float, float]], areas: list[dict[str, Any]]) -> list[str | None]:
    """The name of the area that each place lies in."""
    drawn = [(shape(one["geometry"]), one["properties"]["name"]) for one in areas]
    points = [shapely.Point(*place) for place in places]
    return [next((name for area, name in drawn if area.covers(at)), None) for at in points]


async def long_parked(scope: Scope) -> list[Part]:
    """Who stood longer than so many days at the end, certain and possible apart."""
    found = await asyncio.gather(
        *(
            scope.ask("/long-parked", area=scope.area["id"], moment=scope.end, days=days, limit=0)
            for days in DAYS
        )
    )
    named = ("certain", "possible", "standing", "unproven", "coverage", "reason", "receipt")
    rows = [
        {"days": float(days), **{name: asked.answer[name] for name in named}}
        for days, asked in zip(DAYS, found, strict=True)
    ]
    first = found[0].answer
    told = Part(
        "long_parked",
        ("moment", "days", *named),
        [row | {"moment": scope.end} for row in rows],
        indicator="long_parked",
        unit=first["unit"],
        coverage=first["coverage"],
        reason=first["reason"],
    )
    return [told]
