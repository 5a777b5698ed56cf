"""The gap rules by themselves, at their very borders: no database, no feed, milliseconds.

before      now                    seconds:  T            T + 60
a  0 m      a  50 m                          on the feed's own clock C and C + 60
"""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from ingest.clock import ClockWatch
from ingest.compare import (
    Changes,
    Now,
    claim_nothing,
    compare,
    let_go,
    nobody_arrived,
    relabel,
)
from ingest.decide import Decision, Quarantine, _by_day_s, decide
from ingest.fleet import NEVER, Fleet
from ingest.judge import gap_limit_s, judge
from ingest.memory import Memory
from ingest.quarantine import Held, Release, Word, come_at_once, hold, suspect, weigh
from ingest.refusal import Refusal, StaleFeed, SuspectEmpty, SuspectMass, WrongClock
from ingest.rides import HeldBack, kept, read, rides
from ingest.snapshot import Snapshot
from stoep.pseudonym import Pseudonyms
from stoep.vocabulary import EndReason, PollOutcome, StartReason, StatementKind
from tests.ingest.gbfs_bodies import T0
from tests.ingest.worlds import BIKE
from zones.locate import Locator

T, C = T0 - T0 % 86_400 + 12 * 3600, 5000
NOW = Now(T + 60, C + 60, T, C, gap=False, gap_limit_s=180)
GAP = Now(T + 600, C, T, C, gap=True, gap_limit_s=180)
FIRST = Now(T, C, None, C, gap=False)
METRES = 111_320.0
UTC_ZONE = ZoneInfo("UTC")


def north(metres: float) -> float:
    """The latitude so far from the equator; of a border to the last bit."""
    near = metres / METRES
    for lat in (near, np.nextafter(near, 1), np.nextafter(near, -1)):
        if lat * METRES == metres:
            return float(lat)
    assert metres not in (50, 100)
    return near


def listing(**places: float) -> Snapshot:
    """Vehicles at metres north of the equator, free."""
    count = len(places)
    return Snapshot(
        "2.3", None, 60, list(places), np.full(count, 4.0),
        np.array([north(m) for m in places.values()], np.float64), np.zeros(count, np.int16),
        (BIKE,), np.zeros(count, np.uint8), count,
    )  # fmt: skip


def reserved(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, state=np.ones(len(snapshot), np.uint8))


def fleet_of(**vehicles: dict[str, Any]) -> Fleet:
    """Open stays: where in metres (`at`, `back`), and columns that are not as usual."""
    fleet = Fleet(max(4, len(vehicles)))
    for slot, (name, told) in zip(fleet.take(len(vehicles)), vehicles.items(), strict=True):
        told = dict(told)
        lat = north(told.pop("at", 0.0))
        columns = {
            "id": slot, "lon": 4.0, "lat": lat, "back_lon": 4.0,
            "back_lat": north(told.pop("back")) if "back" in told else lat,
            "first_seen": T - 3600, "base_s": C - 3600, **told,
        }  # fmt: skip
        for column, value in columns.items():
            fleet[column][slot] = value
        fleet.bind(name, int(slot))
    return fleet


def missing(since: int = T - 60, polls: int = 1, **more: Any) -> dict[str, Any]:
    """A stay that has been missed since then; last seen a minute before, on both clocks."""
    seen = more.pop("seen", since - 60)
    clock = more.pop("clock", C + seen - T)
    usual = {
        "last_seen": seen, "last_seen_s": clock, "missing_since": since, "missing_anew": since,
        "missing_anew_s": clock + since - seen, "missing_polls": polls,
    }  # fmt: skip
    return usual | more


def changes(fleet: Fleet, snapshot: Snapshot, now: Now = NOW) -> Changes:
    return compare(fleet, snapshot, fleet.find(snapshot.ids), now)


def ends(found: Changes) -> list[tuple[Any, ...]]:
    """(last there, missed, at the latest, own clock when last there, why)."""
    e = found.ended
    columns = (e.end_lo, e.end_hi, e.end_latest, e.end_lo_clock_s)
    return [(*(int(column[n]) for column in columns), reason) for n, reason in enumerate(e.reason)]


# Is this list fresh?


def told(source_s: int | None = None, ttl_s: int | None = 60) -> Snapshot:
    return replace(listing(), source_s=source_s, ttl_s=ttl_s)


