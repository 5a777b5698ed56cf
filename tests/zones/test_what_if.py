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
from zones.cells import fold_feed
from zones.what_if.draft import Draft, OutsideEverything, read_past
from zones.what_if.ends import Ends
from zones.what_if.filling import Filling, HourOfDay
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


def replayed(
    world: World,
    tried: Draft,
    since: str = "14 00:00",
    until: str = "15 12:00",
    **more: Any,
) -> Replay:
    start, end = (int(at(moment).timestamp()) for moment in (since, until))
    past = read_past(world.connection, tried, start, end, **more)
    return replay(world.connection, tried, past, CITY)


OUTAGE_H = 6 + 10 / 60
DAY_14, DAY_15 = date(2026, 3, 14), date(2026, 3, 15)


def stays(got: Replay) -> dict[str, int | None]:
    return {key: one.hit.stays for key, one in got.operators.items()}


def test_who_would_have_stood_in_a_no_parking_zone(world: World) -> None:
    got = replayed(world, draft())
    assert got.hit.stays == 3
    assert stays(got) == {"swift": 1, "veer": 2}
    swift, veer = got.operators.values()
    assert swift.hit.vehicle_hours == pytest.approx(28 - OUTAGE_H)
    assert veer.hit.vehicle_hours == pytest.approx(12 + 1.5)
    assert got.hit.vehicle_hours == pytest.approx(28 - OUTAGE_H + 12 + 1.5)
    assert (swift.around, veer.around) == (3, 2)
    assert (swift.share, veer.share) == (pytest.approx(1 / 3), 1.0)
    assert len(got.listed) == 3
    assert (got.around.kind, got.around.areas, got.around.outside) == ("municipality", [1], 0)


def test_each_local_day_tells_who_stood_on_it(world: World) -> None:
    """The 15th begins at 14 23:00 UTC; from then to 02:00 swift is not seen."""
    days = replayed(world, draft()).days
    assert list(days) == [DAY_14, DAY_15]
    first, second = days.values()
    assert (first.hit.stays, second.hit.stays) == (2, 2)
    assert first.hit.vehicle_hours == pytest.approx(11 + 50 / 60 + 12)
    assert second.hit.vehicle_hours == pytest.approx(10 + 1.5)
    assert first.by_operator == {"swift": 1, "veer": 1}
    assert second.by_operator == {"swift": 1, "veer": 1}
    assert second.hit.told.coverage == pytest.approx(10 / 13)


def test_a_rule_that_gives_time_is_broken_by_those_seen_longer(world: World) -> None:
    """Eleven hours: b is there so long at 14 19:00, c at 14 20:00, d never."""
    got = replayed(world, draft(longest_s=11 * 3600))
    assert got.hit.stays == 2
    assert got.operators["veer"].hit.vehicle_hours == pytest.approx(1.0)
    # 19:00 to 19:50, and 15 02:00 to 12:00.
    assert got.operators["swift"].hit.vehicle_hours == pytest.approx(10 + 50 / 60)
    assert replayed(world, draft(longest_s=24 * 3600)).hit.stays == 0
    # c was seen for 11:59, and not there at 12:00.
    twelve = replayed(world, draft(longest_s=12 * 3600))
    assert stays(twelve) == {"swift": 1, "veer": 0}


def test_where_they_went_is_how_their_stays_ended(world: World) -> None:
    """c left; b and d still stand. Of those that an outage hides nothing is claimed.

    ```
              14 08:00      19:50  outage  15 02:00     11:00    12:00
    h         |=================|          gone
    i         |==================================| moved
    j         |==================================| withdrawn
    k         |===================================================| under another name
    ```
    """
    got = replayed(world, draft())
    assert got.ends == Ends(left=1, moved=0, still_there=2, withdrawn=0, unknown=0)
    gap, gone = ("14 19:50", "15 02:00"), ("15 10:59", "15 11:00")
    for reason, (last, end) in (
        ("unknown_gap", gap), ("moved", gone), ("withdrawn", gone), ("relabelled", gone),
    ):  # fmt: skip
        world.stood("swift", east(150), LAT, "14 08:00", last, end, reason=reason, areas=(1,))
    got = replayed(world, draft())
    assert got.operators["swift"].ends == Ends(0, moved=1, still_there=1, withdrawn=1, unknown=2)
    assert got.operators["veer"].ends == Ends(1, 0, still_there=1, withdrawn=0, unknown=0)
    assert got.ends == Ends(1, 1, 2, 1, 2)


