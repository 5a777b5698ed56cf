"""What ids prove: a feed that renames its vehicles once, or again and again, and places."""

import pytest

from ingest.feed import UnknownFeed, set_ids
from stoep.vocabulary import IdPolicy, PollOutcome
from tests.ingest.test_record import world as world
from tests.ingest.worlds import World


def test_r8_rotating_ids_become_places_and_claim_nothing(world: World) -> None:
    places = [n * 40.0 for n in range(60)]
    for poll in range(6):
        world.see({f"poll{poll} v{n}": metres for n, metres in enumerate(places)})
    assert world.rows("select id_policy from feed") == [("rotating",)]
    assert {row[3] for row in world.ended()} == {"relabelled"}
    assert len(world.open()) == 60
    assert world.rows("select standing, evidence_s from feed_state") == [(60, 300)]
    world.see({f"last v{n}": metres for n, metres in enumerate(places[:50])})
    assert world.rows("select standing from feed_state") == [(50,)]


def named(prefix: str, count: int = 45) -> dict[str, float]:
    """So many vehicles side by side, by names that begin so."""
    return {f"{prefix}{n}": n * 40.0 for n in range(count)}


def test_a_feed_that_renames_once_keeps_its_ids(world: World) -> None:
    """As a server of MDS 1.2 that becomes 2.0: the stays end, nobody left, and the new ids hold."""
    world.see_often(70, {**named("old"), "mover": 9000.0})
    world.see_often(5, {**named("new"), "mover'": 9000.0})
    assert world.rows("select id_policy from feed") == [("per_trip",)]
    assert {row[3] for row in world.ended()} == {"relabelled"}
    assert {row[1] for row in world.open()} == {"relabelled"}
    world.see_often(20, named("new"))
    assert [row[3] for row in world.ended()].count("departed") == 1


@pytest.mark.parametrize("every", [1, 10])
def test_r8_a_feed_that_renames_again_and_again_rotates(world: World, every: int) -> None:
    world.see_often(70, named("old") | {"x": 5000.0})
    for run in range(3):
        world.see_often(every, named(f"run{run} ") | {"x": 5000.0 + run})
    assert world.rows("select id_policy from feed") == [("rotating",)]
    assert {row[3] for row in world.ended()} == {"relabelled"}


def test_r8_of_places_none_came_moved_or_left(world: World) -> None:
    for run in range(20):
        world.see(named(f"run{run} ", 45 - run))
    assert {row[3] for row in world.ended()} == {"relabelled"}
    assert {row[1] for row in world.open()} == {"relabelled"}


def test_a_renamed_list_is_guarded_by_its_number(world: World) -> None:
    world.see_often(70, named("old"))
    assert world.see(named("new", 22)).outcome is PollOutcome.suspect_mass
    assert world.see(named("new", 44)).outcome is PollOutcome.ok
    assert {row[3] for row in world.ended()} == {"relabelled"}


@pytest.mark.parametrize("restarts", [False, True])
def test_a_person_says_what_the_ids_prove(world: World, restarts: bool) -> None:
    """From places to ids and back: each time the stays end, and nobody left."""
    for run in range(3):
        world.see(named(f"run{run} "))
    for policy in (IdPolicy.per_trip, IdPolicy.rotating, IdPolicy.stable):
        before = len(world.ended())
        with world.pool.connection() as connection:
            assert set_ids(connection, "feed", policy).id_policy is policy
        if restarts:
            world.restart()
        world.see_often(3, named("v"))
        assert len(world.ended()) == before + 45
        assert world.rows("select id_policy, standing from feed, feed_state") == [(policy, 45)]
    assert {row[3] for row in world.ended()} == {"relabelled"}
    world.see_often(20, named("v", 44))
    assert world.ended()[-1][3] == "departed"


def test_between_two_policies_of_ids_nothing_ends(world: World) -> None:
    world.see_often(3, named("v"))
    with world.pool.connection() as connection:
        set_ids(connection, "feed", IdPolicy.stable)
        with pytest.raises(UnknownFeed):
            set_ids(connection, "no such feed", IdPolicy.stable)
    assert world.see(named("v")).outcome is PollOutcome.unchanged
    assert world.ended() == []


def test_places_that_differ_only_past_a_tenth_of_a_metre_are_one_place(world: World) -> None:
    places = [n * 40.0 for n in range(30)]
    for poll in range(4):
        shifted = {f"p{poll} v{n}": m + 0.001 * n for n, m in enumerate(places + places)}
        world.see(shifted)
    assert world.rows("select standing from feed_state") == [(60,)]


def test_other_vehicles_at_the_same_places_after_a_gap_are_no_rotation(world: World) -> None:
    world.see({f"v{n}": n * 40.0 for n in range(60)})
    world.see({f"w{n}": n * 40.0 for n in range(60)}, after_s=7200)
    assert world.rows("select id_policy from feed") == [("per_trip",)]


def test_a_fleet_that_drove_off_and_was_replaced_is_no_rotation(world: World) -> None:
    world.see({f"v{n}": n * 40.0 for n in range(60)})
    world.see({f"w{n}": 20_000 + n * 40.0 for n in range(60)})
    assert world.rows("select id_policy from feed") == [("per_trip",)]
