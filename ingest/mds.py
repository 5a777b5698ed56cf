"""MDS Provider 1.2 and 2.0, read from the bodies' own shape into one Snapshot.

In 1.2 one file tells what a vehicle is and where it stands; in 2.0 these are two files, joined by
`device_id`. Who is being ridden is not on the street: those rows, and their places, go no further
than this file. Nor do licence plates (`vehicle_id`). After this file nobody says `device_id`.
"""

import contextlib
from collections import Counter
from collections.abc import Iterable
from types import GenericAlias
from typing import Any, NamedTuple

import msgspec
import numpy as np

from ingest.gbfs import (
    UNKNOWN_KIND,
    Limits,
    check_parts,
    counting_list,
    read_json,
    read_time,
    too_many,
)
from ingest.refusal import NotMds
from ingest.sift import has_duplicates, keep_newest, sift
from ingest.snapshot import STATES, Snapshot, VehicleKind
from stoep.told import ToldFields
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
LISTS = ("vehicles_status", "vehicles")
PARTS_OF_A_VEHICLE = 32
"""Lists and objects that make up one vehicle at most, in both files together."""
MILLISECONDS = 1000
LONGEST_TTL_S = 86_400

Row = dict[str, Any]
NOT_A_ROW: Row = {}


class _Vehicle(NamedTuple):
    id: str
    lon: float
    lat: float
    state: int
    kind: VehicleKind
    reported_s: int
    """When its place was told."""
    stated_s: int
    """When its state was told."""


def bundle(vehicles: Iterable[bytes], status: Iterable[bytes]) -> bytes:
    """All bodies of one poll as one: what is kept of it, and what `read_vehicles` reads."""
    return b'{"vehicles":[%b],"status":[%b]}' % (b",".join(vehicles), b",".join(status))


def read_vehicles(body: bytes, limits: Limits, default: VehicleKind) -> Snapshot:
    """The vehicles of a bundle. A vehicle of which no type is told is of the `default` kind.

    Raises NotJson, NotMds (neither 1.2 nor 2.0), NotGbfs (less than 90 % usable) and TooLarge.
    """
    _check_count(body, limits)
    parts = read_json(body)
    about, status = list(parts.get("vehicles") or []), list(parts.get("status") or [])
    told = _rows(about, limits)
    # A list of places that is there and empty is an empty list: what vehicles are says no place.
    rows = _rows(status, limits) if status else told
    dropped: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    kinds = {str(row.get("device_id")).lower(): _kind(row, default) for row in told}
    away: dict[str, int] = {}
    powers = {str(row.get("device_id")).lower() for row in told if _tells_power(row)}
    found = []
    for row in rows:
        _count(row, kinds, default, powers, counted)
        if (vehicle := _vehicle(row, kinds, default, dropped, away)) is not None:
            found.append(vehicle)
    found = _still_standing(found, away, dropped)
    head = (status or about)[0] if status or about else {}
    snapshot = _columns(found, head, len(rows), dropped, counted)
    if has_duplicates(snapshot):
        reported = np.array([vehicle.reported_s for vehicle in found], np.int64)
        snapshot = keep_newest(snapshot, reported)
    return sift(snapshot, limits.bounds)


def _check_count(body: bytes, limits: Limits) -> None:
    """Count the rows of both lists before any is built; raises TooLarge."""
    if body.count(b"{") <= limits.vehicles:
        return
    check_parts(body, PARTS_OF_A_VEHICLE * limits.vehicles)
    listed = counting_list(limits, times=2)
    lists = [(name, listed | None, None) for name in LISTS]
    inner = msgspec.defstruct("_Inner", lists)
    page: Any = msgspec.defstruct("_Page", [*lists, ("data", inner | None, None)])
    pages = GenericAlias(list, (page,))
    file = msgspec.defstruct("_Pages", [("vehicles", pages), ("status", pages)])
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        msgspec.json.decode(body, type=file)


def _rows(pages: list[Any], limits: Limits) -> list[Row]:
    rows: list[Row] = []
    for page in pages:
        rows += rows_of(page)
        if len(rows) > limits.vehicles:
            raise too_many(limits)
    return rows