def test_who_is_missing_just_now_or_not_seen_at_the_end_has_not_left(world: World) -> None:
    world.stands("veer", east(150), LAT, "15 08:00", areas=(1,), missing=("15 11:58", "15 11:59"))
    assert replayed(world, draft()).operators["veer"].ends == Ends(1, 0, 1, 0, 1)
    # At 15 00:00 swift is not seen. b stands in its place after that; another is gone.
    gap = ("14 19:50", "15 02:00")
    world.stood("swift", east(150), LAT, "14 08:00", *gap, reason="unknown_gap", areas=(1,))
    night = replayed(world, draft(), until="15 00:00")
    assert night.operators["swift"].ends == Ends(0, 0, still_there=1, withdrawn=0, unknown=1)
    # c stood there at 14 20:00, an hour before it left.
    evening = replayed(world, draft(), until="14 20:00")
    assert evening.operators["veer"].ends == Ends(0, 0, 1, 0, 0)


def test_what_an_operator_did_not_tell_is_unknown_and_makes_the_whole_so(world: World) -> None:
    """From 14 20:00 to 15 01:00 swift is not seen at all, and rook has not begun."""
    world.feed("rook", ("15 06:00", "15 12:00"))
    night = replayed(world, draft(), since="14 20:00", until="15 01:00")
    swift, veer, rook = (night.operators[key] for key in ("swift", "veer", "rook"))
    assert (swift.hit.stays, swift.hit.vehicle_hours) == (None, None)
    assert (swift.hit.told.reason, swift.hit.told.coverage) == ("no_evidence: swift", 0)
    assert (swift.around, swift.share, swift.ends, swift.messages) == (None, None, None, None)
    assert veer.hit.stays == 1
    assert (rook.hit.stays, rook.hit.told.reason) == (None, "not_yet_followed")
    assert (night.hit.stays, night.ends, night.alerts) == (None, None, None)
    assert night.hit.told.reason == "no_evidence: swift"
    assert night.days[DAY_15].by_operator == {"rook": None, "swift": None, "veer": 0}
    # Of veer alone it is whole, and who left before counts no more.
    alone = replayed(world, draft(), since="14 21:00", until="15 01:00", operators=["veer"])
    assert (alone.hit.stays, alone.hit.told.reason) == (0, None)


def test_who_stood_behind_a_gap_all_along_was_not_seen(world: World) -> None:
    """l is gone at the first poll after the gap: it was not seen on the 15th."""
    gap = ("14 19:50", "15 02:00")
    world.stood("swift", east(150), LAT, "14 08:00", *gap, reason="unknown_gap", areas=(1,))
    days = replayed(world, draft()).days
    assert days[DAY_14].by_operator["swift"] == 2
    assert days[DAY_15].by_operator["swift"] == 1


def test_alerts_are_counted_by_vehicle_and_by_operator_and_hour(world: World) -> None:
    world.stands("veer", east(165), LAT, "15 10:45", areas=(1,), form="moped")
    got = replayed(world, draft())
    assert got.alerts is not None
    assert (got.alerts.by_vehicle, got.alerts.by_hour) == (4, 3)
    assert (got.alerts.busiest_day, got.alerts.on_busiest_day) == (DAY_14, 2)
    assert {key: one.messages for key, one in got.operators.items()} == {"swift": 1, "veer": 2}


def test_the_nearest_hub_says_how_far_it_would_have_been(world: World) -> None:
    [hub] = replayed(world, draft()).nearest
    assert (hub.name, hub.stays) == ("Hub", 3)
    assert hub.median_m == pytest.approx(495 - 140, abs=1)


def test_the_nearest_hub_is_one_for_such_a_vehicle(world: World) -> None:
    """A hub for mopeds nearer by is no place for the bicycle b."""
    world.area(AreaKind.hub, "mopeds", east(245), 52.1049, east(255), 52.1051, forms=["moped"])
    hubs = {one.name: one for one in replayed(world, draft()).nearest}
    assert {name: one.stays for name, one in hubs.items()} == {"Mopeds": 2, "Hub": 1}
    assert hubs["Hub"].median_m == pytest.approx(495 - 120, abs=1)
    assert hubs["Mopeds"].median_m == pytest.approx(245 - 150, abs=1)


def test_a_silent_feed_of_another_city_makes_nothing_unknown(world: World) -> None:
    """Of who serves here a number needs all; of who serves elsewhere, nothing (decision 20)."""
    there = world.area(
        AreaKind.municipality, "there", 5.00, 52.10, 5.02, 52.11, municipality="GM8888"
    )
    world.feed("far", ("1 00:00", "14 09:00"))
    world.stands("far", 5.01, LAT, "1 00:00", areas=(there,))
    tried = draft(AreaKind.hub, capacity={"combined": 2})
    before = replayed(world, tried, since="14 10:00")
    # Until it is counted where it stood, it may have served here.
    assert before.hit.stays is None
    assert before.hit.told.reason == "no_evidence: far"
    for drawn in world.feeds.values():
        fold_feed(world.connection, drawn.id)
    got = replayed(world, tried, since="14 10:00")
    assert set(got.operators) == {"swift", "veer"}
    assert got.hit.stays == 3
    assert got.filling is not None
    assert got.filling.highest == 2
    assert {None} == {one.hit.told.reason for one in got.days.values()}


