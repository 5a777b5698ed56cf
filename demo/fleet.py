"""One operator's vehicles through time: each stands, is ridden, and stands elsewhere.

When a vehicle will leave is decided when it comes: the truth up to a moment never changes by
living on.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from demo.operators import DemoOperator
from demo.places import SAME_PLACE_M, Places
from demo.rhythm import Rhythm

DAY_S = 86_400
SHORTEST_S = 240
"""Nobody takes a vehicle within four minutes after it came."""
DETOUR = 1.3
FORGOTTEN = 0.011
"""Share of stays that last for days: out of order, out of sight, or out of charge."""
FORGOTTEN_AT_FIRST = 0.11
LONGEST_S = 45 * DAY_S
BROKEN = 0.012
COLUMNS = ("vehicle", "lon", "lat", "since_s", "until_s", "broken", "place")
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Columns = dict[str, npt.NDArray[Any]]


@dataclass
class Fleet:
    """The stays of one operator's vehicles, in order of `since_s`, lived up to `lived_s`."""

    operator: DemoOperator
    places: Places
    rhythm: Rhythm
    seed: tuple[int, ...]
    lived_s: int
    stays: Columns = field(init=False)
    _now: Columns = field(init=False)
    """The newest stay of each vehicle."""
    _ahead: Columns = field(init=False)
    """Stays that begin after `lived_s`: the vehicles that are ridden then."""
    _days: int = 0

    def __post_init__(self) -> None:
        random = np.random.default_rng(self.seed)
        models = self.operator.fleet
        self._speed_mps = np.repeat([m.speed_kmh / 3.6 for m in models], [m.count for m in models])
        self._activity = (
            random.gamma(4, 1 / 4, self.operator.vehicles) * self.operator.trips_per_day
        )
        self._metres = self.places.distances_m()
        near = np.exp(-self._metres / self.operator.reach_m)
        self._decay = np.where(self._metres < SAME_PLACE_M, 0, near).astype(np.float32)
        self._busy = _busy(self.places)
        self._now = self._settle(random)
        self._ahead = {name: column[:0] for name, column in self._now.items()}
        order = np.lexsort((self._now["vehicle"], self._now["since_s"]))
        self.stays = {name: column[order] for name, column in self._now.items()}

    def live_a_day(self) -> None:
        """Live one more day: every trip that begins in it, and where it ends."""
        random = np.random.default_rng((*self.seed, self._days + 1))
        self.lived_s += DAY_S
        self._days += 1
        made = [self._ahead]
        while len(movers := np.flatnonzero(self._now["until_s"] < self.lived_s)):
            made.append(self._drive(movers, random))
            for name, column in made[-1].items():
                self._now[name][movers] = column
        new = {name: np.concatenate([stays[name] for stays in made]) for name in COLUMNS}
        order = np.lexsort((new["vehicle"], new["since_s"]))
        new = {name: column[order] for name, column in new.items()}
        begun = int(np.searchsorted(new["since_s"], self.lived_s))
        self._ahead = {name: column[begun:] for name, column in new.items()}
        self.stays = {
            name: np.concatenate([self.stays[name], column[:begun]]) for name, column in new.items()
        }

    def _settle(self, random: np.random.Generator) -> Columns:
        """Where the fleet stands when life begins; some vehicles have stood there for weeks."""
        count, places = self.operator.vehicles, self.places
        weights = places.draws[0] + 0.6 * places.draws[1] + 0.4 * places.draws[2]
        place = random.choice(len(places), count, p=weights / weights.sum())
        vehicle = np.arange(count)
        came = np.full(count, self.lived_s) - random.integers(1, 5 * 3600, count)
        stays = self._park(vehicle, place, came, random)
        for_days = np.flatnonzero(random.random(count) < FORGOTTEN_AT_FIRST)
        stood_s = random.integers(DAY_S, 25 * DAY_S, len(for_days))
        more_s = np.minimum(DAY_S * (0.4 + 2.2 * random.pareto(1.1, len(for_days))), LONGEST_S)
        stays["since_s"][for_days] = self.lived_s - stood_s
        stays["until_s"][for_days] = self.lived_s + more_s.astype(np.int64)
        return stays

    def _drive(self, movers: npt.NDArray[np.intp], random: np.random.Generator) -> Columns:
        """One trip of each of some vehicles: their next stays."""
        left_s, origin = self._now["until_s"][movers], self._now["place"][movers]
        hours, hour = np.unique(self.rhythm.hour_of(left_s), return_inverse=True)
        pull = (self.rhythm.pull[hours] @ self.places.draws).astype(np.float32)
        weights = self._decay[origin] * pull[hour]
        total = np.cumsum(weights, axis=1)
        aim = random.random(len(movers)) * total[:, -1]
        place = np.minimum((total < aim[:, None]).sum(axis=1), len(self.places) - 1)
        metres = self._metres[origin, place] * DETOUR
        ridden_s = metres / self._speed_mps[movers] + 60 * random.gamma(2.0, 1.6, len(movers)) + 90
        return self._park(movers, place, left_s + ridden_s.astype(np.int64), random)

    def _park(
        self,
        vehicle: npt.NDArray[np.intp],
        place: npt.NDArray[np.intp],
        since_s: Ints,
        random: np.random.Generator,
    ) -> Columns:
        """Stays of vehicles that come to places, with the moments at which they will leave."""
        count = len(vehicle)
        lon, lat = self.places.spots(place, *random.uniform(-1, 1, (2, count)))
        patience = random.exponential(1.0, count) / (self._activity[vehicle] * self._busy[place])
        until_s = self.rhythm.leave_after(since_s, self.places.group[place], patience)
        lot, days = random.random(count), 1.2 + 1.6 * random.pareto(1.3, count)
        forgotten = lot < FORGOTTEN
        long_s = np.minimum(days * DAY_S, LONGEST_S).astype(np.int64)
        until_s = np.where(forgotten, since_s + long_s, np.maximum(until_s, since_s + SHORTEST_S))
        broken = (lot < 0.5 * FORGOTTEN) | ((lot >= FORGOTTEN) & (lot < FORGOTTEN + BROKEN))
        named = (vehicle, lon, lat, since_s, until_s, broken, place)
        return dict(zip(COLUMNS, named, strict=True))


def _busy(places: Places) -> Floats:
    """How soon a vehicle is taken, by place: at a quiet corner it stands longer."""
    drawn = places.draws.sum(axis=0)
    busy: Floats = np.clip((drawn / np.median(drawn)) ** 0.35, 0.45, 1.8)
    return busy
