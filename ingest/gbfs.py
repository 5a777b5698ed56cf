"""GBFS 1.0 to 3.x, read from the payload's own version into one Snapshot.

A strict typed reading serves clean feeds at full speed; when one vehicle does not fit the types,
a tolerant reading takes the file value by value, leaves the bad vehicles out and counts them by
reason. Field names are GBFS's; after this file nobody says `bike_id`.
"""

import contextlib
import itertools
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from types import GenericAlias
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from ingest.docks import Docks
from ingest.refusal import NotGbfs, NotJson, TooLarge
from ingest.sift import has_duplicates, keep_newest, sift
from ingest.snapshot import STATES, Snapshot, VehicleKind
from stoep.told import ToldFields
from stoep.vocabulary import FormFactor, Propulsion, VehicleState

VEHICLE_FILES = ("vehicle_status", "free_bike_status")
LISTS = ("bikes", "vehicles")
PARTS_OF_A_VEHICLE, PARTS_OF_A_FILE = 4, 100_000
"""Lists and objects that make up one vehicle at most, and a file beside its vehicles."""
TYPES_FILE = "vehicle_types"
UNKNOWN_KIND: VehicleKind = (FormFactor.unknown, Propulsion.unknown)
RESERVED = STATES.index(VehicleState.reserved)
OUT_OF_ORDER = STATES.index(VehicleState.out_of_order)
MILLISECONDS_FROM = 100_000_000_000
"""A POSIX time past this (the year 5138) is in milliseconds."""


class _Vehicle(msgspec.Struct, gc=False):
    lat: float | None = None
    lon: float | None = None
    bike_id: str | None = None
    vehicle_id: str | None = None
    is_reserved: bool | int | None = None
    is_disabled: bool | int | None = None
    vehicle_type_id: str | None = None
    station_id: str | None = None
    last_reported: int | float | str | None = None
    current_range_meters: bool | int | float | str | None = None
    current_fuel_percent: bool | int | float | str | None = None


class _Vehicles(msgspec.Struct):
    bikes: list[_Vehicle] | None = None
    vehicles: list[_Vehicle] | None = None


class _File(msgspec.Struct):
    data: _Vehicles
    last_updated: int | float | str | None = None
    ttl: int | float | None = None
    version: str | None = None


_strict = msgspec.json.Decoder(_File)
_any = msgspec.json.Decoder()


@dataclass(frozen=True)
class Limits:
    """What a feed may list: at most `vehicles`, within `bounds` (west, south, east, north)."""

    vehicles: int
    bounds: tuple[float, float, float, float]


def read_json(body: bytes) -> dict[str, Any]:
    """A body as a JSON object; NotJson or NotGbfs says what it is instead."""
    text = body.removeprefix(b"\xef\xbb\xbf")
    try:
        value = _any.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as bad:
        remedy = "Ask the operator for the GBFS file itself."
        raise NotJson(_describe(text, bad), remedy).of(body) from None
    if not isinstance(value, dict):
        raise NotGbfs("The body is JSON, but not an object.", "Register a GBFS address.").of(body)
    return value


def _describe(text: bytes, bad: Exception) -> str:
    start = text.lstrip()[:64].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "The body is a web page, not JSON."
    if not start:
        return "The body is empty."
    if "truncated" in str(bad):
        return "The JSON breaks off half-way."
    return f"The body is not valid JSON ({bad})."


def find_files(content: dict[str, Any]) -> dict[str, str] | None:
    """File name → address out of an auto-discovery file, None when `content` is another file.

    GBFS 3 lists the files in `data`, earlier versions once per language: the first language that
    has a vehicle file serves, as all of them list the same vehicles.
    """
    data = content.get("data")
    if not isinstance(data, dict):
        return None
    blocks = [data, *(block for block in data.values() if isinstance(block, dict))]
    listings = [_listing(block["feeds"]) for block in blocks if _is_listing(block.get("feeds"))]
    with_vehicles = [files for files in listings if any(name in files for name in VEHICLE_FILES)]
    return next(iter(with_vehicles or listings), None)


def _is_listing(feeds: Any) -> bool:
    return isinstance(feeds, list)


def _listing(feeds: list[Any]) -> dict[str, str]:
    return {
        entry["name"]: entry["url"]
        for entry in feeds
        if isinstance(entry, dict)
        and isinstance(entry.get("name"), str)
        and isinstance(entry.get("url"), str)
    }


def read_types(content: dict[str, Any]) -> dict[str, VehicleKind]:
    """Vehicle types by id; an unknown or deprecated word becomes `unknown`, never an error."""
    data = content.get("data")
    types = data.get("vehicle_types") if isinstance(data, dict) else None
    if not isinstance(types, list):
        raise NotGbfs("The file lists no vehicle types.", "Ask the operator for vehicle_types.")
    return {
        str(kind["vehicle_type_id"]): (
            _word(FormFactor, kind.get("form_factor")),
            _word(Propulsion, kind.get("propulsion_type")),
        )
        for kind in types
        if isinstance(kind, dict) and "vehicle_type_id" in kind
    }


