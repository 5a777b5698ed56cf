"""Nothing that is withheld can be worked out: not by subtracting, not by solving all at once.

         to A  to B  to C
from A     12     3     0       k = 10: of A's trips 3 are withheld, which anybody who knows that 15
from B      0    20    11       began in A could work out; so the 12 go too. C's row stays.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pytest

from zones.movement.anonymity import Units, add_up, count_units, told

K = 10
CELLS, BLOCKS, QUESTIONS = 9, 8, 2000


def matrix(rows: list[list[int]]) -> Units:
    """Units of one block from a matrix of trips; cells are numbered from 1."""
    found = [(1, o + 1, d + 1, n) for o, row in enumerate(rows) for d, n in enumerate(row) if n]
    return Units(*(np.array(column, np.int64) for column in zip(*found, strict=True)))


def pairs(units: Units) -> dict[tuple[int, int], int]:
    ends = zip(units.origin.tolist(), units.destination.tolist(), strict=True)
    return dict(zip(ends, units.trips.tolist(), strict=True))


def test_by_hand() -> None:
    units = matrix([[12, 3, 0], [0, 20, 11]])
    assert pairs(units.only(told(units, K))) == {(2, 3): 11}


def test_enough_withheld_of_a_cell_lets_the_others_stand() -> None:
    """
             to A  to B  to C  to D
    from A     30     6     6     0     12 trips are withheld of A: 30 stands
    from B      6    30     0     0     12 are withheld of A's and B's arrivals too
    from C      0     0     9    12     C's and D's rows have 9 withheld: 12 goes
    """
    units = matrix([[30, 6, 6, 0], [6, 30, 0, 0], [0, 0, 9, 12]])
    found = pairs(units.only(told(units, K)))
    # Of what goes to A only 6 are withheld, of what goes to B only 6: both 30s go in turn.
    assert found == {}
    units = matrix([[30, 6, 6, 0], [6, 30, 6, 0], [6, 6, 0, 0]])
    assert pairs(units.only(told(units, K))) == {(1, 1): 30, (2, 2): 30}


def test_what_few_may_see_holds_what_all_may_see() -> None:
    rng = np.random.default_rng(7)
    for _ in range(50):
        world = World.at_random(rng)
        own = told(world.units, 5)
        public = told(world.units, K, among=own)
        assert (own | ~public).all()
        assert world.units.trips[public].min(initial=K) >= K
        assert world.units.trips[own].min(initial=5) >= 5


def test_no_trips_are_no_units() -> None:
    none = np.zeros(0, np.int64)
    units = count_units(none, none, none)
    assert len(units) == 0
    assert len(told(units, K)) == 0
    assert len(add_up(units)) == 0


@dataclass(frozen=True)
class Question:
    """What may be asked: some neighbouring blocks, of one part of the week or both, one end."""

    first: int
    last: int
    part: int | None
    by_origin: bool
    cells: frozenset[int]

    @classmethod
    def at_random(cls, rng: np.random.Generator) -> "Question":
        first, last = sorted(rng.integers(0, BLOCKS, 2).tolist())
        part = [None, 0, 1][rng.integers(3)]
        size = int(rng.integers(1, CELLS + 1))
        cells = frozenset((rng.permutation(CELLS)[:size] + 1).tolist())
        return cls(first, last, part, bool(rng.integers(2)), cells)

    def wider(self, rng: np.random.Generator) -> "Question":
        """One that holds it: with a block more, or with a cell more, or with both."""
        more = int(rng.integers(3))
        last = min(BLOCKS - 1, self.last + (more != 1))
        strangers = sorted(set(range(1, CELLS + 1)) - self.cells)
        added = strangers[: int(more > 0)]
        return Question(self.first, last, self.part, self.by_origin, self.cells | set(added))

    def of(self, units: Units) -> Any:
        """Which units it is about."""
        mask = (units.block >= self.first) & (units.block <= self.last)
        if self.part is not None:
            mask &= units.block % 2 == self.part
        end = units.origin if self.by_origin else units.destination
        return mask & np.isin(end, list(self.cells))


@dataclass(frozen=True)
class World:
    units: Units

    @classmethod
    def at_random(cls, rng: np.random.Generator) -> "World":
        trips = int(rng.integers(500, 8000))
        weights = rng.dirichlet(np.full(CELLS, rng.uniform(0.5, 4)))
        origin, destination = (rng.choice(CELLS, trips, p=weights) + 1 for _ in range(2))
        return cls(count_units(rng.integers(0, BLOCKS, trips), origin, destination))

    @cached_property
    def may(self) -> Any:
        """Which units are told: that hangs on no question."""
        return told(self.units, K)

    def safe(self, question: Question) -> dict[tuple[int, int], int]:
        """What we answer: told units added up."""
        return pairs(add_up(self.units.only(self.may & question.of(self.units))))

    def naive(self, question: Question) -> dict[tuple[int, int], int]:
        """Mistake 11: added up first, the threshold after."""
        summed = pairs(add_up(self.units.only(question.of(self.units))))
        return {pair: trips for pair, trips in summed.items() if trips >= K}


def recovered_by_subtracting(world: World, answer: Any, rng: np.random.Generator) -> int:
    """How often, in 2,000 pairs of nested questions, the difference is a group of 1 to k - 1."""
    found = 0
    for _ in range(QUESTIONS):
        one = Question.at_random(rng)
        first, second = answer(one), answer(one.wider(rng))
        for pair in first.keys() & second.keys():
            found += 0 < abs(second[pair] - first[pair]) < K
        found += 0 < abs(sum(second.values()) - sum(first.values())) < K
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_two_overlapping_questions_can_be_subtracted(seed: int) -> None:
    rng = np.random.default_rng(seed)
    world = World.at_random(rng)
    assert (world.units.trips < K).any()
    assert recovered_by_subtracting(world, world.safe, rng) == 0


def test_the_threshold_after_the_sum_falls_to_the_same_attack() -> None:
    rng = np.random.default_rng(1)
    world = World.at_random(rng)
    assert recovered_by_subtracting(world, world.naive, rng) > 20


def determined(system: Any, asked: Any) -> int:
    """Of how many of the asked unknowns a linear system leaves one value only."""
    _, sizes, rows = np.linalg.svd(system, full_matrices=False)
    rows = rows[sizes > 1e-9 * sizes.max()]
    # An unknown is fixed when its own direction lies in the space of the equations.
    return int((np.abs((rows**2).sum(axis=0)[asked] - 1) < 1e-6).sum())


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_nothing_comes_out_of_all_answers_with_the_totals_of_every_cell(seed: int) -> None:
    """All answers to 2,000 questions, and besides the true totals from and to each cell."""
    rng = np.random.default_rng(seed)
    world = World.at_random(rng)
    every = every_unit()
    may = np.zeros(len(every), np.bool_)
    true = np.zeros(len(every), np.int64)
    place = {key: at for at, key in enumerate(keys(every))}
    at = np.array([place[key] for key in keys(world.units)])
    may[at], true[at] = told(world.units, K), world.units.trips
    equations = [Question.at_random(rng).of(every) & may for _ in range(QUESTIONS)]
    for cells in (every.origin, every.destination):
        for cell in range(1, CELLS + 1):
            equations += [(cells == cell) & (every.block == block) for block in range(BLOCKS)]
    withheld = (true > 0) & (true < K)
    assert withheld.sum() > 20
    assert determined(np.array(equations, np.float64), withheld) == 0


@pytest.mark.parametrize("cells", [3, 5, 9])
def test_nothing_comes_out_where_nearly_all_is_told(cells: int) -> None:
    """One block, few cells, many trips: hardly anything is withheld, and its place is known."""
    small = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        trips = int(rng.integers(50, 40 * cells**2))
        weights = rng.dirichlet(np.full(cells, rng.uniform(0.5, 8)))
        origin, destination = (rng.choice(cells, trips, p=weights) + 1 for _ in range(2))
        units = count_units(np.zeros(trips, np.int64), origin, destination)
        every = [(o, d) for o in range(1, cells + 1) for d in range(1, cells + 1)]
        shown = pairs(units.only(told(units, K)))
        true = pairs(units)
        system = [np.eye(len(every))[i] for i, pair in enumerate(every) if pair in shown]
        for end in (0, 1):
            ends = np.array([pair[end] for pair in every])
            system += [(ends == cell).astype(float) for cell in range(1, cells + 1)]
        withheld = np.array([0 < true.get(pair, 0) < K for pair in every])
        small += withheld.sum()
        assert determined(np.array(system), withheld) == 0, seed
    assert small > 100


def test_a_small_unit_is_one_corner_of_a_withheld_rectangle() -> None:
    """
             to A  to B  to C
    from A      3    20    30     the 20 and one of 15 and 16 go for the sums of A's row and column;
    from B     15    40    50     without the 40 between them the 3 would follow from B's totals
    from C     16    60    70
    """
    units = matrix([[3, 20, 30], [15, 40, 50], [16, 60, 70]])
    shown = pairs(units.only(told(units, K)))
    assert shown == {(1, 3): 30, (2, 3): 50, (3, 1): 16, (3, 2): 60, (3, 3): 70}


def test_totals_of_cells_would_give_away_what_is_only_below_the_threshold() -> None:
    """Without the second rule the same attack finds something: it is needed."""
    units = matrix([[12, 3], [20, 20]])
    every = [(1, 1), (1, 2), (2, 1), (2, 2)]
    below = np.array([trips >= K for trips in (12, 3, 20, 20)])
    system = [np.eye(4)[i] for i in np.flatnonzero(below)]
    system += [np.array([o == cell for o, _ in every], float) for cell in (1, 2)]
    system += [np.array([d == cell for _, d in every], float) for cell in (1, 2)]
    assert determined(np.array(system), ~below) == 1
    assert not told(units, K)[units.trips == 12].any()


def every_unit() -> Units:
    block, origin, destination = np.meshgrid(
        np.arange(BLOCKS), np.arange(1, CELLS + 1), np.arange(1, CELLS + 1), indexing="ij"
    )
    parts = [part.ravel() for part in (block, origin, destination)]
    return Units(*parts, np.zeros(parts[0].size, np.int64))


def keys(units: Units) -> list[tuple[int, int, int]]:
    columns = (units.block.tolist(), units.origin.tolist(), units.destination.tolist())
    return list(zip(*columns, strict=True))
