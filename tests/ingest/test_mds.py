"""MDS Provider over real HTTP: who stands and who does not, every way of telling times, pages."""

import asyncio
import json
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.ask import Asker
from ingest.feed import NETHERLANDS, Feed
from ingest.gbfs import Limits
from ingest.mds import bundle, read_vehicles
from ingest.mds_source import MdsSource
from ingest.refusal import NotJson, NotMds, PartialPages, Refusal, TooLarge
from ingest.snapshot import STATES, Snapshot
from ingest.source import open_source, read_again
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat, FormFactor, Propulsion, VehicleState
from tests.ingest.faultfeed import Answer, FaultFeed, fault_feed, raw, status
from tests.ingest.gbfs_bodies import T0

MOPED = (FormFactor.moped, Propulsion.electric)
UNKNOWN = (FormFactor.unknown, Propulsion.unknown)
PLATE = "F-123-XY"
Rows = list[dict[str, Any]]
PARTS = (
    "device_id",
    "vehicle_type",
    "propulsion_types",
    "last_vehicle_state",
    "vehicle_state",
    "last_event",
    "last_event_time",
    "last_event_location",
    "last_telemetry",
    "current_location",
    "location",
    "timestamp",
    "coordinates",
    "geometry",
    "lat",
    "lng",
)


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


async def ask(server: FaultFeed, times: int = 1) -> list[Snapshot]:
    feed = Feed(1, "f", "f", server.url("/mds"), 30, format=FeedFormat.mds)
    async with httpx.AsyncClient(trust_env=False) as http:
        source = open_source(feed, http, Settings())
        return [(await source.read(T0 + 30 * n))[0] for n in range(times)]


def served(times: int = 1, **answers: Answer) -> list[Snapshot]:
    """What a server with these answers lists; `_` in a name is `/`."""

    async def run() -> list[Snapshot]:
        async with fault_feed() as server:
            server.answers = {f"/mds/{name.replace('_', '/')}": a for name, a in answers.items()}
            return await ask(server, times)

    return asyncio.run(run())


STANDING = {
    "available": VehicleState.available,
    "reserved": VehicleState.reserved,
    "non_operational": VehicleState.out_of_order,
    "non_contactable": VehicleState.out_of_order,
}
AWAY = ("on_trip", "stopped", "removed", "missing", "elsewhere")


def test_f21_each_state_is_counted_or_not() -> None:
    rows = [stands(state, state) for state in (*STANDING, *AWAY)]
    snapshot = read([page("vehicles", [])], [page("vehicles_status", rows)])
    assert states(snapshot) == STANDING
    assert snapshot.dropped == dict.fromkeys(AWAY, 1)
    assert snapshot.listed == 9


def test_a_fleet_on_the_road_is_no_fault() -> None:
    rows = [stands(f"r{n}", "on_trip") for n in range(95)] + [stands("a")]
    assert len(read([page("vehicles", [])], [page("vehicles_status", rows)])) == 1


def test_places_of_riders_and_plates_go_no_further() -> None:
    rows = [stands("a"), stands("b", "on_trip", lon=4.444)]
    snapshot = read([page("vehicles", [about("a"), about("b")])], [page("vehicles_status", rows)])
    assert PLATE not in repr(snapshot)
    assert "4.444" not in repr(snapshot)
    assert snapshot.ids == ["a"]


@pytest.mark.parametrize("wrapped", [False, True])
def test_2_0_is_joined_by_device(wrapped: bool) -> None:
    vehicles = page("vehicles", [about("A"), about("b", "bicycle", ("human",))], wrapped=wrapped)
    placed = page("vehicles_status", [stands("a"), stands("b"), stands("c")], wrapped=wrapped)
    snapshot = read([vehicles], [placed])
    kinds = {key: snapshot.kinds[k] for key, k in zip(snapshot.ids, snapshot.kind, strict=True)}
    # F22: one that was not told of is counted, as what is not known.
    assert kinds == {
        "a": MOPED,
        "b": (FormFactor.bicycle, Propulsion.human),
        "c": UNKNOWN,
    }
    assert snapshot.version == "MDS 2.0.0"


@pytest.mark.parametrize("wrapped", [False, True])
def test_1_2_tells_all_in_one_file(wrapped: bool) -> None:
    rows = [older("a"), older("b", "on_trip"), older("c", "unknown")]
    snapshot = read([page("vehicles", rows, version="1.2.0", wrapped=wrapped)])
    assert states(snapshot) == {
        "a": VehicleState.available,
        "c": VehicleState.out_of_order,
    }
    assert snapshot.kinds == (MOPED,)
    assert snapshot.lon.tolist() == [4.3, 4.3]


