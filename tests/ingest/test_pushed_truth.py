"""What an operator's words come to, against what its vehicle did: I8, for who pushes.

Starts of rides get lost, words come late and in any order, the line is silent now and then.
Whatever comes of it: certain time is true time, and what is claimed happened in its interval.

truth    A-----------|   ride   |B------------------|  ride  |C---
words    a   r  s               e     s    s        t         e       (t of A is lost)
told     A------?               B-------------------|         C---    A: until it was heard of last
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.intake.inbox import receive
from api.intake.keys import Pusher
from ingest.feed import add_feed
from ingest.pushed.inbox import SILENCE_S, Inbox, told_otherwise
from ingest.pushed.timeline import SEEN, Word, stays_of
from stoep.store.connect import pool as make_pool
from stoep.vocabulary import FeedFormat
from tests.ingest.gbfs_bodies import T0
from tests.ingest.pushing import PROVIDER, SECRET, event, number
from tests.ingest.worlds import LAT, at
from zones.clock import EvidenceClock

SPOTS = (0, 30, 70, 500, 540, 1000)
"""Metres east; those of one corner lie within the 100 m of a vehicle that counts as never gone."""
BEAT_S = 240
FEEDS = itertools.count(1)


def corner(metres: float) -> int:
    """Which of the corners a place is at."""
    return round(metres / 500)


@dataclass(frozen=True)
class Stood:
    spot: int
    since_s: int
    until_s: int


@dataclass(frozen=True)
class Said:
    """A word, and how many seconds after its moment it comes."""

    at_s: int
    state: str
    kind: str
    metres: float | None
    late_s: int = 0


@dataclass(frozen=True)
class Story:
    truth: tuple[Stood, ...]
    words: tuple[Said, ...]
    silences: tuple[tuple[int, int], ...]
    """When the operator's line was silent, from and until."""

    @property
    def ends_s(self) -> int:
        return self.truth[-1].until_s + 600

    @property
    def spans(self) -> list[tuple[int, int]]:
        """When the line was alive."""
        edges = [0, *(edge for silence in self.silences for edge in silence), self.ends_s]
        return list(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    truth, at_s = [], draw(st.integers(0, 600))
    for _ in range(draw(st.integers(2, 6))):
        stands_s = draw(st.sampled_from([40, 600, 2000, 7000])) + draw(st.integers(0, 50))
        truth.append(Stood(draw(st.sampled_from(SPOTS)), at_s, at_s + stands_s))
        at_s += stands_s + draw(st.sampled_from([60, 500, 1500]))
    words = [said for one in truth for said in draw(_words(one, is_last=one is truth[-1]))]
    cuts = draw(
        st.lists(st.integers(1, max(1, at_s // BEAT_S)), max_size=4, unique=True).map(sorted)
    )
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    silences = tuple((a * BEAT_S, b * BEAT_S) for a, b in pairs if (b - a) * BEAT_S > SILENCE_S)
    return Story(tuple(truth), tuple(words), silences)


@st.composite
def _words(draw: st.DrawFn, one: Stood, *, is_last: bool) -> list[Said]:
    """What is said of one stay; the start of the ride that ended it may be lost."""
    place = one.spot + draw(st.integers(-8, 8))
    found = [Said(one.since_s, "available", "trip_end", place)]
    for _ in range(draw(st.integers(0, 3))):
        at_s = draw(st.integers(one.since_s + 1, one.until_s - 1))
        state = draw(st.sampled_from([SEEN, SEEN, "reserved", "non_operational"]))
        told = place if state == SEEN else draw(st.sampled_from([place, None]))
        found.append(Said(at_s, state, "unspecified", told))
    if is_last or draw(st.integers(0, 2)):
        left = draw(st.sampled_from(["on_trip", "on_trip", "removed"]))
        found.append(Said(one.until_s, left, "trip_start", None))
    if draw(st.integers(0, 3)) == 0:
        found.append(
            Said(one.until_s + 30, draw(st.sampled_from(["stopped", "elsewhere"])), "x", None)
        )
    delays = st.sampled_from([0, 0, 0, 20, 900, 5000])
    return [Said(w.at_s, w.state, w.kind, w.metres, draw(delays)) for w in found]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(story=stories(), order=st.randoms(use_true_random=False))
def test_what_is_told_of_a_vehicle_is_true(story: Story, order: Any) -> None:
    clock = _clock(story)
    words = [
        Word(
            said.at_s,
            UUID(int=n + 1),
            said.state,
            said.kind == "trip_end",
            None if said.metres is None else at(said.metres),
            None if said.metres is None else LAT,
        )
        for n, said in enumerate(story.words)
    ]
    order.shuffle(words)

    def covered(since_s: int, until_s: int) -> bool:
        return bool(clock.at(until_s) - clock.at(since_s) == until_s - since_s)

    told = []
    for stay in stays_of(words, covered):
        end_lo_s = story.ends_s if stay.end_lo_s is None else stay.end_lo_s
        away_s = sum(int(clock.at(back) - clock.at(left)) for left, back in stay.away)
        observed_s = int(clock.at(end_lo_s) - clock.at(stay.first_s)) - away_s
        metres = (stay.place[0] - at(0)) / (at(1) - at(0))
        start = stay.start_lo_s, stay.first_s, str(stay.start_reason)
        told.append((metres, *start, stay.end_lo_s, stay.end_s, stay.end_reason, observed_s))
        assert stay.end_reason != "moved" or covered(end_lo_s, stay.end_s or 0)
    _is_true(story, told)


def _clock(story: Story) -> EvidenceClock:
    starts, ends = np.array(story.spans, np.int64).T
    return EvidenceClock(starts, ends, np.cumsum([0, *(ends - starts)[:-1]]))


def _is_true(story: Story, told: Sequence[tuple[Any, ...]]) -> None:
    for one, after in pairwise(told):
        assert one[5] <= after[2]
    for metres, start_lo_s, first_s, start, end_lo_s, end_s, end, observed_s in told:
        here = [one for one in story.truth if corner(one.spot) == corner(metres)]
        [true] = [one for one in here if one.since_s <= first_s < one.until_s]
        if start in ("arrived", "moved"):
            assert start_lo_s <= true.since_s <= first_s
        if end_s is None:
            end_lo_s = end_s = story.truth[-1].until_s
        elif end in ("departed", "moved"):
            assert any(end_lo_s <= one.until_s <= end_s for one in here)
        # min <= true: it stood there at least so long; true <= max: not on when it is said gone.
        stood_s = sum(
            max(0, min(one.until_s, end_lo_s + 1) - max(one.since_s, first_s)) for one in here
        )
        assert 0 <= observed_s <= stood_s
        [last] = [one for one in story.truth if one.since_s <= end_lo_s < one.until_s] or [true]
        assert last.until_s <= end_s


# --- and through the inbox -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def inbox(cluster: Any, migrated: str) -> Any:
    """An inbox before a database of its own; a commit need not reach the disk here."""
    cluster.create("pushed_truth", template=migrated)
    relaxed = f"{cluster.address('pushed_truth')}&options=-c%20synchronous_commit%3Doff"
    with make_pool(relaxed, size=1) as made:
        yield Inbox(made, SECRET)
    cluster.drop("pushed_truth")


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(story=stories())
def test_what_is_kept_of_what_is_pushed_is_true(inbox: Inbox, story: Story) -> None:
    """Late words are sent as soon as the line is alive, and the inbox is read every few minutes."""
    pool: ConnectionPool[Connection[Any]] = inbox.pool
    with pool.connection() as connection:
        feed = add_feed(
            connection,
            key=f"f{next(FEEDS)}",
            name="f",
            url="pushed",
            operator="o",
            format=FeedFormat.agency,
            provider_id=UUID(int=next(FEEDS)),
        )
        pusher = Pusher(feed.id, PROVIDER)
        vehicle = {**event("a", 0, "x"), "vehicle_id": "a", "vehicle_type": "bicycle"}
        vehicle["propulsion_types"] = ["human"]
        receive(connection, pusher, "vehicles", [vehicle], _moment(0))
    waiting = sorted(story.words, key=lambda said: (said.at_s + said.late_s, said.at_s))
    for begins, ends in story.spans:
        for beat, now_s in enumerate([*range(begins, ends, BEAT_S), ends]):
            sent = [said for said in waiting if said.at_s + said.late_s <= now_s]
            waiting = waiting[len(sent) :]
            with pool.connection() as connection:
                for kind, items in _sorted_out(sent):
                    receive(connection, pusher, kind, items, _moment(now_s))
            if beat % 5 == 4:
                inbox.apply(feed)
    with pool.connection() as connection:
        for kind, items in _sorted_out(waiting):
            receive(connection, pusher, kind, items, _moment(story.ends_s))
    while inbox.apply(feed):
        pass
    with pool.connection() as connection:
        assert told_otherwise(connection, feed, SECRET).changes == []
        told = connection.execute(KEPT.encode(), [feed.id]).fetchall()
    _is_true(story, told)


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(T0 + second, UTC)


def _sorted_out(sent: Sequence[Said]) -> list[tuple[str, list[Any]]]:
    """Events, and what only tells a place; with nothing to tell an empty batch of those."""
    events = [
        event("a", said.at_s, said.state, said.kind, said.metres)
        for said in sent
        if said.state != SEEN
    ]
    points = [
        {
            **event("a", said.at_s, SEEN, metres=said.metres),
            "telemetry_id": number(f"point {said.at_s}"),
        }
        for said in sent
        if said.state == SEEN
    ]
    return [("telemetry", points), *([("events", events)] if events else [])]


KEPT = f"""
select (lon - {at(0)}) / ({at(1)} - {at(0)}) as metres, start_lo, first_seen, start_reason, end_lo,
       end_hi, end_reason, observed_s
from (
    select st_x(geom) as lon, extract(epoch from start_lo)::int8 - {T0} as start_lo,
           extract(epoch from first_seen)::int8 - {T0} as first_seen, start_reason,
           extract(epoch from end_lo)::int8 - {T0} as end_lo,
           extract(epoch from end_hi)::int8 - {T0} as end_hi, end_reason, observed_s
    from stay
    where feed_id = %s
) ended
order by first_seen
"""
