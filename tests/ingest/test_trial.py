"""A feed on trial: every planted fault is found, by its name; of a clean feed nothing is told.

Real HTTP on loopback; the same rows, clean, in every version, and one fault planted at a time.
"""

import asyncio
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from ingest.trial import Report, Severity, try_feed
from ingest.trial.findings import SUSPICIONS
from ingest.trial.shape import GBFS_ROWS
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat
from tests.conftest import ROOT
from tests.ingest.faultfeed import Answer, FaultFeed, as_json, fault_feed, in_turn, raw, status
from tests.ingest.gbfs_bodies import T0

COUNT = 60
DAY = 86_400
Rows = list[dict[str, Any]]
Plant = Callable[[Rows], None]


def time_of(version: str, second: int) -> Any:
    """A moment as the version writes it."""
    if version == "3.0":
        return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return second


def vehicles(version: str) -> Rows:
    """Clean rows of GBFS, none near another."""
    name = "vehicle_id" if version == "3.0" else "bike_id"
    truth: tuple[Any, Any] = (0, 0) if version == "1.0" else (False, False)
    rows = []
    for n in range(COUNT):
        row = {name: f"v{n}", "lat": 52.0 + n / 1000, "lon": 4.3}
        row |= {"is_reserved": truth[0], "is_disabled": truth[1]}
        if version != "1.0":
            row |= {
                "vehicle_type_id": "m",
                "current_range_meters": 20_000,
                "last_reported": time_of(version, T0 - 600),
            }
        rows.append(row)
    return rows


def file(version: str, name: str, rows: Any, at_s: int = T0 - 5, **more: Any) -> dict[str, Any]:
    told = {} if version == "1.0" else {"version": version}
    return {"last_updated": time_of(version, at_s), "ttl": 60, **told, "data": {name: rows}, **more}


TYPES = [
    {
        "vehicle_type_id": "m",
        "form_factor": "moped",
        "propulsion_type": "electric",
        "max_range_meters": 70_000,
    }
]


def listing(server: FaultFeed, version: str, *names: str) -> dict[str, Any]:
    feeds = [{"name": name, "url": server.url(f"/{name}")} for name in names]
    data: Any = {"feeds": feeds} if version == "3.0" else {"nl": {"feeds": feeds}}
    return {**file(version, "x", 0), "data": data}


def gbfs(
    version: str, *lists: Rows | dict[str, Any], types: Any = TYPES, now_s: int = T0
) -> Report:
    """Try a feed that lists these, one after the other; a dict is a whole file."""
    name = "vehicles" if version == "3.0" else "bikes"
    file_name = "vehicle_status" if version == "3.0" else "free_bike_status"
    answers = [as_json(one if isinstance(one, dict) else file(version, name, one)) for one in lists]

    def serve(server: FaultFeed) -> None:
        files = [file_name] + (["vehicle_types"] if version != "1.0" and types is not None else [])
        server.answers["/feed"] = as_json(listing(server, version, *files))
        server.answers[f"/{file_name}"] = in_turn(*answers)
        server.answers["/vehicle_types"] = as_json(file(version, "vehicle_types", types))

    return on_trial(serve, "/feed", polls=len(lists), now_s=now_s)


def on_trial(
    serve: Callable[[FaultFeed], None],
    path: str,
    *,
    format: FeedFormat = FeedFormat.gbfs,
    polls: int = 2,
    now_s: int = T0,
) -> Report:
    async def ask() -> Report:
        async with fault_feed() as server, httpx.AsyncClient(trust_env=False) as http:
            serve(server)
            return await try_feed(
                server.url(path),
                http,
                Settings(),
                format=format,
                polls=polls,
                pause_s=0,
                clock=lambda: now_s,
            )

    return asyncio.run(ask())


def codes(report: Report) -> set[str]:
    return {one.code for one in report.findings}


def planted(version: str, plant: Plant) -> Report:
    rows = vehicles(version)
    plant(rows)
    return gbfs(version, rows, rows)


