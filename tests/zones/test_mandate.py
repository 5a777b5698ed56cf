"""The mandate: duties with history, and what was delivered of them, drawn by hand.

All days are UTC here: 14 March 2026 from midnight to midnight.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep.told import ToldFields
from stoep.vocabulary import AreaKind, Duty
from tests.worlds import World, at, drawing
from zones.mandate.delivered import Day, Delivery, delivery
from zones.mandate.duties import in_force, read_duties, unit_of
from zones.mandate.setting import BadDuty, Wish, read_amount, set_duty, withdraw
from zones.mandate.watched import LOST, REACH_S, answered_for, inside, merged, watch

HERE = "GM9999"
WHO = ("article 4 of the permit", "A. Official", "council decision 1")
TOLD = ToldFields(100, 99, 100, 100, 100, 40)


@pytest.fixture
def world(address: str) -> Any:
    with drawing(address) as world:
        world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
        yield world


def owes(world: World, duty: Duty, value: float, since: str = "1 00:00", **more: Any) -> None:
    """The operator `swift` owes something."""
    wish = Wish(HERE, "swift", duty, value, unit_of(duty), at(since).date(), *WHO, **more)
    set_duty(world.connection, wish, at(since))


def delivered(world: World, first: str = "14", to: str = "15") -> Delivery:
    days = (at(f"{first} 00:00").date(), at(f"{to} 00:00").date())
    return delivery(world.connection, HERE, *days, "UTC")


def one(world: World, **period: str) -> Day:
    """The only duty on the only day."""
    (row,) = delivered(world, **period).rows
    (day,) = row.days
    return day


def polled(world: World, *outcomes: tuple[str, str], told: ToldFields = TOLD) -> None:
    for when, outcome in outcomes:
        good = {"told": list(told), "source_at": at(when) - timedelta(seconds=20)}
        world.polled("swift", when, outcome, **(good if outcome == "ok" else {}))


def every(minutes: int, first: str, last: str, outcome: str) -> list[tuple[str, str]]:
    """Attempts with one outcome, some minutes apart, the last one included."""
    found, moment = [], at(first)
    while moment <= at(last):
        found.append((f"{moment:%d %H:%M}", outcome))
        moment += timedelta(minutes=minutes)
    return found


# --- duties ---------------------------------------------------------------------------------------


def test_the_newest_duty_holds_and_one_for_a_while_gives_way_again(world: World) -> None:
    world.feed("swift")
    owes(world, Duty.availability, 0.95, "1 00:00")
    owes(world, Duty.availability, 0.5, "10 00:00", effective_to=date(2026, 3, 12))
    duties = read_duties(world.connection, HERE)
    held = [in_force(duties, date(2026, 3, day)) for day in (1, 9, 10, 11, 12)]
    assert [owed and owed.value for owed in held] == [0.95, 0.95, 0.5, 0.5, 0.95]
    assert in_force(duties, date(2026, 2, 28)) is None


def test_what_was_withdrawn_is_owed_no_more_and_stays_on_record(world: World) -> None:
    world.feed("swift")
    owes(world, Duty.state, 1, "1 00:00")
    withdraw(world.connection, 1, date(2026, 3, 5), "A. Official", "pilot ended", at("4 00:00"))
    duties = read_duties(world.connection, HERE)
    assert in_force(duties, date(2026, 3, 4)) is not None
    assert in_force(duties, date(2026, 3, 5)) is None
    assert [owed.why for owed in duties] == ["council decision 1", "pilot ended"]
    with pytest.raises(psycopg.errors.IntegrityError, match="only added to"):
        world.connection.execute("delete from mandate_duty")


@pytest.mark.parametrize(
    ("text", "amount"),
    [("95%", (0.95, "1")), ("99,5 %", (0.995, "1")), ("30s", (30, "s")), ("2min", (120, "s"))],
)
def test_amounts_are_read_with_their_unit(text: str, amount: tuple[float, str]) -> None:
    value, unit = read_amount(text)
    assert (round(value, 6), unit) == amount


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"duty": "colour"}, "duty"),
        ({"unit": "s"}, "amount"),
        ({"value": 1.5}, "amount"),
        ({"value": 0.0}, "amount"),
        ({"legal_ground": " "}, "ground"),
        ({"set_by": ""}, "by"),
        ({"coverage_needed": 0.0}, "coverage"),
        ({"effective_to": date(2026, 3, 1)}, "to"),
        ({"operator": "nobody"}, "operator"),
        ({"municipality": "GM0000"}, "municipality"),
    ],
)
def test_a_duty_that_cannot_be_is_refused_by_its_field(
    world: World, wish: dict[str, Any], field: str
) -> None:
    world.feed("swift")
    usual: dict[str, Any] = {
        "municipality": HERE, "operator": "swift", "duty": "state", "value": 1.0, "unit": "1",
        "effective_from": date(2026, 3, 1), "legal_ground": "a permit", "set_by": "me", "why": "so",
    }  # fmt: skip
    with pytest.raises(BadDuty) as told:
        set_duty(world.connection, Wish(**(usual | wish)), at("1 00:00"))
    assert told.value.field == field
    assert read_duties(world.connection) == []


# --- what was watched -----------------------------------------------------------------------------


def test_failed_attempts_are_answered_for_to_the_attempts_beside_them() -> None:
    times = np.array([0, 60, 120, 180, 2000])
    starts, ends = answered_for(times, np.array([False, True, True, False, True]))
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == [
        (0, 180),
        (2000 - REACH_S, 2000 + REACH_S),
    ]


Stretches = st.lists(st.tuples(st.integers(0, 900), st.integers(1, 200)), max_size=6)


@settings(deadline=None)
@given(Stretches, Stretches, Stretches, Stretches)
def test_a_day_in_seconds_is_what_counting_each_second_says(
    seen1: list[Any], lost1: list[Any], seen2: list[Any], lost2: list[Any]
) -> None:
    def spans(told: list[tuple[int, int]]) -> Any:
        edges = np.array([(begin, begin + length) for begin, length in told], np.int64)
        return merged(tuple(edges.reshape(-1, 2).T))

    feeds = [(spans(seen1), spans(lost1)), (spans(seen2), spans(lost2))]
    told, lost = watch(feeds, spans([(100, 50)]), 0, 1000)
    seconds = np.arange(1000)
    sees = [inside(seen, seconds) for seen, _ in feeds]
    fails = [~mine & inside(failed, seconds) for mine, (_, failed) in zip(sees, feeds, strict=True)]
    is_lost = fails[0] | fails[1]
    assert told.lost_s == is_lost.sum()
    assert told.seen_s == (sees[0] & sees[1]).sum()
    assert told.announced_s == is_lost[100:150].sum()
    assert (inside(lost, seconds) == is_lost).all()
    assert LOST == 1


# --- availability ---------------------------------------------------------------------------------


def test_an_outage_is_the_operators_where_we_asked_in_vain(world: World) -> None:
    """Six hours of refusals: 18 of 24 hours were delivered, and nothing is unknown."""
    world.feed("swift", ("13 00:00", "14 06:00"), ("14 12:00", "16 00:00"))
    polled(world, ("14 06:00", "ok"), *every(5, "14 06:05", "14 11:55", "http_error"))
    polled(world, ("14 12:00", "ok"))
    owes(world, Duty.availability, 0.95)
    found = delivered(world)
    (day,) = found.rows[0].days
    assert (day.found.lower, day.found.upper, day.found.coverage) == (0.75, 0.75, 1.0)
    assert day.judged.verdict == "does_not_comply"
    assert day.judged.margin == pytest.approx(-0.2)
    (gap,) = found.gaps
    assert (gap.start, gap.end) == (at("14 06:00").timestamp(), at("14 12:00").timestamp())
    assert not gap.announced


def test_what_nobody_looked_at_is_held_against_no_one(world: World) -> None:
    """The same six hours, in which Stoep itself stood still: no poll, no verdict."""
    world.feed("swift", ("13 00:00", "14 06:00"), ("14 12:00", "16 00:00"))
    polled(world, ("14 06:00", "ok"), ("14 12:00", "ok"))
    owes(world, Duty.availability, 0.95)
    day = one(world)
    assert (day.found.lower, day.found.upper, day.found.coverage) == (0.75, 1.0, 0.75)
    assert day.judged.verdict == "not_enough_data"
    assert (day.watched.lost_s, day.watched.unknown_s) == (0, 6 * 3600)


@pytest.mark.parametrize("ours", ["skipped_overlap", "store_error", "auth"])
def test_what_failed_on_our_side_is_held_against_no_one(world: World, ours: str) -> None:
    world.feed("swift", ("13 00:00", "14 06:00"), ("14 12:00", "16 00:00"))
    polled(world, *every(5, "14 06:05", "14 11:55", ours))
    owes(world, Duty.availability, 0.95)
    assert one(world).judged.verdict == "not_enough_data"


def test_an_outage_that_was_announced_is_told_apart_and_changes_no_verdict(world: World) -> None:
    world.feed("swift", ("13 00:00", "14 06:00"), ("14 12:00", "16 00:00"))
    polled(world, *every(5, "14 06:05", "14 11:55", "timeout"))
    owes(world, Duty.availability, 0.95)
    world.connection.execute(
        "insert into statement (operator_id, kind, starts_at, ends_at, said, said_by, said_at)"
        " select id, 'outage', %s, %s, 'works', 'B. Swift', %s from operator",
        [at("14 05:00"), at("14 12:00"), at("13 09:00")],
    )
    found = delivered(world)
    (day,) = found.rows[0].days
    assert day.judged.verdict == "does_not_comply"
    assert day.watched.announced_s == day.watched.lost_s == 6 * 3600
    assert day.unannounced == "complies"
    assert (found.rows[0].explained(), found.gaps[0].announced) == (1, True)


def test_a_day_that_was_announced_away_whole_is_no_delivery(world: World) -> None:
    world.feed("swift", ("12 00:00", "13 23:00"), ("15 01:00", "16 00:00"))
    polled(world, *every(5, "13 23:05", "15 00:55", "timeout"))
    owes(world, Duty.availability, 0.95)
    world.connection.execute(
        "insert into statement (operator_id, kind, starts_at, said, said_by, said_at)"
        " select id, 'outage', %s, 'works', 'B. Swift', %s from operator",
        [at("13 00:00"), at("13 00:00")],
    )
    day = one(world)
    assert (day.judged.verdict, day.unannounced) == ("does_not_comply", "not_enough_data")


def test_before_a_feed_is_followed_nothing_is_said(world: World) -> None:
    world.feed("swift", ("16 00:00", "18 00:00"))
    owes(world, Duty.availability, 0.95)
    day = one(world)
    assert (day.judged.verdict, day.found.reason) == ("not_enough_data", "not_yet_followed")


def test_who_never_answered_does_not_comply(world: World) -> None:
    world.feed("swift")
    polled(world, *every(5, "14 00:00", "14 23:55", "http_error"))
    owes(world, Duty.availability, 0.95)
    day = one(world)
    assert (day.found.upper, day.judged.verdict) == (0.0, "does_not_comply")


# --- fields and freshness -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "owed", "value", "verdict"),
    [
        (Duty.position, 0.99, 0.99, "complies"),
        (Duty.position, 0.995, 0.99, "does_not_comply"),
        (Duty.state, 1, 1.0, "complies"),
        (Duty.battery_range, 0.95, 0.4, "does_not_comply"),
        (Duty.ids, 1, 1.0, "complies"),
        (Duty.stations, 0.9, 0.0, "does_not_comply"),
        (Duty.trips, 0.9, 0.0, "does_not_comply"),
        (Duty.freshness, 30, 20.0, "complies"),
        (Duty.freshness, 10, 20.0, "does_not_comply"),
    ],
)
def test_what_lists_tell_is_held_against_what_is_owed(
    world: World, duty: Duty, owed: float, value: float, verdict: str
) -> None:
    world.feed("swift", ("13 00:00", "16 00:00"))
    for when, outcome in every(60, "14 00:30", "14 23:30", "ok"):
        told = at(when) - timedelta(seconds=20)
        row = {"told": list(TOLD), "source_at": told, "evidence_at": told}
        world.polled("swift", when, outcome, **row)
    owes(world, duty, owed)
    day = one(world)
    assert (day.found.lower, day.judged.verdict) == (value, verdict)


def test_lists_of_which_nothing_was_counted_prove_nothing(world: World) -> None:
    world.feed("swift", ("13 00:00", "16 00:00"))
    world.polled("swift", "14 12:00", told=None)
    owes(world, Duty.state, 0.5)
    day = one(world)
    assert (day.found.lower, day.found.reason) == (None, "not_measured")
    assert day.judged.verdict == "not_enough_data"


def test_bicycles_without_a_motor_owe_no_battery(world: World) -> None:
    world.feed("swift", ("13 00:00", "16 00:00"))
    polled(world, ("14 12:00", "ok"), told=ToldFields(50, 50, 50, 50, 0, 0))
    owes(world, Duty.battery_range, 0.95)
    assert one(world).found.reason == "no_motors"


def test_half_a_day_proves_no_delivery_but_does_prove_a_lack(world: World) -> None:
    world.feed("swift", ("13 00:00", "14 12:00"))
    polled(world, ("14 11:00", "ok"))
    owes(world, Duty.state, 1)
    assert one(world).judged.verdict == "not_enough_data"
    owes(world, Duty.state, 1, "2 00:00")
    polled(world, ("14 11:05", "ok"), told=ToldFields(100, 100, 0, 100, 0, 0))
    assert one(world).judged.verdict == "does_not_comply"


def test_a_stale_list_is_old_and_one_without_a_time_is_of_unknown_age(world: World) -> None:
    world.feed("swift", ("13 00:00", "16 00:00"))
    owes(world, Duty.freshness, 60)
    world.polled("swift", "14 12:00", told=list(TOLD))
    day = one(world)
    assert (day.found.upper, day.found.reason) == (None, "no_source_time")
    assert day.judged.verdict == "not_enough_data"
    for when, outcome in every(5, "14 13:00", "14 15:00", "stale_source"):
        world.polled("swift", when, outcome)
    assert one(world).judged.verdict == "does_not_comply"


def test_ids_that_rotated_for_half_of_the_day_held_for_half(world: World) -> None:
    feed = world.feed("swift", ("13 00:00", "16 00:00"))
    for since, rotates in (("13 00:00", False), ("14 12:00", True)):
        world.connection.execute(
            "insert into feed_reading (feed_id, since, reading) values"
            " (%s, %s, jsonb_build_object('positions_only', %s::bool))",
            [feed.id, at(since), rotates],
        )
    owes(world, Duty.ids, 1)
    day = one(world)
    assert (day.found.lower, day.judged.verdict) == (0.5, "does_not_comply")


def test_trips_count_for_the_time_that_they_are_told_of(world: World) -> None:
    """Read up to noon: whether the rest failed or was not asked for, nobody kept."""
    world.feed("swift", ("12 00:00", "16 00:00"))
    world.rode("swift", (4.31, 52.105), (4.31, 52.106), "12 10:00", "12 10:20")
    world.tells_trips("swift", "14 12:00")
    owes(world, Duty.trips, 0.9)
    day = one(world)
    assert (day.found.lower, day.found.upper) == (0.5, 1.0)
    assert day.judged.verdict == "not_enough_data"
    world.tells_trips("swift", "15 12:00")
    assert one(world).judged.verdict == "complies"


def test_who_pushes_answers_for_silence_only_while_stoep_was_at_work(world: World) -> None:
    """Silent for six hours; of the first three nothing says that Stoep could have heard it."""
    feed = world.feed("swift", ("13 00:00", "14 06:00"), ("14 12:00", "16 00:00"))
    world.connection.execute(
        "update feed set format = 'agency', provider_id = gen_random_uuid() where id = %s",
        [feed.id],
    )
    owes(world, Duty.availability, 0.95)
    day = one(world)
    assert (day.found.lower, day.found.upper) == (0.75, 1.0)
    assert day.judged.verdict == "not_enough_data"
    world.feed("veer", ("13 00:00", "16 00:00"))
    for when, _ in every(5, "14 09:00", "14 12:00", "ok"):
        world.polled("veer", when)
    day = one(world)
    assert (day.found.lower, day.found.upper, day.watched.lost_s) == (0.75, 0.875, 3 * 3600)
    assert day.judged.verdict == "does_not_comply"


def test_of_two_feeds_the_day_is_seen_where_both_are(world: World) -> None:
    world.feed("swift", ("13 00:00", "16 00:00"))
    world.feed("swift-2", ("13 00:00", "14 12:00"), ("14 18:00", "16 00:00"), operator="swift")
    for when, outcome in every(5, "14 12:05", "14 17:55", "parse"):
        world.polled("swift-2", when, outcome)
    owes(world, Duty.availability, 0.95)
    assert one(world).found.lower == 0.75
    assert delivered(world).feeds == {"swift": ["swift", "swift-2"]}
