"""What must hold in every history: 2,000 drawn at random, each lived twice by the real recorder.

A history is a truth (who stands where, from when until when) and polls of it: regular or not, and
good, failing or faulty in one of the ways of POLLS. It is lived as it is, and then either with
bodies shuffled, polls told twice and the process restarted, or with some polls missing. The draw is
the same at each run.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest import refusal
from ingest.attempt import Attempt
from ingest.feed import Feed, add_feed
from ingest.record import Recorder
from ingest.sift import keep_newest
from ingest.snapshot import STATES, Snapshot
from stoep.store.connect import pool as make_pool
from stoep.vocabulary import PollOutcome
from tests.ingest.gbfs_bodies import T0
from tests.ingest.worlds import BIKE

HISTORIES = 2000
SHORTEST_TRIP_MIN = 6
"""Who rides a round of less than five minutes between two polls was seen standing at both: that no
poll can tell. Two polls further apart than that are a gap."""
FIRST_LAT, LAT_STEP, LON_STEP = 52.0, 0.01, 0.01
LARGE = 90
"""Vehicles of a large fleet: enough that half a list is found out, renamed or not."""
OLD_S = 1000
"""Too old, or too far ahead, and no time zone's worth."""
POLLS = {
    "good": "what stands",
    "fails": "no list at all, for each of the reasons there are",
    "late": "what stood a minute ago, and it says so",
    "old": "what stood OLD_S ago, and it says so",
    "future": "a clock that is fast",
    "doubles": "some ids twice, the second report older and elsewhere",
    "flickers": "a quarter is left out, never more than twice on end",
    "partial": "half the fleet is left out (large fleets only: of small ones nobody can tell)",
    "empty": "nothing (large fleets only)",
    "renamed": "from now on all vehicles go by other ids (large fleets only)",
    "frozen": "the first list, and it says that it is new: a lie",
    "fewer": "a tenth more is left out at each: a lie",
}
HONEST = ("good",) * 6 + ("fails", "late", "old", "future", "doubles", "flickers", "flickers")
OF_LARGE = ("partial", "partial", "empty", "empty", "renamed", "renamed")
LIES = ("frozen", "fewer")
REFUSALS = [
    kind
    for kind in vars(refusal).values()
    if isinstance(kind, type) and issubclass(kind, refusal.Refusal) and hasattr(kind, "outcome")
]
GOOD = {PollOutcome.ok, PollOutcome.unchanged}
EVIDENCE = ("poll", "stay", "open_stay", "state_change", "coverage_span")
NEIGHBOURS = 40
"""Feeds that are in the database together: an even number, for a history is lived by two."""
Pool = ConnectionPool[Connection[Any]]


@dataclass(frozen=True)
class Stood:
    """One true stay: seconds after T0, and on which of its spots."""

    vehicle: int
    since_s: int
    until_s: int
    spot: int


@dataclass(frozen=True)
class Poll:
    """One poll, so many seconds after T0; `luck` says who is left out, `names` by which ids."""

    at_s: int
    kind: str
    luck: int
    names: int


