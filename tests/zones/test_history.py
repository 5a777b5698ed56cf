"""An area drawn later: its history comes in pieces, newest first, and survives being killed."""

import random
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import shapely
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.store.connect import pool as make_pool
from stoep.vocabulary import AreaKind
from tests.killing import CONTEXT, live_often_and_be_killed
from tests.zones.fleets import DAY_S, DAYS, FIRST, a_fleet, draw_areas
from zones.areas import add_areas
from zones.calendar import Step
from zones.cells import fold_feed
from zones.history import ask_history, counted_from, fold_areas, fold_next, tell_failure
from zones.map import map_over
from zones.series import series
from zones.shapes import Shape

Pool = ConnectionPool[Connection[Any]]
KILLS = 12


def cells(pool: Pool, area: int) -> Any:
    with pool.connection() as connection:
        return connection.execute(
            "select count(*), md5(string_agg(c::text, '|' order by c::text)) from (select day,"
            " feed_id, vehicle_type_id, parked, vehicle_s from cell_day where area_id = %s) c",
            [area],
        ).fetchone()


def placed(pool: Pool, area: int) -> list[int]:
    with pool.connection() as connection:
        rows = connection.execute(
            "select id from standing_stay where areas @> array[%s::int] order by id", [area]
        ).fetchall()
    return [row[0] for row in rows]


def draw_again(pool: Pool, of: int, ask: bool = True) -> int:
    """An area with the border of another, drawn when history is there."""
    with pool.connection() as connection:
        row = connection.execute(
            "insert into area (kind, code, name, valid_from, valid_to, geom, area_m2, source)"
            " select kind, 'again ' || count(*) over (), name, valid_from, valid_to, geom, area_m2,"
            " source from area where id = %s returning id",
            [of],
        ).fetchone()
        assert row is not None
        if ask:
            ask_history(connection, [row[0]])
    return int(row[0])


@pytest.fixture
def fleet(pool: Pool) -> Pool:
    with pool.connection() as connection:
        draw_areas(connection)
        a_fleet(connection)
        for feed in (1, 2, 3):
            fold_feed(connection, feed)
    return pool


def test_all_at_once_is_what_would_have_been(fleet: Pool) -> None:
    told: list[float] = []
    for original in (3, 5, 6):
        late = draw_again(fleet, original)
        with fleet.connection() as connection:
            fold_areas(connection, [late], told.append)
        assert cells(fleet, late) == cells(fleet, original)
        assert placed(fleet, late) == placed(fleet, original)
        with fleet.connection() as connection:
            connection.execute("update area set code = code || %s where id = %s", [late, late])
    assert told[-1] == 1.0
    assert 0 < told[0] < 1


def test_the_newest_week_comes_first_and_the_rest_is_unknown(fleet: Pool) -> None:
    late = draw_again(fleet, 5)

    def by_day() -> tuple[list[Any], list[Any]]:
        with fleet.connection() as connection:
            end = FIRST + DAYS * DAY_S
            course = series(
                connection, "vehicles_parked", late, FIRST, end, Step.day, timezone="UTC"
            )
        total = course.lines[0].total
        return [None if np.isnan(v) else v for v in total.values], total.reasons

    values, reasons = by_day()
    assert values == [None] * DAYS
    assert set(reasons) == {"not_counted_yet"}
    with fleet.connection() as connection:
        assert fold_next(connection)
    values, reasons = by_day()
    # Evidence to the morning of day 13; a week back from its end is day 7 on.
    assert [value is None for value in values] == [True] * 6 + [False] * 6
    assert reasons == ["not_counted_yet"] * 6 + [None] * 6
    with fleet.connection() as connection:
        assert counted_from(connection, [late, 5]) == {late: FIRST + 6 * DAY_S}
        assert fold_next(connection)
        assert not fold_next(connection)
    values, reasons = by_day()
    assert None not in values
    with fleet.connection() as connection:
        assert counted_from(connection, [late]) == {}


def test_before_the_first_stay_that_is_kept_it_is_never_known(fleet: Pool) -> None:
    """An area that was drawn when early stays were past keeping: no number, not 0."""
    with fleet.connection() as connection:
        connection.execute(
            "insert into retention (what, kept_from, done_at) values"
            " ('stay', to_timestamp(%s), now())",
            [FIRST + 3 * DAY_S + 600],
        )
    late = draw_again(fleet, 5)
    with fleet.connection() as connection:
        fold_areas(connection, [late])
        assert counted_from(connection, [late, 5]) == {late: FIRST + 4 * DAY_S}
        course = series(
            connection, "vehicles_parked", late, FIRST, FIRST + 6 * DAY_S, Step.day, timezone="UTC"
        )
        assert np.isnan(course.lines[0].total.values).tolist() == [True] * 4 + [False] * 2


