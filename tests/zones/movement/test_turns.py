"""Arrivals and departures: pure counts, a small world by hand, and what must always hold."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.vocabulary import AreaKind
from tests.ingest.worlds import World as Polled
from tests.worlds import World, at
from tests.zones.test_numbers import MIDNIGHT, draw
from zones.asked import Group, Line
from zones.calendar import Step
from zones.cells import fold_feed
from zones.map import AreaValue, map_over
from zones.movement.turns import Turns, Way
from zones.series import series

Pool = ConnectionPool[Connection[Any]]
WAYS = ("arrivals", "departures", "net_balance")
CUTS = np.array([0, 900, 1800, 2700])


def turns(*rows: tuple[bool, bool, int, int]) -> Turns:
    """Rows of (begins, known, lo, hi)."""
    one = np.ones(len(rows), np.int64)
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return Turns(one, one, one, *columns)


def test_each_counts_once_where_it_was_first_seen_and_an_edge_belongs_to_the_step_before() -> None:
    """
    0          900        1800        2700
    |   (--]    |           |           |    begins, inside
    |        (--|           |           |    begins, seen at the edge: before it
    |           |(-]        |           |    ends
    |           |         (-|--]        |    ends across an edge: where it was first seen
    """
    seen = turns(
        (True, True, 300, 400),
        (True, True, 850, 900),
        (False, True, 900, 950),
        (False, True, 1750, 1850),
    )
    assert seen.counted(Way.arrivals, CUTS).tolist() == [2, 0, 0]
    assert seen.counted(Way.departures, CUTS).tolist() == [0, 1, 1]
    assert seen.counted(Way.net_balance, CUTS).tolist() == [2, -1, -1]
    assert seen.unknown(Way.net_balance, CUTS).tolist() == [0, 0, 0]


def test_what_is_not_known_may_be_in_every_step_that_its_interval_reaches() -> None:
    """
    0          900        1800        2700
    |       (---|-----------|]          |    began in a gap
    |           |(----------|           |    ended in a gap that fits one step
    """
    seen = turns((True, False, 800, 1801), (False, False, 900, 1800))
    assert seen.unknown(Way.arrivals, CUTS).tolist() == [1, 1, 1]
    assert seen.unknown(Way.departures, CUTS).tolist() == [0, 1, 0]
    assert seen.unknown(Way.net_balance, CUTS).tolist() == [1, 2, 1]
    assert seen.counted(Way.arrivals, CUTS).tolist() == [0, 0, 0]


moments = st.integers(-500, 3500)
intervals = st.tuples(st.booleans(), st.booleans(), moments, st.integers(1, 1500))


@given(st.lists(intervals, min_size=1, max_size=30))
@settings(max_examples=300, deadline=None)
def test_finer_steps_add_up_and_the_unknown_is_a_bound(rows: list[Any]) -> None:
    seen = turns(*((begins, known, lo, lo + length) for begins, known, lo, length in rows))
    fine, coarse = np.arange(0, 2701, 300), np.array([0, 2700])
    for way in Way:
        assert seen.counted(way, fine).sum() == seen.counted(way, coarse)[0]
        assert seen.unknown(way, fine).sum() >= seen.unknown(way, coarse)[0]


@pytest.fixture
def drawn(world: World) -> int:
    """
    One district, one day of swift with an outage, hours of 14 March:

          08    09    10    11    12    13    14
    swift |===================|  outage |=====|
      a   |     +-----x                            arrives, departs
      b   |  +------------------? ? ? ? ?          arrives; gone after the outage: not known
      c   |                     ? ? ? ? ?-----     after the outage it is there: not known
      d   |=====x                                  from the first poll: no arrival; departs
      e   |        +x                              arrives and departs within an hour
    """
    west = world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
    world.feed("swift", ("14 08:00", "14 11:00"), ("14 13:00", "14 14:00"))
    here = {"lon": 4.305, "lat": 52.105, "areas": (west,)}
    swift = "swift"
    begin(world, world.stood(swift, **here, since="14 09:00", last="14 10:00", gone="14 10:01"))
    b = world.stood(
        swift, **here, since="14 08:30", last="14 11:00", gone="14 13:00", reason="unknown_gap"
    )
    begin(world, b)
    c = world.stands(swift, **here, since="14 13:00")
    begin(world, c, "after_gap", before_s=7200, table="open_stay")
    d = world.stood(swift, **here, since="14 08:00", last="14 09:00", gone="14 09:01")
    begin(world, d, "first_poll", before_s=None)
    begin(world, world.stood(swift, **here, since="14 09:30", last="14 09:34", gone="14 09:35"))
    fold_feed(world.connection, world.feeds["swift"].id)
    return west


def begin(
    world: World,
    stay: int,
    reason: str = "arrived",
    before_s: int | None = 60,
    table: str = "stay",
) -> None:
    """How a stay began: why, and how long before the first poll with it the last one without."""
    world.connection.execute(
        f"update {table} set start_reason = %s,"
        " start_lo = first_seen - make_interval(secs => %s) where id = %s",
        [reason, before_s, stay],
    )


def lines(world: World, name: str, area: int, since: str, until: str, **more: Any) -> list[Line]:
    start, end = (int(at(text).timestamp()) for text in (since, until))
    step = more.pop("step", Step.hour)
    return series(world.connection, name, area, start, end, step, **more).lines


def values(line: Line) -> list[float | None]:
    return [None if np.isnan(value) else value for value in line.total.values.tolist()]


def test_a_day_by_hand(world: World, drawn: int) -> None:
    (came,) = lines(world, "arrivals", drawn, "14 08:00", "14 14:00")
    assert values(came) == [2.0, 1.0, 0.0, None, None, 0.0]  # b and a; e; -; outage; outage; -
    assert came.unknown is not None
    assert came.unknown.tolist() == [0, 0, 0, 1, 1, 0]  # c, at any moment of the outage
    assert came.total.reasons[3:5] == ["no_evidence: swift"] * 2
    (went,) = lines(world, "departures", drawn, "14 08:00", "14 14:00")
    assert values(went) == [0.0, 2.0, 1.0, None, None, 0.0]  # d and e; a; b is not known
    assert went.unknown is not None
    assert went.unknown.tolist() == [0, 0, 0, 1, 1, 0]
    (balance,) = lines(world, "net_balance", drawn, "14 08:00", "14 14:00")
    assert values(balance) == [2.0, -1.0, -1.0, None, None, 0.0]
    assert balance.unknown is not None
    assert balance.unknown.tolist() == [0, 0, 0, 2, 2, 0]


def test_a_day_with_an_outage_has_no_count_but_says_how_much_was_covered(
    world: World, drawn: int
) -> None:
    (day,) = lines(world, "arrivals", drawn, "14 08:00", "14 14:00", step=Step.day)
    assert values(day) == [None]
    assert day.total.reasons == ["low_coverage: swift"]
    assert day.total.coverage.tolist() == [4 / 24]
    assert day.unknown is not None
    assert day.unknown.tolist() == [2]  # c, and d of the first poll


def test_a_feed_with_rotating_ids_has_neither_arrivals_nor_departures(
    world: World, drawn: int
) -> None:
    world.feed("veer", ("14 08:00", "14 14:00"), id_policy="rotating")
    world.stands("veer", 4.305, 52.105, "14 10:30", areas=(drawn,))
    for name in WAYS:
        (both,) = lines(world, name, drawn, "14 09:00", "14 11:00")
        assert values(both) == [None, None]
        assert both.total.reasons == ["ids_rotate: veer"] * 2
        swift, veer = lines(world, name, drawn, "14 09:00", "14 11:00", group=Group.operator)
        assert None not in values(swift)
        assert values(veer) == [None, None]
        assert veer.unknown is not None
        assert np.isnan(veer.unknown).all()


def test_an_absence_that_can_be_undone_is_not_a_departure_yet(world: World, drawn: int) -> None:
    world.stands(
        "swift", 4.306, 52.105, "14 13:10", missing=("14 13:55", "14 13:56"), areas=(drawn,)
    )
    (went,) = lines(world, "departures", drawn, "14 13:00", "14 14:00")
    assert values(went) == [0.0]
    assert went.unknown is not None
    assert went.unknown.tolist() == [1]


def test_an_area_s_own_first_and_last_day_begin_and_end_nothing(world: World, drawn: int) -> None:
    """
           08:30                09:30   10    11:00
    b        +-------------------------------------?
    short            [ area 09:20 ........ 10:00 )        nothing arrives but e at 09:30, and e and
                                                          nobody else leaves
    """
    short = world.area(
        AreaKind.hub, "short", 4.30, 52.10, 4.32, 52.11, since="14 09:20", until="14 10:00"
    )
    world.connection.execute("update stay set areas = areas || %s", [short])
    (came,) = lines(world, "arrivals", short, "14 08:00", "14 11:00")
    (went,) = lines(world, "departures", short, "14 08:00", "14 11:00")
    assert values(came) == [None, 1.0, None]
    assert values(went) == [None, 1.0, None]
    assert came.total.reasons == ["not_in_force", None, "not_in_force"]
    assert came.total.coverage.tolist() == [0, 2 / 3, 0]


def test_the_map_over_a_period_tells_the_same_as_the_course(world: World, drawn: int) -> None:
    world.area(AreaKind.district, "east", 4.32, 52.10, 4.34, 52.11)
    start, end = (int(at(text).timestamp()) for text in ("14 08:00", "14 11:00"))
    for name, west in zip(WAYS, (3.0, 3.0, 0.0), strict=True):
        found = map_over(world.connection, name, AreaKind.district, start, end)
        assert [told(value) for value in found.values] == [("east", 0.0, 0.0), ("west", west, 0.0)]
        assert sum(values(lines(world, name, drawn, "14 08:00", "14 11:00")[0])) == west  # type: ignore[arg-type]
    end = int(at("14 14:00").timestamp())
    (_, west_value) = map_over(world.connection, "arrivals", AreaKind.district, start, end).values
    assert told(west_value) == ("west", None, 1.0)
    assert west_value.reason == "low_coverage: swift"


def told(value: AreaValue) -> tuple[str, float | None, float | None]:
    return value.code, value.value, value.unknown


def test_only_some_operators_and_forms(world: World, drawn: int) -> None:
    world.feed("veer", ("14 08:00", "14 14:00"))
    begin(
        world,
        world.stands("veer", 4.305, 52.105, "14 10:30", form="moped", areas=(drawn,)),
        table="open_stay",
    )
    forms = lines(world, "arrivals", drawn, "14 10:00", "14 11:00", group=Group.form)
    assert [(line.key, values(line)) for line in forms] == [("bicycle", [0.0]), ("moped", [1.0])]
    (mopeds,) = lines(world, "arrivals", drawn, "14 10:00", "14 11:00", forms=["moped"])
    assert values(mopeds) == [1.0]
    (swift,) = lines(world, "arrivals", drawn, "14 10:00", "14 11:00", operators=["swift"])
    assert values(swift) == [0.0]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_what_stands_is_what_stood_plus_what_began_less_what_ended(data: st.DataObject) -> None:
    """For any stays, at any edges: the identity that makes the counts fit the other numbers."""
    stays = data.draw(
        st.lists(st.tuples(st.integers(-300, 3000), st.integers(1, 2000)), max_size=20)
    )
    rows = [(True, True, since - 60, since) for since, _ in stays]
    rows += [(False, True, since + length - 1, since + length) for since, length in stays]
    seen = turns(*rows) if rows else turns((True, False, 0, 1))
    standing = [sum(s <= cut < s + n for s, n in stays) for cut in CUTS.tolist()]
    balance = seen.counted(Way.net_balance, CUTS)
    assert np.diff(standing).tolist() == balance.tolist()


def test_through_the_real_recorder(pool: Pool) -> None:
    """
    metres   0      500           1500
             a       b              c       b leaves A at 01:00 for B, and stands there at 01:20
    """
    draw(pool, "A", -100, 1000)
    draw(pool, "B", 1000, 2000)
    polled = Polled(pool, interval_s=300, now_s=MIDNIGHT - 300)
    polled.see_often(13, {"a": 0.0, "b": 500.0, "c": 1500.0})
    polled.see_often(4, {"a": 0.0, "c": 1500.0})
    polled.see_often(20, {"a": 0.0, "b": 1700.0, "c": 1500.0})
    with pool.connection() as connection:
        fold_feed(connection, 1)
        end = MIDNIGHT + 3 * 3600

        def hours(name: str, area: int) -> list[float]:
            found = series(connection, name, area, MIDNIGHT, end, Step.hour).lines[0]
            return [None if np.isnan(v) else v for v in found.total.values]  # type: ignore[misc]

        assert hours("departures", 1) == [0.0, 1.0, 0.0]
        assert hours("arrivals", 1) == [0.0, 0.0, 0.0]
        assert hours("arrivals", 2) == [0.0, 1.0, 0.0]
        assert hours("net_balance", 2) == [0.0, 1.0, 0.0]

        def quarters(name: str, area: int) -> Any:
            found = series(connection, name, area, MIDNIGHT, end - 1800, Step.quarter)
            return found.lines[0].total.values

        for area in (1, 2):
            stood, balance = quarters("vehicles_parked", area), quarters("net_balance", area)
            assert np.diff(stood).tolist() == balance[:-1].tolist()