@pytest.mark.parametrize(
    ("ttl_s", "age_s"), [(None, 150), (0, 150), (1, 135), (60, 180), (3600, 3720), (9999, 3720)]
)
def test_a_list_is_fresh_until_its_time_to_live_and_two_minutes(
    ttl_s: int | None, age_s: int
) -> None:
    assert judge(told(T - age_s, ttl_s), None, T, 30, ClockWatch()) == T - age_s
    with pytest.raises(StaleFeed, match=f"is {age_s + 1} s old, where {age_s} s is"):
        judge(told(T - age_s - 1, ttl_s), None, T, 30, ClockWatch())


def test_a_clock_may_be_two_minutes_ahead() -> None:
    assert judge(told(T + 120), None, T, 30, ClockWatch()) == T
    with pytest.raises(WrongClock, match="lies 121 s in the future"):
        judge(told(T + 121), None, T, 30, ClockWatch())


def test_a_list_is_of_its_own_time_or_of_its_receipt_and_never_earlier_than_the_last() -> None:
    assert judge(told(None), None, T, 30, ClockWatch()) == T
    assert judge(told(T - 7), T - 7, T, 30, ClockWatch()) == T - 7
    with pytest.raises(StaleFeed, match="last_updated is 1 s earlier"):
        judge(told(T - 8), T - 7, T, 30, ClockWatch())


@pytest.mark.parametrize(
    ("interval_s", "ttl_s", "limit_s"),
    [(30, None, 150), (60, None, 180), (70, 15, 210), (30, 1, 135), (30, 170, 290), (30, 0, 150),
     (99, 30, 297), (200, None, 300), (30, 10_000, 300)],
)  # fmt: skip
def test_a_gap_is_longer_than_three_polls_or_than_the_list_may_be_old(
    interval_s: int, ttl_s: int | None, limit_s: int
) -> None:
    assert gap_limit_s(interval_s, ttl_s) == limit_s


# Which stays go on?


@pytest.mark.parametrize(("metres", "goes_on"), [(0, 1), (50, 1), (51, 0)])
def test_within_the_jitter_of_its_anchor_or_of_where_it_was_put_back_it_stands(
    metres: float, goes_on: int
) -> None:
    for vehicle in ({"at": 0.0}, {"at": 3000.0, "back": 0.0}, {"at": 0.0, "back": 3000.0}):
        found = changes(fleet_of(a=vehicle), listing(a=metres))
        assert (found.continued, len(found.opened_rows)) == (goes_on, 1 - goes_on)
        assert [*found.put_back, *found.returned] == []
        assert found.opened_reason == [StartReason.moved] * (1 - goes_on)
        assert ends(found) == [(T, T + 60, T + 60, C, EndReason.moved)] * (1 - goes_on)


@pytest.mark.parametrize(
    ("metres", "away_s", "confirmed", "goes_on"),
    [
        (100, 900, True, True), (101, 900, True, False), (100, 901, True, False),
        (50, 901, True, False), (50, 901, False, True), (51, 901, False, False),
    ],
)  # fmt: skip
def test_back_soon_and_near_or_never_surely_away_it_goes_on(
    metres: float, away_s: int, confirmed: bool, goes_on: bool
) -> None:
    seen = T + 60 - away_s
    fleet = fleet_of(a=missing(seen + 60, 9 if confirmed else 2, clock=C - 700, seen=seen))
    found = changes(fleet, listing(a=metres))
    assert found.continued == goes_on
    assert len(found.returned) == goes_on
    assert found.excluded_s.tolist() == [C + 60 - (C - 700)] * goes_on
    assert len(found.put_back) == len(found.put_back_rows) == (goes_on and metres > 50)
    assert found.opened_reason == [StartReason.arrived] * (not goes_on)


def test_a_new_state_is_told_of_those_that_go_on_alone() -> None:
    fleet = fleet_of(a={}, b={"state": 1}, c={})
    found = changes(fleet, reserved(listing(a=0, b=0, c=900)))
    assert (found.state_slots.tolist(), found.state.tolist()) == ([0], [1])
    assert found.continued == 2


def test_who_is_not_listed_went_missing_once() -> None:
    fleet = fleet_of(a={}, b={}, c=missing())
    found = changes(fleet, listing(a=0, d=0))
    assert found.went_missing.tolist() == [1]
    assert found.still_missing.tolist() == [2]
    assert [*found.missing_anew, *found.ended.slots] == []
    assert (found.opened_rows.tolist(), found.opened_reason) == ([1], [StartReason.arrived])


