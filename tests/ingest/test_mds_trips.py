"""Trips of an MDS Provider: start and end, each hour once, and nothing of the way."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.ask import Asker
from ingest.feed import NETHERLANDS, Feed, add_feed
from ingest.mds_trips import TripSource, hours_due, keep_hour, read_trips
from ingest.refusal import HttpError, NotMds
from ingest.trips import Trip
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat
from tests.ingest.faultfeed import Answer, fault_feed, raw, status
from tests.ingest.gbfs_bodies import T0

TEN = datetime(2026, 3, 1, 10, tzinfo=UTC)


def newer(name: str = "a", seconds: int = 600, **more: Any) -> dict[str, Any]:
    """A trip of 2.0."""
    return {
        "trip_id": name,
        "device_id": "d",
        "start_time": T0 * 1000,
        "end_time": (T0 + seconds) * 1000,
        "start_location": {"lat": 52.1, "lng": 4.3},
        "end_location": {"lat": 52.0, "lng": 4.2},
        **more,
    }


def older(name: str = "a") -> dict[str, Any]:
    """A trip of 1.2, with its whole way, not in order."""
    points = [
        {
            "type": "Feature",
            "properties": {"timestamp": (T0 + second) * 1000},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for second, lon, lat in ((300, 4.25, 52.05), (600, 4.2, 52.0), (0, 4.3, 52.1))
    ]
    times = {"start_time": T0 * 1000, "end_time": (T0 + 600) * 1000}
    return {"trip_id": name, **times, "route": {"type": "FeatureCollection", "features": points}}


def body(*trips: Any, wrapped: bool = False) -> bytes:
    inner = {"trips": list(trips)}
    return json.dumps({"version": "2.0.0", **({"data": inner} if wrapped else inner)}).encode()


EXPECTED = Trip("a", T0, T0 + 600, (4.3, 52.1), (4.2, 52.0))


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize("trip", [newer(), older(), newer(start_time=str(T0 * 1000))])
def test_both_versions_give_start_and_end(trip: dict[str, Any], wrapped: bool) -> None:
    assert read_trips(body(trip, wrapped=wrapped), NETHERLANDS) == [EXPECTED]


def test_what_cannot_be_a_rental_is_left_out() -> None:
    odd: list[Any] = [
        "text",
        newer(trip_id=None),
        newer(end_time="soon"),
        newer(seconds=-5),
        newer(end_location=None),
        newer(trip_type=["rebalance"]),
        {**older(), "route": {"features": [7]}},
    ]
    assert read_trips(body(*odd, newer()), NETHERLANDS) == [EXPECTED]


@pytest.mark.parametrize(
    "odd",
    [
        {"start_location": {"lat": "NaN", "lng": 4.3}},
        {"end_location": {"lat": 52.0, "lng": "1e999"}},
        {"end_location": {"lat": 10**400, "lng": 4.3}},
        {"end_location": {"lat": 4.3, "lng": 52.1}},
        {"trip_type": "maintenance"},
    ],
)
def test_a_place_that_cannot_be_is_no_place(odd: dict[str, Any]) -> None:
    assert read_trips(body(newer("b", **odd), newer()), NETHERLANDS) == [EXPECTED]


def test_a_type_that_is_no_word_says_nothing() -> None:
    for odd in ([{}], [["rebalance"]], {}, 7, None):
        assert read_trips(body(newer(trip_type=odd)), NETHERLANDS) == [EXPECTED]


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["NaN", "1e999", "a", "rebalance", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["features", "geometry", "coordinates", "properties", "lat", "lng"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)
names = st.sampled_from(
    ["trip_id", "trip_type", "start_time", "end_time", "start_location", "end_location", "route"]
)


@hypothesis_settings(max_examples=400, deadline=None)
@given(
    odd=st.lists(st.dictionaries(names, anything, max_size=3), max_size=3),
    whole=anything,
    older_one=st.booleans(),
)
def test_whatever_a_field_holds_it_is_read_or_refused(
    odd: Any, whole: Any, older_one: bool
) -> None:
    near = [{**(older() if older_one else newer()), **fields} for fields in odd]
    west, south, east, north = NETHERLANDS
    for trip in read_trips(body(*near, whole), NETHERLANDS):
        for lon, lat in (trip.start, trip.end):
            assert west <= lon <= east
            assert south <= lat <= north


def test_another_body_is_named() -> None:
    with pytest.raises(NotMds):
        read_trips(b'{"vehicles": []}', NETHERLANDS)


def read(answer: Answer, end: datetime = TEN) -> list[Trip] | None:
    async def ask() -> list[Trip] | None:
        async with fault_feed() as server, httpx.AsyncClient(trust_env=False) as http:
            server.answers["/mds/trips?end_time=2026-03-01T09"] = answer
            feed = Feed(1, "k", "k", server.url("/mds/vehicles"), 60, format=FeedFormat.mds)
            return await TripSource(feed, Asker(http, Settings(), feed.url)).hour(end)

    return asyncio.run(ask())


def test_an_hour_is_asked_for_by_its_beginning_in_utc() -> None:
    assert read(raw(body(newer()))) == [EXPECTED]
    summer = TEN.astimezone(ZoneInfo("Europe/Amsterdam"))
    assert read(raw(body(newer())), summer) == [EXPECTED]


def test_three_answers_mean_three_things() -> None:
    """Nothing then; not ready; the operator was not there: MDS tells them apart, so do we."""
    assert read(raw(body())) == []
    assert read(status(202)) is None
    assert read(status(404)) == []
    with pytest.raises(HttpError):
        read(status(500))


def test_each_hour_is_read_once_and_a_trip_told_twice_is_one(
    pool: ConnectionPool[Connection[Any]],
) -> None:
    now = TEN + timedelta(minutes=20)
    with pool.connection() as connection:
        feed = add_feed(
            connection, key="k", name="k", url="http://x/mds", operator="o", tells_trips=True
        )
        due = hours_due(connection, feed, now)
        assert (len(due), due[0], due[-1]) == (24, TEN - timedelta(hours=23), TEN)
        short = Trip("short", T0, T0 + 30, (4.3, 52.1), (4.3, 52.1))
        assert keep_hour(connection, feed, "secret", due[0], [EXPECTED, short]) == 1
        assert keep_hour(connection, feed, "secret", due[1], [EXPECTED]) == 1
        assert hours_due(connection, feed, now)[0] == due[2]
        rows = connection.execute(
            "select st_astext(start_geom), st_astext(end_geom), ended_at - started_at from trip"
        ).fetchall()
    assert rows == [("POINT(4.3 52.1)", "POINT(4.2 52)", timedelta(minutes=10))]