@dataclass(frozen=True)
class History:
    """A truth and polls of it; a vehicle says another state each so many minutes."""

    truth: tuple[Stood, ...]
    polls: tuple[Poll, ...]
    state_min: int = 0

    @property
    def lies(self) -> bool:
        """Whether it tells what nobody can find out to be untrue."""
        return any(poll.kind in LIES for poll in self.polls)

    def state(self, vehicle: int, at_s: int) -> int:
        """What a vehicle says of itself at a moment; as an index into the states."""
        return (at_s // 60 // self.state_min + vehicle) % 3 if self.state_min else 0

    def stands(self, vehicle: int, spot: int, at_s: int) -> bool:
        """Whether in truth it stood there."""
        return any(one.since_s <= at_s < one.until_s for one in self.of(vehicle, spot))

    def of(self, vehicle: int, spot: int) -> list[Stood]:
        """Its true stays on a spot."""
        return self._by_place.get((vehicle, spot), [])

    @cached_property
    def _by_place(self) -> dict[tuple[int, int], list[Stood]]:
        found: dict[tuple[int, int], list[Stood]] = {}
        for one in self.truth:
            found.setdefault((one.vehicle, one.spot), []).append(one)
        return found


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Small fleets that are always on the move, and large ones of which most stands."""
    dice = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    large = draw(st.integers(0, 9)) < 4
    lies = draw(st.integers(0, 9)) == 0
    truth = tuple(_large(dice) if large else _small(dice))
    kinds = HONEST + (OF_LARGE if large else ()) + (LIES * 4 if lies else ())
    state_min = 0 if large else draw(st.sampled_from([0, 1, 3, 10, 45]))
    return History(truth, tuple(_polls(draw, dice, kinds)), state_min)


def _small(dice: np.random.Generator) -> Iterator[Stood]:
    for vehicle in range(dice.integers(1, 6)):
        at = -60 * int(dice.integers(0, 31))
        for _ in range(dice.integers(1, 6)):
            until = at + 60 * int(dice.integers(1, 41))
            yield Stood(vehicle, at, until, int(dice.integers(0, 3)))
            at = until + 60 * int(dice.integers(SHORTEST_TRIP_MIN, 41))


def _large(dice: np.random.Generator) -> Iterator[Stood]:
    for vehicle in range(LARGE):
        until = 10**6 if dice.random() < 0.8 else 60 * int(dice.integers(1, 120))
        yield Stood(vehicle, -3600, until, 0)
        since = until + 60 * int(dice.integers(SHORTEST_TRIP_MIN, 41))
        yield Stood(vehicle, since, 10**6 + since, int(dice.integers(0, 3)))


def _polls(draw: st.DrawFn, dice: np.random.Generator, kinds: tuple[str, ...]) -> Iterator[Poll]:
    """Most at the rhythm; a fault often lasts for some polls."""
    at, names, kind, flickered = 0, 0, "good", 0
    steps = draw(st.sampled_from([(60, 60, 60, 90), (60, 60, 180, 290, 400, 1800), (180,)]))
    for _ in range(draw(st.integers(3, 18))):
        at += int(dice.choice(steps))
        if kind == "good" or dice.random() < 0.4:
            kind = str(dice.choice(kinds))
        flickered = flickered + 1 if kind == "flickers" else 0
        if flickered > 2:
            kind, flickered = "good", 0
        names += kind == "renamed"
        yield Poll(at, kind, int(dice.integers(0, 10**6)), names)


def listing(history: History, poll: Poll, order: np.random.Generator | None = None) -> Snapshot:
    """What the feed lists at a poll; vehicles are told apart by their latitude."""
    told_s = poll.at_s - {"late": 60, "old": OLD_S}.get(poll.kind, 0)
    stood_s = history.polls[0].at_s if poll.kind == "frozen" else told_s
    stands = [one for one in history.truth if one.since_s <= stood_s < one.until_s]
    stands = [one for one in stands if not _is_left_out(history, poll, one.vehicle)]
    rows = [(one, one.spot, stood_s) for one in stands]
    if poll.kind == "doubles":
        rows += [(one, one.spot + 1, stood_s - 600) for one in stands[:: 1 + poll.luck % 5]]
    if order is not None:
        order.shuffle(rows)  # type: ignore[arg-type]
    states = [history.state(one.vehicle, stood_s) for one, _, _ in rows]
    snapshot = Snapshot(
        version="2.3",
        source_s=T0 + told_s + (OLD_S if poll.kind == "future" else 0),
        ttl_s=60,
        ids=[f"v{one.vehicle} {poll.names}" for one, _, _ in rows],
        lon=np.array([4.0 + LON_STEP * spot for _, spot, _ in rows], np.float64),
        lat=np.array([FIRST_LAT + LAT_STEP * one.vehicle for one, _, _ in rows], np.float64),
        kind=np.zeros(len(rows), np.int16),
        kinds=(BIKE,),
        state=np.array(states, np.uint8),
        listed=len(rows),
    )
    return keep_newest(snapshot, np.array([reported for _, _, reported in rows], np.int64))


def _is_left_out(history: History, poll: Poll, vehicle: int) -> bool:
    if poll.kind == "flickers":
        return (poll.luck // 7 ** (vehicle % 5) + vehicle) % 4 == 0
    if poll.kind == "fewer":
        done = sum(one.kind == "fewer" and one.at_s <= poll.at_s for one in history.polls)
        return vehicle % 10 < done
    return poll.kind == "empty" or (poll.kind == "partial" and vehicle % 2 == 0)


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

    def see(
        self, history: History, poll: Poll, order: np.random.Generator | None = None
    ) -> PollOutcome:
        """Live through one poll; what came of it."""
        moment = datetime.fromtimestamp(T0 + poll.at_s, UTC)
        attempt = Attempt(moment, moment, 200, 1)
        if poll.kind == "fails":
            why = REFUSALS[poll.luck % len(REFUSALS)]("It is as it is.", "Wait.")
            return self.recorder.refuse(self.feed, why, attempt).outcome
        return self.recorder.record(self.feed, listing(history, poll, order), attempt).outcome

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
        """All that is kept of vehicles and evidence, without the feed's own number."""
        return [
            self.rows(
                "select id - (feed_id::int8 << 40), first_seen, start_lo, start_reason, end_lo,"
                " end_hi, end_latest, end_reason, observed_s, geom::text from stay"
                " where feed_id = %(f)s order by 1"
            ),
            self.rows(
                "select id - (feed_id::int8 << 40), first_seen, start_lo, start_reason, base_s,"
                " last_seen, missing_since, missing_anew, state, state_since, geom::text,"
                " put_back::text from open_stay where feed_id = %(f)s order by 1"
            ),
            self.rows(
                "select stay_id - (feed_id::int8 << 40), changed_at, was_since, changed_lo,"
                " observed_s, was, became from state_change where feed_id = %(f)s order by 1, 2"
            ),
            self.spans(),
        ]

    def polls(self) -> list[tuple[Any, ...]]:
        """All that is kept of the polls themselves."""
        return self.rows(
            "select started_at, outcome, reason, version, listed, sighted, dropped, source_at,"
            " body_hash, evidence_at, opened, continued, missing, ended from poll"
            " where feed_id = %(f)s order by 1"
        )

    def fingerprint(self) -> Any:
        """A hash of all that is no poll's row, nor what is held back."""
        parts = [
            f"(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t"
            " where feed_id = %(f)s)"
            for table in ("stay", "open_stay", "state_change", "coverage_span")
        ]
        return self.rows(
            f"select {', '.join(parts)}, f.id_policy, s.generation, s.evidence_at, s.evidence_s,"
            " s.standing, s.stays_opened, s.body_hash, s.same_since, s.clock_offset_s"
            " from feed f join feed_state s on s.feed_id = f.id where f.id = %(f)s"
        )

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


@pytest.fixture(scope="module")
def lives(cluster: Any, migrated: str) -> Iterator[Any]:
    """New feeds in one database."""
    cluster.create("invariants", template=migrated)
    with living(cluster.address("invariants")) as made:
        yield made
    cluster.drop("invariants")


@contextmanager
def living(address: str) -> Iterator[Callable[[], Life]]:
    """A function that makes new feeds; a commit need not reach the disk here."""
    relaxed = f"{address}&options=-c%20synchronous_commit%3Doff"
    with make_pool(relaxed, size=1) as made:
        numbers = iter(range(10**6))

        def live() -> Life:
            number = next(numbers)
            if number % NEIGHBOURS == 0:
                # What is asked of one feed reads the rows of all: those of long ago only cost.
                with made.connection() as connection:
                    connection.execute(f"truncate {', '.join(EVIDENCE)}".encode())
            return Life(made, number)

        yield live


@pytest.fixture(scope="module")
def outcomes() -> Iterator[Counter[str]]:
    """What all polls of all histories came to: each kind must have happened, and often."""
    counted: Counter[str] = Counter()
    yield counted
    assert min(counted[name] for name in ("suspect_mass", "suspect_empty")) > 100
    assert counted["rotating"] > 20
    assert set(counted) >= {str(kind.outcome) for kind in REFUSALS}


@given(history=histories(), seed=st.integers(0, 2**32 - 1))
@settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_what_holds_in_every_history(
    lives: Any, outcomes: Counter[str], history: History, seed: int
) -> None:
    plain = lives()
    _no_evidence_changes_anything(plain, history, outcomes)
    outcomes[plain.rows("select id_policy from feed where id = %(f)s")[0][0]] += 1
    dice = np.random.default_rng(seed)
    if seed % 2:
        _lived_otherwise(plain, lives(), history, dice)
    else:
        _with_polls_missing(plain, lives(), history, dice)
    _against_the_truth(plain, history)
    _is_found_again(plain)


def _no_evidence_changes_anything(life: Life, history: History, outcomes: Counter[str]) -> None:
    """I6: a poll that is no evidence leaves every stay, span and clock as it was."""
    before = None
    for poll in history.polls:
        before = before or life.fingerprint()
        outcome = life.see(history, poll)
        outcomes[outcome] += 1
        if outcome in GOOD:
            before = None
        else:
            assert life.fingerprint() == before


def _lived_otherwise(plain: Life, other: Life, history: History, dice: np.random.Generator) -> None:
    """I3, I4, I7: order, repetition and restarts mean nothing, for polls neither."""
    for poll in history.polls:
        if dice.random() < 0.3:
            other.recorder = Recorder(other.pool, "secret")
        other.see(history, poll, dice)
        if dice.random() < 0.2:
            other.see(history, poll, dice)
    assert other.told() == plain.told()
    assert other.polls() == plain.polls()


def _with_polls_missing(
    plain: Life, other: Life, history: History, dice: np.random.Generator
) -> None:
    """I1: who sees less claims nothing that is not so.

    Not "no more departures": who comes back within a quarter of an hour never left (R6), and a poll
    less can take that return out of sight. The departure that is then claimed is a true one.
    """
    for poll in history.polls:
        if dice.random() < 0.7:
            other.see(history, poll)
        elif dice.random() < 0.5:
            other.see(history, replace(poll, kind="fails"))
    _against_the_truth(other, history)


def _is_found_again(life: Life) -> None:
    """What a poll brings along of an ended stay is what the database makes of it."""
    assert not life.rows(
        "select id from stay where feed_id = %(f)s and (ended_by_length <> by_length(first_seen,"
        " end_hi) or packed <> pack_stay(id, geom, first_seen, base_s, vehicle_type_id, state))"
    )


def _states_are_true(life: Life, history: History, spans: list[tuple[Any, ...]]) -> None:
    """A change is told between two good polls that tell one state and the other."""
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
    # A lie of where it stands, under a name that is new each time, is of no vehicle: of a place.
    if not (history.lies and history.polls[-1].names):
        for one, after in pairwise(stays):
            if one[0] == after[0]:
                assert one[3] < after[2]
    for stay in stays:
        covered_s = sum(max(0, min(stay[3], ends) - max(stay[2], starts)) for starts, ends in spans)
        assert 0 <= stay[6] <= covered_s
    if history.lies:
        return
    for stay in stays:
        _is_true(history, *stay)
    _states_are_true(life, history, spans)


def _is_true(
    history: History,
    vehicle: int,
    spot: int,
    first_seen: int,
    end_lo: int,
    end_hi: int | None,
    reason: str,
    observed_s: int,
) -> None:
    """I8: certain <= true <= possible."""
    assert history.stands(vehicle, spot, first_seen)
    assert history.stands(vehicle, spot, end_lo)
    mine = history.of(vehicle, spot)
    stood_s = sum(max(0, min(one.until_s, end_lo) - max(one.since_s, first_seen)) for one in mine)
    assert observed_s <= stood_s
    if reason == "departed":
        assert end_hi is not None
        assert end_lo < end_hi
        # Who flickers as it leaves is believed gone a poll early: not before it was last there.
        gone = [p.at_s for p in history.polls if not history.stands(vehicle, spot, p.at_s)]
        gone_s = min((at for at in gone if at >= end_hi), default=end_hi)
        # It was seen there until end_lo: back on its spot within a quarter of an hour is the
        # same stay, and a later true stay on this spot may be the one that ended.
        assert any(end_lo < one.until_s <= gone_s for one in mine if one.since_s <= end_lo)