@pytest.mark.parametrize(
    ("polls", "since", "clock", "seen", "final"),
    [
        (2, T - 841, C - 900, T - 841 - 60, True),
        (1, T - 841, C - 900, T - 841 - 60, False),  # two polls
        (2, T - 780, C - 900, T - 840, False),  # 900 s: it may come back
        (2, T - 780, C - 900, T - 841, True),
        (9, T - 800, C - 30 - 41, T - 841, True),  # 90 s of evidence
        (9, T - 800, C - 29 - 41, T - 841, False),
        (9, T - 840, C - 3, T - 843, False),  # 900 s of time, without evidence
        (9, T - 841, C - 2, T - 843, True),
    ],
)  # fmt: skip
def test_an_absence_is_final_after_three_polls_with_evidence_and_no_return(
    polls: int, since: int, clock: int, seen: int, final: bool
) -> None:
    fleet = fleet_of(a=missing(since, polls, clock=clock, seen=seen))
    found = changes(fleet, listing())
    assert len(found.ended.slots) == final
    assert found.still_missing.tolist() == [0] * (not final)
    if final:
        assert ends(found) == [(seen, since, since, clock, EndReason.departed)]


def test_an_absence_that_began_over_a_gap_tells_nothing_of_when() -> None:
    begun = missing(T - 900, 9, seen=T - 1000, missing_anew_s=C - 901)
    [(lo, hi, latest, _, reason)] = ends(changes(fleet_of(a=begun), listing()))
    assert (lo, hi, latest, reason) == (T - 1000, T - 900, T - 900, EndReason.unknown_gap)
    anew = missing(T - 2000, 9, missing_anew=T - 900, missing_anew_s=C - 900)
    [(lo, hi, latest, _, reason)] = ends(changes(fleet_of(a=anew), listing()))
    assert (lo, hi, latest, reason) == (T - 2060, T - 2000, T - 900, EndReason.departed)


@pytest.mark.parametrize(("polls", "since", "anew"), [(2, T - 90, True), (3, T - 90, False),
                                                     (3, T - 89, True)])  # fmt: skip
def test_a_gap_before_it_was_sure_has_an_absence_begin_anew(
    polls: int, since: int, anew: bool
) -> None:
    """By what was known at the good poll before the gap."""
    fleet = fleet_of(a=missing(since, polls))
    assert changes(fleet, listing(), GAP).missing_anew.tolist() == [0] * anew
    assert changes(fleet, listing()).missing_anew.tolist() == []
    over_gap = fleet_of(a=missing(since, polls, missing_anew_s=C - 100, last_seen_s=C - 101))
    assert changes(over_gap, listing(), GAP).missing_anew.tolist() == []


def test_after_lists_that_were_held_nobodys_absence_was_sure() -> None:
    fleet = fleet_of(
        a=missing(T - 2000, 99), b=missing(T - 2000, 99, missing_anew_s=C - 2059, clock=C - 2060)
    )
    found = changes(fleet, listing(), replace(NOW, doubted=True))
    assert found.missing_anew.tolist() == [0]
    assert found.ended.slots.tolist() == [1]


@pytest.mark.parametrize(("now", "reason"), [(FIRST, StartReason.first_poll),
                         (GAP, StartReason.after_gap), (NOW, StartReason.arrived)])  # fmt: skip
def test_why_a_stay_begins(now: Now, reason: StartReason) -> None:
    assert changes(fleet_of(), listing(a=0), now).opened_reason == [reason]


def test_elsewhere_after_a_gap_it_left_at_any_moment_of_it() -> None:
    found = changes(fleet_of(a={}), listing(a=500), GAP)
    assert found.opened_reason == [StartReason.after_gap]
    assert ends(found) == [(T, T + 600, T + 600, C, EndReason.unknown_gap)]


def test_missed_and_then_elsewhere_it_left_when_it_was_first_missed() -> None:
    fleet = fleet_of(a=missing(T - 60))
    assert ends(changes(fleet, listing(a=500))) == [
        (T - 120, T - 60, T - 60, C - 120, EndReason.departed)
    ]
    assert ends(changes(fleet, listing(a=500), GAP)) == [
        (T - 120, T - 60, T + 600, C - 120, EndReason.unknown_gap)
    ]
    sure = fleet_of(a=missing(T - 600, 9))
    assert ends(changes(sure, listing(a=500), GAP)) == [
        (T - 660, T - 600, T - 600, C - 660, EndReason.departed)
    ]


