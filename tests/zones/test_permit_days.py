"""What a day comes to, by hand: two towns side by side, of each a box.

```
          4.30            4.32            4.34
          |   here        |   there       |
 52.11    |      n        |               |     n: a no-parking area of 5 m wide
 52.10    +---------------+---------------+
```

Local time is UTC + 1 until 29 March: the six moments are 02:30 07:00 09:30 13:00 16:00 20:00 UTC.
"""

import pytest

from stoep.vocabulary import AreaKind
from tests.worlds import World, at
from tests.zones.permits import HERE, THERE, count, interval, told
from zones.cells import fold_feed
from zones.permits.setting import Wish, set_limit

NARROW = 5 / 68_000
"""5 m in degrees of longitude."""


@pytest.fixture
def here(world: World) -> int:
    world.feed("swift", ("10 00:00", "20 00:00"))
    return world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)


@pytest.fixture
def there(world: World, here: int) -> int:
    return world.area(AreaKind.municipality, THERE, 4.32, 52.10, 4.34, 52.11, municipality=THERE)


def limit(world: World, indicator: str, value: float, unit: str, **more: object) -> None:
    wish = {
        "municipality": HERE,
        "operator": "swift",
        "effective_from": at("1 00:00").date(),
        "set_by": "A. Official",
        "why": "test",
    }
    set_limit(
        world.connection,
        Wish(indicator=indicator, value=value, unit=unit, **{**wish, **more}),  # type: ignore[arg-type]
        at("1 00:00"),
    )


def test_the_fleet_is_the_busiest_and_available_the_worst_of_six_moments(
    world: World, here: int
) -> None:
    """
    UTC     02:30  07:00  09:30  13:00  16:00  20:00
    a       ===================================>          all day
    b                     =======                         09:00 to 14:00
    c                                  ...                between two moments: never counted
    n         1      1      2      2      1      1
    """
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    world.stood("swift", 4.31, 52.105, "15 09:00", "15 13:59", "15 14:00", areas=(here,))
    world.stood("swift", 4.31, 52.105, "15 14:10", "15 14:30", "15 14:31", areas=(here,))
    assert count(world, "15", "16") == 1
    assert told(world, "permit_fleet", "15") == (2, 2, 1, None)
    assert told(world, "permit_minimum_available", "15") == (1, 1, 1, None)


