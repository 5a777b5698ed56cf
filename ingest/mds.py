"""MDS Provider 1.2 and 2.0, read from the bodies' own shape into one Snapshot.

In 1.2 one file tells what a vehicle is and where it stands; in 2.0 these are two files, joined by
`device_id`. Who is being ridden is not on the street: those rows, and their places, go no further
than this file. Nor do licence plates (`vehicle_id`). After this file nobody says `device_id`.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ingest.gbfs import UNKNOWN_KIND, Limits, read_json, read_time
from ingest.refusal import NotMds, TooLarge
from ingest.sift import has_duplicates, keep_newest, sift
from ingest.snapshot import STATES, Snapshot, VehicleKind
from stoep.vocabulary import FormFactor, Propulsion, VehicleState

STANDING = {
    "available": VehicleState.available,
    "reserved": VehicleState.reserved,
    "non_operational": VehicleState.out_of_order,
    "non_contactable": VehicleState.out_of_order,
    "unknown": VehicleState.out_of_order,
}
"""States in which a vehicle stands in public space (MDS 1.2 says `unknown` for what 2.0 calls
`non_contactable`)."""
ELSEWHERE = ("on_trip", "stopped", "removed", "missing", "elsewhere")
"""States in which it does not; telling them is no fault."""
MILLISECONDS = 1000
LONGEST_TTL_S = 86_400

Row = dict[str, Any]


class _Vehicle(NamedTuple):
    id: str
    lon: float
    lat: float
    state: int
    kind: VehicleKind
    reported_s: int


def bundle(vehicles: Iterable[bytes], status: Iterable[bytes]) -> bytes:
    """All bodies of one poll as one: what is kept of it, and what `read_vehicles` reads."""
    return b'{"vehicles":[%b],"status":[%b]}' % (b",".join(vehicles), b",".join(status))


def read_vehicles(body: bytes, limits: Limits, default: VehicleKind) -> Snapshot:
    """The vehicles of a bundle. A vehicle of which no type is told is of the `default` kind.

    Raises NotJson, NotMds (neither 1.2 nor 2.0), NotGbfs (less than 90 % usable) and TooLarge.
    """
    parts = read_json(body)
    about, status = list(parts.get("vehicles") or []), list(parts.get("status") or [])
    told = [row for page in about for row in rows_of(page)]
    rows = [row for page in status for row in rows_of(page)] or told
    if len(rows) > limits.vehicles:
        raise TooLarge(
            f"The feed lists {len(rows)} vehicles, more than {limits.vehicles}.",
            "If the fleet really is that large, raise STOEP_MAX_VEHICLES.",
        )
    dropped: Counter[str] = Counter()
    kinds = {str(row.get("device_id")).lower(): _kind(row, default) for row in told}
    found = [v for row in rows if (v := _vehicle(row, kinds, default, dropped)) is not None]
    head = (status or about)[0] if status or about else {}
    snapshot = _columns(found, head, len(rows), dropped)
    if has_duplicates(snapshot):
        reported = np.array([vehicle.reported_s for vehicle in found], np.int64)
        snapshot = keep_newest(snapshot, reported)
    return sift(snapshot, limits.bounds)


def rows_of(page: Any) -> list[Row]:
    """The vehicles of one page, wrapped in `data` or not; raises NotMds."""
    inner = page.get("data", page) if isinstance(page, dict) else None
    for name in ("vehicles_status", "vehicles"):
        rows = inner.get(name) if isinstance(inner, dict) else None
        if isinstance(rows, list):
            return [row if isinstance(row, dict) else {} for row in rows]
    raise NotMds(
        "The body has neither `vehicles` nor `vehicles_status`.",
        "Register the address of MDS Provider, version 1.2 or 2.0.",
    )


def tells_places(rows: list[Row]) -> bool:
    """Whether these rows tell where vehicles stand, as in 1.2; in 2.0 another file does."""
    places = ("last_event_location", "current_location", "last_vehicle_state", "last_event")
    return any(name in row for row in rows[:50] for name in places)


def next_page(page: Any) -> str | None:
    """The address of the page after this one; none at the last."""
    links = page.get("links") if isinstance(page, dict) else None
    following = links.get("next") if isinstance(links, dict) else None
    return following if isinstance(following, str) and following else None


def told_at(page: Any) -> int | None:
    """The publisher's own time of a page, in unix seconds."""
    if not isinstance(page, dict):
        return None
    inner = page.get("data") if isinstance(page.get("data"), dict) else {}
    return read_time(page.get("last_updated", (inner or {}).get("last_updated")))


