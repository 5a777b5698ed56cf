"""The truth of the demo: the same however it is asked, with the rhythm of a city."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pytest
import shapely

from demo.city import layers
from demo.operators import OPERATORS, NoSuchOperator
from demo.places import DRAWS
from demo.weather import BEACH_DAY, fortnight
from demo.world import HISTORY_DAYS, NoSuchTime, World, history_start
from stoep.vocabulary import AreaKind
from tests.demo.test_city import land

DAY_S, HOUR_S = 86_400, 3600
START = 1_772_496_000  # 2026-03-03 00:00 UTC, a Tuesday
END = START + HISTORY_DAYS * DAY_S
KEYS = [operator.key for operator in OPERATORS]
ZONE = ZoneInfo("Europe/Amsterdam")


@cache
def world() -> World:
    return World(7, START)


def moment(day: date, hour: int) -> int:
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).timestamp())


def days() -> list[date]:
    """The whole local days of the history."""
    return [date(2026, 3, 4) + timedelta(days=n) for n in range(HISTORY_DAYS - 1)]


def standing_at(at_s: int) -> npt.NDArray[np.int64]:
    """How many vehicles of all operators stand where each draw reigns."""
    count = np.zeros(len(DRAWS), np.int64)
    for key in KEYS:
        place = world().truth(key, at_s)["place"][world().standing(key, at_s)]
        count += np.bincount(world().places.group[place], minlength=len(DRAWS))
    return count


@pytest.mark.parametrize("key", KEYS)
def test_a_vehicle_stands_in_one_place_at_a_time(key: str) -> None:
    truth = world().truth(key)
    order = np.lexsort((truth["since_s"], truth["vehicle"]))
    same = truth["vehicle"][order][1:] == truth["vehicle"][order][:-1]
    # Between two stays lies a trip of at least a minute and a half.
    assert (truth["since_s"][order][1:] - truth["until_s"][order][:-1])[same].min() >= 90
    assert (truth["until_s"] > truth["since_s"]).all()


@pytest.mark.parametrize("key", KEYS)
def test_every_stay_is_on_dry_ground_in_the_city(key: str) -> None:
    truth = world().truth(key)
    path = dict(layers())[AreaKind.municipality]
    city = shapely.from_geojson(path.read_text())
    assert shapely.contains_xy(shapely.union_all(city), truth["lon"], truth["lat"]).all()
    wet = land("sea", "beach", "water")
    shapely.prepare(wet)
    assert not shapely.contains_xy(wet, truth["lon"], truth["lat"]).any()


@pytest.mark.parametrize("key", KEYS)
def test_every_vehicle_stands_or_is_ridden(key: str) -> None:
    vehicles = next(o.vehicles for o in OPERATORS if o.key == key)
    for hours in (0, 30, 100, 335):
        at_s = START + hours * HOUR_S
        there = world().truth(key, at_s)["vehicle"][world().standing(key, at_s)]
        assert len(np.unique(there)) == len(there)
        assert 0.85 * vehicles < len(there) <= vehicles


def test_the_truth_does_not_hang_on_how_or_when_it_is_asked() -> None:
    in_turns, restarted = World(7, START), World(7, START)
    for day in (1, 20, 3, 9):
        for key in reversed(KEYS):
            in_turns.truth(key, START + day * DAY_S)
    for key in KEYS:
        at_s = START + 9 * DAY_S + 12345
        one, other = in_turns.truth(key, at_s), restarted.truth(key, at_s)
        assert one.keys() == other.keys()
        for name in one:
            assert (one[name] == other[name]).all(), (key, name)


def test_the_past_keeps_its_rows_when_life_goes_on() -> None:
    living = World(7, START)
    before = living.truth("zilt", START + DAY_S)
    after = living.truth("zilt", START + 5 * DAY_S)
    for name, column in before.items():
        assert (after[name][: len(column)] == column).all(), name
    assert after["since_s"][len(before["since_s"]) :].min() > START + DAY_S


def test_another_seed_is_another_life() -> None:
    other = World(8, START).truth("zilt", START + DAY_S)
    mine = world().truth("zilt", START + DAY_S)
    assert len(other["lon"]) != len(mine["lon"]) or (other["lon"] != mine["lon"]).any()


def test_time_before_the_start_and_after_four_hundred_days_is_refused() -> None:
    for at_s in (START - 1, START + 400 * DAY_S + 1):
        with pytest.raises(NoSuchTime):
            world().truth("zilt", at_s)
    with pytest.raises(NoSuchOperator):
        world().truth("nobody")


def test_nights_are_quiet_and_working_days_have_two_peaks() -> None:
    left = np.concatenate([world().truth(key)["until_s"] for key in KEYS])
    local = [datetime.fromtimestamp(t, UTC).astimezone(ZONE) for t in left[left < END].tolist()]
    hours = np.bincount([t.hour for t in local if t.weekday() < 5], minlength=24)
    assert hours[8] > 1.4 * hours[11]
    assert hours[17] > 1.4 * hours[11]
    assert hours[3] < 0.1 * hours[17]
    weekend = np.bincount([t.hour for t in local if t.weekday() >= 5], minlength=24)
    assert weekend[14] > weekend[8]


def test_vehicles_go_to_work_and_drift_home() -> None:
    jobs, homes = DRAWS.index("jobs"), DRAWS.index("homes")
    wednesday = days()[0]
    night, day = standing_at(moment(wednesday, 4)), standing_at(moment(wednesday, 11))
    evening = standing_at(moment(wednesday, 23))
    assert day[jobs] > 1.25 * night[jobs]
    assert day[homes] < 0.85 * night[homes]
    assert evening[homes] > 1.15 * day[homes]


def test_one_clear_day_draws_the_city_to_the_beach_and_lets_it_go() -> None:
    beach = DRAWS.index("beach")
    [warm] = [day for day in days() if world().beach_day(day)]
    assert warm.weekday() == 5
    at_four = {day: standing_at(moment(day, 16))[beach] for day in days()}
    others = [count for day, count in at_four.items() if abs((day - warm).days) > 1]
    assert at_four[warm] > 3 * max(others)
    assert standing_at(moment(warm + timedelta(days=2), 4))[beach] < 0.4 * at_four[warm]


@pytest.mark.parametrize("shift", range(0, 14 * 24, 31))
def test_whenever_the_history_starts_it_holds_one_whole_beach_day(shift: int) -> None:
    start_s = START + shift * HOUR_S
    made = World(7, start_s)
    noons = [start_s + n * HOUR_S for n in range(HISTORY_DAYS * 24)]
    found = {datetime.fromtimestamp(t, UTC).astimezone(ZONE).date() for t in noons}
    [warm] = [day for day in found if made.beach_day(day)]
    assert start_s <= moment(warm, 0)
    assert moment(warm + timedelta(days=1), 0) <= start_s + HISTORY_DAYS * DAY_S
    [(down, up)] = made.outages("zilt")
    assert not down < moment(warm, 20) < up
    assert warm not in {datetime.fromtimestamp(t, UTC).astimezone(ZONE).date() for t in (down,)}


def test_the_weather_is_a_made_up_fortnight_that_repeats() -> None:
    assert [day.day for day in fortnight()] == list(range(1, 15))
    assert [day.day for day in fortnight() if day.beach > 0.9] == [BEACH_DAY]
    day = days()[3]
    assert world().weather(day) == world().weather(day + timedelta(days=28))


def test_some_vehicles_are_forgotten_for_long() -> None:
    stood_s = np.concatenate(
        [END - world().truth(key)["since_s"][world().standing(key, END)] for key in KEYS]
    )
    shares = [(stood_s > days * DAY_S).mean() for days in (2, 4, 7, 14)]
    assert shares == sorted(shares, reverse=True)
    assert 0.05 < shares[0] < 0.2
    assert 0.004 < shares[3] < 0.03


def test_most_are_left_in_or_near_hubs_and_some_where_they_may_not() -> None:
    kind = np.concatenate([world().places.kind[world().truth(key)["place"]] for key in KEYS])
    assert np.isin(kind, ("hub", "beside")).mean() > 0.5
    assert 0.02 < np.isin(kind, ("promenade", "square")).mean() < 0.15
    assert (kind == "street").mean() > 0.25


def test_faults_are_in_the_history_and_told() -> None:
    [(down, up)] = world().outages("zilt")
    assert up - down == 6 * HOUR_S
    assert END - down > 3 * DAY_S
    assert world().listed("zilt", down) is None
    assert world().listed("zilt", down - 1) is not None
    assert world().listed("zilt", up) is not None
    [fault] = next(o.faults for o in OPERATORS if o.key == "duinrit")
    frozen = START + int(fault.from_h * HOUR_S)
    assert fault.to_h - fault.from_h == pytest.approx(2 / 3)
    assert world().told_s("duinrit", frozen + 1800) == frozen
    listed = world().listed("duinrit", frozen + 1800)
    assert listed is not None
    assert (listed == world().standing("duinrit", frozen)).all()
    assert world().outages("duinrit") == []


@pytest.mark.parametrize("hour", [0, 3, 4, 12, 23])
def test_the_history_begins_at_midnight_and_the_next_day_is_for_the_beach(hour: int) -> None:
    now = datetime(2026, 3, 18, hour, 20, tzinfo=ZONE)
    start_s = history_start(int(now.timestamp()))
    assert datetime.fromtimestamp(start_s, ZONE) == datetime(2026, 3, 4, tzinfo=ZONE)
    assert World(7, start_s).beach_day(date(2026, 3, 19))