# --- clean -------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0", "2.3", "3.0"])
def test_of_a_clean_feed_nothing_is_told(version: str) -> None:
    rows = vehicles(version)
    report = gbfs(version, rows, rows, rows)
    assert (report.findings, report.shape, report.counted.outcome) == ([], [], "ok")
    assert report.is_good
    assert report.counted.vehicles == COUNT
    assert report.counted.by_form == {"bicycle" if version == "1.0" else "moped": COUNT}
    assert (report.age_s, report.ttl_s, report.polls) == (5, 60, 3)


def test_rides_between_polls_are_no_rotation() -> None:
    rows = vehicles("2.3")
    later = rows[10:] + [
        {**row, "bike_id": f"new{n}", "lat": 52.5} for n, row in enumerate(rows[:10])
    ]
    assert gbfs("2.3", rows, later).findings == []


@pytest.mark.parametrize("path", ["spec-examples", "fixtures-mobilitydata-schema"])
def test_of_published_examples_no_impossible_place_is_told(shared: Path, path: str) -> None:
    """Their places are all over the world, their times long ago: that alone is odd."""
    found = sorted((shared / "cases" / path).rglob("*vehicle_status*.json"))
    found += sorted((shared / "cases" / path).rglob("*free_bike_status*.json"))
    assert found
    for body in found:
        report = on_trial(
            lambda s, body=body: s.answers.update({"/x": raw(body.read_bytes())}), "/x"
        )  # type: ignore[misc]
        odd = codes(report) - {"stale", "outside_bounds", "ghost", "unknown_type", "ancient_time"}
        assert odd == set(), (body, report.findings)


# --- planted -----------------------------------------------------------------------------------


def double(rows: Rows) -> None:
    rows[7] = {**rows[7], "bike_id": rows[3]["bike_id"]}


PLANTED: dict[str, Plant] = {
    "duplicate_id": double,
    "no_id": lambda rows: rows[4].update(bike_id=None),
    "no_position": lambda rows: rows[4].update(lat=None, lon=None),
    "null_island": lambda rows: rows[4].update(lat=0, lon=0),
    "swapped": lambda rows: rows[4].update(lat=4.3, lon=52.1),
    "outside_bounds": lambda rows: rows[4].update(lat=48.85, lon=2.35),
    "ghost": lambda rows: rows[4].update(last_reported=T0 - 20 * DAY),
    "future_time": lambda rows: rows[4].update(last_reported=T0 + 3600),
    "ancient_time": lambda rows: rows[4].update(last_reported=86_400),
    "impossible_range": lambda rows: rows[4].update(current_range_meters=90_000),
    "unknown_type": lambda rows: rows[4].update(vehicle_type_id="zeppelin"),
}


@pytest.mark.parametrize("code", PLANTED)
def test_what_is_planted_is_found_and_nothing_else(code: str) -> None:
    report = planted("2.3", PLANTED[code])
    assert codes(report) == {code}
    [finding] = report.findings
    assert finding.count == 1
    assert finding.sentence.endswith(".")
    if code not in ("future_time", "duplicate_id"):
        assert finding.examples[0].startswith("row 4")


@pytest.mark.parametrize(
    "plant",
    [
        lambda rows: rows[1].update(current_range_meters=-5),
        lambda rows: rows[1].update(current_fuel_percent=50.0),
        lambda rows: rows[1].update(current_range_meters=1e9, vehicle_type_id="m"),
    ],
)
def test_ranges_that_cannot_be(plant: Plant) -> None:
    assert codes(planted("3.0", plant)) == {"impossible_range"}


def test_all_that_is_swapped_is_told_though_the_poll_would_be_refused() -> None:
    rows = [{**row, "lat": row["lon"], "lon": row["lat"]} for row in vehicles("2.3")]
    report = gbfs("2.3", rows)
    assert codes(report) == {"swapped"}
    assert report.counted.outcome == "suspect_swapped"
    assert not report.is_good


