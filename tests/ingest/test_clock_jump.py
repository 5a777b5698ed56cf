"""Our own clock jumps (P10): durations are never negative, never longer, and nobody left by it."""

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.vocabulary import PollOutcome
from tests.ingest.worlds import World

PLACES = {f"v{n}": n * 100.0 for n in range(30)}
HOUR = 3600


@pytest.mark.parametrize("jump_s", [HOUR, -HOUR, 7 * HOUR, -600, 200])
def test_p10_a_jump_and_back_invents_nothing(pool: ConnectionPool[Connection], jump_s: int) -> None:
    """Ten polls, a jump, ten polls, the jump undone, and polls until all is as before."""
    world = World(pool)
    world.see_often(10, PLACES)
    world.now_s += jump_s
    world.see_often(10, PLACES)
    world.now_s -= jump_s
    world.see_often(10 + max(jump_s, 0) // 60, PLACES)
    lived_s = 60 * (30 + max(jump_s, 0) // 60)
    assert world.ended() == []
    assert world.rows("select count(*), count(missing_since) from open_stay") == [(30, 0)]
    [(observed_s,)] = world.rows(
        "select max(s.evidence_s - o.base_s) from open_stay o join feed_state s using (feed_id)"
    )
    assert 0 <= observed_s <= lived_s
    # The same list over and over is a picture after an hour of daytime; that is another rule.
    outcomes = {outcome for (outcome,) in world.rows("select distinct outcome from poll")}
    assert outcomes <= {
        PollOutcome.ok,
        PollOutcome.unchanged,
        PollOutcome.stale_source,
    }


def test_p10_while_our_clock_is_behind_no_list_is_evidence(
    pool: ConnectionPool[Connection],
) -> None:
    """A list is never evidence for a moment before the last one."""
    world = World(pool)
    world.see_often(5, PLACES)
    before = world.fingerprint()
    world.now_s -= HOUR
    outcome = world.see({"v0": 5000.0})
    assert outcome.outcome is PollOutcome.stale_source
    assert world.fingerprint() == before
