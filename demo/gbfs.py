"""The operators' GBFS files, in version 2.3 (texts in Dutch) and 3.0."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from demo import geofencing
from demo.lines import type_id
from demo.operators import DemoOperator
from stoep.vocabulary import IdPolicy

LANGUAGE = "nl"
ROTATING_HEX = 12
PARTIAL, TWICE = 5, 60
"""Of a partial list one in five is left; of a list with doubles one in sixty stands there twice."""
NAMES = {
    "bicycle": "Fiets",
    "cargo_bicycle": "Bakfiets",
    "moped": "Deelscooter",
    "scooter_standing": "Step",
}


def vehicle_file(operator: DemoOperator) -> str:
    """What an operator's version calls the file of vehicles."""
    return "vehicle_status" if operator.is_gbfs_3 else "free_bike_status"


def file_names(operator: DemoOperator) -> tuple[str, ...]:
    """The files that the auto-discovery file names."""
    names = ("gbfs_versions", "system_information", "vehicle_types", vehicle_file(operator))
    return (*names, geofencing.FILE) if operator.key in geofencing.TOLD_BY else names


def vehicles(operator: DemoOperator, told_s: int, lines: list[bytes], seed: int) -> bytes:
    """The file of vehicles, from the lines that are true at `told_s`."""
    if operator.ids is IdPolicy.rotating:
        lines = _renamed(operator, told_s, lines, seed)
    array = b"vehicles" if operator.is_gbfs_3 else b"bikes"
    head = b'%b{"%b":[' % (_envelope(operator, told_s), array)
    return b"".join((head, b",".join(lines), b"]}}"))


def with_fault(lines: list[bytes], kind: str) -> list[bytes]:
    """The lines as a failing server writes them: too few, or some of them twice."""
    if kind == "partial":
        return lines[::PARTIAL]
    if kind == "twice":
        return lines + [_elsewhere(line) for line in lines[::TWICE]]
    return lines


def _elsewhere(line: bytes) -> bytes:
    """The same vehicle half a kilometre to the north, reported long ago."""
    north = re.sub(
        rb'"lat":(\d+\.\d+)', lambda told: b'"lat":%.6f' % (float(told[1]) + 0.005), line
    )
    old = re.sub(rb'"last_reported":\d+', b'"last_reported":1700000000', north)
    return re.sub(rb'"last_reported":"\d{4}', b'"last_reported":"2023', old)


def _renamed(operator: DemoOperator, told_s: int, lines: list[bytes], seed: int) -> list[bytes]:
    """Lines under ids that hold for one answer only."""
    told = f"{seed} {operator.key} {told_s}".encode()
    names = hashlib.shake_128(told).hexdigest(len(lines) * ROTATING_HEX // 2).encode()
    field = b'{"vehicle_id":"' if operator.is_gbfs_3 else b'{"bike_id":"'
    return [
        b'%b%b",%b' % (field, names[at : at + ROTATING_HEX], line)
        for at, line in zip(range(0, len(names), ROTATING_HEX), lines, strict=True)
    ]


def document(
    operator: DemoOperator, name: str, told_s: int, start_s: int, base: str
) -> bytes | None:
    """Any other file of an operator, or None when it has none; history began at `start_s`."""
    match name:
        case geofencing.FILE if operator.key in geofencing.TOLD_BY:
            data: dict[str, Any] = {geofencing.FILE: geofencing.zones(told_s - start_s)}
        case "gbfs":
            data = _discovery(operator, base)
        case "gbfs_versions":
            data = _versions(operator, base)
        case "system_information":
            data = _system(operator)
        case "vehicle_types":
            data = {"vehicle_types": _types(operator)}
        case _:
            return None
    return b"%b%b}" % (_envelope(operator, told_s), json.dumps(data).encode())


def _envelope(operator: DemoOperator, told_s: int) -> bytes:
    """The head of every file, up to its data."""
    told = b"%d" % told_s
    if operator.is_gbfs_3:
        told = f'"{datetime.fromtimestamp(told_s, UTC):%Y-%m-%dT%H:%M:%SZ}"'.encode()
    return b'{"last_updated":%b,"ttl":%d,"version":"%b","data":' % (
        told,
        operator.interval_s,
        operator.gbfs_version.encode(),
    )


def _discovery(operator: DemoOperator, base: str) -> dict[str, Any]:
    names = file_names(operator)
    feeds = [{"name": name, "url": f"{base}/{operator.key}/{name}.json"} for name in names]
    return {"feeds": feeds} if operator.is_gbfs_3 else {LANGUAGE: {"feeds": feeds}}


def _versions(operator: DemoOperator, base: str) -> dict[str, Any]:
    url = f"{base}/{operator.key}/gbfs.json"
    return {"versions": [{"version": operator.gbfs_version, "url": url}]}


def _system(operator: DemoOperator) -> dict[str, Any]:
    shared = {
        "system_id": f"{operator.key}_den_haag",
        "timezone": "Europe/Amsterdam",
        "feed_contact_email": f"feeds@{operator.key}.example",
    }
    name = f"{operator.name} (verzonnen)"
    if not operator.is_gbfs_3:
        return {**shared, "language": LANGUAGE, "name": name}
    more = {"languages": [LANGUAGE], "opening_hours": "24/7"}
    return {**shared, **more, "name": [{"text": name, "language": LANGUAGE}]}


def _types(operator: DemoOperator) -> list[dict[str, Any]]:
    found = []
    for number, model in enumerate(operator.fleet):
        name = NAMES[model.form_factor]
        kind: dict[str, Any] = {
            "vehicle_type_id": type_id(operator, number),
            "form_factor": model.form_factor,
            "propulsion_type": model.propulsion,
            "name": [{"text": name, "language": LANGUAGE}] if operator.is_gbfs_3 else name,
        }
        if model.max_range_m is not None:
            kind["max_range_meters"] = model.max_range_m
        found.append(kind)
    return found
