"""What may be in a batch: each item is taken with what is needed of it, or refused by name.

A taken item is a short list of plain values, as it lies in the inbox. Licence plates and the places
of rides are not among them.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from stoep.vocabulary import FormFactor, Propulsion

STATES = (
    "available",
    "reserved",
    "non_operational",
    "non_contactable",
    "on_trip",
    "stopped",
    "removed",
    "missing",
    "elsewhere",
)
STANDING = STATES[:4]
ARRIVALS = ("trip_end", "provider_drop_off", "agency_drop_off")
"""Events that tell that the vehicle came at that moment."""
OWN_TRIPS = frozenset({"rebalance", "maintenance"})
"""Trips of the operator's own people: no rentals."""
FUTURE_MS, EARLIEST_MS = 120_000, 1_420_070_400_000
"""How far a clock may be ahead; the beginning of 2015, before which nobody pushed."""
LONGEST_NAME = 200

Item = dict[str, Any]
Taken = list[Any]


@dataclass(frozen=True)
class Around:
    """What items are held against: whose they are, where, what is registered, and the time."""

    provider_id: UUID
    bounds: tuple[float, float, float, float]
    """Where the vehicles can be: west, south, east, north in degrees."""
    registered: Collection[str]
    """Devices that events may be about."""
    now_ms: int


class Refused(Exception):
    """An item that is not taken, in MDS's words: an error, what is wrong, and in which fields."""

    def __init__(self, error: str, description: str, *fields: str) -> None:
        super().__init__(description)
        self.error, self.description, self.fields = error, description, list(fields)

    def told(self, item: Any) -> dict[str, Any]:
        """As it stands in an answer."""
        return {
            "item": item,
            "error": self.error,
            "error_description": self.description,
            "error_details": self.fields,
        }


def take_vehicle(item: Item, around: Around) -> Taken:
    """Device, form factor, propulsion."""
    device = _own(item, around)
    _need(item, "vehicle_type", "propulsion_types")
    told = str(item["vehicle_type"])
    older = {"scooter": FormFactor.scooter_standing}
    form = older.get(told) or (told if told in set(FormFactor) else FormFactor.unknown)
    return [device, str(form), str(_propulsion(item["propulsion_types"]))]


def take_event(item: Item, around: Around) -> Taken:
    """Event, device, time (ms), state, whether it came then, degrees east and north or nothing."""
    device = _registered(item, around)
    event = _uuid(item, "event_id")
    _need(item, "vehicle_state", "event_types")
    state, types = item["vehicle_state"], item["event_types"]
    if state not in STATES:
        raise Refused(
            "bad_param", f"There is no such state; use {', '.join(STATES)}.", "vehicle_state"
        )
    if not isinstance(types, list) or not all(isinstance(kind, str) for kind in types) or not types:
        raise Refused("bad_param", "These are the event's types, in order.", "event_types")
    at = _time(item, "timestamp", around)
    stands = state in STANDING
    arrived = stands and bool(set(types) & set(ARRIVALS))
    place = _place(item, "location", needed=arrived) if stands else None
    _check_bounds(place, around)
    return [event, device, at, state, arrived, *(place or (None, None))]


def take_telemetry(item: Item, around: Around) -> Taken | None:
    """Point, device, time (ms), degrees; None for a point of a ride, which is not kept."""
    device = _registered(item, around)
    point, at = _uuid(item, "telemetry_id"), _time(item, "timestamp", around)
    if item.get("trip_ids") or item.get("journey_id"):
        return None
    place = _place(item, "location", needed=True)
    _check_bounds(place, around)
    return [point, device, at, *(place or ())]


def take_trip(item: Item, around: Around) -> Taken:
    """Trip, start and end (ms), degrees of both, whether a customer made it."""
    _registered(item, around)
    trip = _uuid(item, "trip_id")
    start, end = _time(item, "start_time", around), _time(item, "end_time", around)
    if end < start:
        raise Refused("bad_param", "The trip ends before it starts.", "start_time", "end_time")
    places = [_place(item, name, needed=True) for name in ("start_location", "end_location")]
    rental = not OWN_TRIPS & set(_words(item, "trip_type"))
    return [trip, start, end, *(edge for place in places if place for edge in place), rental]


def take_stop(item: Item, around: Around) -> Taken:
    """Stop, name, degrees, places in all, vehicles to rent, vehicles out of order."""
    if item.get("provider_id") is not None:
        _check_provider(item, around)
    stop = _uuid(item, "stop_id")
    _need(item, "name", "capacity", "num_vehicles_available", "num_vehicles_disabled")
    name = "".join(letter for letter in str(item["name"])[:LONGEST_NAME] if letter.isprintable())
    place = _place(item, "location", needed=True) or ()
    counts = ("capacity", "num_vehicles_available", "num_vehicles_disabled")
    return [stop, name, *place, *(_count(item, field) for field in counts)]


