"""An operator's MDS Provider files, version 2.0, in the form that Dutch cities ask for.

Two files: what its vehicles are, and where those that stand in public space are now.
"""

import hashlib
import json
import uuid
from typing import Any

import numpy as np

from demo.lines import model_of
from demo.operators import DemoOperator

VERSION = "2.0.0"
NAMESPACE = uuid.UUID(int=0x5354_4F45_5000_0000_0000_0000_0000_0000)


def about(operator: DemoOperator, told_s: int, seed: int) -> bytes:
    """`/vehicles`: every vehicle that the operator has, and what it is."""
    models = model_of(operator, np.arange(operator.vehicles))
    rows = [
        {
            "device_id": _device(operator, _name(operator, number, seed)),
            "provider_id": _provider(operator),
            "vehicle_id": f"{operator.name} {number}",
            "vehicle_type": operator.fleet[model].form_factor,
            "propulsion_types": [operator.fleet[model].propulsion],
        }
        for number, model in enumerate(models.tolist())
    ]
    return _file(operator, told_s, "vehicles", rows)


def status(operator: DemoOperator, told_s: int, lines: list[bytes]) -> bytes:
    """`/vehicles/status`, out of the lines of the operator's GBFS file of that moment."""
    rows = [_status(operator, json.loads(line)) for line in lines]
    return _file(operator, told_s, "vehicles_status", rows)


def _status(operator: DemoOperator, line: dict[str, Any]) -> dict[str, Any]:
    state = "non_operational" if line["is_disabled"] else "available"
    if line["is_reserved"]:
        state = "reserved"
    ids = {
        "device_id": _device(operator, line["vehicle_id"]),
        "provider_id": _provider(operator),
    }
    told = int(np.datetime64(line["last_reported"].rstrip("Z"), "ms").astype(np.int64))
    place = {"lat": line["lat"], "lng": line["lon"]}
    return {
        **ids,
        "last_event": {**ids, "vehicle_state": state, "timestamp": told},
        "last_telemetry": {**ids, "timestamp": told, "location": place},
    }


def _file(operator: DemoOperator, told_s: int, name: str, rows: list[dict[str, Any]]) -> bytes:
    head = {"version": VERSION, "last_updated": told_s * 1000, "ttl": operator.interval_s * 1000}
    return json.dumps({**head, name: rows}).encode()


def _name(operator: DemoOperator, number: int, seed: int) -> str:
    """The id that the operator's GBFS lines give a vehicle for good."""
    told = f"{seed} {operator.key} {number}".encode()
    return hashlib.blake2b(told, digest_size=8).hexdigest()


def _device(operator: DemoOperator, name: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{operator.key} {name}"))


def _provider(operator: DemoOperator) -> str:
    return str(uuid.uuid5(NAMESPACE, operator.key))
