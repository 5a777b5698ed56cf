"""GBFS stations: where they are (station_information) and what they hold (station_status).

Whether a station rents out or takes back now is not asked: vehicles stand there all the same.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ingest.gbfs import read_json, read_time
from ingest.legend import Place
from ingest.naming import read_code, read_name
from ingest.refusal import NotGbfs, TooLarge
from ingest.sift import Bounds
from ingest.snapshot import Snapshot

INFORMATION, STATUS = "station_information", "station_status"
MOST_STATIONS = 20_000
LARGEST = 100_000
"""More than this in one station is no number of vehicles or docks."""


@dataclass(frozen=True)
class Station:
    """A docking station, or a marked place that works as one."""

    code: str
    name: str
    place: Place
    capacity: int | None
    is_virtual: bool


@dataclass(frozen=True)
class Count:
    """What one station tells; None where it tells nothing."""

    code: str
    vehicles: int
    """Those that can be rented, or could if the station were open."""
    out_of_order: int | None
    docks: int | None


@dataclass(frozen=True)
class Counts:
    """One good station_status: the numbers, and the empty list of vehicles they came with."""

    head: Snapshot
    """Version, time and time to live of the file; for a feed of stations only it is the list."""
    stations: tuple[Count, ...]


def read_stations(body: bytes, bounds: Bounds) -> list[Station]:
    """The stations within `bounds` of a station_information body, each once.

    A station without an id or a place is left out. Raises NotJson, NotGbfs and TooLarge.
    """
    rows = _rows(read_json(body))
    found = [station for row in rows if (station := _station(row, bounds)) is not None]
    return list({station.code: station for station in reversed(found)}.values())[::-1]


def read_counts(body: bytes) -> Counts:
    """The numbers of a station_status body, GBFS 1 to 3; raises NotJson, NotGbfs and TooLarge.

    A station that withholds how many vehicles can be rented tells nothing: it is left out.
    """
    content = read_json(body)
    found = [count for row in _rows(content) if (count := _count(row)) is not None]
    return Counts(head(content), tuple({count.code: count for count in found}.values()))


def _rows(content: dict[str, Any]) -> list[dict[str, Any]]:
    data = content.get("data")
    rows = data.get("stations") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise NotGbfs("The file lists no stations.", "Ask the operator for its station files.")
    if len(rows) > MOST_STATIONS:
        raise TooLarge(
            f"The feed lists {len(rows)} stations, more than {MOST_STATIONS}.",
            "Ask the operator for a feed of one city.",
        )
    return [row for row in rows if isinstance(row, dict)]


def _station(row: dict[str, Any], bounds: Bounds) -> Station | None:
    code, place = read_code(row.get("station_id")), _place(row, bounds)
    if code is None or place is None:
        return None
    virtual = row.get("is_virtual_station") in (True, 1, "true", "1")
    return Station(
        code, read_name(row.get("name")) or code, place, _number(row.get("capacity")), virtual
    )


def _place(row: dict[str, Any], bounds: Bounds) -> Place | None:
    west, south, east, north = bounds
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return (lon, lat) if west <= lon <= east and south <= lat <= north else None


def _count(row: dict[str, Any]) -> Count | None:
    code = read_code(row.get("station_id"))
    vehicles = _told(row, "num_vehicles_available", "num_bikes_available")
    if code is None or vehicles is None:
        return None
    out_of_order = _told(row, "num_vehicles_disabled", "num_bikes_disabled")
    return Count(code, vehicles, out_of_order, _told(row, "num_docks_available"))


def _told(row: dict[str, Any], *names: str) -> int | None:
    return next((_number(row[name]) for name in names if row.get(name) is not None), None)


def _number(told: Any) -> int | None:
    """A count, None for what is none: withheld, negative, or far too large."""
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        number = float(told)
    except (ValueError, OverflowError):
        return None
    return int(number) if 0 <= number <= LARGEST else None


def head(content: dict[str, Any]) -> Snapshot:
    """What a file without vehicles tells of itself: version, time and time to live."""
    version, ttl = content.get("version"), content.get("ttl")
    ttl_s = int(min(ttl, 1e9)) if isinstance(ttl, int | float) and ttl >= 0 else None
    return Snapshot(
        version="1.0" if version is None else str(version),
        source_s=read_time(content.get("last_updated")),
        ttl_s=ttl_s,
        ids=[],
        lon=np.empty(0),
        lat=np.empty(0),
        kind=np.empty(0, np.int16),
        kinds=(),
        state=np.empty(0, np.uint8),
        listed=0,
    )