def test_what_was_held_and_let_go_ends_all_that_is_not_on_it() -> None:
    fleet = fleet_of(a={}, b={}, c=missing(T - 60))
    found = changes(fleet, listing(a=0, d=0))
    gone = let_go(found, fleet, NOW, EndReason.unknown_mass, T - 540)
    assert ends(gone) == [
        (T, T - 540, T - 540, C, EndReason.unknown_mass),
        (T - 120, T - 60, T - 60, C - 120, EndReason.unknown_gap),
    ]
    assert gone.opened_reason == [StartReason.after_gap]
    assert [*gone.went_missing, *gone.still_missing, *gone.missing_anew] == []


def test_claims_that_are_taken_back() -> None:
    found = changes(fleet_of(a={}, b={}), listing(a=500, b=0, c=0))
    assert found.opened_reason == [StartReason.arrived, StartReason.moved]
    assert nobody_arrived(found).opened_reason == [StartReason.after_gap, StartReason.moved]
    nothing = claim_nothing(found)
    assert nothing.opened_reason == [StartReason.relabelled] * 2
    assert nothing.ended.reason == [EndReason.relabelled]


def test_other_names_end_and_begin_all() -> None:
    found = relabel(fleet_of(a={}, b=missing(T - 60)), listing(x=0, y=10, z=20), NOW)
    assert found.opened_rows.tolist() == [0, 1, 2]
    assert found.opened_reason == [StartReason.relabelled] * 3
    assert ends(found) == [
        (T, T + 60, T + 60, C, EndReason.relabelled),
        (T - 120, T - 60, T - 60, C - 120, EndReason.relabelled),
    ]
    assert found.continued == 0


def test_reserved_and_not_where_it_stood_it_may_be_ridden() -> None:
    fleet = fleet_of(a={}, b={}, c=missing(T - 60), d=missing(T - 1000, 9))
    snapshot = reserved(listing(a=50, b=51, c=100, d=0, e=0))
    slots = fleet.find(snapshot.ids)
    found = rides({}, fleet, snapshot, slots, NOW, str.encode)
    assert found.held.tolist() == [False, True, False, True, True]
    assert found.since is None
    assert set(found.held_back) == {b"b", b"d", b"e"}
    assert found.held_back[b"e"] == HeldBack(4.0, 0.0, T + 60, T, C + 60)
    for now in (GAP, FIRST):
        let_be = rides(found.held_back, fleet, snapshot, slots, now, str.encode)
        assert not let_be.held.any()
        assert let_be.held_back == {}
    free = rides({}, fleet, listing(a=50, b=51, e=0), slots[[0, 1, 4]], NOW, str.encode)
    assert not free.held.any()
    assert snapshot.without(np.array([1, 0, 1, 0, 0], bool), "x").dropped == {"x": 2}


@pytest.mark.parametrize(
    ("metres", "first_s", "state", "stands"),
    [
        (0, T - 60, "reserved", True),
        (24, T - 30, "reserved", True),
        (0, T - 29, "reserved", False),
        (26, T - 60, "reserved", False),
        (24, T, "free", True),
        (26, T, "free", None),
    ],
)
def test_it_stands_after_90_seconds_or_free_there(
    metres: float, first_s: int, state: str, stands: bool | None
) -> None:
    """None: it stands, and since this list only."""
    snapshot = listing(a=metres)
    if state == "reserved":
        snapshot = reserved(snapshot)
    before = HeldBack(4.0, 0.0, first_s, first_s - 60, C + first_s - T)
    found = rides({b"a": before}, Fleet(), snapshot, np.array([-1]), NOW, str.encode)
    assert found.held.tolist() == [stands is False]
    assert (found.since is not None) is (stands is True)
    if found.since is not None:
        assert (found.since.first_s[0], found.since.before_s[0]) == (first_s, first_s - 60)
        assert found.since.clock_s[0] == C + first_s - T
    again = {b"a": before} if metres == 0 else {b"a": HeldBack(4.0, north(26), T + 60, T, C + 60)}
    assert found.held_back == (again if stands is False else {})


def test_what_is_held_back_is_read_as_it_was_kept() -> None:
    held = {b"\x00" * 16: HeldBack(4.3, 52.1, T, T - 60, C)}
    assert read(kept(held)) == held
    assert kept({}) is None
    assert read(None) == {}


# Is it too much at once?


def many(count: int, start: int = 0, **columns: Any) -> dict[str, dict[str, Any]]:
    return {f"v{n}": {"at": 0.0, "municipality": 1, **columns} for n in range(start, start + count)}


