"""Where one made-up operator lets its rides end: the city, without places that it may not fill."""

import json
from functools import cache
from typing import Any

from demo.city import FOLDER

FILE = "geofencing_zones"
TOLD_BY = ("branding",)
CHANGES_S = 9 * 86_400
"""In the second week the promenade is closed to parking too."""
AT_FIRST, LATER = ("DH-P02",), ("DH-P02", "DH-P01")
"""No-parking areas by code."""


def zones(since_s: int) -> dict[str, Any]:
    """The zones (GBFS 2.3) so many seconds into the history: closed places first, they decide."""
    closed = AT_FIRST if since_s < CHANGES_S else LATER
    shut = [_zone("no_parking", code, allowed=False) for code in closed]
    city = _zone("municipality", "GM0518", allowed=True)
    return {"type": "FeatureCollection", "features": [*shut, city]}


def _zone(layer: str, code: str, *, allowed: bool) -> dict[str, Any]:
    """An area of the drawn city with one rule for all vehicles."""
    name, rings = _areas(layer)[code]
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": [rings]},
        "properties": {
            "name": name,
            "rules": [{"ride_allowed": allowed, "ride_through_allowed": True}],
        },
    }


@cache
def _areas(layer: str) -> dict[str, tuple[str, Any]]:
    """Name and rings of each area of a layer, by code."""
    features = json.loads((FOLDER / f"{layer}.geojson").read_text())["features"]
    return {
        one["properties"]["code"]: (one["properties"]["name"], one["geometry"]["coordinates"])
        for one in features
    }