def test_the_newest_place_counts() -> None:
    moved = older("a", lon=4.3) | {"current_location": {"type": "Point", "coordinates": [4.5, 52]}}
    assert read([page("vehicles", [moved], version="1.2.0")]).lon.tolist() == [4.5]
    row = stands("a")
    row["last_event"]["location"] = {"lat": 52.0, "lng": 5.0}
    assert read([page("vehicles", [])], [page("vehicles_status", [row])]).lon.tolist() == [4.3]
    del row["last_telemetry"]
    assert read([page("vehicles", [])], [page("vehicles_status", [row])]).lon.tolist() == [5.0]


@pytest.mark.parametrize(
    "told", [T0 * 1000, str(T0 * 1000), T0, str(T0), T0 * 1000 + 0.25, "2026-02-25T06:00:00Z"]
)
def test_a_time_may_be_told_in_many_ways(told: Any) -> None:
    snapshot = read([page("vehicles", [])], [page("vehicles_status", [stands("a")], at=told)])
    expected = T0 if not str(told).startswith("2026") else snapshot.source_s
    assert snapshot.source_s == expected
    assert snapshot.source_s is not None


@pytest.mark.parametrize(
    ("told", "ttl_s"),
    [(30_000, 30), ("60000", 60), (30, 30), (0, 0), (-5, None), ("soon", None), (10**12, 86_400)],
)
def test_time_to_live_is_in_milliseconds(told: Any, ttl_s: int | None) -> None:
    assert read([page("vehicles", [older("a")], ttl=told)]).ttl_s == ttl_s


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (["human", "electric_assist"], Propulsion.electric_assist),
        (["electric"], Propulsion.electric),
        (["combustion"], Propulsion.combustion),
        ([], Propulsion.unknown),
        (["steam"], Propulsion.unknown),
        (None, Propulsion.unknown),
        ("electric", Propulsion.electric),
    ],
)
def test_several_propulsions_are_one_word(told: Any, expected: Propulsion) -> None:
    row = older("a") | {"propulsion_types": told}
    assert read([page("vehicles", [row])]).kinds[0][1] is expected


def test_one_bad_row_costs_only_itself() -> None:
    good = [stands(f"g{n}") for n in range(60)]
    nowhere = stands("x")
    del nowhere["last_telemetry"]
    bad = [nowhere, stands("", "available"), stands("y", "flying"), "text", stands("g1", lon=4.31)]
    snapshot = read([page("vehicles", [])], [page("vehicles_status", [*good, *bad])])
    assert len(snapshot) == 60
    assert snapshot.dropped == {
        "no_position": 1,
        "no_id": 1,
        "unknown_state": 1,
        "not_a_vehicle": 1,
        "duplicate_id": 1,
    }


@pytest.mark.parametrize("body", [b'{"trips": []}', b"[]", b'{"data": null}', b'{"vehicles": 5}'])
def test_what_is_no_mds_is_refused_by_name(body: bytes) -> None:
    with pytest.raises((NotMds, Refusal), match=r"vehicles|object"):
        served(vehicles=raw(body))


def test_a_server_of_2_0_is_asked_for_two_files_and_then_for_one() -> None:
    async def run() -> list[str]:
        async with fault_feed() as server:
            server.answers = {
                "/mds/vehicles": raw(page("vehicles", [about("a")])),
                "/mds/vehicles/status": raw(page("vehicles_status", [stands("a")])),
            }
            snapshots = await ask(server, 3)
            assert [len(snapshot) for snapshot in snapshots] == [1, 1, 1]
            assert {snapshot.kinds for snapshot in snapshots} == {(MOPED,)}
            return server.requests

    assert asyncio.run(run()) == ["/mds/vehicles"] + ["/mds/vehicles/status"] * 3


