"""The evidence rules on a real database: what a poll opens, continues, ends, and leaves alone."""

from dataclasses import replace
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.vocabulary import PollOutcome
from tests.ingest.gbfs_bodies import T0
from tests.ingest.worlds import World, listing

HERE = {"a": 0.0, "b": 500.0}


@pytest.fixture
def world(pool: ConnectionPool[Connection[Any]]) -> World:
    return World(pool)


def test_first_poll_opens_stays_of_unknown_beginning(world: World) -> None:
    outcome = world.see(HERE)
    assert (outcome.outcome, outcome.opened) == (PollOutcome.ok, 2)
    assert world.open() == [(60, "first_poll", False)] * 2


def test_an_arrival_lies_between_two_polls(world: World) -> None:
    world.see({"a": 0.0})
    world.see(HERE)
    assert world.open()[1] == (120, "arrived", False)
    assert world.rows("select extract(epoch from start_lo)::int8 - %s from open_stay", T0) == [
        (None,),
        (60,),
    ]


def test_unchanged_polls_write_no_stay_rows(world: World) -> None:
    world.see(HERE)
    before = world.fingerprint(["open_stay", "stay"])
    assert world.see(HERE).outcome == PollOutcome.unchanged
    world.see_often(50, HERE)
    assert world.fingerprint(["open_stay", "stay"]) == before
    assert world.rows("select count(*) from poll") == [(52,)]
    assert world.rows(
        "select extract(epoch from ends_at - starts_at)::int8 from coverage_span"
    ) == [(51 * 60,)]


def test_r2_a_departure_needs_three_polls_and_then_no_return(world: World) -> None:
    world.see(HERE)
    world.see_often(2, {"a": 0.0})
    assert world.open()[1][2] is True
    assert world.ended() == []
    world.see_often(14, {"a": 0.0})
    assert world.ended() == [(60, 60, 120, "departed", 0)]
    assert len(world.open()) == 1


def test_r2_flapping_is_no_departure(world: World) -> None:
    world.see(HERE)
    for _ in range(20):
        world.see({"a": 0.0})
        world.see(HERE)
    assert world.ended() == []
    assert world.open() == [(60, "first_poll", False)] * 2


def test_a_flap_is_not_counted_as_observed(world: World) -> None:
    world.see_often(5, HERE)
    world.see({"a": 0.0})
    world.see_often(4, HERE)
    world.see_often(20, {"a": 0.0})
    assert world.ended() == [(60, 600, 660, "departed", 540 - 120)]


def test_back_within_fifteen_minutes_and_a_hundred_metres_is_the_same_stay(world: World) -> None:
    world.see(HERE)
    world.see_often(10, {"a": 0.0})
    world.see({"a": 0.0, "b": 580.0})
    assert world.ended() == []
    assert [row[1:] for row in world.open()] == [("first_poll", False)] * 2


@pytest.mark.parametrize("restarts", [False, True])
def test_who_was_put_back_within_a_hundred_metres_has_not_moved(
    world: World, restarts: bool
) -> None:
    """It stands where it was put back, and from there the rule of the jitter holds."""
    world.see(HERE)
    world.see_often(10, {"a": 0.0})
    world.see({"a": 0.0, "b": 580.0})
    if restarts:
        world.restart()
    world.see_often(3, {"a": 0.0, "b": 590.0})
    assert world.ended() == []
    # Put back once more, it may not drift along: a hundred metres are reckoned from the anchor.
    world.see_often(10, {"a": 0.0})
    world.see({"a": 0.0, "b": 660.0})
    assert [end[3] for end in world.ended()] == ["departed"]


def test_who_was_put_back_and_then_moves_has_moved(world: World) -> None:
    world.see(HERE)
    world.see_often(10, {"a": 0.0})
    world.see_often(2, {"a": 0.0, "b": 580.0})
    world.see({"a": 0.0, "b": 700.0})
    assert [end[3] for end in world.ended()] == ["moved"]


def test_back_after_a_trip_elsewhere_is_a_departure_and_an_arrival(world: World) -> None:
    world.see(HERE)
    world.see_often(5, {"a": 0.0})
    world.see({"a": 0.0, "b": 2000.0})
    assert world.ended() == [(60, 60, 120, "departed", 0)]
    assert world.open()[1] == (420, "arrived", False)


def test_back_at_the_same_place_after_an_hour_is_another_stay(world: World) -> None:
    world.see(HERE)
    world.see_often(60, {"a": 0.0})
    world.see(HERE)
    assert world.ended() == [(60, 60, 120, "departed", 0)]
    assert world.open()[1][1] == "arrived"


