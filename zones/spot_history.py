"""How long a place has been, or was, a hot spot: the number in its circle through time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from psycopg import Connection

from stoep.store.columns import read_columns
from zones.circles import Ints, SpotRule, fullest_circles, outside_hubs
from zones.clock import EvidenceClock, load_clocks
from zones.measure import SQL
from zones.plane import Plane


@dataclass(frozen=True)
class LastingSpot:
    """A place that was a spot within a period, by its fullest circle at any whole hour."""

    lon: float
    lat: float
    most: int
    """Most vehicles that stood there at once."""
    seconds: int
    """Observed seconds in which at least so many stood there."""
    longest_s: int
    """Longest unbroken stretch, gaps in the evidence included."""
    first: int
    last: int
    """When it was first and last a spot (unix seconds)."""


@dataclass(frozen=True)
class SpotHistory:
    """The stays of an area over a period, outside hubs, and when every feed was seen."""

    stays: dict[str, Any]
    start: int
    end: int
    clocks: list[EvidenceClock]
    rule: SpotRule

    @classmethod
    def read(
        cls,
        connection: Connection[Any],
        area_id: int,
        start: int,
        end: int,
        feeds: list[int],
        types: list[int] | None,
        rule: SpotRule,
    ) -> "SpotHistory":
        period = {"area": area_id, "start": start, "end": end, "feeds": feeds}
        stays = read_columns(connection, SQL["placed_history"], period)
        lon, lat, kinds = (stays[name] for name in ("lon", "lat", "vehicle_type_id"))
        keep = outside_hubs(connection, lon, lat, end, rule.tolerance_m, kinds)
        if types is not None:
            keep &= np.isin(stays["vehicle_type_id"], types)
        kept = {name: column[keep] for name, column in stays.items()}
        return cls(kept, start, end, list(load_clocks(connection, feeds).values()), rule)

    @property
    def coverage(self) -> float:
        """Share of the period that the evidence of the least covered feed covers."""
        seen_s = int(self._observed(np.array([self.start, self.end]))[0])
        return seen_s / max(self.end - self.start, 1)

    def circles(self, moment: int) -> list[tuple[int, float, float]]:
        """Size and middle of each circle at a moment."""
        there = (self.stays["first_seen"] <= moment) & (self.stays["until"] > moment)
        lon, lat = self.stays["lon"][there], self.stays["lat"][there]
        rows = fullest_circles(lon, lat, self.stays["id"][there], self.rule)
        return [(len(one), float(lon[one[0]]), float(lat[one[0]])) for one in rows]

    def since(self, lon: float, lat: float) -> tuple[int, int, bool]:
        """Since when it is a spot, the seconds of that which are observed, and whether longer."""
        turns, counts = self._course(lon, lat)
        fewer = np.flatnonzero(counts < self.rule.least)
        row = int(fewer[-1]) + 1 if len(fewer) else 0
        since = int(turns[row]) if row < len(turns) else self.end
        return since, int(self._observed(np.array([since, self.end]))[0]), not len(fewer)

    def lasting(self, lon: float, lat: float) -> LastingSpot:
        """How long and how heavily a place was a spot."""
        turns, counts = self._course(lon, lat)
        edges = np.append(turns, self.end)
        full = counts >= self.rule.least
        begins = np.flatnonzero(full & ~np.append(False, full[:-1]))
        ends = np.flatnonzero(full & ~np.append(full[1:], False)) + 1
        return LastingSpot(
            lon,
            lat,
            int(counts.max()),
            int(self._observed(edges)[full].sum()),
            int((edges[ends] - edges[begins]).max(initial=0)),
            int(edges[begins[0]]),
            int(edges[ends[-1]]),
        )

    def _course(self, lon: float, lat: float) -> tuple[Ints, Ints]:
        """Moments from the period's start on at which the number there changes, and the number."""
        at = Plane(lon, lat).metres(self.stays["lon"], self.stays["lat"])
        # Two planes may differ by some centimetres on which side of the circle a vehicle stands.
        here = np.hypot(at[:, 0], at[:, 1]) <= self.rule.radius_m + 0.1
        first, until = self.stays["first_seen"][here], self.stays["until"][here]
        turns = np.unique(np.concatenate([first, until, [self.start]]))
        turns = turns[(turns >= self.start) & (turns < self.end)]
        begun = np.searchsorted(np.sort(first), turns, side="right")
        return turns, begun - np.searchsorted(np.sort(until), turns, side="right")

    def _observed(self, edges: Ints) -> Ints:
        """Seconds between neighbouring edges that the least covered feed covers."""
        covered = [clock.covered(edges) for clock in self.clocks]
        none: Ints = np.zeros(len(edges) - 1, np.int64)
        return np.min(covered, axis=0) if covered else none