def doubt(
    fleet: Fleet, names: list[str], towns: list[int] | None = None, *, by_number: bool = False
) -> Refusal | None:
    snapshot = listing(**dict.fromkeys(names, 0.0))
    slots = fleet.find(names)
    where = np.array(towns if towns is not None else [1] * len(names), np.int64)
    return suspect(fleet, snapshot, slots, where, T, by_number=by_number)


def names(first: int, last: int) -> list[str]:
    return [f"v{n}" for n in range(first, last)]


@pytest.mark.parametrize(
    ("stood", "gone", "too_many"), [(69, 21, True), (70, 21, False), (30, 20, False)]
)
@pytest.mark.parametrize("by_number", [True, False])
def test_more_than_twenty_and_more_than_three_in_ten_are_too_many(
    stood: int, gone: int, too_many: bool, by_number: bool
) -> None:
    refusal = doubt(fleet_of(**many(stood)), names(gone, stood), by_number=by_number)
    assert (refusal is not None) == too_many
    if refusal:
        assert refusal.sentence.startswith(f"{gone} of {stood} vehicles are gone")


@pytest.mark.parametrize("by_number", [True, False])
def test_of_one_municipality_too_but_not_of_those_outside_all(by_number: bool) -> None:
    for town in (0, 1, 3):
        vehicles = many(200, municipality=2) | many(60, 200, municipality=town)
        left = names(0, 200) + names(225, 260)
        refusal = doubt(fleet_of(**vehicles), left, [2] * 200 + [town] * 35, by_number=by_number)
        assert (refusal is None) == (town == 0)
        if refusal:
            assert "25 of 60 vehicles of one municipality" in refusal.sentence
    vehicles = many(200, municipality=2) | many(60, 200, municipality=1)
    left = names(0, 200) + names(220, 260)
    assert doubt(fleet_of(**vehicles), left, [2] * 200 + [1] * 40, by_number=by_number) is None


@pytest.mark.parametrize(("since", "counts"), [(T - 599, True), (T - 600, False)])
def test_who_went_within_ten_minutes_went_together(since: int, counts: bool) -> None:
    vehicles = many(60) | many(15, 60, **missing(since, 1))
    refusal = doubt(fleet_of(**vehicles), names(10, 60))
    assert (refusal is not None) == counts
    by_number = doubt(fleet_of(**vehicles), names(10, 60), by_number=True)
    assert (by_number is not None) == counts


def test_by_number_who_came_within_ten_minutes_was_not_there_before() -> None:
    for since, too_many in ((T - 600, True), (T - 599, False)):
        vehicles = many(50) | many(15, 50, first_seen=since, **missing(T - 300, 1))
        refusal = doubt(fleet_of(**vehicles), names(0, 40), by_number=True)
        assert (refusal is not None) == too_many


@pytest.mark.parametrize(("stood", "believed"), [(3, True), (4, False)])
def test_an_empty_list_is_believed_of_three_at_most(stood: int, believed: bool) -> None:
    refusal = doubt(fleet_of(**(many(stood) | many(9, stood, **missing()))), [])
    assert (refusal is None) == believed
    if refusal:
        assert isinstance(refusal, SuspectEmpty)
        assert f"after {stood} vehicles" in refusal.sentence


@pytest.mark.parametrize(
    ("stood", "listed", "too_many"), [(7, 28, True), (7, 21, False), (6, 26, False), (9, 30, True)]
)
@pytest.mark.parametrize("town", [0, 1, 3])
def test_more_than_three_times_as_many_and_more_than_twenty_new_are_too_many(
    stood: int, listed: int, too_many: bool, town: int
) -> None:
    fleet = fleet_of(**many(stood, municipality=town))
    refusal = doubt(fleet, names(0, listed), [town] * listed)
    assert (refusal is not None) == too_many
    if refusal:
        assert isinstance(refusal, SuspectMass)
        assert f"{listed} vehicles where {stood} stood" in refusal.sentence


def test_growth_is_looked_at_in_each_municipality() -> None:
    fleet = fleet_of(**(many(200, municipality=2) | many(5, 200, municipality=1)))
    listed = names(0, 205) + names(300, 325)
    refusal = doubt(fleet, listed, [2] * 200 + [1] * 30)
    assert refusal is not None
    assert "30 vehicles where 5 stood" in refusal.sentence
    assert doubt(fleet, listed, [2] * 200 + [1] * 5 + [2] * 25) is None
    by_number = doubt(fleet, listed, [2] * 200 + [1] * 30, by_number=True)
    assert by_number is not None


