"""What must hold in every history: 700 drawn at random, each lived in three ways.

A history is a truth (who stands where, from when until when) and polls of it: regular or not, good
or failing. It is lived as it is; then with bodies shuffled, polls told twice and the process
restarted; then with some polls missing. That makes 2,100 histories through the real recorder.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.attempt import Attempt
from ingest.feed import Feed, add_feed
from ingest.record import Recorder
from ingest.refusal import TimedOut
from ingest.snapshot import STATES, Snapshot
from stoep.store.connect import pool as make_pool
from tests.ingest.gbfs_bodies import T0
from tests.ingest.worlds import BIKE

HISTORIES = 700
SHORTEST_TRIP_MIN = 6
"""Who rides a round of less than five minutes between two polls was seen standing at both: that no
poll can tell. Two polls further apart than that are a gap."""
FIRST_LAT, LAT_STEP, LON_STEP = 52.0, 0.01, 0.01
Pool = ConnectionPool[Connection[Any]]


@dataclass(frozen=True)
class Stood:
    """One true stay: seconds after T0, and on which of its spots."""

    vehicle: int
    since_s: int
    until_s: int
    spot: int


@dataclass(frozen=True)
class History:
    """A truth, and polls of it: (seconds after T0, whether it succeeds).

    A vehicle says another state each so many minutes.
    """

    truth: tuple[Stood, ...]
    polls: tuple[tuple[int, bool], ...]
    state_min: int = 0

    def state(self, vehicle: int, at_s: int) -> int:
        """What a vehicle says of itself at a moment; as an index into the states."""
        return (at_s // 60 // self.state_min + vehicle) % 3 if self.state_min else 0


@st.composite
def histories(draw: st.DrawFn) -> History:
    truth = []
    for vehicle in range(draw(st.integers(1, 5))):
        at = -60 * draw(st.integers(0, 30))
        for _ in range(draw(st.integers(1, 5))):
            until = at + 60 * draw(st.integers(1, 40))
            truth.append(Stood(vehicle, at, until, draw(st.integers(0, 2))))
            at = until + 60 * draw(st.integers(SHORTEST_TRIP_MIN, 40))
    at, polls = 0, []
    for _ in range(draw(st.integers(3, 16))):
        at += draw(st.sampled_from([60, 60, 60, 60, 90, 180, 290, 400, 1800]))
        polls.append((at, draw(st.integers(0, 7)) > 0))
    return History(tuple(truth), tuple(polls), draw(st.sampled_from([0, 1, 3, 10, 45])))


def listing(history: History, at_s: int, order: np.random.Generator | None) -> Snapshot:
    """What a correct feed lists at a moment; vehicles are told apart by their latitude."""
    stands = [one for one in history.truth if one.since_s <= at_s < one.until_s]
    if order is not None:
        order.shuffle(stands)  # type: ignore[arg-type]
    return Snapshot(
        version="2.3",
        source_s=None,
        ttl_s=60,
        ids=[f"v{one.vehicle}" for one in stands],
        lon=np.array([4.0 + LON_STEP * one.spot for one in stands], np.float64),
        lat=np.array([FIRST_LAT + LAT_STEP * one.vehicle for one in stands], np.float64),
        kind=np.zeros(len(stands), np.int16),
        kinds=(BIKE,),
        state=np.array([history.state(one.vehicle, at_s) for one in stands], np.uint8),
        listed=len(stands),
    )


@dataclass
class Life:
    """One feed that lives through a history."""

    pool: Pool
    number: int

    def __post_init__(self) -> None:
        with self.pool.connection() as connection:
            self.feed: Feed = add_feed(
                connection, key=f"f{self.number}", name="f", url="http://x/", operator="o"
            )
        self.recorder = Recorder(self.pool, "secret")

    def see(self, history: History, at_s: int, order: np.random.Generator | None = None) -> None:
        self.recorder.record(self.feed, listing(history, at_s, order), _attempt(at_s))

    def fail(self, at_s: int) -> None:
        self.recorder.refuse(self.feed, TimedOut("No answer.", "Wait."), _attempt(at_s))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.pool.connection() as connection:
            return connection.execute(query.encode(), {"f": self.feed.id, "t": T0}).fetchall()

    def stays(self) -> list[tuple[Any, ...]]:
        """(vehicle, spot, first_seen, end_lo, end_hi, reason, observed_s, possible until); times in
        seconds after T0, of open stays the end is what is known now."""
        return self.rows(
            "select round((st_y(geom) - 52) / 0.01)::int, round((st_x(geom) - 4) / 0.01)::int,"
            " extract(epoch from first_seen)::int8 - %(t)s,"
            " extract(epoch from end_lo)::int8 - %(t)s,"
            " extract(epoch from end_hi)::int8 - %(t)s, end_reason, observed_s from stay"
            " where feed_id = %(f)s union all"
            " select round((st_y(geom) - 52) / 0.01)::int, round((st_x(geom) - 4) / 0.01)::int,"
            " extract(epoch from o.first_seen)::int8 - %(t)s,"
            " extract(epoch from coalesce(o.last_seen, w.evidence_at))::int8 - %(t)s, null, 'open',"
            " (select c.starts_s + extract(epoch from"
            "         least(coalesce(o.last_seen, w.evidence_at), c.ends_at) - c.starts_at)::int8"
            "  from coverage_span c where c.feed_id = o.feed_id"
            "  and c.starts_at <= coalesce(o.last_seen, w.evidence_at)"
            "  order by c.starts_at desc limit 1) - o.base_s"
            " from open_stay o join feed_state w using (feed_id) where feed_id = %(f)s"
            " order by 1, 3"
        )

    def told(self) -> list[list[tuple[Any, ...]]]:
        """All that is kept, without the feed's own number and the polls' rows."""
        return [
            self.rows(
                "select id - (feed_id::int8 << 40), first_seen, start_lo, start_reason, end_lo,"
                " end_hi, end_reason, observed_s, geom::text from stay where feed_id = %(f)s"
                " order by 1"
            ),
            self.rows(
                "select id - (feed_id::int8 << 40), first_seen, start_lo, start_reason, base_s,"
                " last_seen, missing_since, state, state_since, geom::text from open_stay"
                " where feed_id = %(f)s"
                " order by 1"
            ),
            self.rows(
                "select stay_id - (feed_id::int8 << 40), changed_at, was_since, changed_lo,"
                " observed_s, was, became from state_change where feed_id = %(f)s order by 1, 2"
            ),
            self.spans(),
        ]

    def states(self) -> list[tuple[Any, ...]]:
        """(vehicle, changed_lo, changed_at, was, became, first seen, until, observed then and at
        most); times in seconds after T0."""
        return self.rows(
            "select round((st_y(s.geom) - 52) / 0.01)::int,"
            " extract(epoch from c.changed_lo)::int8 - %(t)s,"
            " extract(epoch from c.changed_at)::int8 - %(t)s, c.was, c.became,"
            " extract(epoch from s.first_seen)::int8 - %(t)s,"
            " case when s.until < 'infinity' then extract(epoch from s.until)::int8 - %(t)s end,"
            " c.observed_s from state_change c join standing_stay s on s.id = c.stay_id"
            " where c.feed_id = %(f)s order by c.stay_id, c.changed_at"
        )

    def spans(self) -> list[tuple[Any, ...]]:
        return self.rows(
            "select extract(epoch from starts_at)::int8 - %(t)s,"
            " extract(epoch from ends_at)::int8 - %(t)s from coverage_span"
            " where feed_id = %(f)s order by 1"
        )


def _attempt(at_s: int) -> Attempt:
    moment = datetime.fromtimestamp(T0 + at_s, UTC)
    return Attempt(moment, moment, 200, 1)


@pytest.fixture(scope="module")
def lives(cluster: Any, migrated: str) -> Any:
    """New feeds in one database; a commit need not reach the disk here."""
    cluster.create("invariants", template=migrated)
    relaxed = f"{cluster.address('invariants')}&options=-c%20synchronous_commit%3Doff"
    with make_pool(relaxed, size=1) as made:
        numbers = iter(range(10**6))
        yield lambda: Life(made, next(numbers))
    cluster.drop("invariants")


@given(history=histories(), seed=st.integers(0, 2**32 - 1))
@settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_what_holds_in_every_history(lives: Any, history: History, seed: int) -> None:
    plain = lives()
    for at_s, good in history.polls:
        plain.see(history, at_s) if good else plain.fail(at_s)
    dice = np.random.default_rng(seed)
    _lived_otherwise(plain, lives(), history, dice)
    _with_polls_missing(plain, lives(), history, dice)
    _against_the_truth(plain, history)
    _states_are_true(plain, history)
    _is_found_again(plain)
    _a_failing_poll_changes_nothing(plain, history)


def _lived_otherwise(plain: Life, other: Life, history: History, dice: np.random.Generator) -> None:
    """I3, I4, I7: order, repetition and restarts mean nothing."""
    for at_s, good in history.polls:
        if dice.random() < 0.3:
            other.recorder = Recorder(other.pool, "secret")
        if not good:
            other.fail(at_s)
            continue
        other.see(history, at_s, dice)
        if dice.random() < 0.2:
            other.see(history, at_s, dice)
    assert other.told() == plain.told()


def _with_polls_missing(
    plain: Life, other: Life, history: History, dice: np.random.Generator
) -> None:
    """I1: who sees less claims nothing that is not so.

    Not "no more departures": who comes back within a quarter of an hour never left (R6), and a poll
    less can take that return out of sight. The departure that is then claimed is a true one.
    """
    for at_s, good in history.polls:
        if good and dice.random() < 0.7:
            other.see(history, at_s)
        elif dice.random() < 0.5:
            other.fail(at_s)
    _against_the_truth(other, history)
    _states_are_true(other, history)


def _is_found_again(life: Life) -> None:
    """What a poll brings along of an ended stay is what the database makes of it."""
    assert not life.rows(
        "select id from stay where feed_id = %(f)s and (ended_by_length <> by_length(first_seen,"
        " end_hi) or packed <> pack_stay(id, geom, first_seen, base_s, vehicle_type_id, state))"
    )


def _states_are_true(life: Life, history: History) -> None:
    """A change is told between two good polls that tell one state and the other."""
    spans = life.spans()
    for vehicle, lo, hi, was, became, first_seen, until, observed_s in life.states():
        assert was == STATES[history.state(vehicle, lo)]
        assert became == STATES[history.state(vehicle, hi)]
        assert first_seen <= lo < hi
        assert until is None or hi < until
        covered_s = sum(max(0, min(hi, ends) - max(first_seen, starts)) for starts, ends in spans)
        assert 0 <= observed_s <= covered_s


def _against_the_truth(life: Life, history: History) -> None:
    """I2, I5, I8: stays of one vehicle never overlap, and what is certain is true."""
    stays, spans = life.stays(), life.spans()
    for one, after in pairwise(stays):
        if one[0] == after[0]:
            assert one[3] < after[2]
    for vehicle, spot, first_seen, end_lo, end_hi, reason, observed_s in stays:
        true = next(
            stood
            for stood in history.truth
            if (stood.vehicle, stood.spot) == (vehicle, spot)
            and stood.since_s <= first_seen < stood.until_s
        )
        covered_s = sum(
            max(0, min(end_lo, ends) - max(first_seen, starts)) for starts, ends in spans
        )
        assert 0 <= observed_s <= covered_s
        stood_s = sum(
            max(0, min(stood.until_s, end_lo) - max(stood.since_s, first_seen))
            for stood in history.truth
            if (stood.vehicle, stood.spot) == (vehicle, spot)
        )
        assert observed_s <= stood_s
        if reason == "departed":
            assert end_lo < end_hi
            # It was seen there until end_lo: back on its spot within a quarter of an hour is the
            # same stay, and a later true stay on this spot may be the one that ended.
            ends = [
                stood.until_s
                for stood in history.truth
                if (stood.vehicle, stood.spot) == (vehicle, spot) and stood.since_s <= end_lo
            ]
            assert any(end_lo < until <= end_hi for until in ends)
        assert true.since_s <= first_seen


def _a_failing_poll_changes_nothing(life: Life, history: History) -> None:
    """I6: what is no evidence leaves every stay and span as it was."""
    before = life.told()
    life.fail(history.polls[-1][0] + 60)
    assert life.told() == before