def test_f24_an_operator_that_changes_version_is_followed() -> None:
    async def run() -> None:
        async with fault_feed() as server:
            feed = Feed(1, "f", "f", server.url("/mds/vehicles"), 30, format=FeedFormat.mds)
            one = raw(page("vehicles", [older("a")], version="1.2.0"))
            two = raw(page("vehicles", [about("a")]))
            placed = raw(page("vehicles_status", [stands("a")]))
            async with httpx.AsyncClient(trust_env=False) as http:
                source = MdsSource(feed, Asker(http, Settings(), feed.url), Settings())
                versions = []
                for n, (vehicles, where) in enumerate(
                    [(one, status(404)), (two, placed), (two, placed), (one, status(404))] * 2
                ):
                    server.answers = {"/mds/vehicles": vehicles, "/mds/vehicles/status": where}
                    try:
                        versions.append((await source.read(T0 + n * 30))[0].version)
                    except Refusal as refused:
                        versions.append(refused.outcome)
            # Back to 1.2: one poll finds the second file gone, the next one looks again.
            assert versions[:3] == ["MDS 1.2.0", "MDS 2.0.0", "MDS 2.0.0"]
            assert versions[3] == "http_error"
            assert versions[4:] == ["MDS 1.2.0", "MDS 2.0.0", "MDS 2.0.0", "http_error"]

    asyncio.run(run())


def test_a_server_that_only_knows_1_2_is_asked_in_1_2() -> None:
    async def picky(writer: asyncio.StreamWriter) -> None:
        asked.append(None)
        body = page("vehicles", [older("a")], version="1.2.0")
        answer = status(406) if len(asked) == 1 else raw(body)
        await answer(writer)

    asked: list[None] = []
    assert served(2, vehicles=picky)[1].version == "MDS 1.2.0"
    assert len(asked) == 3


# --- pages -------------------------------------------------------------------------------------


def pages(*following: Any, at: tuple[int, ...] = (T0, T0, T0)) -> dict[str, Answer]:
    """Pages of 2 vehicles each; `following` is what page n says comes next."""
    made = {}
    for n, after in enumerate(following):
        rows = [older(f"v{n}-{k}") for k in range(2)]
        links = {} if after == "absent" else {"links": {"next": after}}
        body = page("vehicles", rows, version="1.2.0", at=at[n] * 1000, **links)
        made["vehicles" if n == 0 else f"page{n}"] = raw(body)
    return made


@pytest.mark.parametrize("last", [None, "", {}, "absent"])
def test_pages_are_read_to_the_end(last: Any) -> None:
    assert len(served(**pages("/mds/page1", "/mds/page2", last))[0]) == 6


@pytest.mark.parametrize(
    ("following", "at", "why"),
    [
        (("/mds/page1", "/mds/nowhere"), (T0, T0), "Page 3 is missing"),
        (("/mds/page1", "/mds/page1"), (T0, T0), "read already"),
        (("/mds/page1", "/mds/vehicles"), (T0, T0), "read already"),
        (("http://127.0.0.1:9/elsewhere",), (T0,), "another server"),
        (("/mds/page1", None), (T0, T0 + 300), "300 s apart"),
    ],
)
def test_f19_all_pages_or_nothing(following: Any, at: tuple[int, ...], why: str) -> None:
    with pytest.raises(PartialPages, match=why):
        served(**pages(*following, at=at))


def test_what_is_kept_of_a_poll_is_read_the_same_again() -> None:
    async def run() -> None:
        async with fault_feed() as server:
            rows = [stands(f"v{n}", lon=4.3 + n / 1000) for n in range(50)]
            server.answers = {
                "/mds/vehicles": raw(page("vehicles", [about(f"v{n}") for n in range(40)])),
                "/mds/vehicles/status": raw(page("vehicles_status", rows)),
            }
            feed = Feed(1, "f", "f", server.url("/mds"), 30, format=FeedFormat.mds)
            async with httpx.AsyncClient(trust_env=False) as http:
                source = open_source(feed, http, Settings())
                snapshot, reply = await source.read(T0)
            again = read_again(feed, reply.body, source.types, Settings())
            assert again.content_hash() == snapshot.content_hash()
            assert again.kinds == snapshot.kinds
            assert set(again.kinds) == {(FormFactor.bicycle, Propulsion.unknown), MOPED}

    asyncio.run(run())


# --- what nobody foresaw -------------------------------------------------------------------------

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["NaN", "1e999", "available", "on_trip", "a", "", "2026-01-01T00:00:00Z"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted({*PARTS, "x"})), inner, max_size=4)
    ),
    max_leaves=10,
)
odd_rows = st.lists(
    st.dictionaries(st.sampled_from(PARTS), anything, max_size=6) | anything, max_size=5
)