def test_so_many_new_ones_that_nobody_saw_them_arrive() -> None:
    fleet = fleet_of(**(many(60) | many(99, 60, **missing())))
    for new, at_once in ((21, True), (20, False), (18, False)):
        slots = np.array([*range(60), *[-1] * new])
        assert come_at_once(fleet, slots, np.ones(len(slots), np.int64)) == at_once
    slots = np.array([*range(60), *[-1] * 21])
    larger = fleet_of(**many(70))
    assert not come_at_once(larger, slots, np.ones(len(slots), np.int64))


MASS, EMPTY = SuspectMass("many", ""), SuspectEmpty("none", "")


def held(refusal: Refusal, since_s: int, polls: int, listed: int = 100) -> Held:
    return Held(refusal.outcome, since_s, polls, listed)


@pytest.mark.parametrize(
    ("refusal", "waited_s", "polls", "goes"),
    [(MASS, 600, 2, True), (MASS, 599, 2, False), (MASS, 600, 1, False), (EMPTY, 86_400, 2, True),
     (EMPTY, 86_399, 9, False)],
)  # fmt: skip
def test_a_list_that_says_the_same_long_enough_is_let_go(
    refusal: Refusal, waited_s: int, polls: int, goes: bool
) -> None:
    verdict = weigh(refusal, held(refusal, T - waited_s, polls), T, 100, Word())
    if goes:
        reason = EndReason.withdrawn if refusal is EMPTY else EndReason.unknown_mass
        note = f"The lists stayed alike for {waited_s // 60} minutes."
        assert verdict == Release(reason, T - waited_s, note)
    else:
        assert verdict == held(refusal, T - waited_s, polls + 1)


def test_what_people_say_lets_a_list_go() -> None:
    begun = held(MASS, T - 60, 1)
    withdrawal, moved = (
        Word(statements=[kind]) for kind in (StatementKind.withdrawal, StatementKind.relocation)
    )
    assert weigh(MASS, begun, T, 100, withdrawal) == Release(
        EndReason.withdrawn, T - 60, "The operator withdrew its fleet."
    )
    assert weigh(MASS, begun, T, 100, moved) == Release(
        EndReason.unknown_mass, T - 60, "The operator moved many vehicles."
    )
    assert isinstance(weigh(EMPTY, held(EMPTY, T - 60, 1), T, 0, moved), Held)
    assert isinstance(weigh(MASS, begun, T, 100, Word(statements=[StatementKind.outage])), Held)


@pytest.mark.parametrize(("released_s", "goes"), [(T, True), (T + 1, False), (T - 60, True),
                                                 (T - 61, False), (None, False)])  # fmt: skip
def test_a_person_lets_go_lists_of_that_moment_and_later(
    released_s: int | None, goes: bool
) -> None:
    verdict = weigh(MASS, held(MASS, T - 60, 1), T, 100, Word(released_s, "Noor"))
    assert isinstance(verdict, Release) == goes
    if isinstance(verdict, Release):
        assert verdict == Release(EndReason.unknown_mass, T - 60, "Released by Noor.")


@pytest.mark.parametrize(
    ("before", "listed", "alike"),
    [(100, 130, True), (100, 131, False), (100, 70, True), (100, 69, False), (10, 30, True),
     (10, 31, False)],
)  # fmt: skip
def test_lists_are_alike_within_three_in_ten_or_twenty(
    before: int, listed: int, alike: bool
) -> None:
    found = hold(held(MASS, T - 60, 4, before), MASS.outcome, T, listed)
    since_s, polls = (T - 60, 5) if alike else (T, 1)
    assert found == Held(MASS.outcome, since_s, polls, listed)


def test_holding_begins_anew_with_another_reason() -> None:
    assert hold(None, MASS.outcome, T, 7) == Held(MASS.outcome, T, 1, 7)
    other = hold(held(EMPTY, T - 60, 4, 7), MASS.outcome, T, 7)
    assert other == Held(MASS.outcome, T, 1, 7)


# What does a fresh list change?


def memory_of(fleet: Fleet, **more: Any) -> Memory:
    usual = {
        "generation": 1, "evidence_at_s": T, "evidence_s": C, "standing": 0, "stays_opened": 0,
        "body_hash": b"another", "positions_only": False, "span": (T - 3600, C - 3600),
        "held": None, "same_since_s": None, "clock": ClockWatch(),
    }  # fmt: skip
    return Memory(fleet, Pseudonyms("secret", "feed"), **(usual | more))


