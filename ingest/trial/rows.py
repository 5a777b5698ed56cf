"""The rows of a feed as they came, before anything is sifted: in our words, wrong ones too."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ingest.gbfs import read_time
from ingest.mds import ELSEWHERE, STANDING

Row = dict[str, Any]
MDS_STATES = (*STANDING, *ELSEWHERE)


@dataclass(frozen=True)
class Vehicle:
    """One row: whatever cannot be read is None."""

    number: int
    """Its place in the list, from 0."""
    id: str | None
    lon: float | None
    lat: float | None
    available: bool
    """Neither reserved nor out of order."""
    state: str | None = None
    """In MDS's word."""
    reported: Any = None
    """When it was last heard of, as it is told."""
    type_id: str | None = None
    station_id: str | None = None
    range_m: float | None = None
    charge: float | None = None
    """Share of a full battery or tank."""
    links: tuple[str, ...] = ()

    @property
    def reported_s(self) -> int | None:
        """The same in unix seconds."""
        return read_time(self.reported)

    @property
    def placed(self) -> bool:
        """Whether it tells a place, be it a wrong one."""
        return self.lon is not None and self.lat is not None


@dataclass(frozen=True)
class Kind:
    """One row of vehicle_types: how far it can go, in metres."""

    id: str
    most_m: float | None


@dataclass
class Told:
    """All rows of one poll, and what its files tell of themselves."""

    head: Row = field(default_factory=dict)
    """The envelope of the list: version, last_updated, ttl."""
    vehicles: list[Vehicle] = field(default_factory=list)
    raw: list[Row] = field(default_factory=list)
    """The rows of the list as they came."""
    kinds: list[Kind] | None = None
    versions: dict[str, str] = field(default_factory=dict)
    """The version that each file tells."""
    described: set[str] | None = None
    """MDS 2.0: the devices that `/vehicles` describes."""


def read_gbfs(files: Iterable[Row]) -> Told:
    """GBFS files of one poll, in whatever order."""
    told = Told()
    for file in files:
        data = file.get("data")
        if not isinstance(data, dict):
            continue
        for name in ("vehicles", "bikes"):
            if isinstance(data.get(name), list):
                told.head, told.raw = file, _objects(data[name])
                told.vehicles = [_gbfs(number, row) for number, row in enumerate(told.raw)]
                told.versions[name] = str(file.get("version", "1.0"))
        if isinstance(data.get("vehicle_types"), list):
            told.kinds = [_kind(row) for row in _objects(data["vehicle_types"])]
            told.versions["vehicle_types"] = str(file.get("version", "1.0"))
        if "feeds" in data or any(isinstance(b, dict) and "feeds" in b for b in data.values()):
            told.versions["gbfs"] = str(file.get("version", "1.0"))
    return told


def read_mds(pages: Iterable[Row]) -> Told:
    """MDS pages of one poll: those of `/vehicles/status`, or of a 1.x `/vehicles`, are the list."""
    told, about, describes = Told(), list[Row](), False
    for page in pages:
        inner = page.get("data") if isinstance(page.get("data"), dict) else page
        assert isinstance(inner, dict)
        rows = _objects(inner.get("vehicles_status") or [])
        describes |= "vehicles" in inner
        told.raw += rows
        about += _objects(inner.get("vehicles") or [])
        told.head = {**inner, **page} if rows or not told.head else told.head
        told.versions["vehicles"] = str(page.get("version", ""))
    if not told.raw:
        told.raw = about
    elif describes:
        told.described = {str(row.get("device_id")).lower() for row in about}
    told.vehicles = [_mds(number, row) for number, row in enumerate(told.raw)]
    return told


def _objects(rows: Any) -> list[Row]:
    return [row if isinstance(row, dict) else {} for row in rows] if isinstance(rows, list) else []


def _gbfs(number: int, row: Row) -> Vehicle:
    links = row.get("rental_uris")
    return Vehicle(
        number,
        _text(row.get("vehicle_id", row.get("bike_id"))),
        number_of(row.get("lon")),
        number_of(row.get("lat")),
        row.get("is_disabled") not in TRUE and row.get("is_reserved") not in TRUE,
        reported=row.get("last_reported"),
        type_id=_text(row.get("vehicle_type_id")),
        station_id=_text(row.get("station_id")),
        range_m=number_of(row.get("current_range_meters")),
        charge=number_of(row.get("current_fuel_percent")),
        links=tuple(str(uri) for uri in links.values()) if isinstance(links, dict) else (),
    )


TRUE = (True, 1, "true", "True", "1")


def _mds(number: int, row: Row) -> Vehicle:
    event, seen = _inner(row, "last_event"), _inner(row, "last_telemetry")
    place = _inner(seen, "location") or _inner(row, "current_location")
    place = place or _inner(row, "last_event_location") or _inner(event, "location")
    lon, lat = place.get("lng", place.get("lon")), place.get("lat")
    points = _inner(place, "geometry").get("coordinates", place.get("coordinates"))
    if lat is None and isinstance(points, list) and len(points) >= 2:
        lon, lat = points[0], points[1]
    state = _text(row.get("last_vehicle_state", event.get("vehicle_state")))
    battery, share = seen.get("battery_percent"), row.get("battery_pct")
    charge = number_of(battery)
    return Vehicle(
        number,
        _text(row.get("device_id")),
        number_of(lon),
        number_of(lat),
        state == "available",
        state=state,
        reported=seen.get("timestamp", row.get("last_event_time", event.get("timestamp"))),
        charge=charge / 100 if charge is not None else number_of(share),
    )


def _kind(row: Row) -> Kind:
    return Kind(_text(row.get("vehicle_type_id")) or "", number_of(row.get("max_range_meters")))


def _inner(row: Row, name: str) -> Row:
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and value != "" else None


def number_of(value: Any) -> float | None:
    """A number, also when it is told as text; None for what is none, or not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
