"""Where vehicles stand is remembered: the same as looked up anew, whatever was asked before.

     0    1    2    3    4
3    .    .----.----.    .        left and right share the middle
2    .---------.    |    .
1    |   left  | right   .
0    '---------'---------'
"""

from weakref import ref

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import zones.placed
from zones.locate import Locator
from zones.placed import Ground, Grounds, place_some
from zones.standing import DEGREE, PACKED, Standing

LEFT, RIGHT = shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 3)
BORDERS = [shapely.to_wkb(LEFT), shapely.to_wkb(RIGHT)]
Places = list[tuple[float, float]]


def stands(places: Places) -> Standing:
    rows = [(n, round(x * DEGREE), round(y * DEGREE), 0, 0, 0) for n, (x, y) in enumerate(places)]
    return Standing((), np.array(rows, PACKED))


def pairs(found: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]) -> list[tuple[int, int]]:
    return list(zip(found[0].tolist(), found[1].tolist(), strict=True))


def looked_up(places: Places) -> list[tuple[int, int]]:
    standing = stands(places)
    found = Locator.of(list(enumerate(BORDERS))).locate(standing.lon, standing.lat)
    return sorted(pairs((found[0].astype(np.int64), found[1].astype(np.int64))))


def test_each_vehicle_with_each_of_its_areas() -> None:
    ground = Ground(BORDERS)
    places = [(1.5, 1.0), (0.5, 0.5), (9.0, 9.0), (2.5, 2.5), (1.5, 1.0), (2.0, 1.0)]
    wanted = [(0, 0), (0, 1), (1, 0), (3, 1), (4, 0), (4, 1), (5, 0), (5, 1)]
    assert pairs(ground.place(stands(places))) == wanted
    assert pairs(ground.place(stands(places))) == wanted
    assert pairs(ground.place(stands(places[2:3]))) == []
    assert pairs(ground.place(stands([]))) == []
    assert pairs(Ground([]).place(stands(places))) == []


def test_west_and_south_of_nought() -> None:
    ground = Ground(
        [shapely.to_wkb(shapely.box(-180, -90, 0, 0)), shapely.to_wkb(shapely.box(0, 0, 180, 90))]
    )
    places = [(-180.0, -90.0), (180.0, 90.0), (-0.0000001, -0.0000001), (0.0000001, 0.0000001),
              (-5.0, 5.0), (5.0, -5.0)]  # fmt: skip
    wanted = [(0, 0), (1, 1), (2, 0), (3, 1)]
    assert pairs(ground.place(stands(places))) == wanted
    assert pairs(ground.place(stands(places[::-1]))) == [(5 - n, a) for n, a in wanted[::-1]]


NEAR = st.tuples(st.integers(-1, 7), st.integers(-1, 7)).map(lambda p: (p[0] / 2, p[1] / 2))


@given(st.lists(st.lists(NEAR, max_size=12), min_size=1, max_size=6), st.integers(1, 9))
@settings(max_examples=300, deadline=None)
def test_whatever_was_asked_before_and_forgotten(questions: list[Places], most: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(zones.placed, "PLACES", most)
        ground = Ground(BORDERS)
        for places in questions:
            assert pairs(ground.place(stands(places))) == looked_up(places)


def test_other_borders_are_another_ground_and_the_oldest_goes() -> None:
    grounds = Grounds()
    first = grounds.of(BORDERS)
    assert grounds.of(list(BORDERS)) is first
    assert grounds.of(BORDERS[::-1]) is not first
    for east in range(zones.placed.GROUNDS):
        grounds.of([shapely.to_wkb(shapely.box(0, 0, east + 1, 1))])
    assert grounds.of(BORDERS) is not first


def test_the_same_vehicles_are_looked_up_once_and_let_go_of() -> None:
    ground, places = Ground(BORDERS), [(1.5, 1.0), (9.0, 9.0)]
    standing = stands(places)
    assert ground.place(standing) is ground.place(standing)
    others = [stands(places[:1]) for _ in range(zones.placed.ANSWERS)]
    assert [pairs(ground.place(one)) for one in others] == [[(0, 0), (0, 1)]] * len(others)
    gone = ref(standing)
    del standing
    assert gone() is None


KEPT = st.lists(st.tuples(NEAR, st.booleans()), max_size=12)


@given(KEPT)
@settings(max_examples=200, deadline=None)
def test_some_are_placed_as_if_they_were_alone(
    kept: list[tuple[tuple[float, float], bool]],
) -> None:
    keep = np.array([wanted for _, wanted in kept], np.bool_)
    some, found = place_some(stands([at for at, _ in kept]), BORDERS, keep)
    assert some.id.tolist() == np.flatnonzero(keep).tolist()
    assert pairs(found) == looked_up([at for at, wanted in kept if wanted])