def hub(world: World, since: str = "14 08:00", **capacity: int) -> Filling:
    tried = draft(AreaKind.hub, capacity=capacity or None)
    got = replayed(world, tried, since=since)
    assert got.alerts is None
    assert got.filling is not None
    return got.filling


def test_how_full_a_hub_would_have_been(world: World) -> None:
    """b and c from 14 09:00 to 19:50, b alone from 15 02:00, b and d from 10:30."""
    known_h = 11 + 50 / 60 + 10
    two_h = 10 + 50 / 60 + 1.5
    got = hub(world, combined=2)
    [room] = got.rooms
    assert (got.highest, room.highest, room.places) == (2, 2, 2)
    assert got.known_share == pytest.approx(known_h / 28, abs=1e-4)
    assert room.full_share == pytest.approx(two_h / known_h, abs=1e-4)
    assert got.mean == pytest.approx((known_h + two_h) / known_h, abs=1e-4)
    assert (room.over_vehicle_hours, room.became_full) == (0, 2)
    # e stands 100 m east of it, a 100 m west: both within reach, and in no hub.
    assert got.beside_mean == pytest.approx(2.0)
    # From 21:00 to 02:59 local time nothing is known of swift on the only night.
    assert got.by_hour[22] == HourOfDay(None, None)
    assert got.by_hour[4] == HourOfDay(1.0, 0.0)
    [over] = hub(world, combined=1).rooms
    assert over.over_vehicle_hours == pytest.approx(two_h, abs=0.01)
    assert hub(world, combined=1).by_hour[14].over == 1.0


def test_places_by_type_fill_each_for_themselves(world: World) -> None:
    """The bicycle b always has its place; of the mopeds none has one."""
    got = hub(world, bicycle=1, moped=0)
    bicycle, moped = got.rooms
    assert (bicycle.form, bicycle.full_share, bicycle.over_vehicle_hours) == ("bicycle", 1.0, 0)
    assert (moped.full_share, moped.became_full) == (1.0, None)
    assert moped.over_vehicle_hours == pytest.approx(10 + 50 / 60 + 1.5, abs=0.01)


def test_a_hub_that_nobody_saw_is_not_empty(world: World) -> None:
    tried = draft(AreaKind.hub, capacity={"combined": 2})
    got = replayed(world, tried, since="14 20:00", until="15 01:00").filling
    assert got is not None
    assert (got.known_share, got.highest, got.highest_at, got.mean) == (0, None, None, None)
    assert got.beside_mean is None
    [room] = got.rooms
    assert (room.full_share, room.over_vehicle_hours, room.became_full) == (None, None, None)
    assert hub(world).by_hour[14] == HourOfDay(2.0, None)


def test_coverage_says_what_the_answer_rests_on(world: World) -> None:
    got = replayed(world, draft(), since="14 08:00")
    shares = {key: one.hit.told.coverage for key, one in got.operators.items()}
    assert shares == {"swift": pytest.approx(1 - OUTAGE_H / 28), "veer": 1.0}
    assert got.hit.told.coverage == shares["swift"]


def test_of_changing_ids_no_duration_and_no_departure_is_claimed(world: World) -> None:
    world.feed("spin", ("1 08:00", "15 12:00"), id_policy="rotating")
    world.stands("spin", east(150), LAT, "1 08:00", areas=(1,))
    world.stood("spin", east(151), LAT, "14 08:00", "14 09:00", "14 09:01", areas=(1,))
    got = replayed(world, draft(), operators=["spin"])
    assert got.hit.stays == 2
    assert got.ends == Ends(0, 0, still_there=1, withdrawn=0, unknown=1)
    longer = replayed(world, draft(longest_s=3600))
    assert (longer.hit.stays, longer.hit.told.reason) == (None, "rotating_ids: spin")
    assert stays(longer) == {"spin": None, "swift": 1, "veer": 2}


def test_a_draft_outside_is_refused_unless_it_sticks_out_a_little(world: World) -> None:
    away = shapely.MultiPolygon([shapely.box(5, 52, 5.1, 52.1)])
    half = shapely.MultiPolygon([shapely.box(4.25, 52.104, 4.30, 52.106)])
    for border in (away, half):
        with pytest.raises(OutsideEverything):
            replayed(world, Draft(AreaKind.no_parking, border))
    little = shapely.MultiPolygon([shapely.box(4.2899, 52.104, 4.30, 52.106)])
    assert replayed(world, Draft(AreaKind.no_parking, little)).around.outside == 0.0099
