"""What the life of a zone means for numbers: nothing decided today changes one of yesterday.

metres east of the origin:      -100   0    200    300   500    700      1000
municipality GM1                 |---------------------------------------|
hub `plein`, first version            [ a      b ]
hub `plein`, from noon on             [ a ]
hub of two polygons                   [ a ]            [ c ]
"""

from datetime import timedelta
from typing import Any

import pytest

from stoep.vocabulary import AreaKind, FormFactor
from tests.ingest.worlds import World
from tests.zones.plein import BY, DAY, HUB, MIDNIGHT, NOON, Pool, box, drawn, held, whole, zone
from tests.zones.plein import connection as connection
from zones.areas import BadCapacity
from zones.calendar import Step
from zones.cells import fold_feed
from zones.map import map_at
from zones.policy import life
from zones.policy.life import Draft
from zones.policy.refusals import (
    DatesInDisorder,
    NotForOperators,
    WrongPhase,
)
from zones.policy.zone import Phase
from zones.series import series


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