Word = TypeVar("Word", FormFactor, Propulsion)


def _word(words: type[Word], value: Any) -> Word:
    try:
        return words(str(value).lower())
    except ValueError:
        return words("unknown")


def read_vehicles(
    body: bytes,
    limits: Limits,
    default: VehicleKind,
    types: dict[str, VehicleKind] | None = None,
    docks: Docks | None = None,
) -> Snapshot:
    """The vehicles of a vehicle_status or free_bike_status body.

    `types` is what the feed's vehicle_types file told, None when it has none: then every vehicle
    is of the `default` kind. `docks` places docked vehicles and is told of them. Raises NotJson,
    NotGbfs (not a vehicle file, or less than 90 % usable) and TooLarge (more vehicles than
    `limits` allows).
    """
    text = body.removeprefix(b"\xef\xbb\xbf")
    dropped: Counter[str] = Counter()
    _check_count(text, limits)
    try:
        file = _strict.decode(text)
    except msgspec.ValidationError:
        check_parts(text, PARTS_OF_A_VEHICLE * limits.vehicles)
        file = _read_tolerantly(read_json(text), dropped, limits)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as bad:
        raise NotJson(_describe(text, bad), "Ask the operator for the GBFS file itself.") from None
    vehicles = file.data.vehicles if file.data.vehicles is not None else file.data.bikes
    if vehicles is None:
        raise NotGbfs(
            "The file has neither `vehicles` nor `bikes`.",
            "Register the auto-discovery file, vehicle_status or free_bike_status.",
        )
    listed = len(vehicles) + sum(dropped.values())
    if listed > limits.vehicles:
        raise too_many(limits)
    snapshot = _columns(file, vehicles, listed, dropped, default, types, docks or Docks())
    return sift(snapshot, limits.bounds)


def _check_count(text: bytes, limits: Limits) -> None:
    """Count the rows before any is built; raises TooLarge.

    What cannot be counted is left to the reading, which breaks off at the same place.
    """
    if text.count(b"{") <= limits.vehicles:
        return
    listed = counting_list(limits)
    rows = msgspec.defstruct("_Rows", [(name, listed | None, None) for name in LISTS])
    file = msgspec.defstruct("_Listing", [("data", rows)])
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        msgspec.json.decode(text, type=file)


def counting_list(limits: Limits, times: int = 1) -> Any:
    """Type of lists whose rows hold nothing; one row more than `times` the limit is TooLarge."""
    left = itertools.count(limits.vehicles * times, -1)

    def count(self: msgspec.Struct) -> None:
        if next(left) <= 0:
            raise too_many(limits)

    row = msgspec.defstruct("_Row", [], namespace={"__post_init__": count}, gc=False)
    return GenericAlias(list, (row,))


def check_parts(text: bytes, most: int) -> None:
    """Refuse a body of more lists and objects than can be needed, before they are built."""
    if text.count(b"{") + text.count(b"[") > most + PARTS_OF_A_FILE:
        raise TooLarge(
            f"The body consists of more than {most} lists and objects.",
            "If the fleet really is that large, raise STOEP_MAX_VEHICLES.",
        )


def too_many(limits: Limits) -> TooLarge:
    """The refusal of a list that is too long."""
    return TooLarge(
        f"The feed lists more than {limits.vehicles} vehicles.",
        "If the fleet really is that large, raise STOEP_MAX_VEHICLES.",
    )


def _columns(
    file: _File,
    vehicles: list[_Vehicle],
    listed: int,
    dropped: Counter[str],
    default: VehicleKind,
    types: dict[str, VehicleKind] | None,
    docks: Docks,
) -> Snapshot:
    docks.settle(vehicles)
    newer, whole = file.data.vehicles is not None, vehicles
    ids = [v.vehicle_id if newer else v.bike_id for v in vehicles]
    placed = [v.lat is not None and v.lon is not None for v in vehicles]
    if not all(ids) or not all(placed):
        dropped["no_id"] += sum(not i for i in ids)
        unplaced = [v for v, ok, i in zip(vehicles, placed, ids, strict=True) if i and not ok]
        docked = sum(v.station_id is not None for v in unplaced)
        dropped[docks.reason] += docked
        whole = [v for v, ok in zip(vehicles, placed, strict=True) if ok or v.station_id is None]
        dropped["no_position"] += len(unplaced) - docked
        usable = zip(vehicles, ids, placed, strict=True)
        vehicles = [v for v, i, ok in usable if i and ok]
        ids = [v.vehicle_id if newer else v.bike_id for v in vehicles]
    kinds, kind = _kinds(vehicles, default, types)
    reserved = np.array([v.is_reserved for v in vehicles], np.bool_)
    disabled = np.array([v.is_disabled for v in vehicles], np.bool_)
    state = np.where(disabled, OUT_OF_ORDER, np.where(reserved, RESERVED, 0)).astype(np.uint8)
    snapshot = Snapshot(
        version=file.version or "1.0",
        source_s=read_time(file.last_updated),
        ttl_s=None if file.ttl is None or file.ttl < 0 else int(min(file.ttl, 1e9)),
        ids=[i for i in ids if i is not None],
        lon=np.array([v.lon for v in vehicles], np.float64),
        lat=np.array([v.lat for v in vehicles], np.float64),
        kind=kind,
        kinds=kinds,
        state=state,
        listed=listed,
        dropped=dropped,
        told=_told(whole, default, types),
    )
    if not has_duplicates(snapshot):
        return snapshot
    reported = np.array([read_time(v.last_reported) or 0 for v in vehicles], np.int64)
    return keep_newest(snapshot, reported)