def test_a_moment_without_evidence_makes_the_count_an_interval(world: World) -> None:
    """
    UTC     02:30  07:00  09:30   13:00   16:00  20:00
    clock   ==================|  outage |==============   12:00 to 15:00
    a       ===========================================   seen before and after
    b                 ========?????                       gone after the outage
    c                             ?????===============    there after the outage
    d                     ===========                     11:00 to 15:31: seen before and after

    At 13:00 nothing was seen: none of them is certain, all four are possible.
    """
    world.feed("swift", ("10 00:00", "15 12:00"), ("15 15:00", "20 00:00"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    world.stood(
        "swift",
        4.31,
        52.105,
        "15 08:00",
        "15 12:00",
        "15 15:00",
        reason="unknown_gap",
        areas=(here,),
    )
    world.stood("swift", 4.31, 52.105, "15 11:00", "15 15:30", "15 15:31", areas=(here,))
    came = world.stands("swift", 4.31, 52.105, "15 15:00", areas=(here,))
    world.connection.execute(
        "update open_stay set start_lo = %s, start_reason = 'after_gap' where id = %s",
        [at("15 12:00"), came],
    )
    count(world, "15", "16")
    lower, upper, coverage, _ = told(world, "permit_fleet", "15") or ()
    assert (lower, upper) == (2, 4)
    assert coverage == pytest.approx(5 / 6, abs=1e-4)


def test_a_day_without_data_has_no_number_but_a_reason(world: World) -> None:
    """
          14              15                16
    clock ==| 14 12:00      no evidence       | 16 12:00 ===
    a     ====================================================
    """
    world.feed("swift", ("10 00:00", "14 12:00"), ("16 12:00", "20 00:00"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    count(world, "8", "17")
    for indicator in ("permit_fleet", "permit_parked_over_1_day", "permit_no_parking"):
        assert told(world, indicator, "15") == (None, None, 0, "no_evidence")
    # Before it was followed nothing stood there that anybody knows of: there is no row at all.
    assert told(world, "permit_fleet", "9") is None


def test_long_parking_is_certain_by_observed_time_and_possible_by_the_calendar(
    world: World,
) -> None:
    """
    local     12        13        14        15   03:30
    clock     ====================|  12 h  |=====|
    a         ===================================     since 12 00:30: 72 h, observed 60 h
    b                   =========================     since 13 12:00
    c         ?                            ======     there since the outage, or for longer
    d                                         ===     since 15 00:00
    """
    world.feed("swift", ("10 00:00", "14 00:00"), ("14 12:00", "20 00:00"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    for since in ("12 00:30", "13 12:00", "14 12:00", "15 00:00"):
        world.stands("swift", 4.31, 52.105, since, areas=(here,))
    world.connection.execute(
        "update open_stay set start_lo = %s, start_reason = 'after_gap' where first_seen = %s",
        [at("14 00:00"), at("14 12:00")],
    )
    count(world, "15", "16")
    # At 02:30 UTC on the 15th: a has 62 h of 74 h, b 26.5 h of 38.5 h, c 14.5 h of at most 26.5 h.
    assert interval(world, "permit_parked_over_1_day", "15") == (50, 75)
    assert interval(world, "permit_parked_over_3_days", "15") == (0, 25)
    assert interval(world, "permit_parked_over_7_days", "15") == (0, 0)


def test_what_stood_before_the_first_poll_may_have_stood_for_ever(world: World, here: int) -> None:
    world.stands("swift", 4.31, 52.105, "10 00:00", areas=(here,))
    world.connection.execute("update open_stay set start_reason = 'first_poll'")
    count(world, "10", "13")
    assert interval(world, "permit_parked_over_14_days", "12") == (0, 100)
    assert interval(world, "permit_parked_over_1_day", "12") == (100, 100)


def test_a_narrow_no_parking_area_counts_and_so_do_stays_that_go_on(
    world: World, here: int
) -> None:
    """
    An area of 5 m wide, drawn by its border and not shrunk: a goes on for days, b is there once.

    UTC     13        14        15
    a       ============================>     counts on each of them
    b                   =                     14 10:00 to 10:05
    c                   =                     beside it: never
    """
    narrow = world.area(AreaKind.no_parking, "n", 4.31, 52.10, 4.31 + NARROW, 52.11)
    for last, gone, areas in (
        ("14 10:04", "14 10:05", (here, narrow)),
        ("14 10:04", "14 10:05", (here,)),
    ):
        world.stood("swift", 4.31, 52.105, "14 10:00", last, gone, areas=areas)
    world.stands("swift", 4.31 + NARROW / 2, 52.105, "13 08:00", areas=(here, narrow))
    count(world, "12", "16")
    found = [interval(world, "permit_no_parking", day) for day in ("13", "14", "15")]
    assert found == [(1, 1), (2, 2), (1, 1)]
    assert told(world, "permit_no_parking", "12") is None


def test_who_stood_there_before_the_area_held_counts_from_then_on(world: World, here: int) -> None:
    """
    UTC     13          14          15           16
    area                     [15:00 .. 15 22:00)            the 15th ends at 23:00 UTC
    a       ==========================================>
    """
    late = world.area(
        AreaKind.no_parking, "n", 4.30, 52.10, 4.32, 52.11, since="14 15:00", until="15 22:00"
    )
    world.stands("swift", 4.31, 52.105, "13 00:00", areas=(here, late))
    count(world, "13", "17")
    found = [interval(world, "permit_no_parking", day) for day in ("13", "14", "15", "16")]
    assert found == [(0, 0), (1, 1), (1, 1), (0, 0)]


def test_what_an_outage_hides_in_a_no_parking_area_is_possible(world: World) -> None:
    """
    area                   [14:00
    clock   ========| 12:00     outage     16:00 |====
    a       =========                                   gone after the outage
    """
    world.feed("swift", ("10 00:00", "15 12:00"), ("15 16:00", "20 00:00"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    late = world.area(AreaKind.no_parking, "n", 4.30, 52.10, 4.32, 52.11, since="15 14:00")
    world.stood(
        "swift",
        4.31,
        52.105,
        "15 08:00",
        "15 12:00",
        "15 16:00",
        reason="unknown_gap",
        areas=(here, late),
    )
    count(world, "15", "16")
    lower, upper, coverage, _ = told(world, "permit_no_parking", "15") or ()
    assert (lower, upper) == (0, 1)
    assert coverage == pytest.approx(20 / 24, abs=1e-4)


def test_a_tolerance_widens_the_number_and_never_erases_a_narrow_area(
    world: World, here: int
) -> None:
    """
    area     |<---- 680 m ---->|
    a            x                  340 m inside: certain
    b        x                      3 m inside: possible with 15 m
    c      x                        3 m outside: possible with 15 m
    d  x                            68 m outside
    """
    banned = world.area(AreaKind.no_parking, "n", 4.305, 52.10, 4.315, 52.11)
    places = (4.310, 4.305 + 3 / 68_000, 4.305 - 3 / 68_000, 4.304)
    for lon in places:
        areas = (here, banned) if lon > 4.305 else (here,)
        world.stands("swift", lon, 52.105, "13 00:00", areas=areas)
    limit(world, "permit_no_parking", 1, "stays", tolerance_m=15)
    count(world, "15", "16")
    assert interval(world, "permit_no_parking", "15") == (2, 2)
    assert interval(world, "permit_no_parking", "15", tolerance=15) == (1, 3)
    assert told(world, "permit_fleet", "15", tolerance=15) is None


def test_two_towns_do_not_mix(world: World, here: int, there: int) -> None:
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    for _ in range(3):
        world.stands("swift", 4.33, 52.105, "12 00:00", areas=(there,))
    world.feed("veer", ("10 00:00", "20 00:00"))
    world.stands("veer", 4.33, 52.105, "12 00:00", areas=(there,), form="moped")
    count(world, "15", "16")
    assert interval(world, "permit_fleet", "15") == (1, 1)
    assert interval(world, "permit_fleet", "15", municipality=THERE) == (3, 3)
    assert interval(world, "permit_fleet", "15", municipality=THERE, form="bicycle") == (3, 3)
    assert interval(world, "permit_fleet", "15", municipality=THERE, form="moped") is None
    assert interval(
        world, "permit_fleet", "15", municipality=THERE, form="moped", operator="veer"
    ) == (1, 1)
    assert told(world, "permit_fleet", "15", operator="veer") is None


def test_who_has_a_limit_is_counted_when_nothing_stands_there(world: World, here: int) -> None:
    limit(world, "permit_minimum_available", 5, "vehicles", form="moped")
    count(world, "9", "16")
    assert told(world, "permit_minimum_available", "15", form="moped") == (0, 0, 1, None)
    assert told(world, "permit_fleet", "9", form="moped") == (None, None, 0, "not_yet_followed")
    assert told(world, "permit_usage", "15", form="moped") == (None, None, 1, "no_vehicles")


def test_ids_that_change_give_counts_and_claim_nothing_else(world: World) -> None:
    world.feed("swift", ("10 00:00", "20 00:00"), id_policy="rotating")
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    count(world, "15", "16")
    assert interval(world, "permit_fleet", "15") == (1, 1)
    for name in ("permit_parked_over_1_day", "permit_no_parking", "permit_usage"):
        assert told(world, name, "15") == (None, None, 1, "rotating_ids")


def test_out_of_order_counts_from_when_it_was_told(world: World, here: int) -> None:
    """Four at 03:30 (15 02:30 UTC), by what was told of them.

    a   out of order since 12 00:00             50:30 h
    b   available until 14 01:00, then broken   25:30 h
    c   available until 14 10:00, then broken   16:30 h
    d   broken until 14 20:00, then available
    """
    lon, lat = 4.31, 52.105
    a = world.stands("swift", lon, lat, "12 00:00", areas=(here,), state="out_of_order")
    b = world.stands("swift", lon, lat, "12 00:00", areas=(here,), state="out_of_order")
    c = world.stands("swift", lon, lat, "12 00:00", areas=(here,), state="out_of_order")
    d = world.stands("swift", lon, lat, "12 00:00", areas=(here,), state="available")
    assert len({a, b, c, d}) == 4
    world.said("swift", b, "12 00:00", ("14 01:00", "available", "out_of_order"))
    world.said("swift", c, "12 00:00", ("14 10:00", "available", "out_of_order"))
    world.said("swift", d, "12 00:00", ("14 20:00", "out_of_order", "available"))
    count(world, "13", "16")
    assert interval(world, "permit_out_of_order_over_1_day", "15") == (50.0, 50.0)
    assert interval(world, "permit_out_of_order_over_7_days", "15") == (0.0, 0.0)
    # The day before b and c could be rented, and d not: a and d for a day.
    assert interval(world, "permit_out_of_order_over_1_day", "14") == (50.0, 50.0)
    # At the worst moment of the 15th d alone; of the 14th b and c until b broke at 01:00 UTC.
    assert interval(world, "permit_minimum_available", "15") == (1, 1)
    assert interval(world, "permit_minimum_available", "13") == (2, 2)


def test_since_when_it_is_broken_may_lie_in_an_outage(world: World) -> None:
    """Not seen from 13 12:00 to 14 12:00; available before and broken after: 14:30 to 38:30 h."""
    world.feed("swift", ("10 00:00", "13 12:00"), ("14 12:00", "20 00:00"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    stay = world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,), state="out_of_order")
    world.said("swift", stay, "12 00:00", ("14 12:00", "available", "out_of_order"))
    world.connection.execute("update state_change set changed_lo = %s", [at("13 12:00")])
    count(world, "15", "16")
    assert interval(world, "permit_out_of_order_over_1_day", "15") == (0.0, 100.0)


def test_usage_by_departures(world: World, here: int) -> None:
    """Two stand; one of them left, was back and left again; another was carried off unseen.

    One was there until 22:59 UTC and no more at 23:01: it left on the 14th or on the 15th.
    """
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    for since, last, gone, why in (
        ("12 00:00", "15 07:59", "15 08:00", "departed"),
        ("14 21:30", "14 22:59", "14 23:01", "departed"),
        ("15 09:00", "15 11:59", "15 12:00", "moved"),
        ("15 12:30", "15 14:00", "15 14:01", "unknown_mass"),
        ("15 12:30", "15 14:00", "15 14:01", "withdrawn"),
    ):
        world.stood("swift", 4.31, 52.105, since, last, gone, reason=why, areas=(here,))
    count(world, "15", "16")
    # At 13:00 UTC three stood; two departures for certain, four at the most.
    assert interval(world, "permit_fleet", "15") == (3, 3)
    assert interval(world, "permit_usage", "15") == (2 / 3, 4 / 3)


def test_who_comes_and_goes_between_the_moments_gives_no_usage(world: World, here: int) -> None:
    """None stands at any of the six moments; one stood from 08:00 to 09:00 UTC."""
    world.stood("swift", 4.31, 52.105, "15 08:00", "15 08:59", "15 09:00", areas=(here,))
    count(world, "15", "16")
    assert interval(world, "permit_fleet", "15") == (0, 0)
    assert told(world, "permit_usage", "15") == (None, None, 1, "no_vehicles")


def test_told_trips_are_in_no_number_of_a_place_smaller_than_a_district(
    world: World, here: int
) -> None:
    """A trip began in hub and district alike; no vehicle was seen to leave."""
    box = (4.30, 52.10, 4.32, 52.11)
    for kind in (AreaKind.hub, AreaKind.district):
        area = world.area(kind, "h", *box, municipality=HERE)
        limit(world, "permit_usage", 2, "rentals/vehicle/day", zone=f"{kind}/h")
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here, area - 1, area))
    world.connection.execute("update feed set tells_trips = true")
    world.connection.execute("update feed_state set trips_to = %s", [at("17 00:00")])
    for number, start in enumerate(("14 10:00", "15 10:00")):
        world.trip("swift", number, start, 4.31, 52.105)
    count(world, "15", "16")
    assert interval(world, "permit_usage", "15") == (1, 1)
    assert interval(world, "permit_usage", "15", zone="district/h") == (1, 1)
    assert interval(world, "permit_usage", "15", zone="hub/h") == (0, 0)


def test_usage_by_trips_where_the_operator_tells_them(world: World, here: int) -> None:
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,))
    world.connection.execute("update feed set tells_trips = true")
    world.connection.execute("update feed_state set trips_to = %s", [at("17 00:00")])
    for n, (start, lon) in enumerate(
        [("14 10:00", 4.31), ("15 10:00", 4.31), ("15 22:30", 4.31), ("15 23:30", 4.31),
         ("15 12:00", 4.33)]
    ):  # fmt: skip
        world.trip("swift", n, start, lon, 52.105)
    count(world, "15", "16")
    # On the local 15th two began here; one began in the other town, one after local midnight.
    assert interval(world, "permit_usage", "15") == (2, 2)
    # A trip does not tell what was ridden: of two form factors each is told by departures.
    world.stands("swift", 4.31, 52.105, "12 00:00", areas=(here,), form="moped")
    count(world, "15", "16")
    assert interval(world, "permit_usage", "15") == (1, 1)
    assert interval(world, "permit_usage", "15", form="bicycle") == (0, 0)


def test_a_zone_is_counted_for_itself(world: World, here: int) -> None:
    west = world.area(AreaKind.district, "west", 4.30, 52.10, 4.31, 52.11)
    world.stands("swift", 4.305, 52.105, "12 00:00", areas=(here, west))
    world.stands("swift", 4.315, 52.105, "12 00:00", areas=(here,))
    limit(world, "permit_fleet", 1, "vehicles", zone="district/west")
    count(world, "15", "16")
    assert interval(world, "permit_fleet", "15") == (2, 2)
    assert interval(world, "permit_fleet", "15", zone="district/west") == (1, 1)


@pytest.mark.parametrize(
    ("day", "hours", "since", "gone"),
    [("29", 23, "28 23:00", "29 22:00"), ("10-25", 25, "10-24 22:00", "10-25 23:00")],
)
def test_days_of_23_and_25_hours(world: World, day: str, hours: int, since: str, gone: str) -> None:
    """The vehicle is there from local midnight to local midnight, and its feed for one hour."""
    start = at(since)
    world.feed("swift", (f"{start:%m-%d %H:%M}", f"{start.replace(minute=59):%m-%d %H:%M}"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    banned = world.area(AreaKind.no_parking, "n", 4.30, 52.10, 4.32, 52.11)
    last = at(gone).strftime("%m-%d %H:%M")
    world.stood("swift", 4.31, 52.105, since, since, last, areas=(here, banned))
    month, first = divmod(int(at(gone).strftime("%m%d")), 100)
    count(world, f"{month}-{first - 1}", f"{month}-{first + 2}")
    lower, upper, coverage, _ = told(world, "permit_no_parking", day) or ()
    assert (lower, upper) == (1, 1)
    assert coverage == pytest.approx(59 / 60 / hours, abs=1e-4)
    assert told(world, "permit_no_parking", f"{month}-{first + 1}") is None


def test_in_pieces_as_at_once(world: World, here: int) -> None:
    for n in range(40):
        since = f"{11 + n % 7} {n % 24:02}:15"
        world.stood("swift", 4.31, 52.105, since, "19 01:00", f"19 {2 + n % 20:02}:00",
                    areas=(here,))  # fmt: skip
    query = (
        "select day, form_factor, indicator, lower, upper, coverage, behind, reason"
        " from permit_day order by 1, 2, 3"
    )
    count(world, "8", "20")
    at_once = world.connection.execute(query).fetchall()
    world.connection.execute("truncate permit_day, permit_counted")
    for day in range(8, 20):
        count(world, str(day), str(day + 1))
    assert world.connection.execute(query).fetchall() == at_once
    assert len(at_once) > 100


def test_a_feed_that_is_silent_all_day_is_lacking_where_it_serves(world: World, here: int) -> None:
    """
              10                    12         13        14          20
    bikes     |==== 1 stands =======================================|
    mopeds    |==== 1 stands =======|    left? silent    |===== 0 ===|
    elsewhere |==== never here =====|        silent                       same operator
    """
    bikes, mopeds, elsewhere = ("bikes", "mopeds", "elsewhere")
    world.feed(bikes, ("10 00:00", "20 00:00"), operator="duo")
    world.feed(mopeds, ("10 00:00", "12 00:00"), ("14 00:00", "20 00:00"), operator="duo")
    world.feed(elsewhere, ("10 00:00", "12 00:00"), operator="duo")
    world.stands(bikes, 4.31, 52.105, "10 00:00", areas=(here,))
    world.stood(
        mopeds, 4.31, 52.105, "10 00:00", "11 20:00", "11 20:01", form="moped", areas=(here,)
    )
    for drawn in world.feeds.values():
        fold_feed(world.connection, drawn.id)
    count(world, "13", "16")
    # The bicycle is certain, and no proof of how many there were in all.
    assert told(world, "permit_fleet", "13", operator="duo") == (1, 1, 0, None)
    assert told(world, "permit_usage", "13", operator="duo") == (None, None, 0, "no_evidence")
    bicycles = told(world, "permit_fleet", "13", operator="duo", form="bicycle")
    assert bicycles == (1, 1, 1, None)
    assert told(world, "permit_fleet", "15", operator="duo") == (1, 1, 1, None)
