"""The rhythm of the city by the hour: how many trips begin, where they leave and where they go."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from demo.city import FOLDER
from demo.places import DRAWS
from demo.weather import Calendar, Weather

ZONE = ZoneInfo("Europe/Amsterdam")
HOUR_S = 3600
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rhythm:
    """Hour by hour from `start_s` on.

    `pull` (hours x draws) weighs where trips go; `leaving` (draws x hours + 1) is how many trips a
    vehicle that makes one a day has begun by then, standing where that draw reigns.
    """

    start_s: int
    pull: Floats
    leaving: Floats

    def hour_of(self, at_s: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Row of `pull` that holds at moments (unix seconds)."""
        return np.minimum((at_s - self.start_s) // HOUR_S, len(self.pull) - 1)

    def leave_after(
        self, since_s: npt.NDArray[np.int64], group: npt.NDArray[np.intp], patience: Floats
    ) -> npt.NDArray[np.int64]:
        """When vehicles are taken that came at `since_s`; `patience` counts in daily trips."""
        edges = self.start_s + HOUR_S * np.arange(self.leaving.shape[1])
        until = np.empty(len(since_s))
        for draw in range(len(DRAWS)):
            here = np.flatnonzero(group == draw)
            by_then = np.interp(since_s[here], edges, self.leaving[draw]) + patience[here]
            until[here] = np.interp(by_then, self.leaving[draw], edges)
        return until.astype(np.int64)


def make_rhythm(start_s: int, days: int, calendar: Calendar) -> Rhythm:
    """The rhythm of `days` days from a moment (unix seconds, on the hour) on."""
    trips, pulls = _trips(), _pulls()
    pull, rate = [], []
    for hour in range(days * 24):
        local = datetime.fromtimestamp(start_s + hour * HOUR_S, UTC).astimezone(ZONE)
        kind = "weekend" if local.weekday() >= 5 else "weekday"
        weather, there = calendar.on(local.date()), pulls[kind, local.hour]
        pull.append(there["to"] * _toward(weather))
        rate.append(trips[kind][local.hour] * weather.trips * there["from"] * _from(weather, local))
    begun = np.cumsum(np.array(rate), axis=0).T
    return Rhythm(start_s, np.array(pull), np.hstack([np.zeros((len(DRAWS), 1)), begun]))


def _toward(weather: Weather) -> Floats:
    """On a warm day the beach draws many times as much as on any other."""
    return np.array([1, 1, 1, 1, 0.35 + 4.5 * weather.beach])


def _from(weather: Weather, local: datetime) -> Floats:
    """Who is at the beach on a warm day stays there until the afternoon ends."""
    stays = weather.beach if 9 <= local.hour < 16 else 0.0
    return np.array([1, 1, 1, 1, 1 - 0.6 * stays])


def _rows(name: str) -> list[dict[str, Any]]:
    with (FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file))


def _trips() -> dict[str, Floats]:
    """Share of a working day's trips that begin in each hour, by kind of day."""
    rows = _rows("trips.csv")
    hours = {kind: np.array([float(row[kind]) for row in rows]) for kind in ("weekday", "weekend")}
    total = hours["weekday"].sum()
    return {kind: found / total for kind, found in hours.items()}


def _pulls() -> dict[tuple[str, int], dict[str, Floats]]:
    """By kind of day and hour: weights of where trips go to and come from, in order of DRAWS."""
    return {
        (row["day"], hour): {
            way: np.array([float(row[f"{way}_{draw}"]) for draw in DRAWS]) for way in ("to", "from")
        }
        for row in _rows("pull.csv")
        for hour in range(int(row["from_hour"]), int(row["to_hour"]))
    }
