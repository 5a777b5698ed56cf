"""What an operator sends that pushes, in the form of MDS Agency 2.0: vehicles, events and trips."""

import uuid
from collections.abc import Iterable
from typing import Any

import numpy as np

from demo.fleet import Columns
from demo.lines import model_of
from demo.mds import NAMESPACE
from demo.operators import DemoOperator
from demo.reports import Ints, reserved_for_s, told_places
from demo.world import World

Item = dict[str, Any]


def provider_id(operator: DemoOperator) -> uuid.UUID:
    """Who the operator is in MDS."""
    return uuid.uuid5(NAMESPACE, operator.key)


def vehicles(operator: DemoOperator) -> list[Item]:
    """All vehicles that the operator has, as it registers them."""
    models = model_of(operator, np.arange(operator.vehicles)).tolist()
    return [
        {
            **_ids(operator, number),
            "vehicle_id": f"{operator.name} {number}",
            "vehicle_type": operator.fleet[model].form_factor,
            "propulsion_types": [operator.fleet[model].propulsion],
        }
        for number, model in enumerate(models)
    ]


def where_they_stand(world: World, operator: DemoOperator, at_s: int) -> list[Item]:
    """The first thing it tells: every vehicle that stands, whenever it came."""
    truth = world.truth(operator.key, at_s)
    rows = world.standing(operator.key, at_s)
    places = _places(world, operator, truth, rows)
    return [
        _event(operator, truth, row, at_s, _state(truth, row), "unspecified", place)
        for row, place in zip(rows.tolist(), places, strict=True)
    ]


def events(world: World, operator: DemoOperator, after_s: int, to_s: int) -> list[Item]:
    """What happened after a moment, up to another (unix seconds): who came, who was taken."""
    truth = world.truth(operator.key, to_s)
    came = _between(truth["since_s"], after_s, to_s)
    left = _between(truth["until_s"], after_s, to_s)
    booked_s = truth["until_s"] - reserved_for_s(world.seed, truth)
    booked = _between(booked_s, after_s, to_s)
    booked = booked[(booked_s < truth["until_s"])[booked] & (booked_s > truth["since_s"])[booked]]
    told = [
        _event(operator, truth, row, int(truth["since_s"][row]), _state(truth, row), "trip_end", at)
        for row, at in zip(came.tolist(), _places(world, operator, truth, came), strict=True)
    ]
    for row in booked.tolist():
        moment_s = int(booked_s[row])
        told.append(_event(operator, truth, row, moment_s, "reserved", "reservation_start"))
    for row in left.tolist():
        moment_s = int(truth["until_s"][row])
        told.append(_event(operator, truth, row, moment_s, "on_trip", "trip_start"))
    return sorted(told, key=lambda item: item["timestamp"])


def is_slow(item: Item) -> bool:
    """Whether an event is of the vehicles whose messages get stuck: one in three."""
    return uuid.UUID(item["device_id"]).int % 3 == 0


def trips(world: World, operator: DemoOperator, after_s: int, to_s: int) -> list[Item]:
    """The trips that ended after a moment, up to another: start and end, and no way between."""
    truth = world.truth(operator.key, to_s)
    came = _between(truth["since_s"], after_s, to_s)
    order = np.lexsort((truth["since_s"], truth["vehicle"]))
    place_of = np.empty(len(order), np.int64)
    place_of[order] = np.arange(len(order))
    found = []
    for row in came.tolist():
        before = int(order[place_of[row] - 1]) if place_of[row] else row
        if before != row and truth["vehicle"][before] == truth["vehicle"][row]:
            found.append(_trip(operator, truth, before, row))
    return found


def _trip(operator: DemoOperator, truth: Columns, before: int, row: int) -> Item:
    start_s, end_s = int(truth["until_s"][before]), int(truth["since_s"][row])
    return {
        **_ids(operator, int(truth["vehicle"][row])),
        "trip_id": str(uuid.uuid5(NAMESPACE, f"{operator.key} trip {row}")),
        "start_time": start_s * 1000,
        "end_time": end_s * 1000,
        "start_location": _place(truth["lon"][before], truth["lat"][before]),
        "end_location": _place(truth["lon"][row], truth["lat"][row]),
        "duration": end_s - start_s,
    }


def _event(
    operator: DemoOperator,
    truth: Columns,
    row: int,
    at_s: int,
    state: str,
    kind: str,
    place: Item | None = None,
) -> Item:
    told = {
        **_ids(operator, int(truth["vehicle"][row])),
        "event_id": str(uuid.uuid5(NAMESPACE, f"{operator.key} {kind} {row}")),
        "vehicle_state": state,
        "event_types": [kind],
        "timestamp": at_s * 1000,
    }
    return told if place is None else {**told, "location": place}


def _places(
    world: World, operator: DemoOperator, truth: Columns, rows: Iterable[int]
) -> list[Item]:
    """Where the vehicles' receivers say they came to stand."""
    rows = np.asarray(rows, np.intp)
    lon, lat = told_places(world.seed, operator, truth, rows, np.zeros(len(rows), np.int64))
    return [_place(x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


def _state(truth: Columns, row: int) -> str:
    return "non_operational" if truth["broken"][row] else "available"


def _place(lon: float, lat: float) -> Item:
    return {"lat": round(float(lat), 6), "lng": round(float(lon), 6)}


def _between(moments: Ints, after_s: int, to_s: int) -> Any:
    return np.flatnonzero((moments > after_s) & (moments <= to_s))


def _ids(operator: DemoOperator, number: int) -> Item:
    device = uuid.uuid5(NAMESPACE, f"{operator.key} vehicle {number}")
    return {"device_id": str(device), "provider_id": str(provider_id(operator))}