@hypothesis_settings(max_examples=400, deadline=None)
@given(about=odd_rows, placed=odd_rows | anything, head=anything, wrapped=st.booleans())
def test_whatever_a_field_holds_it_is_read_or_refused(
    about: Any, placed: Any, head: Any, wrapped: bool
) -> None:
    vehicles = page("vehicles", about, at=head, ttl=head, wrapped=wrapped, links=head)
    status_page = page("vehicles_status", placed, version=head, wrapped=wrapped)
    try:
        snapshot = read([vehicles], [status_page])
    except Refusal as refusal:
        assert refusal.sentence
    else:
        assert np.isfinite(snapshot.lon).all()
        assert np.isfinite(snapshot.lat).all()
        assert snapshot.listed == len(snapshot) + sum(snapshot.dropped.values())


@pytest.mark.parametrize("state", [["available"], {"state": "available"}, 7, True])
def test_a_state_that_is_no_word_is_an_unknown_state(state: Any) -> None:
    rows = [older(f"g{n}") for n in range(20)] + [older("x", state)]
    assert read([page("vehicles", rows)]).dropped == {"unknown_state": 1}


def test_an_empty_list_of_places_is_an_empty_list() -> None:
    vehicles = page("vehicles", [about(f"v{n}") for n in range(60)])
    snapshot = read([vehicles], [page("vehicles_status", [])])
    assert (len(snapshot), snapshot.listed, snapshot.dropped) == (0, 0, {})


def test_who_is_told_of_twice_is_where_it_was_told_of_last() -> None:
    fleet = [event_row(f"v{n}", "available", T0) for n in range(30)]
    earlier, later = event_row("a", "available", T0 - 60), event_row("A", "on_trip", T0)
    for rows in ([earlier, later, *fleet], [later, *fleet, earlier]):
        snapshot = read([page("vehicles", [])], [page("vehicles_status", rows)])
        assert "a" not in snapshot.ids
        assert snapshot.dropped == {"on_trip": 1, "duplicate_id": 1}
    back = [event_row("a", "available", T0 + 60), later, *fleet, event_row("v1", "reserved", T0)]
    snapshot = read([page("vehicles", [])], [page("vehicles_status", back)])
    assert "a" in snapshot.ids
    assert snapshot.dropped == {"on_trip": 1, "duplicate_id": 1}


def event_row(device: str, state: str, at_s: int) -> Any:
    """A row of /vehicles/status with a moment of its own."""
    place = {"lat": 52.1, "lng": 4.3}
    event = {"vehicle_state": state, "timestamp": at_s * 1000, "location": place}
    return {"device_id": device, "provider_id": "p", "last_event": event}


@pytest.mark.parametrize("types", [["trip_end", "battery_low"], ["battery_low", "trip_end"], []])
def test_the_state_counts_and_not_the_events_that_led_to_it(types: list[str]) -> None:
    row = stands("a", "non_operational")
    row["last_event"]["event_types"] = types
    snapshot = read([page("vehicles", [])], [page("vehicles_status", [row])])
    assert states(snapshot) == {"a": VehicleState.out_of_order}


@pytest.mark.parametrize("charge", [0.5, 50, 50.0, "50", -1, None])
def test_a_charge_on_any_scale_says_nothing(charge: Any) -> None:
    row = stands("a")
    row["last_telemetry"] |= {"battery_percent": charge, "battery_pct": charge}
    assert len(read([page("vehicles", [])], [page("vehicles_status", [row])])) == 1


def test_a_comma_too_many_is_no_json() -> None:
    body = page("vehicles", [older("a")], version="1.2.0").replace(b"}]", b"},]")
    with pytest.raises(NotJson):
        served(vehicles=raw(body))


def test_all_pages_together_are_within_the_limit_of_one_file() -> None:
    async def run() -> None:
        async with fault_feed() as server:
            made = pages("/mds/page1", "/mds/page2", None)
            server.answers = {f"/mds/{name}": answer for name, answer in made.items()}
            feed = Feed(1, "f", "f", server.url("/mds"), 30, format=FeedFormat.mds)
            one = len(page("vehicles", [older("v0-0"), older("v0-1")], links={"next": "/mds/p"}))
            async with httpx.AsyncClient(trust_env=False) as http:
                source = open_source(feed, http, Settings(fetch_max_bytes=2 * one + 20))
                with pytest.raises(TooLarge, match="3 pages"):
                    await source.read(T0)
            assert len(server.requests) == 3

    asyncio.run(run())