def _told(
    vehicles: list[_Vehicle], default: VehicleKind, types: dict[str, VehicleKind] | None
) -> ToldFields:
    """Of how many vehicles is told what; how many there are and have a place is told by `sift`."""
    kinds = types or {}
    known = {name for name, (form, _) in kinds.items() if form is not FormFactor.unknown}
    unpowered = {name for name, (_, moved) in kinds.items() if moved is Propulsion.human}
    named = [v.vehicle_type_id for v in vehicles]
    powered = [True] * len(named)
    if unpowered:
        powered = [name not in unpowered for name in named]
    elif types is None and default[1] is Propulsion.human:
        powered = [False] * len(named)
    states = [v.is_reserved is not None and v.is_disabled is not None for v in vehicles]
    charged = [
        v.current_range_meters is not None or v.current_fuel_percent is not None for v in vehicles
    ]
    return ToldFields(
        state=sum(states),
        vehicle_type=sum(map(known.__contains__, named)),
        powered=sum(powered),
        battery_range=sum(itertools.compress(charged, powered)),
    )


def _kinds(
    vehicles: list[_Vehicle], default: VehicleKind, types: dict[str, VehicleKind] | None
) -> tuple[tuple[VehicleKind, ...], npt.NDArray[np.int16]]:
    if types is None:
        return (default,), np.zeros(len(vehicles), np.int16)
    kinds = sorted({*types.values(), UNKNOWN_KIND})
    index = {name: kinds.index(kind) for name, kind in types.items()}
    unknown = kinds.index(UNKNOWN_KIND)
    found = [index.get(v.vehicle_type_id or "", unknown) for v in vehicles]
    return tuple(kinds), np.array(found, np.int16)


def _read_tolerantly(content: dict[str, Any], dropped: Counter[str], limits: Limits) -> _File:
    """The same file value by value: numbers in strings, 1/0 and "true" for booleans."""
    data = content.get("data")
    if not isinstance(data, dict):
        raise NotGbfs("The file has no `data` object.", "Register a GBFS address.")
    vehicles = _Vehicles()
    for name in LISTS:
        rows = data.get(name)
        if isinstance(rows, list):
            if len(rows) > limits.vehicles:
                raise too_many(limits)
            dropped["not_a_vehicle"] += sum(not isinstance(row, dict) for row in rows)
            read = [_vehicle(row) for row in rows if isinstance(row, dict)]
            setattr(vehicles, name, read)
    ttl = content.get("ttl")
    updated = content.get("last_updated")
    return _File(
        data=vehicles,
        last_updated=updated if isinstance(updated, int | float | str) else None,
        ttl=_number(ttl),
        version=str(content["version"]) if content.get("version") is not None else None,
    )


def _vehicle(row: dict[str, Any]) -> _Vehicle:
    return _Vehicle(
        lat=_number(row.get("lat")),
        lon=_number(row.get("lon")),
        bike_id=_name(row.get("bike_id")),
        vehicle_id=_name(row.get("vehicle_id")),
        is_reserved=_told_truth(row.get("is_reserved")),
        is_disabled=_told_truth(row.get("is_disabled")),
        vehicle_type_id=_name(row.get("vehicle_type_id")),
        station_id=_name(row.get("station_id")),
        last_reported=read_time(row.get("last_reported")),
        current_range_meters=_number(row.get("current_range_meters")),
        current_fuel_percent=_number(row.get("current_fuel_percent")),
    )


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _name(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and value != "" else None


def _told_truth(value: Any) -> bool | None:
    return None if value is None else value in (True, 1, "true", "True", "1")


def read_time(value: Any) -> int | None:
    """A GBFS timestamp as whole unix seconds, None when it says nothing.

    POSIX seconds, milliseconds by mistake, digits in a string, or RFC 3339; a time without an
    offset is taken for UTC. Zero and negative times are no times.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return _read_rfc3339(value)
    try:
        seconds = int(value)
    except (ValueError, OverflowError):
        return None
    if seconds >= MILLISECONDS_FROM:
        seconds //= 1000
    return seconds if 0 < seconds < MILLISECONDS_FROM else None


def _read_rfc3339(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return int(moment.timestamp()) or None
    except (OverflowError, ValueError):
        return None
