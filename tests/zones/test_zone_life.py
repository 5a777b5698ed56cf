"""The life of a zone, and that nothing decided today changes a number of yesterday.

metres east of the origin:      -100   0    200    300   500    700      1000
municipality GM1                 |---------------------------------------|
hub `plein`, first version            [ a      b ]
hub `plein`, from noon on             [ a ]
hub of two polygons                   [ a ]            [ c ]
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
import shapely
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.vocabulary import AreaKind, FormFactor
from tests.ingest.worlds import LAT, World, at
from zones.areas import BadCapacity, OverlappingVersion
from zones.calendar import Step
from zones.cells import fold_feed
from zones.map import map_at
from zones.policy import life
from zones.policy.adopt import adopt_areas
from zones.policy.changes import history
from zones.policy.life import Draft
from zones.policy.refusals import (
    AreaOutside,
    DatesInDisorder,
    NotForOperators,
    UnknownZone,
    WrongPhase,
    ZoneReplaced,
)
from zones.policy.zone import Phase, Zone, load_zone, load_zones
from zones.series import series

Pool = ConnectionPool[Connection[Any]]
MIDNIGHT = datetime(2026, 2, 26, tzinfo=UTC)
NOON = MIDNIGHT + timedelta(hours=12)
DAY = timedelta(days=1)
HUB = AreaKind.hub
BY = "Noor of the city"


def box(west_m: float, east_m: float) -> Any:
    return shapely.box(at(west_m), LAT - 0.001, at(east_m), LAT + 0.001)


def whole(*boxes: Any) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(list(boxes))


@pytest.fixture
def connection(pool: Pool) -> Any:
    with pool.connection() as connection:
        connection.autocommit = True
        connection.execute(
            "insert into area (kind, code, name, valid_from, geom, area_m2, source)"
            " select 'municipality', 'GM1', 'Ons Dorp', '2000-01-01', st_multi(g), 1, 'test'"
            " from st_makeenvelope(%s, %s, %s, %s, 4326) g",
            [at(-100), LAT - 0.01, at(1000), LAT + 0.01],
        )
        yield connection


def drawn(connection: Any, kind: AreaKind = HUB, now: datetime = MIDNIGHT, **more: Any) -> int:
    given = {"name": "Plein", "geom": whole(box(0, 300))} | more
    if kind is HUB:
        given.setdefault("capacity", {"combined": 20})
    return life.draw(connection, kind, "GM1", Draft(**given), BY, now)


def held(connection: Any, now: datetime = MIDNIGHT, **more: Any) -> int:
    """A hub that is published and active at once."""
    number = drawn(connection, now=now, **more)
    life.commit(connection, number, BY, now)
    life.publish(connection, number, now, now, BY, now)
    return number


def zone(connection: Any, number: int, now: datetime) -> Zone:
    return load_zone(connection, number, now)


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


def test_yesterday_keeps_its_border_its_capacity_and_its_number(
    pool: Pool, connection: Any
) -> None:
    first = held(connection)
    world = World(pool, interval_s=300, now_s=int(MIDNIGHT.timestamp()) - 300)
    world.see_often(12 * 12, {"a": 50.0, "b": 250.0})
    fold_feed(connection, 1)

    def yesterday() -> Any:
        area = zone(connection, first, NOON).area_id
        start = int(MIDNIGHT.timestamp())
        line = series(connection, "vehicles_parked", area, start, start + 43_200, Step.hour)
        told = map_at(connection, "vehicles_parked", HUB, start + 3600, start + 43_200)
        capacity = connection.execute("select capacity from area where id = %s", [area]).fetchone()
        places = [(v.area, v.value) for v in told.values]
        return line.lines[0].total.values.tolist(), places, capacity

    before = yesterday()
    assert before[0] == [2.0] * 12
    assert before[2] == (20,)

    second = life.edit(
        connection, first, Draft(geom=whole(box(0, 100)), capacity={"combined": 5}), BY, NOON
    )
    life.commit(connection, second, BY, NOON)
    life.publish(connection, second, NOON, NOON, BY, NOON)
    world.see_often(12, {"a": 50.0, "b": 250.0})
    fold_feed(connection, 1)

    assert yesterday() == before
    new = zone(connection, second, NOON)
    assert (new.previous_id, new.code) == (first, zone(connection, first, NOON).code)
    start = int(NOON.timestamp())
    line = series(connection, "vehicles_parked", new.area_id, start, start + 3600, Step.hour)
    assert line.lines[0].total.values.tolist() == [1.0]
    told = map_at(connection, "vehicles_parked", HUB, start + 1800, start + 3600)
    assert [(v.area, v.value) for v in told.values] == [(new.area_id, 1.0)]


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


def test_operators_never_see_a_monitoring_zone_but_it_counts(pool: Pool, connection: Any) -> None:
    world = World(pool, interval_s=300, now_s=int(MIDNIGHT.timestamp()) - 300)
    world.see_often(13, {"a": 50.0, "b": 250.0})
    fold_feed(connection, 1)
    number = drawn(connection, AreaKind.monitoring, now=NOON)
    life.commit(connection, number, BY, NOON)
    with pytest.raises(NotForOperators):
        life.publish(connection, number, NOON, NOON, BY, NOON)
    life.activate(connection, number, MIDNIGHT, BY, NOON)
    shown = zone(connection, number, NOON)
    assert (shown.phase, shown.publish_on) == (Phase.active, None)
    start = int(MIDNIGHT.timestamp())
    line = series(connection, "vehicles_parked", shown.area_id, start, start + 3600, Step.hour)
    assert line.lines[0].total.values.tolist() == [2.0]
    life.retire(connection, number, NOON, NOON + DAY, BY, NOON)
    assert zone(connection, number, NOON).phase is Phase.active
    copy = life.edit(connection, number, Draft(name="Anders"), BY, NOON)
    life.commit(connection, copy, BY, NOON)
    with pytest.raises(DatesInDisorder, match="past"):
        life.activate(connection, copy, MIDNIGHT, BY, NOON)
    hub = drawn(connection)
    life.commit(connection, hub, BY, NOON)
    with pytest.raises(WrongPhase, match="published"):
        life.activate(connection, hub, NOON, BY, NOON)


def test_a_hub_of_two_polygons_counts_in_both(pool: Pool, connection: Any) -> None:
    """Only the first polygon of a zone counted: mistake 6. Standing before it began counts too."""
    world = World(pool, interval_s=300, now_s=int(MIDNIGHT.timestamp()) - 300)
    world.see_often(13, {"a": 50.0, "b": 250.0, "c": 600.0})
    begins = MIDNIGHT + timedelta(hours=1)
    number = held(connection, begins, geom=whole(box(0, 100), box(500, 700)))
    world.see_often(12, {"a": 50.0, "b": 250.0, "c": 600.0})
    fold_feed(connection, 1)
    shown = zone(connection, number, NOON)
    start = int(begins.timestamp())
    line = series(connection, "vehicles_parked", shown.area_id, start, start + 3600, Step.hour)
    assert line.lines[0].total.values.tolist() == [2.0]
    told = map_at(connection, "vehicles_parked", HUB, start + 1800, start + 3600)
    assert [(v.area, v.value) for v in told.values] == [(shown.area_id, 2.0)]
    [(size, twice)] = connection.execute(
        "select area_m2, st_area(geom::geography) from area where id = %s", [shown.area_id]
    ).fetchall()
    assert size == pytest.approx(twice, rel=1e-4)
    assert size == pytest.approx(300 * 222.4, rel=0.01)


def test_an_area_outside_its_municipality_is_refused(connection: Any) -> None:
    with pytest.raises(AreaOutside, match="50% of the area lies outside Ons Dorp"):
        drawn(connection, geom=whole(box(900, 1100)))
    with pytest.raises(AreaOutside):
        drawn(connection, geom=whole(box(2000, 2100)))
    number = drawn(connection)
    with pytest.raises(AreaOutside):
        life.edit(connection, number, Draft(geom=whole(box(2000, 2100))), BY, NOON)
    assert drawn(connection, geom=whole(box(900, 1002)))


@pytest.mark.parametrize(
    ("kind", "capacity"),
    [
        (AreaKind.no_parking, {"combined": 4}),
        (HUB, {"rocket": 4}),
        (HUB, {"combined": -1}),
        (HUB, {"combined": 4, "moped": 2}),
        (HUB, {}),
        (HUB, {"combined": True}),
    ],
)
def test_a_capacity_is_places_together_or_by_type(
    connection: Any, kind: AreaKind, capacity: dict[str, int]
) -> None:
    with pytest.raises(BadCapacity):
        drawn(connection, kind, capacity=capacity)


def test_places_by_type_add_up_where_the_zone_is_counted(connection: Any) -> None:
    forms = [FormFactor.bicycle, FormFactor.moped]
    number = held(connection, capacity={"bicycle": 12, "moped": 8}, form_factors=forms)
    shown = zone(connection, number, NOON)
    assert shown.form_factors == ["bicycle", "moped"]
    row = connection.execute(
        "select capacity, capacity_by_form, form_factors from area where id = %s", [shown.area_id]
    )
    assert row.fetchone() == (20, {"bicycle": 12, "moped": 8}, ["bicycle", "moped"])


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
