"""Rows of the worklist one level deep, as a table to take along."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.exports.sheet import Sheet, point
from zones.worklist.rule import FORMULA

COLUMNS = (
    "stay", "operator", "operator_name", "form_factor", "state", "sure", "points", "reasons",
    "zone", "first_seen", "observed_days", "possible_days", "neighbourhood", "hub",
    "hub_distance_m", "lon", "lat", "status", "assignee", "note", "by", "at", "moment",
    "evidence", "map",
)  # fmt: skip
DAY_S = 86_400


@dataclass(frozen=True)
class About:
    """What holds for all rows: when, where, at which address, and who is not in the list."""

    moment: str
    area: str
    address: str
    operators: Mapping[str, str]
    missing: Mapping[str, str]
    """Feeds that should be in it and are not, by name, with the reason."""


def flat(row: Mapping[str, Any], about: About) -> dict[str, Any]:
    """A row as answers tell it, one level deep: a value for each of COLUMNS."""
    latest, hub, place = row["latest"] or {}, row["hub"] or {}, row["neighbourhood"] or {}
    zones = [one["zone"]["name"] for one in row["reasons"] if one["zone"]]
    return {
        "stay": row["stay"],
        "operator": row["operator"],
        "operator_name": about.operators.get(row["operator"], row["operator"]),
        "form_factor": str(row["form_factor"]),
        "state": str(row["state"]),
        "sure": "certain" if row["sure"] else "possible",
        "points": row["points"],
        "reasons": ", ".join(
            str(one["reason"]) + ("" if one["sure"] else " (possible)") for one in row["reasons"]
        ),
        "zone": ", ".join(zones) or None,
        "first_seen": row["first_seen"],
        "observed_days": _days(row["observed_s"]),
        "possible_days": _days(row["possible_s"]),
        "neighbourhood": place.get("name"),
        "hub": hub.get("name"),
        "hub_distance_m": hub.get("distance_m"),
        "lon": row["lon"],
        "lat": row["lat"],
        "status": str(row["status"]),
        "assignee": row["assignee"],
        "note": latest.get("note"),
        "by": latest.get("by"),
        "at": latest.get("at"),
        "moment": about.moment,
        "evidence": f"{about.address}/v1/worklist/{row['stay']}",
        "map": f"{about.address}/?vehicle={row['stay']}",
    }


def sheet(rows: list[dict[str, Any]]) -> Sheet:
    """Flat rows as a table with a point for each."""
    return Sheet("worklist", COLUMNS, rows, [point(row["lon"], row["lat"]) for row in rows])


def about_rows(rows: list[dict[str, Any]], about: About) -> list[tuple[str, Any]]:
    """What holds for all rows: where, how many, by which rule."""
    return [
        ("area", about.area),
        ("rows", len(rows)),
        ("rule", FORMULA),
    ]


def _days(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / DAY_S, 2)