def _vehicle(
    row: Row, kinds: dict[str, VehicleKind], default: VehicleKind, dropped: Counter[str]
) -> _Vehicle | None:
    event = _inner(row, "last_event")
    state = row.get("last_vehicle_state") or event.get("vehicle_state")
    if state in ELSEWHERE:
        dropped[str(state)] += 1
        return None
    if state not in STANDING:
        dropped["unknown_state" if row else "not_a_vehicle"] += 1
        return None
    device = row.get("device_id")
    if not isinstance(device, str) or not device:
        dropped["no_id"] += 1
        return None
    place, reported = _place(row, event)
    if place is None:
        dropped["no_position"] += 1
        return None
    key = device.lower()
    number = STATES.index(STANDING[str(state)])
    return _Vehicle(key, *place, number, kinds.get(key, default), read_time(reported) or 0)


def _place(row: Row, event: Row) -> tuple[tuple[float, float] | None, Any]:
    """Where it stands (degrees east, north) and when that was told, the newest that is there."""
    telemetry = _inner(row, "last_telemetry")
    for location, moment in (
        (telemetry.get("location"), telemetry.get("timestamp")),
        (row.get("current_location"), row.get("last_event_time")),
        (row.get("last_event_location"), row.get("last_event_time")),
        (event.get("location"), event.get("timestamp")),
    ):
        if isinstance(location, dict) and (place := _degrees(location)) is not None:
            return place, moment
    return None, None


def _degrees(location: Row) -> tuple[float, float] | None:
    """`{lat, lng}` of 2.0, or the GeoJSON feature (or bare point) of 1.2."""
    lon, lat = location.get("lng", location.get("lon")), location.get("lat")
    if lat is None:
        point = location.get("geometry", location)
        pair = point.get("coordinates") if isinstance(point, dict) else None
        if isinstance(pair, list) and len(pair) >= 2:
            lon, lat = pair[0], pair[1]
    try:
        return (float(lon), float(lat)) if lon is not None and lat is not None else None
    except (TypeError, ValueError):
        return None


def _kind(row: Row, default: VehicleKind) -> VehicleKind:
    if "vehicle_type" not in row:
        return default
    propulsions = row.get("propulsion_types", row.get("propulsion_type"))
    return _form(row["vehicle_type"]), _propulsion(propulsions)


def _form(told: Any) -> FormFactor:
    word = str(told).lower()
    older = {"scooter": FormFactor.scooter_standing, "cargo": FormFactor.cargo_bicycle}
    return older.get(word) or (FormFactor(word) if word in set(FormFactor) else UNKNOWN_KIND[0])


def _propulsion(told: Any) -> Propulsion:
    """One word of several: whoever pedals and is helped is assisted."""
    words = {str(word).lower() for word in told} if isinstance(told, list) else {str(told).lower()}
    if {"human", "electric_assist"} <= words:
        return Propulsion.electric_assist
    known = [word for word in Propulsion if word in words]
    return known[0] if known else Propulsion.unknown


def _columns(found: list[_Vehicle], head: Any, listed: int, dropped: Counter[str]) -> Snapshot:
    kinds = tuple(sorted({vehicle.kind for vehicle in found}))
    number = {kind: place for place, kind in enumerate(kinds)}
    version = head.get("version") if isinstance(head, dict) else None
    return Snapshot(
        version=f"MDS {version}" if version else "MDS",
        source_s=told_at(head),
        ttl_s=_ttl_s(head),
        ids=[vehicle.id for vehicle in found],
        lon=np.array([vehicle.lon for vehicle in found], np.float64),
        lat=np.array([vehicle.lat for vehicle in found], np.float64),
        kind=np.array([number[vehicle.kind] for vehicle in found], np.int16),
        kinds=kinds,
        state=np.array([vehicle.state for vehicle in found], np.uint8),
        listed=listed,
        dropped=dict(dropped),
    )


def _ttl_s(head: Any) -> int | None:
    """The time to live in seconds. MDS gives milliseconds; less than a second is GBFS's habit."""
    told = head.get("ttl") if isinstance(head, dict) else None
    try:
        ttl = float(told) if told is not None and not isinstance(told, bool) else -1.0
    except (TypeError, ValueError):
        return None
    if ttl < 0 or ttl != ttl:
        return None
    return int(min(ttl / MILLISECONDS if ttl >= MILLISECONDS else ttl, LONGEST_TTL_S))


def _inner(row: Row, name: str) -> Row:
    value = row.get(name)
    return value if isinstance(value, dict) else {}