def test_ids_that_change_while_vehicles_stand() -> None:
    rows = vehicles("2.3")
    other = [{**row, "bike_id": f"other {n}"} for n, row in enumerate(rows)]
    report = gbfs("2.3", rows, other)
    assert codes(report) == {"rotation"}


def test_a_link_that_gives_the_vehicle_away() -> None:
    linked = [
        {**row, "rental_uris": {"web": f"https://app.example/v/{n}"}}
        for n, row in enumerate(vehicles("2.3"))
    ]
    other = [{**row, "bike_id": f"other {n}"} for n, row in enumerate(linked)]
    report = gbfs("2.3", linked, other)
    assert codes(report) == {"rotation", "persistent_link"}
    assert "app.example" not in json.dumps(report.as_dict()["findings"])
    shared_link = [{**row, "rental_uris": {"web": "https://app.example"}} for row in other]
    before = [{**row, "rental_uris": {"web": "https://app.example"}} for row in linked]
    assert codes(gbfs("2.3", before, shared_link)) == {"rotation"}


@pytest.mark.parametrize(
    ("told_s", "code"),
    [
        (T0 - 7200, "clock_offset"),
        (T0 - 7190, "clock_offset"),
        (T0 + 3600, "clock_offset"),
        (T0 + 900, "future_time"),
        (T0 - 1000, "stale"),
        (5000, "ancient_time"),
        ((T0 - 5) * 1000, "wrong_unit"),
    ],
)
def test_times_of_the_list(told_s: int, code: str) -> None:
    one = file("2.3", "bikes", vehicles("2.3"), told_s)
    assert codes(gbfs("2.3", one, one)) == {code}


def test_a_list_as_old_as_it_may_be_has_no_wrong_clock() -> None:
    one = file("2.3", "bikes", vehicles("2.3"), T0 - 1800, ttl=1800)
    assert gbfs("2.3", one, one).findings == []


def test_two_servers_that_take_turns() -> None:
    lists = [file("2.3", "bikes", vehicles("2.3"), T0 - age) for age in (5, 40, 4)]
    assert codes(gbfs("2.3", *lists)) == {"goes_back"}


def test_a_feed_without_types_is_told_what_it_would_count_as() -> None:
    rows = [{k: v for k, v in row.items() if k != "vehicle_type_id"} for row in vehicles("2.3")]
    report = gbfs("2.3", rows, types=None)
    assert report.findings == []
    assert "count as bicycle" in report.remarks[0]


# --- form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plant", "sentence"),
    [
        (
            lambda rows: rows[2].update(is_reserved="true"),
            "`is_reserved` is not true or false in 1 of 60 rows.",
        ),
        (lambda rows: rows[2].update(lat="52.1"), "`lat` is not a number in 1 of 60 rows."),
        (lambda rows: rows[2].pop("is_disabled"), "`is_disabled` is lacking in 1 of 60 rows."),
        (
            lambda rows: rows[2].update(last_reported=str(T0)),
            "`last_reported` is not whole seconds since 1970 in 1 of 60 rows.",
        ),
    ],
)
def test_form_is_told_by_field(plant: Plant, sentence: str) -> None:
    report = planted("2.3", plant)
    assert [one.sentence for one in report.shape] == [sentence]
    assert report.shape[0].examples[0].startswith("row 2")


def test_the_form_of_the_file_itself() -> None:
    one = {**file("3.0", "vehicles", vehicles("3.0")), "last_updated": T0 - 5, "ttl": "60"}
    told = {finding.sentence for finding in gbfs("3.0", one).shape}
    assert told == {
        "`last_updated` is not a time as in 2026-03-01T12:00:00Z in the file.",
        "`ttl` is not whole seconds in the file.",
    }
    assert set(GBFS_ROWS) == {1, 2, 3}


# --- MDS -----------------------------------------------------------------------------------------


def device(n: int) -> str:
    return str(UUID(int=n + 1))


def about(n: int) -> dict[str, Any]:
    named = {"device_id": device(n), "provider_id": device(999), "vehicle_id": f"plate {n}"}
    return named | {"vehicle_type": "moped", "propulsion_types": ["electric"]}


