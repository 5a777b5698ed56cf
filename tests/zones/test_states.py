"""What vehicles said of themselves at past moments, drawn by hand.

swift   14 00:00 |=====================| 14 20:00   outage   15 02:00 |==============| 17 12:00
a       14 08:00 A-----R 14 10:00--X 14 12:00 ...............................X          (now)
b       14 08:00 A------------------| gone 14 18:00
c       X from 15 03:00 on, of a feed whose ids change
"""

from collections.abc import Iterator

import numpy as np
import pytest

from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from zones.calendar import Step
from zones.cells import fold_feed
from zones.map import map_at
from zones.series import series
from zones.standing import STATES, standing
from zones.states import out_of_order_for

NOW = int(at("17 12:00").timestamp())


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as drawn:
        drawn.feed("swift", ("14 00:00", "14 20:00"), ("15 02:00", "17 12:00"))
        drawn.feed("spin", ("15 02:00", "17 12:00"), id_policy="rotating")
        area = drawn.area(AreaKind.district, "west", 4.2, 52.0, 4.4, 52.2)
        inside = {"areas": (area,)}
        a = drawn.stands("swift", 4.3, 52.1, "14 08:00", state="out_of_order", **inside)
        drawn.said(
            "swift", a, "14 08:00",
            ("14 10:00", "available", "reserved"), ("14 12:00", "reserved", "out_of_order"),
        )  # fmt: skip
        drawn.stood("swift", 4.3, 52.1, "14 08:00", "14 17:59", "14 18:00", **inside)
        drawn.stands("spin", 4.3, 52.1, "15 03:00", state="out_of_order", **inside)
        yield drawn


def seconds(text: str) -> int:
    return int(at(text).timestamp())


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("14 08:00", "available"),
        ("14 09:59:59", "available"),
        ("14 10:00", "reserved"),
        ("14 11:59:59", "reserved"),
        ("14 12:00", "out_of_order"),
        ("17 11:59", "out_of_order"),
    ],
)
def test_a_past_moment_has_the_state_of_then(world: World, when: str, said: str) -> None:
    seen = standing(world.connection, seconds(when), NOW)
    assert STATES[seen.state[seen.id == (1 << 40) + 1][0]] == said


def test_nothing_else_of_a_vehicle_changes_with_its_state(world: World) -> None:
    then = standing(world.connection, seconds("14 09:00"), NOW)
    assert then.vehicle_type_id.tolist() == [1, 1]
    assert then.observed_s.tolist() == [3600, 3600]


def test_out_of_order_counts_observed_time_and_only_where_ids_prove_it(world: World) -> None:
    """8 hours until the outage, and from 02:00 on the 15th another 24 and 10."""
    ids, observed = out_of_order_for(world.connection, [1, 2], seconds("16 12:00"))
    assert (ids.tolist(), observed.tolist()) == ([(1 << 40) + 1], [(8 + 34) * 3600])
    assert len(out_of_order_for(world.connection, [1], seconds("14 11:00"))[0]) == 0
    assert len(out_of_order_for(world.connection, [2], seconds("16 12:00"))[0]) == 0


def course(world: World, indicator: str, start: str, end: str) -> dict[str, list[float | None]]:
    for feed in (1, 2):
        fold_feed(world.connection, feed)
    found = series(
        world.connection, indicator, 1, seconds(start), seconds(end), Step.hour, operators=["swift"]
    )
    return {
        line.key: [None if np.isnan(v) else float(v) for v in line.total.values]
        for line in found.lines
    }


def test_each_state_has_its_course(world: World) -> None:
    assert course(world, "vehicles_by_state", "14 08:00", "14 13:00") == {
        "available": [2, 2, 1, 1, 1],
        "reserved": [0, 0, 1, 1, 0],
        "out_of_order": [0, 0, 0, 0, 1],
    }
    assert course(world, "out_of_order_share", "14 11:00", "14 13:00")["out_of_order"] == [0, 0.5]


def test_a_day_out_of_order_is_a_day_of_evidence(world: World) -> None:
    """8 hours on the 14th; the other 16 are full at 18:00 on the 15th, not at noon."""
    told = course(world, "out_of_order_share", "15 16:00", "15 20:00")
    assert told["1_day"] == [0, 0, 1, 1]
    assert told["7_days"] == [0, 0, 0, 0]


def test_where_nothing_stands_there_is_no_share(world: World) -> None:
    assert course(world, "out_of_order_share", "14 05:00", "14 09:00")["1_day"] == [
        None, None, None, 0,
    ]  # fmt: skip


def test_of_changing_ids_only_that_they_are_out_of_order_is_told(world: World) -> None:
    course(world, "vehicles_by_state", "14 08:00", "14 13:00")
    found = series(
        world.connection, "out_of_order_share", 1, seconds("15 16:00"), seconds("15 17:00"),
        Step.hour,
    )  # fmt: skip
    by_key = {line.key: line.total for line in found.lines}
    assert by_key["out_of_order"].values.tolist() == [1.0]
    assert np.isnan(by_key["1_day"].values).all()
    assert by_key["1_day"].reasons == ["rotating_ids: spin"]


def test_the_map_of_a_past_moment(world: World) -> None:
    def of(indicator: str, when: str) -> dict[str, int]:
        moment = seconds(when)
        mapped = map_at(world.connection, indicator, AreaKind.district, moment, NOW)
        (value,) = mapped.values
        return {"value": value.value, **value.classes}  # type: ignore[dict-item]

    assert of("vehicles_by_state", "14 10:30") == {
        "value": 2, "available": 1, "reserved": 1, "out_of_order": 0,
    }  # fmt: skip
    assert of("out_of_order_share", "14 12:30") == {
        "value": 0.5, "out_of_order": 1, "1_day": 0, "7_days": 0,
    }  # fmt: skip
    assert of("out_of_order_share", "17 11:00") == {
        "value": 1.0, "out_of_order": 2, "1_day": 1, "7_days": 0,
    }  # fmt: skip
