"""A draft replayed over what has been, by hand.

metres east   0 ......... 100 ........ 200 ........ 300 ........ 500
              a           [ b  c  d ]               e            [hub]
                          [  draft  ]

        14 08:00          14 19:50   15 02:00            15 12:00 (UTC)
swift   |===================|  outage  |====================|      a, b, e
veer    |===================================================|      c, d

b stands from 14 08:00 on, c from 14 09:00 until 14 21:00, d from 15 10:30 on.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import shapely

from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from zones.what_if.draft import Draft, OutsideEverything, read_past
from zones.what_if.zone import Replay, replay

LAT = 52.105
METRE = 1 / 111_320 / 0.614285
CITY = "Europe/Amsterdam"


def east(metres: float) -> float:
    return 4.30 + metres * METRE


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.feed("swift", ("14 08:00", "14 19:50"), ("15 02:00", "15 12:00"))
        world.feed("veer", ("14 08:00", "15 12:00"))
        city = world.area(AreaKind.municipality, "city", 4.29, 52.10, 4.32, 52.11)
        world.area(AreaKind.hub, "hub", east(495), 52.1049, east(505), 52.1051)
        for metres in (0, 120, 300):
            world.stands("swift", east(metres), LAT, "14 08:00", areas=(city,))
        world.stood(
            "veer", east(140), LAT, "14 09:00", "14 20:59", "14 21:00", areas=(city,), form="moped"
        )
        world.stands("veer", east(160), LAT, "15 10:30", areas=(city,), form="moped")
        yield world


def draft(kind: AreaKind = AreaKind.no_parking, **more: Any) -> Draft:
    border = shapely.box(east(100), LAT - 0.0001, east(200), LAT + 0.0001)
    return Draft(kind, shapely.MultiPolygon([border]), **more)


def replayed(world: World, tried: Draft, since: str = "14 00:00", **more: Any) -> Replay:
    start, end = (int(at(moment).timestamp()) for moment in (since, "15 12:00"))
    past = read_past(world.connection, tried, start, end, **more)
    return replay(world.connection, tried, past, CITY)


OUTAGE_H = 6 + 10 / 60


def test_who_would_have_stood_in_a_no_parking_zone(world: World) -> None:
    got = replayed(world, draft())
    assert got.stays == 3
    assert got.operators["swift"].stays == 1
    assert got.operators["swift"].vehicle_hours == pytest.approx(28 - OUTAGE_H)
    assert got.operators["veer"].stays == 2
    assert got.operators["veer"].vehicle_hours == pytest.approx(12 + 1.5)
    assert got.around == {"swift": 3, "veer": 2}
    assert len(got.listed) == 3


def test_each_local_day_tells_who_stood_on_it(world: World) -> None:
    """The 15th begins at 14 23:00 UTC; from then to 02:00 swift is not seen."""
    days = replayed(world, draft()).days
    assert list(days) == [date(2026, 3, 14), date(2026, 3, 15)]
    first, second = days.values()
    assert (first.stays, second.stays) == (2, 2)
    assert first.vehicle_hours == pytest.approx(11 + 50 / 60 + 12)
    assert second.vehicle_hours == pytest.approx(10 + 1.5)


def test_a_rule_that_gives_time_is_broken_by_those_seen_longer(world: World) -> None:
    """Eleven hours: b is there so long at 14 19:00, c at 14 20:00, d never."""
    got = replayed(world, draft(longest_s=11 * 3600))
    assert got.stays == 2
    assert got.operators["veer"].vehicle_hours == pytest.approx(1.0)
    # 19:00 to 19:50, and 15 02:00 to 12:00.
    assert got.operators["swift"].vehicle_hours == pytest.approx(10 + 50 / 60)
    assert replayed(world, draft(longest_s=24 * 3600)).stays == 0


def test_alerts_are_counted_by_vehicle_and_by_operator_and_hour(world: World) -> None:
    world.stands("veer", east(165), LAT, "15 10:45", areas=(1,), form="moped")
    alerts = replayed(world, draft()).alerts
    assert (alerts.by_vehicle, alerts.by_hour) == (4, 3)
    assert (alerts.busiest_day, alerts.on_busiest_day) == (date(2026, 3, 14), 2)


def test_the_nearest_hub_says_how_far_it_would_have_been(world: World) -> None:
    [hub] = replayed(world, draft()).nearest
    assert (hub.name, hub.stays) == ("Hub", 3)
    assert hub.median_m == pytest.approx(495 - 140, abs=1)


def test_how_full_a_hub_would_have_been(world: World) -> None:
    """b and c from 14 09:00 to 19:50, b alone from 15 02:00, b and d from 10:30."""
    got = replayed(world, draft(AreaKind.hub, capacity=2), since="14 08:00").filling
    assert got is not None
    assert got.highest == 2
    known_h = 11 + 50 / 60 + 10
    two_h = 10 + 50 / 60 + 1.5
    assert got.full_share == pytest.approx(two_h / known_h, abs=1e-4)
    assert got.mean == pytest.approx((known_h + two_h) / known_h, abs=1e-4)
    assert got.over_vehicle_hours == 0
    # e stands 100 m east of it, a 100 m west: both within reach, and in no hub.
    assert got.beside_mean == pytest.approx(2.0)
    # From 21:00 to 02:59 local time nothing is known of swift on the only night.
    assert got.by_hour[22] is None
    assert got.by_hour[4] == 1.0
    over = replayed(world, draft(AreaKind.hub, capacity=1), since="14 08:00").filling
    assert over is not None
    assert over.over_vehicle_hours == pytest.approx(two_h, abs=0.01)


def test_coverage_says_what_the_answer_rests_on(world: World) -> None:
    got = replayed(world, draft(), since="14 08:00")
    assert got.coverage == {"swift": pytest.approx(1 - OUTAGE_H / 28), "veer": 1.0}


def test_of_changing_ids_no_duration_is_claimed(world: World) -> None:
    world.feed("spin", ("1 08:00", "15 12:00"), id_policy="rotating")
    world.stands("spin", east(150), LAT, "1 08:00", areas=(1,))
    assert replayed(world, draft(), operators=["spin"]).stays == 1
    assert replayed(world, draft(longest_s=3600), operators=["spin"]).stays == 0


def test_a_draft_outside_is_refused(world: World) -> None:
    away = shapely.MultiPolygon([shapely.box(5, 52, 5.1, 52.1)])
    half = shapely.MultiPolygon([shapely.box(4.25, 52.104, 4.30, 52.106)])
    for border in (away, half):
        with pytest.raises(OutsideEverything):
            replayed(world, Draft(AreaKind.no_parking, border))