def test_where_very_much_ended_pieces_are_days(
    fleet: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zones.history.STAYS_AT_ONCE", 500)
    late = draw_again(fleet, 3)
    pieces = 0
    with fleet.connection() as connection:
        while fold_next(connection):
            pieces += 1
    assert pieces > DAYS // 2
    assert cells(fleet, late) == cells(fleet, 3)


def test_the_map_of_a_period_tells_which_areas_are_not_counted(fleet: Pool) -> None:
    late = draw_again(fleet, 1)
    with fleet.connection() as connection:
        period = FIRST + DAY_S, FIRST + 2 * DAY_S
        found = map_over(connection, "vehicles_parked", AreaKind.district, *period)
    told = {value.area: (value.value, value.reason) for value in found.values}
    assert told[late] == (None, "not_counted_yet")
    assert told[1][0] is not None


def test_areas_that_only_begin_go_before_old_history(fleet: Pool) -> None:
    first = draw_again(fleet, 1)
    with fleet.connection() as connection:
        fold_next(connection)
    with fleet.connection() as connection:
        connection.execute("update area set code = 'x' where id = %s", [first])
    second = draw_again(fleet, 2)
    with fleet.connection() as connection:
        fold_next(connection)
        assert counted_from(connection, [first, second]) == {
            first: FIRST + 6 * DAY_S,
            second: FIRST + 6 * DAY_S,
        }
        # Now that they are equally far, one pass does both.
        assert fold_next(connection)
        assert not fold_next(connection)
    assert cells(fleet, second) == cells(fleet, 2)


def live(address: str) -> None:
    """Work off the queue until killed, slowly enough to be killed anywhere."""
    with make_pool(address, size=1) as connections:
        while True:
            with connections.connection() as connection:
                fold_next(connection)


def test_p1_killed_in_the_middle_it_goes_on_where_it_was(
    fleet: Pool, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lates = [draw_again(fleet, 5)]
    with fleet.connection() as connection:
        # A day at a time would be killed between; a longer past makes more weeks.
        connection.execute(
            "insert into coverage_span values (1, to_timestamp(%s), to_timestamp(%s), 0)",
            [FIRST - 700 * DAY_S, FIRST - 700 * DAY_S + 60],
        )
    dice = random.Random(4)
    seen: set[int] = set()

    def look() -> int:
        with fleet.connection() as connection:
            seen.update(counted_from(connection, lates).values())
        return len(seen)

    live_often_and_be_killed(KILLS, live, address, dice=dice, done=look)
    # Some were killed on the way.
    assert len(seen) > 2
    with fleet.connection() as connection:
        while fold_next(connection):
            pass
        row = connection.execute("select done_share, failed from area_fold").fetchone()
    assert row == (1.0, None)
    assert cells(fleet, lates[0]) == cells(fleet, 5)
    assert placed(fleet, lates[0]) == placed(fleet, 5)


def test_two_at_once_do_each_week_once(fleet: Pool, address: str) -> None:
    late = draw_again(fleet, 3)
    children = [CONTEXT.Process(target=until_done, args=(address,)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    assert cells(fleet, late) == cells(fleet, 3)


def until_done(address: str) -> None:
    """Work off the queue."""
    with make_pool(address, size=1) as connections, connections.connection() as connection:
        while fold_next(connection):
            pass


def test_rounds_go_on_meanwhile_and_count_the_new_area(fleet: Pool) -> None:
    late = draw_again(fleet, 2)
    with fleet.connection() as connection:
        fold_next(connection)
        for feed in (1, 2, 3):
            fold_feed(connection, feed)
        fold_next(connection)
    assert cells(fleet, late) == cells(fleet, 2)


def test_a_version_that_ended_in_the_past_is_no_longer_counted_since(fleet: Pool) -> None:
    """`D0` is drawn anew on day 12 with a border that holds from noon of day 10 on."""
    noon = datetime.fromtimestamp(FIRST + 9.5 * DAY_S, UTC)
    border = shapely.MultiPolygon([shapely.box(4.25, 52.06, 4.28, 52.10)])
    with fleet.connection() as connection:
        shape = Shape("D0", "D", {}, border, area_m2=1, repaired=False)
        made = add_areas(connection, [shape], AreaKind.district, valid_from=noon, source="by hand")
        fold_areas(connection, made.ids)
        for feed in (1, 2, 3):
            fold_feed(connection, feed)
    in_rounds = [cells(fleet, area) for area in (1, *made.ids)]
    with fleet.connection() as connection:
        newest = connection.execute("select max(day)::text from cell_day where area_id = 1")
        assert newest.fetchone() == ("2026-03-07",)
        connection.execute("truncate cell_day, fold_state")
        for feed in (1, 2, 3):
            fold_feed(connection, feed)
    assert [cells(fleet, area) for area in (1, *made.ids)] == in_rounds


def test_without_evidence_there_is_nothing_to_wait_for(pool: Pool) -> None:
    with pool.connection() as connection:
        draw_areas(connection)
        ask_history(connection, [1, 2])
        assert counted_from(connection, [1, 2]) == {}
        assert not fold_next(connection)


def test_why_it_failed_is_kept_until_it_goes_on(fleet: Pool) -> None:
    late = draw_again(fleet, 2)
    with fleet.connection() as connection:
        tell_failure(connection, "the disk is full")
        row = connection.execute("select failed from area_fold where area_id = %s", [late])
        assert row.fetchone() == ("the disk is full",)
        fold_next(connection)
        row = connection.execute("select failed from area_fold where area_id = %s", [late])
        assert row.fetchone() == (None,)
