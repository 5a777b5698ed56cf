"""The demo's feeds: valid GBFS, rotating where that is meant, faulty when that is planned."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from demo.operators import OPERATORS, DemoOperator
from demo.server import Feeds
from demo.world import World

START = 1_772_496_000
HOUR = 3600


@cache
def feeds() -> Feeds:
    return Feeds(World(7, START), lambda: START + 20 * HOUR)


def get(path: str, hours: float = 20) -> tuple[int, Any]:
    status, body = feeds().answer(path, START + int(hours * HOUR), "127.0.0.1:8450")
    return status, json.loads(body)


def vehicles(operator: DemoOperator, hours: float = 20) -> list[dict[str, Any]]:
    newer = operator.gbfs_version >= "3"
    file = "vehicle_status" if newer else "free_bike_status"
    found = get(f"/{operator.key}/{file}.json", hours)[1]["data"]
    rows: list[dict[str, Any]] = found["vehicles" if newer else "bikes"]
    return rows


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda o: o.key)
def test_every_file_is_valid_against_its_schema(operator: DemoOperator, shared: Path) -> None:
    folder = shared / f"schemas/gbfs/v{operator.gbfs_version}"
    listed = get(f"/{operator.key}/gbfs.json")[1]["data"]
    files = (listed.get("nl") or listed)["feeds"]
    assert len(files) == 3
    for file in files:
        path = file["url"].removeprefix("http://127.0.0.1:8450")
        status, content = get(path)
        assert status == 200
        schema = json.loads((folder / f"{file['name']}.json").read_text())
        jsonschema.Draft7Validator(schema).validate(content)


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda o: o.key)
def test_ids_prove_what_the_operator_says(operator: DemoOperator) -> None:
    key = "vehicle_id" if operator.gbfs_version >= "3" else "bike_id"
    one, other = vehicles(operator, 2), vehicles(operator, 2 + 1 / 12)
    ids, later = {v[key] for v in one}, {v[key] for v in other}
    assert len(ids) == len(one)
    kept = len(ids & later) / len(ids)
    assert kept == 0 if operator.ids == "rotating" else kept > 0.9


def test_faults_come_when_they_are_planned() -> None:
    zilt, duinrit = (next(o for o in OPERATORS if o.key == k) for k in ("zilt", "duinrit"))
    [down], [frozen] = zilt.faults, duinrit.faults
    assert down.to_h - down.from_h == 6
    assert get("/zilt/gbfs.json", down.from_h - 0.1)[0] == 200
    assert get("/zilt/gbfs.json", down.from_h + 0.1)[0] == 503
    assert get("/zilt/gbfs.json", down.to_h + 0.1)[0] == 200
    path = "/duinrit/free_bike_status.json"
    assert get(path, frozen.from_h + 0.1) == get(path, frozen.to_h - 0.01)


def test_what_is_not_there_is_404() -> None:
    assert get("/nobody/gbfs.json")[0] == 404
    assert get("/zilt/station_status.json")[0] == 404