TAKE: dict[str, Callable[[Item, Around], Taken | None]] = {
    "vehicles": take_vehicle,
    "events": take_event,
    "telemetry": take_telemetry,
    "trips": take_trip,
    "stops": take_stop,
}


def take(
    kind: str, items: list[Any], around: Around
) -> tuple[list[tuple[Taken, Item]], list[dict[str, Any]]]:
    """What is taken, each beside its item (points of rides are dropped), and the failures."""
    taken, failures = [], []
    for item in items:
        try:
            if not isinstance(item, dict):
                raise Refused("bad_param", "An item is an object.", "item")
            values = TAKE[kind](item, around)
            if values is not None:
                taken.append((values, item))
        except Refused as refused:
            failures.append(refused.told(item))
    return taken, failures


def device_of(item: Any) -> str | None:
    """The device that an item names, written as all are; None when it names none."""
    told = item.get("device_id") if isinstance(item, dict) else None
    try:
        return str(UUID(told)) if isinstance(told, str) else None
    except ValueError:
        return None


def _own(item: Item, around: Around) -> str:
    """The device of an item that is the operator's own."""
    _check_provider(item, around)
    return _uuid(item, "device_id")


def _check_provider(item: Item, around: Around) -> None:
    if _uuid(item, "provider_id") != str(around.provider_id):
        raise Refused(
            "foreign_provider", "This is another operator's; the key is not.", "provider_id"
        )


def _registered(item: Item, around: Around) -> str:
    device = _own(item, around)
    if device not in around.registered:
        raise Refused(
            "unregistered", "The vehicle is not registered: POST it to /vehicles.", "device_id"
        )
    return device


def _need(item: Item, *fields: str) -> None:
    lacking = [field for field in fields if item.get(field) is None]
    if lacking:
        raise Refused("missing_param", f"Lacking: {', '.join(lacking)}.", *lacking)


def _words(item: Item, field: str) -> list[str]:
    """Words that need not be there; one word may stand alone."""
    told = item.get(field)
    words = [] if told is None else told if isinstance(told, list) else [told]
    if not all(isinstance(word, str) for word in words):
        raise Refused("bad_param", "These are words, in a list.", field)
    return words


def _uuid(item: Item, field: str) -> str:
    _need(item, field)
    try:
        return str(UUID(item[field]))
    except (ValueError, AttributeError, TypeError):
        raise Refused("bad_param", "This is no UUID.", field) from None


def _time(item: Item, field: str, around: Around) -> int:
    """Whole milliseconds since 1970, as a number or as digits; some send fractions."""
    _need(item, field)
    told = item[field]
    try:
        at = -1 if isinstance(told, bool) else int(float(told))
    except (ValueError, TypeError, OverflowError):
        raise Refused(
            "bad_param", "A time is a number of milliseconds since 1970.", field
        ) from None
    if at < EARLIEST_MS:
        raise Refused("bad_param", "Before 2015: a time is in milliseconds, not seconds.", field)
    if at > around.now_ms + FUTURE_MS:
        raise Refused("bad_param", "This time is still to come: see to the server's clock.", field)
    return at


def _place(item: Item, field: str, *, needed: bool) -> tuple[float, float] | None:
    """Degrees east and north, to seven decimals."""
    if needed:
        _need(item, field)
    told = item.get(field)
    if told is None:
        return None
    try:
        lon, lat = float(told["lng"]), float(told["lat"])
    except (KeyError, ValueError, TypeError, OverflowError):
        raise Refused("bad_param", "A place is an object with `lat` and `lng`.", field) from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or (abs(lon) < 1e-3 and abs(lat) < 1e-3):
        raise Refused("bad_param", "There is no such place.", field)
    return round(lon, 7), round(lat, 7)


def _check_bounds(place: tuple[float, float] | None, around: Around) -> None:
    """Who stands, stands where the feed is."""
    west, south, east, north = around.bounds
    if place is not None and not (west <= place[0] <= east and south <= place[1] <= north):
        raise Refused(
            "bad_param",
            "Outside the area of this feed: are latitude and longitude exchanged?",
            "location",
        )


def _count(item: Item, field: str) -> int:
    """Whole numbers per vehicle type, added up."""
    told = item[field]
    numbers = list(told.values()) if isinstance(told, dict) else [told]
    if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 10**6 for n in numbers):
        raise Refused("bad_param", "These are whole numbers per vehicle type.", field)
    return sum(numbers)


def _propulsion(told: Any) -> Propulsion:
    """One word of several: whoever pedals and is helped is assisted."""
    words = {str(word) for word in told} if isinstance(told, list) else {str(told)}
    if {"human", "electric_assist"} <= words:
        return Propulsion.electric_assist
    return next((word for word in Propulsion if word in words), Propulsion.unknown)