def test_jitter_is_no_move_and_the_anchor_stays(world: World) -> None:
    world.see({"a": 0.0})
    for metres in (30.0, -40.0, 45.0, 10.0):
        world.see({"a": metres})
    assert world.ended() == []
    assert world.rows("select round(st_x(geom)::numeric, 6)::float8 from open_stay") == [(4.3,)]


def test_dragged_in_small_steps_it_does_not_drift_along(world: World) -> None:
    for metres in (0.0, 20.0, 40.0, 60.0):
        world.see({"a": metres})
    assert world.ended() == [(60, 180, 240, "moved", 120)]
    assert world.open() == [(240, "moved", False)]


def test_r5_r6_a_gap_makes_a_stay_neither_longer_nor_ended(world: World) -> None:
    world.see_often(11, HERE)
    world.see(HERE, after_s=6 * 3600)
    world.see_often(10, HERE)
    assert world.ended() == []
    spans = world.rows(
        "select extract(epoch from ends_at - starts_at)::int8, starts_s from coverage_span"
        " order by starts_at"
    )
    assert spans == [(600, 0), (600, 600)]
    world.see_often(20, {"a": 0.0})
    assert world.ended()[0][3:] == ("departed", 1200)


def test_r6_absent_after_a_gap_is_unknown_not_departed(world: World) -> None:
    world.see_often(11, HERE)
    world.see({"a": 0.0}, after_s=6 * 3600)
    world.see_often(20, {"a": 0.0})
    [(first, lo, hi, reason, observed_s)] = world.ended()
    assert (first, lo, reason, observed_s) == (60, 660, "unknown_gap", 600)
    assert hi == 660 + 6 * 3600


def test_r6_elsewhere_after_a_gap_is_no_trip(world: World) -> None:
    world.see(HERE)
    world.see({"a": 0.0, "b": 3000.0}, after_s=7200)
    assert world.ended()[0][3] == "unknown_gap"
    assert world.open()[1][1] == "after_gap"


def test_a_poll_missed_just_before_an_outage_ends_nothing(world: World) -> None:
    world.see(HERE)
    world.see({"a": 0.0})
    world.see(HERE, after_s=7200)
    assert world.ended() == []
    assert [row[2] for row in world.open()] == [False, False]


@pytest.mark.parametrize(
    ("bad", "outcome"),
    [
        (listing(HERE, source_s=T0 - 7200), PollOutcome.stale_source),
        (listing(HERE, source_s=T0 + 7200), PollOutcome.clock),
        (listing({}), PollOutcome.suspect_empty),
    ],
    ids=["stale", "future", "empty"],
)
def test_r1_what_is_no_evidence_changes_only_its_poll_row(
    world: World, bad: Any, outcome: PollOutcome
) -> None:
    fleet = {str(n): n * 100.0 for n in range(30)}
    world.see(fleet)
    before = world.fingerprint()
    said = world.see(bad)
    assert said.outcome == outcome
    assert world.fingerprint() == before
    assert world.rows(
        "select outcome, reason is not null, evidence_at from poll order by started_at"
    )[1] == (outcome, True, None)
    assert world.see(fleet).outcome == PollOutcome.unchanged


def test_a_small_fleet_may_really_be_empty(world: World) -> None:
    world.see(HERE)
    world.see_often(20, {})
    assert [row[3] for row in world.ended()] == ["departed", "departed"]


def test_an_older_list_than_before_is_refused(world: World) -> None:
    world.see(listing(HERE, source_s=T0 + 60))
    assert world.see(listing(HERE, source_s=T0 + 30)).outcome == PollOutcome.stale_source


def test_the_same_list_again_is_no_new_evidence(world: World) -> None:
    world.see(listing(HERE, source_s=T0 + 60))
    before = world.fingerprint()
    assert world.see(listing({"a": 0.0}, source_s=T0 + 60)).outcome == PollOutcome.unchanged
    assert world.fingerprint() == before


def test_a_poll_recorded_twice_counts_once(world: World) -> None:
    world.see(HERE)
    world.see({"a": 0.0})
    before = world.fingerprint()
    world.see({"a": 0.0, "c": 900.0}, after_s=0)
    assert world.fingerprint() == before


def test_far_apart_polls_end_stays_as_unknown_and_keep_none_for_ever(world: World) -> None:
    world.see(HERE)
    for _ in range(3):
        world.see({"a": 0.0}, after_s=1500)
    assert world.ended() == [(60, 60, 1560, "unknown_gap", 0)]
    assert len(world.open()) == 1


def test_missed_once_before_a_gap_and_absent_after_it_is_no_departure(world: World) -> None:
    world.see(HERE)
    world.see({"a": 0.0})
    for _ in range(3):
        world.see({"a": 0.0}, after_s=3600)
    # It may have been there until some time in the first gap.
    assert world.ended() == [(60, 60, 120, "unknown_gap", 0)]
    assert world.ended_latest() == [120 + 3600]


