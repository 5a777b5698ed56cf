"""MDS Agency 2.0 over real HTTP: what is answered to what is pushed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.intake.keys import revoke_keys
from tests.ingest.gbfs_bodies import T0
from tests.ingest.pushing import OTHER, PROVIDER, Pusher, event, number, pushing


@pytest.fixture
def operator(address: str, pool: ConnectionPool[Connection[Any]]) -> Iterator[Pusher]:
    with pushing(address, pool) as made:
        yield made


def test_a_vehicle_is_registered_once(operator: Pusher) -> None:
    first = operator.register("a", "b")
    assert (first.status_code, first.json()) == (201, {"success": 2, "total": 2, "failures": []})
    assert first.headers["content-type"] == "application/vnd.mds+json;version=2.0"
    again = operator.register("a", "c")
    assert again.status_code == 201
    assert [f["error"] for f in again.json()["failures"]] == ["already_registered"]
    assert operator.register("a").status_code == 409
    assert operator.register("a", method="PUT").status_code == 201
    assert operator.register("z", method="PUT").status_code == 404


def test_one_bad_item_is_named_and_the_others_are_taken(operator: Pusher) -> None:
    operator.register("a")
    good = event("a", 0, "available", "trip_end", 0)
    bad: list[tuple[Any, str, list[str]]] = [
        ("text", "bad_param", ["item"]),
        (event("stranger", 0, "available", metres=0), "unregistered", ["device_id"]),
        ({**good, "provider_id": str(OTHER)}, "foreign_provider", ["provider_id"]),
        ({**good, "event_id": "7"}, "bad_param", ["event_id"]),
        ({**good, "vehicle_state": "asleep"}, "bad_param", ["vehicle_state"]),
        ({**good, "event_types": []}, "bad_param", ["event_types"]),
        ({**good, "timestamp": None}, "missing_param", ["timestamp"]),
        ({**good, "timestamp": good["timestamp"] // 1000}, "bad_param", ["timestamp"]),
        ({**good, "timestamp": good["timestamp"] + 600_000}, "bad_param", ["timestamp"]),
        ({**good, "timestamp": "soon"}, "bad_param", ["timestamp"]),
        ({**good, "location": None}, "missing_param", ["location"]),
        ({**good, "location": {"lat": 0, "lng": 0}}, "bad_param", ["location"]),
        ({**good, "location": {"lat": 91, "lng": 4}}, "bad_param", ["location"]),
        ({**good, "location": {"lat": 4.3, "lng": 52.1}}, "bad_param", ["location"]),
        ({**good, "location": [4, 52]}, "bad_param", ["location"]),
    ]
    answer = operator.post("events", [item for item, _, _ in bad] + [good])
    assert answer.status_code == 201
    told = answer.json()
    assert (told["success"], told["total"]) == (1, len(bad) + 1)
    named = [(f["item"], f["error"], f["error_details"]) for f in told["failures"]]
    assert named == bad
    assert all(f["error_description"] for f in told["failures"])


def test_times_may_be_digits_in_text(operator: Pusher) -> None:
    operator.register("a")
    told = event("a", 0, "available", "trip_end", 0)
    for at in (str(told["timestamp"]), told["timestamp"] + 0.5, f"{told['timestamp']}.25"):
        assert operator.post("events", [{**told, "timestamp": at}]).json()["success"] == 1
    for odd in (float("1e400") and "1e400", "NaN", True, [1]):
        assert operator.post("events", [{**told, "timestamp": odd}]).status_code == 400


@pytest.mark.parametrize(
    ("item", "status"),
    [
        (event("stranger", 0, "available", metres=0), 404),
        ({**event("a", 0, "available", metres=0), "provider_id": str(OTHER)}, 403),
        ({}, 400),
    ],
)
def test_a_batch_that_fails_alike_has_its_status(
    operator: Pusher, item: dict[str, Any], status: int
) -> None:
    assert operator.post("events", [item]).status_code == status
    assert operator.rows("select failures <> '{}', jsonb_array_length(body) from push_batch") == [
        (True, 0)
    ]


def test_another_operators_batch_is_refused_and_kept_in_the_book(operator: Pusher) -> None:
    """F28: whoever pushes in another name is refused; that it was tried is kept."""
    foreign = {**event("a", 0, "available", metres=0), "provider_id": str(OTHER)}
    assert operator.post("events", [foreign]).status_code == 403
    assert operator.rows("select failures from push_batch") == [({"foreign_provider": 1},)]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer stoep_no", "Basic stoep_no"])
def test_without_a_good_key_nobody_is_let_in(operator: Pusher, authorization: str) -> None:
    headers = {"Authorization": authorization}
    answer = operator.client.request("POST", "/mds/events", json=[], headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["error"] == "unauthorized"


def test_a_key_ends_when_it_is_revoked_and_after_a_year(
    operator: Pusher, pool: ConnectionPool[Connection[Any]]
) -> None:
    assert operator.post("events", [], 86_400 * 364).status_code == 201
    assert operator.post("events", [], 86_400 * 366).status_code == 401
    operator.post("events", [], 0)
    with pool.connection() as connection:
        assert revoke_keys(connection, "schelp", "", datetime.now(UTC)) == 1
    assert operator.post("events", [], 10).status_code == 401
    kept = operator.rows("select hash::text || prefix from push_key")[0][0]
    assert operator.key not in kept


def test_what_is_no_batch_is_told_so(operator: Pusher) -> None:
    headers = {"Authorization": f"Bearer {operator.key}"}
    for body, status in ((b"{", 400), (b"{}", 400), (b"[1" + b",1" * 20_000 + b"]", 413)):
        answer = operator.client.request("POST", "/mds/events", content=body, headers=headers)
        assert answer.status_code == status
        assert answer.json()["error_details"]
    deep = operator.client.request("POST", "/mds/events", content=b"[" * 10**5, headers=headers)
    assert deep.status_code == 400
    large = operator.client.request(
        "POST", "/mds/events", content=b" " * (21 * 2**20), headers=headers
    )
    assert large.status_code == 413


def test_an_unknown_version_is_not_pretended(operator: Pusher) -> None:
    for version, status in (("2.0", 201), ("1.2", 406), ("3.0", 406)):
        accept = {"Accept": f"application/vnd.mds+json;version={version}"}
        assert operator.post("events", [], headers=accept).status_code == status


def test_paths_that_are_not_there(operator: Pusher) -> None:
    assert operator.post("reports", []).status_code == 404
    assert operator.post("events", [], method="DELETE").status_code == 405


def test_an_operator_sees_what_is_known_of_its_own(operator: Pusher) -> None:
    operator.register("a", "b")
    operator.tell(60, event("a", 0, "available", "trip_end", 0), event("a", 30, "on_trip"))
    vehicles = operator.post("vehicles", None, method="GET").json()["vehicles"]
    assert {v["device_id"] for v in vehicles} == {number("a"), number("b")}
    assert "plate" not in str(vehicles)
    one = operator.post(f"vehicles/status/{number('a').upper()}", None, method="GET").json()
    [status] = one["vehicles_status"]
    assert status["last_event"]["vehicle_state"] == "on_trip"
    assert "location" not in status["last_event"]
    assert status["provider_id"] == str(PROVIDER)
    unknown = operator.post(f"vehicles/{number('z')}", None, method="GET")
    assert unknown.status_code == 404


def test_a_full_inbox_asks_to_wait(operator: Pusher) -> None:
    operator.rows(
        "insert into push_batch (feed_id, kind, received_at, items)"
        " select %s, 'events', now(), 0 from generate_series(1, 2000) returning 1",
        operator.feed.id,
    )
    answer = operator.post("events", [])
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"


@pytest.mark.parametrize("kinds", [[{}], [["rebalance"]], {"x": 1}, 7])
def test_a_trip_whose_types_are_no_words_costs_no_other(operator: Pusher, kinds: Any) -> None:
    operator.register("a")
    odd = {**trip("odd"), "trip_type": kinds}
    answer = operator.post("trips", [odd, trip("t"), {**trip("u"), "trip_type": "maintenance"}])
    assert answer.status_code == 201
    told = answer.json()
    assert (told["success"], told["total"]) == (2, 3)
    [failure] = told["failures"]
    assert (failure["error"], failure["error_details"]) == ("bad_param", ["trip_type"])


def trip(name: str) -> dict[str, Any]:
    """Ten minutes on the road."""
    ids = {"provider_id": str(PROVIDER), "device_id": number("a"), "trip_id": number(name)}
    times = {"start_time": (T0 - 600) * 1000, "end_time": T0 * 1000}
    place = {"lat": 52.1, "lng": 4.3}
    return {**ids, **times, "start_location": place, "end_location": place}


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        [str(PROVIDER), number("a"), number("a").replace("-", ""), "\x00", "available"]
    ),
    st.lists(st.integers(), max_size=2),
    st.lists(st.dictionaries(st.just("x"), st.none(), max_size=1), min_size=1, max_size=2),
    st.dictionaries(st.sampled_from(["lat", "lng", "bicycle"]), st.floats(-200, 200), max_size=3),
)
FIELDS = [
    "provider_id",
    "device_id",
    "event_id",
    "telemetry_id",
    "trip_id",
    "stop_id",
    "vehicle_state",
    "event_types",
    "timestamp",
    "location",
    "vehicle_type",
    "propulsion_types",
    "start_time",
    "end_time",
    "start_location",
    "end_location",
    "trip_ids",
    "journey_id",
    "name",
    "capacity",
    "num_vehicles_available",
    "num_vehicles_disabled",
    "trip_type",
]


def test_whatever_is_pushed_is_taken_or_refused_by_name(operator: Pusher) -> None:
    """No item brings the server down, nor the others with it."""
    operator.register("a")
    good = event("a", 0, "available", "trip_end", 0) | trip("t")

    @settings(max_examples=250, deadline=None)
    @given(
        kind=st.sampled_from(["vehicles", "events", "telemetry", "trips", "stops"]),
        odd=st.one_of(VALUES, st.dictionaries(st.sampled_from(FIELDS), VALUES)),
        near=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=2),
        put=st.booleans(),
    )
    def push(kind: str, odd: Any, near: dict[str, Any], put: bool) -> None:
        method = "PUT" if put and kind in ("vehicles", "stops") else "POST"
        answer = operator.post(kind, [odd, {**good, **near}], method=method)
        assert answer.status_code in (201, 400, 403, 404, 409), answer.text
        told = answer.json()
        assert told["success"] + len(told["failures"]) == told["total"] == 2
        operator.inbox.apply(operator.feed)

    push()
    waiting = operator.rows("select count(*) from push_batch where applied_at is null")
    assert waiting == [(0,)]