def decided(
    memory: Memory, snapshot: Snapshot, now: Now = NOW, word: Word | None = None
) -> Decision | Quarantine:
    towns = Locator.of([])
    return decide(memory, snapshot, now, towns, UTC_ZONE, lambda: word or Word())


def standing(count: int) -> tuple[Fleet, Snapshot]:
    """Vehicles 100 m apart, and the list that tells them again."""
    places = {f"v{n}": 100.0 * n for n in range(count)}
    fleet = fleet_of(**{name: {"at": at} for name, at in places.items()})
    return fleet, listing(**places)


def test_an_ordinary_list_is_evidence_of_this_moment() -> None:
    fleet, snapshot = standing(30)
    found = decided(memory_of(fleet), snapshot)
    assert isinstance(found, Decision)
    assert (found.changes.continued, found.switched, found.note) == (30, False, None)
    assert found.same_since_s == T + 60
    assert found.content == snapshot.content_hash()


@pytest.mark.parametrize(
    ("more", "gap", "since"),
    [
        ({}, False, T - 900),
        ({}, True, T + 600),
        ({"body_hash": b"another"}, False, T + 60),
        ({"same_since_s": None}, False, T + 60),
        ({"held": Held(PollOutcome.suspect_frozen, T - 300, 3, 30)}, True, T - 900),
        ({"held": Held(PollOutcome.suspect_mass, T - 300, 3, 30)}, False, T + 60),
    ],
)  # fmt: skip
def test_since_when_every_list_was_this_one(more: dict[str, Any], gap: bool, since: int) -> None:
    fleet, snapshot = standing(30)
    usual = {"body_hash": snapshot.content_hash(), "same_since_s": T - 900}
    found = decided(memory_of(fleet, **(usual | more)), snapshot, GAP if gap else NOW)
    assert isinstance(found, Decision)
    assert found.same_since_s == since


@pytest.mark.parametrize(
    ("count", "same_s", "frozen"), [(51, 3601, True), (51, 3600, False), (50, 3601, False)]
)
def test_a_large_fleet_that_stands_still_for_an_hour_of_daytime_is_a_picture(
    count: int, same_s: int, frozen: bool
) -> None:
    fleet, snapshot = standing(count)
    since = T + 60 - same_s
    memory = memory_of(fleet, body_hash=snapshot.content_hash(), same_since_s=since)
    found = decided(memory, snapshot)
    assert isinstance(found, Quarantine) == frozen
    if isinstance(found, Quarantine):
        assert found.held == Held(PollOutcome.suspect_frozen, T + 60, 1, count)
        assert f"Not one of {count} vehicles changed in 60 minutes." == found.refusal.sentence


def test_a_picture_that_was_found_out_stays_one_by_night_until_another_list_comes() -> None:
    fleet, snapshot = standing(60)
    night = T + 11 * 3600
    known = Held(PollOutcome.suspect_frozen, night - 300, 3, 60)
    now = Now(night, C + 60, night - 60, C, gap=False, gap_limit_s=180)
    memory = memory_of(
        fleet, held=known, body_hash=snapshot.content_hash(), same_since_s=night - 900
    )
    assert isinstance(decided(memory, snapshot, now), Quarantine)
    assert isinstance(decided(replace(memory, body_hash=b"x"), snapshot, now), Decision)
    assert isinstance(decided(replace(memory, held=None), snapshot, now), Decision)
    mass = Held(PollOutcome.suspect_mass, night - 300, 3, 60)
    assert isinstance(decided(replace(memory, held=mass), snapshot, now), Decision)


@pytest.mark.parametrize(
    ("hour", "by_day_s"), [(6.999, 0), (7, 0), (7.5, 1800), (21.999, 53_996), (22, 0), (23, 0)]
)
def test_daytime_is_from_seven_to_ten_at_night(hour: float, by_day_s: int) -> None:
    midnight = T - 12 * 3600
    assert _by_day_s(midnight - 3600, midnight + int(hour * 3600), UTC_ZONE) == by_day_s
    noon = midnight + 12 * 3600
    assert _by_day_s(noon - 60, noon, UTC_ZONE) == 60


def test_new_names_once_are_believed_and_again_and_again_count_for_nothing() -> None:
    fleet, snapshot = standing(30)
    other = replace(snapshot, ids=[f"x{n}" for n in range(30)])
    once = decided(memory_of(fleet), other)
    assert isinstance(once, Decision)
    assert not once.switched
    assert once.changes.ended.reason == [EndReason.relabelled] * 30
    fleet["first_seen"][:] = T - 60
    again = decided(memory_of(fleet), other)
    assert isinstance(again, Decision)
    assert again.switched
    assert again.snapshot.ids[0].count(" ") == 3
    assert again.same_since_s == T + 60
    # Over a gap, at first, or where ids count for nothing already, new names tell nothing.
    for more, now in (({}, GAP), ({"positions_only": True}, NOW)):
        found = decided(memory_of(fleet, **more), other, now)
        assert isinstance(found, Decision)
        assert not found.switched