def rows_of(page: Any) -> list[Row]:
    """The vehicles of one page, wrapped in `data` or not; raises NotMds."""
    inner = page.get("data", page) if isinstance(page, dict) else None
    for name in LISTS:
        rows = inner.get(name) if isinstance(inner, dict) else None
        if isinstance(rows, list):
            return [row if isinstance(row, dict) else NOT_A_ROW for row in rows]
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


def _still_standing(
    found: list[_Vehicle], away: dict[str, int], dropped: Counter[str]
) -> list[_Vehicle]:
    """Without those that another row of the same list tells of, later, as not standing."""
    if not away:
        return found
    standing = [v for v in found if v.stated_s >= away.get(v.id, 0)]
    if len(standing) < len(found):
        dropped["duplicate_id"] += len(found) - len(standing)
    return standing


def _vehicle(
    row: Row,
    kinds: dict[str, VehicleKind],
    default: VehicleKind,
    dropped: Counter[str],
    away: dict[str, int],
) -> _Vehicle | None:
    """A row that stands; of one that does not, `away` is told when that was, by device."""
    event, state = _inner(row, "last_event"), _state(row)
    stated_s = read_time(event.get("timestamp", row.get("last_event_time"))) or 0
    device = row.get("device_id")
    if not isinstance(state, str) or state not in STANDING:
        if state in ELSEWHERE:
            dropped[str(state)] += 1
            if isinstance(device, str):
                away[device.lower()] = max(stated_s, away.get(device.lower(), 0))
        else:
            dropped["unknown_state" if row else "not_a_vehicle"] += 1
        return None
    if not isinstance(device, str) or not device:
        dropped["no_id"] += 1
        return None
    place, reported = _place(row, event)
    if place is None:
        dropped["no_position"] += 1
        return None
    key = device.lower()
    number = STATES.index(STANDING[state])
    kind = kinds.get(key, default)
    return _Vehicle(key, *place, number, kind, read_time(reported) or 0, stated_s)


def _state(row: Row) -> Any:
    return row.get("last_vehicle_state") or _inner(row, "last_event").get("vehicle_state")


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
    except (TypeError, ValueError, OverflowError):
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


def _count(
    row: Row,
    kinds: dict[str, VehicleKind],
    default: VehicleKind,
    powers: set[str],
    counted: Counter[str],
) -> None:
    """Count what a row tells of a vehicle in public space; others owe nothing."""
    state = _state(row)
    if state in ELSEWHERE:
        return
    device = str(row.get("device_id")).lower()
    form, moved = kinds.get(device, default)
    counted["state"] += isinstance(state, str) and state in STANDING
    counted["vehicle_type"] += device in kinds and form is not FormFactor.unknown
    if moved is not Propulsion.human:
        counted["powered"] += 1
        counted["battery_range"] += device in powers or _tells_power(row)


def _tells_power(row: Row) -> bool:
    """Whether a row says how full a battery or tank is: in 1.2 itself, in 2.0 its telemetry."""
    telemetry = _inner(row, "last_telemetry")
    told = (row.get("battery_pct"), telemetry.get("battery_percent"), telemetry.get("fuel_percent"))
    return any(value is not None for value in told)


def _columns(
    found: list[_Vehicle], head: Any, listed: int, dropped: Counter[str], counted: Counter[str]
) -> Snapshot:
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
        told=ToldFields(**counted),
    )


def _ttl_s(head: Any) -> int | None:
    """The time to live in seconds. MDS gives milliseconds; less than a second is GBFS's habit."""
    told = head.get("ttl") if isinstance(head, dict) else None
    try:
        ttl = float(told) if told is not None and not isinstance(told, bool) else -1.0
    except (TypeError, ValueError, OverflowError):
        return None
    if ttl < 0 or ttl != ttl:
        return None
    return int(min(ttl / MILLISECONDS if ttl >= MILLISECONDS else ttl, LONGEST_TTL_S))


def _inner(row: Row, name: str) -> Row:
    value = row.get(name)
    return value if isinstance(value, dict) else {}
