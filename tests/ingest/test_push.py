"""What operators push becomes evidence: in any order, once, late, and never anybody else's.

minute   0    1    2    3    4    5            30
line     o----o----o----o----o----o            o      (batches; a gap after 300 s of silence)
a        comes     taken                              stands 0 to 2
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.attempt import NoLongerLeader
from ingest.pushed.inbox import Inbox, told_otherwise
from ingest.tidy import tidy
from stoep.settings import Settings
from tests.ingest.gbfs_bodies import T0
from tests.ingest.pushing import SECRET, Pusher, event, number, pushing
from zones.cells import fold_feed


@pytest.fixture
def operator(address: str, pool: ConnectionPool[Connection[Any]]) -> Iterator[Pusher]:
    with pushing(address, pool) as made:
        made.register("a", "b", "c")
        yield made


def test_events_are_stays_to_the_second(operator: Pusher) -> None:
    operator.tell(60, event("a", 30, "available", "provider_drop_off", 0))
    operator.tell(120, event("a", 100, "on_trip", "trip_start"))
    operator.tell(180, event("a", 170, "available", "trip_end", 500))
    assert operator.stays() == [
        (30, 99, 100, "arrived", "departed", 69),
        (170, None, None, "arrived", None, None),
    ]


def test_a_line_that_is_alive_covers_time_and_silence_does_not(operator: Pusher) -> None:
    """R5: 20 minutes of silence are a gap; the stay is neither ended nor longer by them."""
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.beat(600, from_s=60)
    operator.tell(1800)
    operator.tell(1860, event("a", 1850, "on_trip", "trip_start"))
    assert operator.stays() == [(0, 1849, 1850, "arrived", "departed", 649)]
    assert operator.rows("select count(*) from coverage_span") == [(2,)]


def test_f28_shuffled_and_doubled_gives_the_same(
    operator: Pusher, pool: ConnectionPool[Connection[Any]]
) -> None:
    """Ten thousand events of 300 vehicles, in order and in disorder: the same end state."""
    story = _story()
    vehicles = {str(told["device_id"]) for told in story}
    _register(operator, vehicles)
    straight = _pushed(operator, story)
    _forget(operator)
    shuffled = story + random.Random(2).sample(story, 2000)
    random.Random(3).shuffle(shuffled)
    assert _pushed(operator, shuffled) == straight
    assert len(straight) > 2000
    assert len({row for row in straight if "out_of_order" in row}) > 1000


def _story() -> list[dict[str, Any]]:
    """Rides of vehicles over a day, with batteries and short absences among them."""
    chance = random.Random(1)
    story = []
    for n in range(300):
        name, second, metres = f"v{n}", chance.randrange(600), n * 400.0
        story.append(event(name, second, "available", "provider_drop_off", metres))
        for _ in range(11):
            second += chance.randrange(300, 3000)
            story.append(event(name, second, "on_trip", "trip_start"))
            second += chance.choice([40, 600, 1500])
            metres += chance.choice([0, 20, 400])
            story.append(event(name, second, "available", "trip_end", metres))
            second += chance.randrange(1, 200)
            story.append(event(name, second, "non_operational", "battery_low", metres))
    return story


def _register(operator: Pusher, vehicles: set[str]) -> None:
    operator.rows(
        "insert into push_vehicle (feed_id, device_id, form_factor, propulsion, registered_at)"
        " select %s, unnest(%s::uuid[]), 'bicycle', 'human', now() returning 1",
        operator.feed.id,
        sorted(vehicles),
    )


def _pushed(operator: Pusher, events: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    for start in range(0, len(events), 500):
        answer = operator.post("events", events[start : start + 500], 100_000)
        assert answer.json()["success"] == len(events[start : start + 500])
        operator.inbox.apply(operator.feed)
    states = operator.rows(
        "select v.vehicle_id, c.changed_lo, c.changed_at, c.was, c.became from state_change c"
        " join (select distinct vehicle_id, stay_id from push_event) v using (stay_id)"
        " order by 1, 3"
    )
    return [row[:5] for row in operator.stays()] + states


def _forget(operator: Pusher) -> None:
    with operator.pool.connection() as connection:
        connection.execute("delete from push_event")
        connection.execute("delete from open_stay")
        connection.execute("delete from state_change")
        connection.execute("delete from stay")


def test_a_batch_that_comes_twice_changes_nothing(operator: Pusher) -> None:
    told = event("a", 0, "available", "provider_drop_off", 0)
    operator.tell(10, told)
    before = operator.stays(), operator.rows("select count(*) from push_event")
    assert operator.tell(20, told).json() == {"success": 1, "total": 1, "failures": []}
    assert (operator.stays(), operator.rows("select count(*) from push_event")) == before


def test_r11_late_words_correct_what_was_told_and_keep_what_it_was(operator: Pusher) -> None:
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.beat(3600, from_s=60)
    operator.tell(3660, event("a", 1200, "on_trip", "trip_start"))
    assert operator.stays() == [(0, 1199, 1200, "arrived", "departed", 1199)]
    [correction] = operator.rows(
        f"select extract(epoch from from_at)::int8 - {T0}, extract(epoch from to_at)::int8 - {T0},"
        " reason, events, stays from correction"
    )
    assert correction == (1200, 3600, "1 events came up to 41 minutes late.", 1, 1)
    assert operator.rows("select end_hi, end_reason from stay_version") == [(None, None)]


def test_r11_days_are_counted_anew_and_the_old_count_is_kept(operator: Pusher) -> None:
    area = _area(operator)
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.beat(7200, from_s=60)
    _fold(operator)
    was = _vehicle_s(operator, "cell_day", area)
    assert sum(was) == 7200
    operator.tell(7260, event("a", 1800, "on_trip", "trip_start"))
    _fold(operator)
    assert sum(_vehicle_s(operator, "cell_day", area)) == 1800
    assert _vehicle_s(operator, "cell_version", area) == was
    assert operator.rows("select cells, folded_at is not null from correction") == [(1, True)]
    # A number as it is, and as it was told before: both can be asked for, with the reason.
    assert _hours(operator, area) == [0.0, 0.0]
    assert _hours(operator, area, told_s=7250) == [1.0, 1.0]
    assert _hours(operator, area, told_s=7261) == [0.0, 0.0]


def _hours(operator: Pusher, area: int, told_s: int | None = None) -> list[float]:
    """Vehicles parked in the second hour, in halves, over the API."""
    begin = datetime.fromtimestamp(T0, UTC).replace(minute=0, second=0) + timedelta(hours=1)
    question = {
        "area": str(area),
        "from": begin.isoformat(),
        "to": (begin + timedelta(minutes=30)).isoformat(),
        "step": "quarter",
    }
    if told_s is not None:
        question["toldAt"] = datetime.fromtimestamp(T0 + told_s, UTC).isoformat()
    operator.clock[0] = T0 + 8000
    answer = operator.client.get("/v1/indicators/vehicles_parked/series", params=question)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [one["reason"][:8] for one in told["corrections"]] == ["1 events"]
    values: list[float] = told["series"][0]["values"]
    return values


def _area(operator: Pusher) -> int:
    [(number,)] = operator.rows(
        "insert into area (kind, code, name, valid_from, geom, area_m2, source) values ('hub', 'h',"
        " 'Hub', '2020-01-01', st_multi(st_makeenvelope(4, 51, 5, 53, 4326)), 1, 'test')"
        " returning id"
    )
    return int(number)


def _fold(operator: Pusher) -> None:
    with operator.pool.connection() as connection:
        fold_feed(connection, operator.feed.id)


def _vehicle_s(operator: Pusher, table: str, area: int) -> list[int]:
    rows = operator.rows(f"select vehicle_s from {table} where area_id = %s order by day", area)
    return [second for (row,) in rows for second in row]


def test_who_comes_back_soon_is_no_correction(operator: Pusher) -> None:
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.tell(60, event("a", 50, "on_trip", "trip_start"))
    operator.tell(200, event("a", 190, "available", "trip_end", 10))
    assert operator.stays() == [(0, None, None, "arrived", None, None)]
    assert operator.rows("select count(*) from correction") == [(0,)]
    operator.tell(400, event("a", 390, "removed", "rebalance_pick_up"))
    # 49 s until it was taken, 200 s since it was back.
    assert operator.stays() == [(0, 389, 390, "arrived", "departed", 389 - (190 - 49))]


def test_a_late_place_is_a_correction_too(operator: Pusher) -> None:
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.beat(3600, from_s=60)
    near = {**event("b", 900, "x", metres=20), "telemetry_id": number("q"), "trip_ids": None}
    far = {**event("a", 900, "x", metres=200), "telemetry_id": number("p"), "trip_ids": None}
    operator.post("telemetry", [near, far], 3660)
    operator.inbox.apply(operator.feed)
    assert [row[:3] for row in operator.stays()] == [(0, 0, 900), (900, None, None)]
    assert operator.rows("select events, stays from correction") == [(1, 2)]


def test_another_type_is_told_of_later_stays_only(operator: Pusher) -> None:
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.tell(60, event("a", 50, "on_trip", "trip_start"))
    again = event("a", 0, "x")
    moped = {"vehicle_id": "p", "vehicle_type": "moped", "propulsion_types": ["electric"]}
    assert operator.post("vehicles", [{**again, **moped}], 70, method="PUT").status_code == 201
    operator.tell(900, event("a", 890, "available", "trip_end", 500))
    types = (
        "select s.first_seen < '2026-02-25 06:20+00', v.form_factor from standing_stay s"
        " join vehicle_type v on v.id = s.vehicle_type_id order by s.first_seen"
    )
    assert operator.rows(types) == [(True, "bicycle"), (False, "moped")]


def test_words_older_than_are_kept_are_counted_and_not_applied(operator: Pusher) -> None:
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    fortnight = 14 * 86_400
    answer = operator.tell(fortnight, event("a", 500, "on_trip", "trip_start"))
    assert answer.status_code == 201
    assert [row[4] for row in operator.stays()] == [None]
    newest = "select dropped from poll order by started_at desc limit 1"
    assert operator.rows(newest) == [({"too_late": 1},)]


def test_points_of_rides_are_never_kept(operator: Pusher) -> None:
    """Neither those that say so, nor those that the events tell."""
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.tell(60, event("a", 50, "on_trip", "trip_start"))
    point = {"telemetry_id": number("p"), "trip_ids": [number("t")], "journey_id": None}
    on_trip = {**event("a", 70, "x", metres=300), **point}
    unsaid = {**on_trip, "telemetry_id": number("q"), "trip_ids": None}
    answer = operator.post("telemetry", [on_trip, unsaid], 90)
    operator.inbox.apply(operator.feed)
    assert answer.json()["success"] == 2
    assert operator.rows("select count(*) from push_event where state = 'seen'") == [(0,)]
    bodies = operator.rows("select body from push_batch where kind = 'telemetry'")
    assert bodies == [([],)]  # of the unsaid one nothing is left once it was applied


def test_a_place_far_from_where_it_stood_is_a_move(operator: Pusher) -> None:
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    far = {**event("a", 60, "x", metres=200), "telemetry_id": number("p"), "trip_ids": None}
    near = {**event("a", 30, "x", metres=20), "telemetry_id": number("q"), "trip_ids": None}
    operator.post("telemetry", [far, near], 90)
    operator.inbox.apply(operator.feed)
    assert operator.stays() == [
        (0, 30, 60, "arrived", "moved", 30),
        (60, None, None, "moved", None, None),
    ]


def test_trips_are_kept_without_their_way_and_without_their_number(operator: Pusher) -> None:
    def trip(name: str, seconds: int, **more: Any) -> dict[str, Any]:
        told = event("a", 0, "x")
        places = {
            "start_location": {"lat": 52.1, "lng": 4.3},
            "end_location": {"lat": 52, "lng": 4.2},
        }
        times = {"start_time": T0 * 1000, "end_time": (T0 + seconds) * 1000}
        route = {"route": {"features": [[4.31, 52.09], [4.32, 52.08]]}}
        return {**told, "trip_id": number(name), **times, **places, **route, **more}

    batch = [trip("one", 600), trip("short", 59), trip("van", 900, trip_type=["rebalance"])]
    assert operator.post("trips", batch, 1000).json()["success"] == 3
    operator.post("trips", [trip("one", 660)], 1100)
    operator.inbox.apply(operator.feed)
    assert operator.rows(
        "select st_astext(start_geom), extract(epoch from ended_at - started_at)::int, id = %s"
        " from trip",
        number("one"),
    ) == [("POINT(4.3 52.1)", 660, False)]
    assert operator.rows("select count(*) from push_batch where body::text like '%%4.31%%'") == [
        (0,)
    ]


def test_a_batch_of_which_nothing_is_usable_is_no_evidence(operator: Pusher) -> None:
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.tell(60, event("stranger", 50, "available", metres=0))
    assert operator.rows("select outcome, evidence_at is null from poll order by started_at") == [
        ("ok", False),  # the vehicles that were registered
        ("ok", False),
        ("schema", True),
    ]


def test_an_older_leader_applies_nothing(
    operator: Pusher, pool: ConnectionPool[Connection[Any]]
) -> None:
    operator.rows("update feed_state set lease = 7 returning 1")
    operator.post("events", [event("a", 0, "available", metres=0)], 10)
    with pytest.raises(NoLongerLeader):
        Inbox(pool, SECRET, lease=6).apply(operator.feed)
    assert operator.stays() == []
    assert Inbox(pool, SECRET, lease=7).apply(operator.feed) == 2
    assert len(operator.stays()) == 1


def test_what_is_past_keeping_goes_and_stays_remain(
    operator: Pusher, pool: ConnectionPool[Connection[Any]]
) -> None:
    """What opened a stay that goes on is still needed, and how it began is not forgotten."""
    operator.tell(0, event("a", 0, "available", "provider_drop_off", 0))
    operator.tell(60, event("b", 30, "available", "provider_drop_off", 300))
    operator.tell(120, event("b", 90, "removed", "agency_pick_up"))
    # An hour later it is there again, is taken, and is back at once: one stay, of unsaid arrival.
    operator.tell(3700, event("b", 3690, "available", "battery_charged", 900))
    operator.tell(3800, event("b", 3790, "on_trip", "trip_start"))
    operator.tell(3900, event("b", 3890, "available", "trip_end", 910))
    before, began = operator.stays(), _beginnings(operator)
    assert len(before) == 3
    for days in (30, 31):
        with pool.connection() as connection:
            now = datetime.fromtimestamp(T0, UTC) + timedelta(days=days)
            tidy(connection, Settings(), SECRET, now)
    assert operator.rows("select count(*) from push_event") == [(4,)]
    assert operator.rows("select count(*) from push_batch where body is not null") == [(0,)]
    later = 30 * 86_400
    operator.tell(later, event("a", later - 5, "reserved"), event("b", later - 5, "reserved"))
    assert (operator.stays(), _beginnings(operator)) == (before, began)
    assert operator.rows("select count(*) from correction") == [(0,)]
    with pool.connection() as connection:
        assert told_otherwise(connection, operator.feed, SECRET).changes == []


def _beginnings(operator: Pusher) -> list[tuple[Any, ...]]:
    return operator.rows("select id, start_lo, start_reason, base_s from open_stay order by id")


def test_the_words_that_are_kept_tell_the_stays_that_are_kept(
    operator: Pusher, pool: ConnectionPool[Connection[Any]]
) -> None:
    """Rebuild, for who pushes: nothing differs, and what was tampered with is named."""
    events = _story()[:400]
    _register(operator, {str(told["device_id"]) for told in events})
    _pushed(operator, events)
    with pool.connection() as connection:
        assert told_otherwise(connection, operator.feed, SECRET).changes == []
        connection.execute(
            "update stay set end_reason = 'withdrawn' where id = (select min(id) from stay)"
        )
        [change] = told_otherwise(connection, operator.feed, SECRET).changes
    assert change.old is not None
    assert change.new is not None
    assert (change.old.end_reason, change.new.end_reason) == ("withdrawn", "departed")


def test_stops_are_stations_and_what_they_hold(operator: Pusher) -> None:
    def stop(name: str, available: int, **more: Any) -> dict[str, Any]:
        counts = {"num_vehicles_available": {"bicycle": available, "moped": 1}}
        counts |= {"num_vehicles_disabled": {"bicycle": 2}, "capacity": {"bicycle": 20}}
        place = {"location": {"lat": 52.1, "lng": 4.3}, "status": {}}
        return {"stop_id": number(name), "name": f"Stop {name}", **place, **counts, **more}

    bad = stop("c", 1, capacity={"bicycle": "many"})
    answer = operator.post("stops", [stop("a", 5), stop("b", 7), bad], 60)
    assert [f["error_details"] for f in answer.json()["failures"]] == [["capacity"]]
    operator.post("stops", [stop("a", 3)], 120, method="PUT")
    operator.inbox.apply(operator.feed)
    assert operator.rows(
        "select s.name, c.vehicles, c.out_of_order from station_count c"
        " join station s on s.id = c.station_id order by c.starts_at, s.name"
    ) == [("Stop a", 6, 2), ("Stop b", 8, 2), ("Stop a", 4, 2)]
    told = operator.post("stops", None, method="GET").json()["stops"]
    assert {one["name"]: one["capacity"] for one in told} == {"Stop a": 20, "Stop b": 20}