def test_what_a_person_said_of_ids_makes_all_begin_anew() -> None:
    fleet, snapshot = standing(30)
    found = decided(memory_of(fleet, body_hash=None), snapshot)
    assert isinstance(found, Decision)
    assert found.changes.opened_reason == [StartReason.relabelled] * 30
    at_first = decided(memory_of(Fleet(), body_hash=None), snapshot, FIRST)
    assert isinstance(at_first, Decision)
    assert at_first.changes.opened_reason == [StartReason.first_poll] * 30


def test_a_list_that_lacks_too_many_is_held_until_somebody_explains_it() -> None:
    fleet, snapshot = standing(100)
    part = snapshot.only(np.arange(60))
    found = decided(memory_of(fleet), part)
    assert isinstance(found, Quarantine)
    assert found.held == Held(PollOutcome.suspect_mass, T + 60, 1, 60)
    said = Word(statements=[StatementKind.relocation])
    gone = decided(memory_of(fleet), part, word=said)
    assert isinstance(gone, Decision)
    assert gone.note == "The operator moved many vehicles."
    assert gone.changes.ended.reason == [EndReason.unknown_mass] * 40
    assert isinstance(decided(memory_of(fleet), part, FIRST), Decision)


def test_over_a_gap_only_the_number_must_not_jump() -> None:
    """As many others in the same places are believed; fewer are not."""
    fleet, snapshot = standing(100)
    other = replace(snapshot, ids=[f"v{n}" for n in range(55, 155)])
    assert isinstance(decided(memory_of(fleet), other, GAP), Decision)
    assert isinstance(decided(memory_of(fleet), other, replace(GAP, gap=False)), Quarantine)
    short = replace(GAP, gap_limit_s=600)
    assert isinstance(decided(memory_of(fleet), other, short), Quarantine)
    assert isinstance(decided(memory_of(fleet), other, replace(GAP, gap_limit_s=599)), Decision)
    # Told of the first list that was held: of that the gap is to be.
    held_before = Held(PollOutcome.suspect_mass, T + 100, 1, 100)
    assert isinstance(decided(memory_of(fleet, held=held_before), other, GAP), Quarantine)
    held_frozen = Held(PollOutcome.suspect_frozen, T + 100, 1, 100)
    assert isinstance(decided(memory_of(fleet, held=held_frozen), other, GAP), Decision)
    assert isinstance(decided(memory_of(fleet), snapshot.only(np.arange(60)), GAP), Quarantine)


def test_so_many_that_nobody_saw_arrive_are_there_and_have_not_come() -> None:
    fleet, snapshot = standing(60)
    more = listing(**{f"v{n}": 100.0 * n for n in range(90)})
    found = decided(memory_of(fleet), more)
    assert isinstance(found, Decision)
    assert found.changes.opened_reason == [StartReason.after_gap] * 30
    few = decided(memory_of(fleet), listing(**{f"v{n}": 100.0 * n for n in range(70)}))
    assert isinstance(few, Decision)
    assert few.changes.opened_reason == [StartReason.arrived] * 10
    assert NEVER == -1
    assert len(snapshot) == 60


def test_places_instead_of_ids_claim_nothing() -> None:
    places = listing(a=0, b=500)
    found = decided(memory_of(Fleet(), positions_only=True), places)
    assert isinstance(found, Decision)
    assert found.changes.opened_reason == [StartReason.relabelled] * 2


def test_who_is_ridden_is_left_out_and_counted() -> None:
    fleet, snapshot = standing(3)
    riding = replace(snapshot, state=np.array([0, 0, 1], np.uint8), lat=snapshot.lat + [0, 0, 1])
    found = decided(memory_of(fleet), riding)
    assert isinstance(found, Decision)
    assert found.snapshot.ids == ["v0", "v1"]
    assert found.snapshot.dropped == {"ridden": 1}
    assert found.changes.went_missing.tolist() == [2]
    renamed = decided(memory_of(fleet, body_hash=None), riding)
    assert isinstance(renamed, Decision)
    assert len(renamed.snapshot) == 3