def status_row(n: int, state: str = "available") -> dict[str, Any]:
    ids = {"device_id": device(n), "provider_id": device(999)}
    place = {"lat": 52.0 + n / 1000, "lng": 4.3}
    telemetry = ids | {"timestamp": (T0 - 60) * 1000, "location": place}
    return ids | {"last_event": ids | {"vehicle_state": state}, "last_telemetry": telemetry}


def older(n: int, state: str = "available") -> dict[str, Any]:
    point = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [4.3, 52.0 + n / 1000]},
    }
    told = {"last_event_time": (T0 - 60) * 1000, "last_vehicle_state": state}
    return about(n) | told | {"last_event_types": ["trip_end"], "last_event_location": point}


def mds(version: str, described: Rows, rows: Rows | None, *, wrapped: bool = False) -> Report:
    def page(name: str, content: Rows) -> Answer:
        inner: dict[str, Any] = {name: content}
        head = {"version": version, "last_updated": (T0 - 5) * 1000, "ttl": 30_000}
        return as_json(head | ({"data": inner} if wrapped else inner))

    def serve(server: FaultFeed) -> None:
        server.answers["/mds/vehicles"] = page("vehicles", described)
        server.answers["/mds/vehicles/status"] = (
            status(404) if rows is None else page("vehicles_status", rows)
        )

    return on_trial(serve, "/mds", format=FeedFormat.mds)


def test_clean_mds_of_both_versions() -> None:
    newer = mds("2.0.0", [about(n) for n in range(COUNT)], [status_row(n) for n in range(COUNT)])
    assert (newer.findings, newer.shape, newer.counted.vehicles) == ([], [], COUNT)
    older_one = mds("1.2.0", [older(n) for n in range(COUNT)], None, wrapped=True)
    assert (older_one.findings, older_one.shape, older_one.counted.vehicles) == ([], [], COUNT)


def test_who_is_ridden_is_no_fault() -> None:
    rows = [status_row(n, "on_trip" if n < 9 else "available") for n in range(COUNT)]
    report = mds("2.0.0", [about(n) for n in range(COUNT)], rows)
    assert report.findings == []
    assert report.counted.left_out == {"on_trip": 9}
    assert "9 rows are rightly left out" in report.remarks[0]


def test_mds_faults() -> None:
    rows = [status_row(n) for n in range(COUNT)]
    rows[3]["last_event"]["vehicle_state"] = "asleep"
    rows[5]["last_telemetry"]["location"] = {"lat": 4.3, "lng": 52.1}
    report = mds("2.0.0", [about(n) for n in range(COUNT - 1)], rows)
    assert codes(report) == {"unknown_state", "swapped", "unknown_type"}
    assert "plate" not in json.dumps(report.as_dict())


# --- all -------------------------------------------------------------------------------------


def test_a_feed_that_is_none_is_a_report_too() -> None:
    report = on_trial(lambda s: s.answers.update({"/x": raw(b"<html>log in</html>")}), "/x")
    assert (report.counted.outcome, report.findings, report.is_good) == ("parse", [], False)
    gone = on_trial(lambda s: None, "/x")
    assert gone.counted.outcome == "http_error"


def test_every_suspicion_is_tried_here_and_told_in_the_docs() -> None:
    named = {suspicion.__name__ for suspicion in SUSPICIONS}
    here = Path(__file__).read_text()
    assert {name for name in named if f'"{name}"' not in here} == set()
    docs = (ROOT / "docs/feeds.md").read_text()
    assert named == set(re.findall(r"^\| `([a-z_]+)` \| (?:error|warning) \|", docs, re.M))


def test_findings_of_errors_come_first() -> None:
    rows = vehicles("2.3")
    PLANTED["ghost"](rows)
    PLANTED["swapped"](rows)
    rows[5].update(lat=4.3, lon=52.1)
    report = gbfs("2.3", rows)
    assert [one.severity for one in report.findings] == sorted(
        (one.severity for one in report.findings), key=lambda s: s is Severity.warning
    )
