"""The truth of the demo: the same however it is asked, with the rhythm of a city."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

from demo.operators import OPERATORS
from demo.world import DAY_S, FOREVER, HISTORY_DAYS, World

START = 1_772_496_000  # 2026-03-03 00:00 UTC, a Tuesday
KEYS = [operator.key for operator in OPERATORS]
ZONE = ZoneInfo("Europe/Amsterdam")


@cache
def world() -> World:
    return World(7, START)


@pytest.mark.parametrize("key", KEYS)
def test_a_vehicle_stands_in_one_place_at_a_time_and_in_the_city(key: str) -> None:
    truth = world().truth(key, START + 14 * DAY_S)
    order = np.lexsort((truth["since_s"], truth["vehicle"]))
    same = truth["vehicle"][order][1:] == truth["vehicle"][order][:-1]
    assert (truth["since_s"][order][1:] > truth["until_s"][order][:-1])[same].all()
    assert (truth["until_s"] > truth["since_s"]).all()
    assert shapely.contains_xy(world().city, truth["lon"], truth["lat"]).all()


def test_the_truth_does_not_hang_on_how_it_is_asked() -> None:
    at_once, in_turns = World(7, START), World(7, START)
    for day in (1, 3, 2, 9):
        for key in reversed(KEYS):
            in_turns.truth(key, START + day * DAY_S)
    for key in KEYS:
        one, other = (w.truth(key, START + 9 * DAY_S) for w in (at_once, in_turns))
        past = one["since_s"] < START + 9 * DAY_S
        for name, column in one.items():
            assert (column[past] == other[name][: len(column)][past]).all(), (key, name)


def test_nights_are_quiet_and_evenings_busy() -> None:
    truth = world().truth("zilt", START + 4 * DAY_S)
    left = truth["until_s"][truth["until_s"] < START + 4 * DAY_S]
    hours = np.array([datetime.fromtimestamp(t, UTC).astimezone(ZONE).hour for t in left.tolist()])
    by_hour = np.bincount(hours, minlength=24)
    assert by_hour[17] > 8 * max(1, by_hour[3])


def test_a_warm_saturday_draws_to_the_beach() -> None:
    days = [datetime.fromtimestamp(START + n * DAY_S, UTC).date() for n in range(HISTORY_DAYS)]
    [warm] = [day for day in days if world().beach_day(day)]
    assert warm.weekday() == 5
    other = warm - timedelta(days=7)

    def at_beach(day: object) -> int:
        noon = int(datetime(day.year, day.month, day.day, 16, tzinfo=ZONE).timestamp())  # type: ignore[attr-defined]
        count = 0
        for key in KEYS:
            truth, rows = world().truth(key, noon), world().standing(key, noon)
            count += int(((truth["lat"][rows] > 52.104) & (truth["lon"][rows] < 4.296)).sum())
        return count

    assert at_beach(warm) > 1.6 * at_beach(other)


def test_some_vehicles_are_forgotten_for_long() -> None:
    end = START + HISTORY_DAYS * DAY_S
    stood = np.concatenate(
        [end - world().truth(key, end)["since_s"][world().standing(key, end)] for key in KEYS]
    )
    for days, least in ((2, 150), (4, 100), (7, 60), (13, 20)):
        assert (stood > days * DAY_S).sum() > least
    assert (stood < 2 * DAY_S).sum() > 1000
    assert (world().truth("zilt", end)["until_s"] == FOREVER).sum() <= 720
