"""Bodies as servers of MDS Provider write them, and what is read of them."""

import json
from typing import Any

from ingest.feed import NETHERLANDS
from ingest.gbfs import Limits
from ingest.mds import bundle, read_vehicles
from ingest.snapshot import STATES, Snapshot
from stoep.vocabulary import FormFactor, Propulsion, VehicleState
from tests.ingest.gbfs_bodies import T0

MOPED = (FormFactor.moped, Propulsion.electric)
UNKNOWN = (FormFactor.unknown, Propulsion.unknown)
PLATE = "F-123-XY"
Rows = list[dict[str, Any]]


def about(device: str, kind: str = "moped", propulsions: tuple[str, ...] = ("electric",)) -> Any:
    """A row of /vehicles in 2.0."""
    named = {"device_id": device, "provider_id": "p", "vehicle_id": PLATE}
    return named | {"vehicle_type": kind, "propulsion_types": list(propulsions)}


def stands(device: str, state: str = "available", lon: float = 4.3, at: Any = T0 * 1000) -> Any:
    """A row of /vehicles/status in the reduced Dutch form."""
    ids = {"device_id": device, "provider_id": "p"}
    place = {"timestamp": at, "location": {"lat": 52.1, "lng": lon}}
    return ids | {"last_event": ids | {"vehicle_state": state}, "last_telemetry": ids | place}


def older(device: str, state: str = "available", lon: float = 4.3) -> Any:
    """A row of /vehicles in 1.2, which tells all."""
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, 52.1]}}
    told = {"last_event_time": T0 * 1000, "last_vehicle_state": state}
    return about(device) | told | {"last_event_types": [], "last_event_location": point}


def page(
    name: str,
    rows: Rows,
    *,
    version: str = "2.0.0",
    wrapped: bool = False,
    at: Any = T0 * 1000,
    ttl: Any = 30_000,
    **more: Any,
) -> bytes:
    inner = {"data": {name: rows}} if wrapped else {name: rows}
    return json.dumps({"version": version, "last_updated": at, "ttl": ttl} | inner | more).encode()


def read(vehicles: list[bytes], placed: list[bytes] | None = None) -> Snapshot:
    limits = Limits(10_000, NETHERLANDS)
    return read_vehicles(bundle(vehicles, placed or []), limits, UNKNOWN)


def states(snapshot: Snapshot) -> dict[str, VehicleState]:
    return {
        key: STATES[state] for key, state in zip(snapshot.ids, snapshot.state.tolist(), strict=True)
    }