def test_missed_once_before_a_gap_and_elsewhere_after_it_is_no_departure(world: World) -> None:
    world.see(HERE)
    world.see({"a": 0.0})
    world.see({"a": 0.0, "b": 4000.0}, after_s=3600)
    assert world.ended() == [(60, 60, 120, "unknown_gap", 0)]
    assert world.ended_latest() == [120 + 3600]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(
    ("missed", "until", "reason"), [(1, 6 * 3600, "unknown_gap"), (4, 0, "departed")]
)
def test_only_an_absence_that_was_confirmed_before_a_gap_is_a_departure(
    world: World, missed: int, until: int, reason: str, restarts: bool
) -> None:
    """A flicker, then hours without a poll, then absent: it may have left within those hours."""
    world.see_often(5, HERE)
    world.see_often(missed, {"a": 0.0})
    world.see({"a": 0.0}, after_s=6 * 3600)
    if restarts:
        world.restart()
    world.see_often(20, {"a": 0.0})
    # Counted it is until the first poll without it, whatever the hours hide.
    assert world.ended() == [(60, 300, 360, reason, 240)]
    assert world.ended_latest() == [360 + until]


def test_back_after_an_absence_that_a_gap_cut_short_it_is_the_same_stay(world: World) -> None:
    world.see_often(5, HERE)
    world.see({"a": 0.0})
    world.see({"a": 0.0}, after_s=3600)
    world.see_often(2, HERE)
    assert world.ended() == []
    world.see_often(20, {"a": 0.0})
    # From the last sight before the gap until the first after it nothing was observed.
    assert world.ended()[0][3:] == ("departed", 240 + 60)


def test_states_follow_the_feed_and_end_no_stay(world: World) -> None:
    world.see(HERE)
    changed = listing(HERE)
    changed.state[1] = 2
    world.see(changed)
    assert world.rows("select state from open_stay order by id") == [
        ("available",),
        ("out_of_order",),
    ]


@pytest.mark.parametrize("restart_after", [1, 3, 5, 7, 9, 12, 25])
def test_a_restart_at_any_moment_changes_nothing(
    pool: ConnectionPool[Connection[Any]], address: str, restart_after: int
) -> None:
    story: list[tuple[dict[str, float], int]] = [(HERE, 60)] * 3
    story += [({"a": 0.0}, 60), (HERE, 60), ({"a": 30.0}, 60), ({"a": 0.0, "c": 900.0}, 60)]
    story += [({"a": 0.0, "c": 990.0}, 60), (HERE, 4000), ({"b": 500.0}, 60)] + [
        ({"b": 530.0}, 60)
    ] * 20
    plain, broken = World(pool), World(pool)
    for places, after_s in story:
        plain.see(places, after_s)
    kept = plain.fingerprint()
    with pool.connection() as connection:
        connection.execute("truncate open_stay, stay, coverage_span, poll")
        connection.execute(
            "update feed_state set generation = 0, evidence_at = null, evidence_s = 0,"
            " standing = 0, stays_opened = 0, body_hash = null"
        )
    for number, (places, after_s) in enumerate(story):
        if number == restart_after:
            broken.restart()
        broken.see(places, after_s)
    assert broken.fingerprint() == kept


def test_two_recorders_of_one_feed_do_not_write_over_each_other(world: World) -> None:
    world.see(HERE)
    other = World(world.pool)
    other.now_s = world.now_s
    other.see({"a": 0.0, "b": 500.0, "c": 900.0})
    world.now_s = other.now_s
    world.see({"a": 0.0, "b": 500.0, "c": 900.0})
    assert [row[1] for row in world.open()] == ["first_poll", "first_poll", "arrived"]
    assert world.rows("select generation from feed_state") == [(3,)]


def test_areas_are_found_at_opening(world: World) -> None:
    with world.pool.connection() as connection:
        connection.execute(
            "insert into area (kind, code, name, valid_from, geom, area_m2, source) select"
            " 'district', 'D' || n, 'D', '2000-01-01', st_multi(st_makeenvelope(4.29 + n * 0.005,"
            " 52, 4.305 + n * 0.005, 53, 4326)), 1, 'test' from generate_series(0, 1) n"
        )
    world.see({"a": 0.0, "b": 500.0, "c": 9000.0})
    assert world.rows("select cardinality(areas) from open_stay order by id") == [(2,), (1,), (0,)]


def test_f27_words_of_a_feed_are_kept_short_and_plain(world: World) -> None:
    world.see(replace(listing(HERE), version="2.3\x00\n" + "x" * 10_000))
    [(version,)] = world.rows("select version from poll")
    assert version.startswith("2.3xxx")
    assert len(version) < 600
