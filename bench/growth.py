"""How the kernel's cost grows with the stays: 1, 2, 4 and 8 times as many, placed and folded.

In seconds of the processor, the least of some runs: a machine that is shared makes others wait.
"""

import time

import numpy as np
import shapely

from bench.report import Line
from zones.clock import EvidenceClock
from zones.fold import Placed, fold
from zones.locate import Locator

STAYS, TIMES, ROUNDS = 100_000, (1, 2, 4, 8), 7
FEEDS, SIDE = 8, 60
DAY = 1_772_496_000
MOST = 1.1


def lines() -> list[Line]:
    """The exponent of cost = c × stays^exponent by least squares on logarithms."""
    locator, clocks = _areas(), _clocks()
    random = np.random.default_rng(8)
    fleets = {times: _stays(random, STAYS * times) for times in TIMES}
    took: dict[int, list[float]] = {times: [] for times in TIMES}
    # Sizes take turns: a neighbour on the machine slows all of them, not one.
    for _ in range(ROUNDS):
        for times, (lon, lat, feed, first, until) in fleets.items():
            began = time.process_time()
            stay, area = locator.locate(lon, lat)
            kind = np.ones(len(stay), np.int16)
            placed = Placed(area, feed[stay], kind, first[stay], until[stay])
            fold(placed, clocks, DAY, DAY + 86_400)
            took[times].append(time.process_time() - began)
    best = [min(took[times]) for times in TIMES]
    exponent = float(np.polyfit(np.log(TIMES), np.log(best), 1)[0])
    return [
        Line(
            f"growth: {STAYS:,} stays × {', '.join(map(str, TIMES))} in {SIDE * SIDE:,} areas",
            f"stays^{exponent:.2f}",
            " ".join(f"× {n}: {s:.2f} s" for n, s in zip(TIMES, best, strict=True)),
            f"exponent ≤ {MOST:g}",
            exponent <= MOST,
        )
    ]


def _areas() -> Locator:
    """A tiling of round-cornered areas of some sixty points each."""
    x, y = (axis.reshape(-1) for axis in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
    boxes = shapely.box(4 + x * 0.01, 52 + y * 0.01, 4.01 + x * 0.01, 52.01 + y * 0.01)
    shapes = shapely.buffer(shapely.buffer(boxes, -0.002), 0.0019, quad_segs=14)
    return Locator(np.arange(1, SIDE * SIDE + 1, dtype=np.int32), shapes)


def _clocks() -> dict[int, EvidenceClock]:
    columns = (np.array([DAY - 1]), np.array([DAY + 200_000]), np.array([0]))
    return {feed: EvidenceClock(*columns) for feed in range(1, FEEDS + 1)}


def _stays(random: np.random.Generator, count: int) -> tuple[np.ndarray, ...]:
    lon, lat = random.uniform(4, 4 + SIDE / 100, count), random.uniform(52, 52 + SIDE / 100, count)
    first = DAY + random.integers(0, 80_000, count)
    until = first + 60 + random.gamma(1.2, 12_000, count).astype(np.int64)
    return lon, lat, random.integers(1, FEEDS + 1, count), first, until
