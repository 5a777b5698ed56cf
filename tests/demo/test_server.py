"""The demo's feeds: valid GBFS over real HTTP, true to the world, faulty when that is planned."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]
import numpy as np
import pytest
import uvicorn

from demo.lines import Lines
from demo.operators import OPERATORS, DemoOperator, find_operator
from demo.places import METRES_PER_DEGREE, SQUEEZE
from demo.server import Feeds, NotATime, create_app
from demo.world import World
from stoep.vocabulary import IdPolicy

START = 1_772_496_000
HOUR = 3600
NOW = START + 20 * HOUR
each_operator = pytest.mark.parametrize("operator", OPERATORS, ids=lambda o: o.key)


@cache
def feeds() -> Feeds:
    return create_app(World(7, START), lambda: NOW + 0.7)


def get(path: str, at_s: int = NOW) -> tuple[int, Any]:
    status, body = feeds().answer(path, at_s, "127.0.0.1:8450")
    return status, json.loads(body)


def vehicle_path(operator: DemoOperator) -> str:
    return f"/{operator.key}/{'vehicle_status' if operator.is_gbfs_3 else 'free_bike_status'}.json"


def vehicles(operator: DemoOperator, at_s: int = NOW) -> list[dict[str, Any]]:
    data = get(vehicle_path(operator), at_s)[1]["data"]
    rows: list[dict[str, Any]] = data["vehicles" if operator.is_gbfs_3 else "bikes"]
    return rows


def ids(operator: DemoOperator, at_s: int) -> set[str]:
    return {
        row["vehicle_id" if operator.is_gbfs_3 else "bike_id"] for row in vehicles(operator, at_s)
    }


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The feeds on a free port of loopback."""
    config = uvicorn.Config(feeds(), port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@each_operator
def test_every_file_is_valid_against_its_schema(operator: DemoOperator, shared: Path) -> None:
    folder = shared / f"schemas/gbfs/v{operator.gbfs_version}"
    data = get(f"/{operator.key}/gbfs.json")[1]["data"]
    listed = data["feeds"] if operator.is_gbfs_3 else data["nl"]["feeds"]
    urls = {"gbfs": f"http://127.0.0.1:8450/{operator.key}/gbfs.json"}
    urls |= {file["name"]: file["url"] for file in listed}
    assert len(urls) == (6 if operator.key == "branding" else 5)
    for name, url in urls.items():
        status, content = get(url.removeprefix("http://127.0.0.1:8450"))
        assert status == 200
        schema = json.loads((folder / f"{name}.json").read_text())
        checker = jsonschema.Draft7Validator.FORMAT_CHECKER
        jsonschema.Draft7Validator(schema, format_checker=checker).validate(content)


def test_one_operator_tells_where_rides_may_end_and_changes_it_once() -> None:
    def closed(at_s: int) -> list[str]:
        zones = get("/branding/geofencing_zones.json", at_s)[1]["data"]["geofencing_zones"]
        told = [feature["properties"] for feature in zones["features"]]
        assert told[-1]["rules"][0]["ride_allowed"] is True
        return [about["name"] for about in told[:-1]]

    days = [closed(START + day * 24 * HOUR) for day in (0, 8, 9, 13)]
    assert (
        days
        == [["Omgeving Grote Markt"]] * 2 + [["Omgeving Grote Markt", "Promenade Scheveningen"]] * 2
    )
    assert get("/zilt/geofencing_zones.json")[0] == 404


@each_operator
def test_a_feed_lists_who_stands_and_nobody_else(operator: DemoOperator) -> None:
    world = feeds().world
    for at_s in (START, NOW, NOW + 7 * HOUR + 123):
        truth, rows = world.truth(operator.key, at_s), world.standing(operator.key, at_s)
        told = vehicles(operator, at_s)
        assert len(told) == len(rows)
        assert sum(v["is_disabled"] for v in told) == truth["broken"][rows].sum()


@each_operator
def test_vehicles_are_of_the_models_that_the_fleet_has(operator: DemoOperator) -> None:
    kinds = get(f"/{operator.key}/vehicle_types.json")[1]["data"]["vehicle_types"]
    assert [kind["form_factor"] for kind in kinds] == list(operator.form_factors)
    told = [v["vehicle_type_id"] for v in vehicles(operator)]
    for kind, model in zip(kinds, operator.fleet, strict=True):
        assert 0.7 * model.count < told.count(kind["vehicle_type_id"]) <= model.count


@each_operator
def test_the_time_told_is_the_clock_to_the_second(operator: DemoOperator) -> None:
    content = get(vehicle_path(operator))[1]
    told = "2026-03-03T20:00:00Z" if operator.is_gbfs_3 else NOW
    assert content["last_updated"] == told
    assert content["ttl"] == operator.interval_s
    reported = [v["last_reported"] for v in vehicles(operator)]
    assert max(reported) <= told


@each_operator
def test_ids_prove_what_the_operator_says(operator: DemoOperator) -> None:
    one, other = ids(operator, NOW), ids(operator, NOW + 300)
    assert len(one) == len(vehicles(operator, NOW))
    kept = len(one & other) / len(one)
    assert kept == 0 if operator.ids is IdPolicy.rotating else kept > 0.9
    # After three days only ids for good have survived the trips.
    later = len(one & ids(operator, NOW + 72 * HOUR)) / len(one)
    assert later > 0.8 if operator.ids is IdPolicy.stable else later < 0.3


def test_rotating_ids_come_with_places_that_stand_still() -> None:
    branding = find_operator("branding")
    one, other = (
        {(v["lon"], v["lat"]) for v in vehicles(branding, at_s)} for at_s in (NOW, NOW + 60)
    )
    assert len(one & other) > 0.98 * len(one)


def errors_m(operator: DemoOperator) -> Any:
    """How far from the truth each vehicle of a feed is told to be, over a day."""
    world, found = feeds().world, []
    for at_s in range(NOW, NOW + 24 * HOUR, 2 * HOUR):
        truth, rows = world.truth(operator.key, at_s), world.standing(operator.key, at_s)
        told = np.array([(v["lon"], v["lat"]) for v in vehicles(operator, at_s)])
        true = np.column_stack([truth["lon"][rows], truth["lat"][rows]])
        metres = METRES_PER_DEGREE * np.array([SQUEEZE, 1])
        gaps = np.hypot(*((told[:, None] - true) * metres).transpose(2, 0, 1))
        found.append(gaps.min(axis=1))
    return np.concatenate(found)


def test_reported_places_err_as_receivers_do() -> None:
    errors = errors_m(find_operator("duinrit"))
    assert 1 < np.median(errors) < 3
    assert np.quantile(errors, 0.99) > 8
    # Never so far that a standing vehicle would seem to have moved.
    assert errors.max() < 25
    assert errors_m(find_operator("branding")).max() < 0.2


def test_a_place_is_told_anew_only_now_and_then() -> None:
    zilt = find_operator("zilt")
    one, other = (
        {v["vehicle_id"]: (v["lon"], v["lat"]) for v in vehicles(zilt, at_s)}
        for at_s in (NOW, NOW + 300)
    )
    both = one.keys() & other.keys()
    changed = sum(one[key] != other[key] for key in both) / len(both)
    assert 0.02 < changed < 0.25


def test_some_are_reserved_just_before_they_are_taken() -> None:
    zilt = find_operator("zilt")
    busy = START + 40 * HOUR  # 17:00 in the city
    reserved = {v["vehicle_id"]: v for v in vehicles(zilt, busy) if v["is_reserved"]}
    assert reserved
    later = {v["vehicle_id"]: v for v in vehicles(zilt, busy + 600)}
    # Ten minutes on each is on its way, or has been set down somewhere else already.
    assert any(key not in later for key in reserved)
    for key in reserved.keys() & later.keys():
        assert abs(reserved[key]["lat"] - later[key]["lat"]) > 0.0004 or (
            abs(reserved[key]["lon"] - later[key]["lon"]) > 0.0006
        )


def test_lines_are_the_same_in_whichever_order_they_are_asked() -> None:
    duinrit = find_operator("duinrit")
    moments = [NOW + step * 5 * HOUR for step in range(6)]
    one, other = (Lines(World(7, START), duinrit) for _ in range(2))
    assert [one.at(t) for t in moments] == [other.at(t) for t in reversed(moments)][::-1]


def test_faults_come_when_they_are_planned() -> None:
    [(down, up)] = feeds().world.outages("zilt")
    for path in ("/zilt/gbfs.json", "/zilt/vehicle_status.json"):
        assert get(path, down - 1)[0] == 200
        assert get(path, down)[0] == 503
        assert get(path, up - 1)[0] == 503
        assert get(path, up)[0] == 200
    assert get("/duinrit/gbfs.json", down)[0] == 200
    [frozen] = find_operator("duinrit").faults
    from_s, to_s = (START + int(h * HOUR) for h in (frozen.from_h, frozen.to_h))
    path = "/duinrit/free_bike_status.json"
    assert get(path, from_s) == get(path, to_s - 1)
    assert get(path, to_s)[1]["last_updated"] == to_s


def test_a_partial_list_lacks_four_of_five() -> None:
    [fault] = find_operator("kwikstaart").faults
    from_s, to_s = (START + int(h * HOUR) for h in (fault.from_h, fault.to_h))
    whole, part = (len(ids(find_operator("kwikstaart"), t)) for t in (from_s - 1, from_s))
    assert 0.15 * whole < part < 0.25 * whole
    assert len(ids(find_operator("kwikstaart"), to_s)) > 0.9 * whole


def test_doubles_stand_where_they_no_longer_are() -> None:
    zilt = find_operator("zilt")
    twice = next(fault for fault in zilt.faults if fault.kind == "twice")
    listed = vehicles(zilt, START + int(twice.from_h * HOUR))
    by_id: dict[str, list[dict[str, Any]]] = {}
    for vehicle in listed:
        by_id.setdefault(vehicle["vehicle_id"], []).append(vehicle)
    doubles = [pair for pair in by_id.values() if len(pair) > 1]
    assert len(doubles) == pytest.approx(len(by_id) / 60, abs=1)
    for true, old in doubles:
        assert old["last_reported"] < "2024" < true["last_reported"]
        assert old["lat"] - true["lat"] == pytest.approx(0.005, abs=1e-5)


def test_mds_tells_the_same_as_gbfs() -> None:
    kwikstaart = find_operator("kwikstaart")
    listed = vehicles(kwikstaart, NOW)
    about = get("/kwikstaart/mds/vehicles", NOW)[1]["vehicles"]
    told = get("/kwikstaart/mds/vehicles/status", NOW)[1]["vehicles_status"]
    assert len(about) == kwikstaart.vehicles
    assert {row["device_id"] for row in told} <= {row["device_id"] for row in about}
    places = {(v["lat"], v["lon"]) for v in listed}
    assert {tuple(row["last_telemetry"]["location"].values()) for row in told} == places
    states = Counter(row["last_event"]["vehicle_state"] for row in told)
    assert states["non_operational"] == sum(v["is_disabled"] for v in listed)
    assert get("/zilt/mds/vehicles", NOW)[0] == 404


def test_a_request_may_name_another_moment(base: str) -> None:
    url = f"{base}/duinrit/free_bike_status.json"
    assert httpx.get(url).json()["last_updated"] == NOW
    then = httpx.get(url, headers={"Demo-Time": str(START + 301)})
    assert then.json()["last_updated"] == START + 301
    assert then.headers["content-type"].startswith("application/json")


def test_files_are_found_by_following_addresses(base: str) -> None:
    index = httpx.get(base).json()["feeds"]
    assert list(index) == [operator.name for operator in OPERATORS]
    for url in index.values():
        data = httpx.get(url).json()["data"]
        for file in data.get("nl", data)["feeds"]:
            assert httpx.get(file["url"]).status_code == 200


@pytest.mark.parametrize(
    "asked", ["yesterday", "-5", "", str(START - 1), str(START + 10**9), "9" * 30]
)
def test_a_moment_that_is_none_is_refused(base: str, asked: str) -> None:
    reply = httpx.get(f"{base}/zilt/vehicle_status.json", headers={"Demo-Time": asked})
    assert reply.status_code == 400
    assert reply.json()["remedy"]


@pytest.mark.parametrize(
    "path", ["/nobody/gbfs.json", "/zilt/station_status.json", "/zilt/free_bike_status"]
)
def test_what_is_not_there_is_404(path: str) -> None:
    assert get(path)[0] == 404


def test_trips_are_told_hour_by_hour() -> None:
    def ask(hour: str, at_s: int) -> tuple[int, bytes]:
        path = "/kwikstaart/mds/trips"
        return feeds().answer(path, at_s, "127.0.0.1:8450", f"end_time={hour}".encode())

    # START is midnight of 3 March 2026 in UTC.
    status, told = ask("2026-03-03T09", START + 10 * HOUR + 300)
    assert status == 200
    assert len(json.loads(told)["trips"]) > 5
    assert ask("2026-03-03T09", START + 9 * HOUR + 300)[0] == 202
    assert ask("2026-03-03T09", START + 8 * HOUR)[0] == 404
    assert ask("2020-01-01T00", NOW)[0] == 404
    with pytest.raises(NotATime):
        ask("noon", NOW)
