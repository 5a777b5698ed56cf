"""GBFS bodies for tests: a few vehicles in a made-up Zandwijk, in any version."""

import json
from datetime import UTC, datetime
from typing import Any

T0 = 1_772_000_000
"""A Wednesday in February 2026, 06:13:20 UTC."""


def vehicle(number: int, lon: float = 4.3, lat: float = 52.08, **more: Any) -> dict[str, Any]:
    return {"id": f"v{number}", "lon": lon, "lat": lat, **more}


def spread(count: int, start: int = 0) -> list[dict[str, Any]]:
    """Vehicles some 100 m apart, so that none is taken for another."""
    return [
        vehicle(n, 4.20 + 0.0015 * (n % 100), 52.02 + 0.001 * (n // 100))
        for n in range(start, start + count)
    ]


def body(
    vehicles: list[dict[str, Any]], at_s: int | None = T0, version: str = "2.3", ttl: int = 60
) -> dict[str, Any]:
    """The vehicle file of that version: 1.0 has numbers for booleans, 3.0 its own names."""
    rows = []
    for v in vehicles:
        row = {k: x for k, x in v.items() if k != "id"}
        row["vehicle_id" if version >= "3" else "bike_id"] = v["id"]
        for flag in ("is_reserved", "is_disabled"):
            told = row.get(flag, False)
            row[flag] = int(told) if version < "2" else told
        rows.append(row)
    content: dict[str, Any] = {"ttl": ttl, "data": {}}
    content["data"]["vehicles" if version >= "3" else "bikes"] = rows
    if at_s is not None:
        content["last_updated"] = (
            datetime.fromtimestamp(at_s, UTC).isoformat() if version >= "3" else at_s
        )
    if version != "1.0":
        content["version"] = version
    return content


def encoded(content: Any) -> bytes:
    return json.dumps(content).encode()
