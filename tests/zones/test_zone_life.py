"""The life of a zone: its phases, who takes its place, what can be done when, what is kept."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.zones.plein import BY, DAY, HUB, MIDNIGHT, NOON, box, drawn, held, whole, zone
from tests.zones.plein import connection as connection
from zones.areas import OverlappingVersion
from zones.policy import life
from zones.policy.adopt import adopt_areas
from zones.policy.changes import history
from zones.policy.life import Draft
from zones.policy.refusals import (
    AreaOutside,
    DatesInDisorder,
    UnknownZone,
    WrongPhase,
    ZoneReplaced,
)
from zones.policy.zone import Phase, load_zones


def test_a_phase_follows_from_the_dates(connection: Any) -> None:
    number = drawn(connection)
    hours = [timedelta(hours=hour) for hour in range(6)]
    life.commit(connection, number, BY, MIDNIGHT + hours[1])
    starts, ends = MIDNIGHT + hours[3], MIDNIGHT + hours[5]
    life.publish(connection, number, MIDNIGHT + hours[2], starts, BY, MIDNIGHT + hours[1])
    life.retire(connection, number, MIDNIGHT + hours[4], ends, BY, MIDNIGHT + hours[1])
    phases = [zone(connection, number, MIDNIGHT + hour).phase for hour in hours]
    assert phases == list(Phase)
    assert zone(connection, number, MIDNIGHT - hours[1]).phase is None


def test_a_published_zone_is_copied_and_ends_as_the_copy_begins(connection: Any) -> None:
    first = held(connection)
    second = life.edit(connection, first, Draft(name="Nieuw Plein"), BY, NOON)
    assert zone(connection, second, NOON).phase is Phase.concept
    assert zone(connection, first, NOON).retire_on is None
    life.commit(connection, second, BY, NOON)
    life.publish(connection, second, NOON + DAY, NOON + 2 * DAY, BY, NOON)
    old = zone(connection, first, NOON + DAY)
    assert (old.phase, old.retire_on) == (Phase.retiring, NOON + 2 * DAY)
    assert zone(connection, second, NOON + DAY).phase is Phase.published
    at_start = NOON + 2 * DAY
    assert zone(connection, first, at_start).phase is Phase.archived
    assert zone(connection, second, at_start).phase is Phase.active
    periods = connection.execute("select valid_from, valid_to from area where kind = 'hub'")
    assert sorted(periods.fetchall(), key=lambda row: row[0]) == [
        (MIDNIGHT, at_start),
        (at_start, None),
    ]


def test_only_one_copy_takes_the_place_of_a_zone(connection: Any) -> None:
    first = held(connection)
    copies = [life.edit(connection, first, Draft(name=n), BY, NOON) for n in ("een", "twee")]
    for copy in copies:
        life.commit(connection, copy, BY, NOON)
    life.publish(connection, copies[0], NOON, NOON + DAY, BY, NOON)
    with pytest.raises(ZoneReplaced):
        life.publish(connection, copies[1], NOON, NOON + DAY, BY, NOON)
    with pytest.raises(ZoneReplaced):
        life.edit(connection, first, Draft(name="drie"), BY, NOON)
    with pytest.raises(ZoneReplaced):
        life.retire(connection, first, NOON, NOON + 3 * DAY, BY, NOON)


def test_a_copy_that_is_reopened_gives_the_old_one_its_own_end_back(connection: Any) -> None:
    first = held(connection)
    life.retire(connection, first, NOON + 5 * DAY, NOON + 9 * DAY, BY, NOON)
    second = life.edit(connection, first, Draft(name="Nieuw Plein"), BY, NOON)
    life.commit(connection, second, BY, NOON)
    life.publish(connection, second, NOON + DAY, NOON + 2 * DAY, BY, NOON)
    assert zone(connection, first, NOON).retire_on == NOON + 2 * DAY
    life.reopen(connection, second, BY, NOON)
    old = zone(connection, first, NOON)
    assert (old.retire_published, old.retire_on) == (NOON + 5 * DAY, NOON + 9 * DAY)
    rows = connection.execute("select valid_to from area where kind = 'hub'").fetchall()
    assert rows == [(NOON + 9 * DAY,)]
    assert zone(connection, second, NOON).phase is Phase.concept


def test_a_concept_is_changed_in_place_and_thrown_away_with_its_history_kept(
    connection: Any,
) -> None:
    number = drawn(connection)
    same = life.edit(connection, number, Draft(name="Markt", capacity={"moped": 4}), BY, NOON)
    assert same == number
    changed = zone(connection, number, NOON)
    assert (changed.name, changed.capacity, changed.phase) == ("Markt", {"moped": 4}, "concept")
    life.delete(connection, number, "Sam of the city", NOON)
    with pytest.raises(UnknownZone):
        zone(connection, number, NOON)
    told = history(connection, number)
    assert [(change.what, change.changed_by) for change in told] == [
        ("drawn", BY),
        ("edited", BY),
        ("deleted", "Sam of the city"),
    ]
    assert told[1].fields == ["capacity", "name"]
    assert told[1].before is not None
    assert told[1].before["capacity"] == {"combined": 20}
    assert told[2].before is not None
    assert told[2].before["geometry"]["type"] == "MultiPolygon"
    assert told[2].after is None


def test_what_was_written_of_a_zone_cannot_be_unwritten(connection: Any) -> None:
    drawn(connection)
    for act in ("update zone_change set what = ''", "delete from zone_change"):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="only added to"):
            connection.execute(act)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="only added to"):
        connection.execute("truncate zone_change")


def test_each_step_is_only_possible_from_the_one_before(connection: Any) -> None:
    number = drawn(connection)
    with pytest.raises(WrongPhase, match="concept"):
        life.publish(connection, number, NOON, NOON, BY, NOON)
    with pytest.raises(WrongPhase):
        life.retire(connection, number, NOON, NOON + DAY, BY, NOON)
    with pytest.raises(WrongPhase):
        life.reopen(connection, number, BY, NOON)
    life.commit(connection, number, BY, NOON)
    for act in (life.commit, life.delete):
        with pytest.raises(WrongPhase, match="committed"):
            act(connection, number, BY, NOON)
    with pytest.raises(WrongPhase):
        life.edit(connection, number, Draft(name="x"), BY, NOON)
    life.publish(connection, number, NOON, NOON, BY, NOON)
    for act in (life.commit, life.delete, life.reopen):
        with pytest.raises(WrongPhase, match="active"):
            act(connection, number, BY, NOON)
    life.retire(connection, number, NOON, NOON + DAY, BY, NOON)
    with pytest.raises(WrongPhase, match="archived"):
        life.retire(connection, number, NOON + DAY, NOON + 2 * DAY, BY, NOON + DAY)
    assert [change.what for change in history(connection, number)] == [
        "drawn", "committed", "published", "retired",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "start", "field"),
    [
        (timedelta(0), -DAY, "publish_on"),
        (-DAY, timedelta(0), "publish_on"),
        (2 * DAY, DAY, "publish_on"),
    ],
    ids=["begins in the past", "told in the past", "told after it begins"],
)
def test_a_zone_begins_after_it_is_told_and_not_in_the_past(
    connection: Any, told: timedelta, start: timedelta, field: str
) -> None:
    number = drawn(connection)
    life.commit(connection, number, BY, NOON)
    with pytest.raises(DatesInDisorder) as refused:
        life.publish(connection, number, NOON + told, NOON + start, BY, NOON)
    assert refused.value.field == field
    assert refused.value.remedy
    assert zone(connection, number, NOON).area_id is None


@pytest.mark.parametrize(
    ("told", "end", "field"),
    [
        (timedelta(0), -DAY, "retire_on"),
        (-DAY, DAY, "retire_published"),
        (2 * DAY, DAY, "retire_published"),
    ],
    ids=["ends before it begins", "told in the past", "told after it ends"],
)
def test_a_zone_ends_after_it_begins_and_after_it_is_told(
    connection: Any, told: timedelta, end: timedelta, field: str
) -> None:
    number = held(connection, NOON)
    with pytest.raises(DatesInDisorder) as refused:
        life.retire(connection, number, NOON + told, NOON + end, BY, NOON)
    assert refused.value.field == field
    assert zone(connection, number, NOON).retire_on is None


def test_an_end_in_the_past_would_change_yesterday(connection: Any) -> None:
    number = held(connection)
    with pytest.raises(DatesInDisorder, match="past"):
        life.retire(connection, number, None, MIDNIGHT + timedelta(hours=1), BY, NOON)


def test_an_area_outside_its_municipality_is_refused(connection: Any) -> None:
    with pytest.raises(AreaOutside, match="50% of the area lies outside Ons Dorp"):
        drawn(connection, geom=whole(box(900, 1100)))
    with pytest.raises(AreaOutside):
        drawn(connection, geom=whole(box(2000, 2100)))
    number = drawn(connection)
    with pytest.raises(AreaOutside):
        life.edit(connection, number, Draft(geom=whole(box(2000, 2100))), BY, NOON)
    assert drawn(connection, geom=whole(box(900, 1002)))


def test_one_code_holds_once_at_a_time(connection: Any) -> None:
    first = life.draw(connection, HUB, "GM1", Draft("A", whole(box(0, 9))), BY, MIDNIGHT, code="H1")
    other = life.draw(connection, HUB, "GM1", Draft("B", whole(box(0, 9))), BY, MIDNIGHT, code="H1")
    for number in (first, other):
        life.commit(connection, number, BY, MIDNIGHT)
    life.publish(connection, first, MIDNIGHT, MIDNIGHT, BY, MIDNIGHT)
    with pytest.raises(OverlappingVersion):
        life.publish(connection, other, NOON, NOON, BY, NOON)
    assert zone(connection, other, NOON).publish_on is None


def test_imported_hubs_get_a_life_and_end_with_their_areas(connection: Any) -> None:
    insert = (
        "insert into area (kind, code, name, municipality, valid_from, geom, area_m2, capacity,"
        " source) select 'hub', 'H1', 'Kade', 'GM1', %s, st_multi(g), 1, 12, 'test'"
        " from st_makeenvelope(4.3, 52.08, 4.301, 52.081, 4326) g"
    )
    connection.execute(insert, [MIDNIGHT])
    [first] = adopt_areas(connection, BY, NOON)
    assert zone(connection, first, NOON).phase is Phase.active
    assert zone(connection, first, NOON).capacity == {"combined": 12}
    assert adopt_areas(connection, BY, NOON) == []
    connection.execute("update area set valid_to = %s where kind = 'hub'", [NOON])
    connection.execute(insert, [NOON])
    [second] = adopt_areas(connection, BY, NOON)
    assert zone(connection, second, NOON).previous_id == first
    assert zone(connection, first, NOON).phase is Phase.archived
    assert [z.id for z in load_zones(connection, NOON, phase=Phase.active)] == [second]
    assert [c.what for c in history(connection, second)] == [
        "imported", "ended by an import", "imported",
    ]  # fmt: skip
