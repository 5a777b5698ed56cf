"""The truth of the demo: which vehicle stood where, from when until when.

It follows from a seed and a start alone, day after day, so that it is the same after a restart and
in whichever order it is asked for. Trips have the rhythm of a day, go where people go, and on a
warm day to the beach; some vehicles break down or are forgotten and stand for days.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import shapely

from demo.operators import OPERATORS, DemoOperator, Fault

HISTORY_DAYS = 14
DAY_S = 86_400
HISTORY_S = HISTORY_DAYS * DAY_S + 4 * 3600
"""A little longer than two weeks, so that something can have stood for 14 days in it."""
ZONE = ZoneInfo("Europe/Amsterdam")
CITY = Path(__file__).parent / "city"
METRES = 111_320.0
SQUEEZE = float(np.cos(np.radians(52.08)))
FOREVER = 2**60
WEEKDAY = np.array(
    [2, 1, 1, 1, 1, 3, 14, 42, 60, 34, 26, 30, 36, 34, 34, 42, 60, 76, 62, 44, 34, 26, 16, 8], float
)
WEEKEND = np.array(
    [10, 8, 5, 3, 2, 2, 4, 8, 16, 28, 42, 52, 58, 60, 60, 58, 54, 50, 46, 40, 34, 30, 26, 18], float
)
STREETS = 260
"""Places on the street beside the hubs where vehicles are left."""


@dataclass(frozen=True)
class Places:
    """Where vehicles are left: hubs first, then street corners; with what draws people there."""

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    spread_m: npt.NDArray[np.float64]
    home: npt.NDArray[np.float64]
    work: npt.NDArray[np.float64]
    leisure: npt.NDArray[np.float64]
    beach: npt.NDArray[np.float64]


@dataclass
class Stays:
    """One operator's true stays: growing lists, in the order in which they begin."""

    vehicle: list[int] = field(default_factory=list)
    lon: list[float] = field(default_factory=list)
    lat: list[float] = field(default_factory=list)
    since_s: list[int] = field(default_factory=list)
    until_s: list[int] = field(default_factory=list)
    broken: list[bool] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    days: int = 0
    """How many days have been lived so far."""
    current: list[int] = field(default_factory=list)
    """Each vehicle's newest stay."""


class World:
    """The truth from `start_s` (unix seconds) on; it is lived as far as it is asked for."""

    def __init__(self, seed: int, start_s: int) -> None:
        self.seed, self.start_s = seed, start_s
        self.city = _shape("municipality")
        shapely.prepare(self.city)
        self.places = _places(self.city, np.random.default_rng(seed))
        self._stays = {operator.key: Stays() for operator in OPERATORS}
        self._columns: dict[str, tuple[int, dict[str, Any]]] = {}

    def truth(self, key: str, until_s: int) -> dict[str, npt.NDArray[Any]]:
        """An operator's true stays as columns, complete up to `until_s`.

        vehicle, lon, lat, since_s, until_s (FOREVER while it stands on), broken.
        """
        stays = self._stays[key]
        operator = next(o for o in OPERATORS if o.key == key)
        while self.start_s + stays.days * DAY_S <= until_s:
            self._live_a_day(operator, stays)
        kept = self._columns.get(key)
        if kept is None or kept[0] != stays.days:
            names = ("vehicle", "lon", "lat", "since_s", "until_s", "broken")
            kept = (stays.days, {name: np.array(getattr(stays, name)) for name in names})
            self._columns[key] = kept
        return kept[1]

    def standing(self, key: str, at_s: int) -> npt.NDArray[np.int64]:
        """Which of an operator's stays hold at a moment: row numbers of `truth`."""
        stays = self.truth(key, at_s)
        return np.flatnonzero((stays["since_s"] <= at_s) & (stays["until_s"] > at_s))

    def fault(self, key: str, at_s: int) -> Fault | None:
        """What is wrong with an operator's feed at a moment."""
        hours = (at_s - self.start_s) / 3600
        operator = next(o for o in OPERATORS if o.key == key)
        return next((f for f in operator.faults if f.from_h <= hours < f.to_h), None)

    def beach_day(self, day: date) -> bool:
        """Whether the made-up weather is warm and dry: the second Saturday of the history."""
        first = datetime.fromtimestamp(self.start_s, UTC).astimezone(ZONE).date()
        saturdays = [first + timedelta(days=n) for n in range(1, HISTORY_DAYS)]
        saturdays = [d for d in saturdays if d.weekday() == 5]
        return day == saturdays[-1]

    def _live_a_day(self, operator: DemoOperator, stays: Stays) -> None:
        index = OPERATORS.index(operator)
        random = np.random.default_rng([self.seed, index, stays.days])
        begin = self.start_s + stays.days * DAY_S
        if stays.days == 0:
            self._place_fleet(operator, stays, random)
        stays.days += 1
        for moment in self._departures(operator, begin, random):
            self._drive(stays, operator.vehicles, int(moment), random)

    def _place_fleet(self, operator: DemoOperator, stays: Stays, random: Any) -> None:
        weights = self.places.home + self.places.work
        for vehicle in range(operator.vehicles):
            stays.current.append(-1)
            self._park(stays, vehicle, self.start_s - 3600, weights, random)

    def _departures(self, operator: DemoOperator, begin: int, random: Any) -> Any:
        """When trips begin in a day: by the hour of the city's own clock."""
        moments = []
        for hour in range(24):
            local = datetime.fromtimestamp(begin + hour * 3600, UTC).astimezone(ZONE)
            profile = WEEKEND if local.weekday() >= 5 else WEEKDAY
            share = profile[local.hour] / profile.sum()
            warm = 1.35 if self.beach_day(local.date()) else 1.0
            count = random.poisson(operator.vehicles * operator.trips_per_day * share * warm)
            moments.append(begin + hour * 3600 + random.integers(0, 3600, count))
        return np.sort(np.concatenate(moments))

    def _drive(self, stays: Stays, vehicles: int, moment: int, random: Any) -> None:
        """One trip: a vehicle that stands and works leaves, and stands elsewhere a while later."""
        vehicle = int(random.integers(vehicles))
        last = stays.current[vehicle]
        minutes = 4 + random.gamma(2.2, 4.5)
        stood_s = moment - stays.since_s[last]
        forgotten = (
            stays.broken[last] and stood_s < (3 + 17 * ((vehicle * 7919) % 101) / 101) * DAY_S
        )
        if stood_s < 300 or stays.until_s[last] != FOREVER or forgotten:
            return
        local = datetime.fromtimestamp(moment, UTC).astimezone(ZONE)
        arrive = moment + int(minutes * 60)
        stays.until_s[last] = moment
        self._park(stays, vehicle, arrive, self._draw(local), random)

    def _draw(self, local: datetime) -> npt.NDArray[np.float64]:
        """What draws people at an hour: work in the morning, home at night, the beach when warm."""
        hour, places = local.hour, self.places
        weekend = local.weekday() >= 5
        if self.beach_day(local.date()) and 10 <= hour < 17:
            return 0.5 * places.home + 0.4 * places.leisure + 5.0 * places.beach
        if self.beach_day(local.date()) and 17 <= hour < 22:
            return 2.5 * places.home + places.leisure
        if not weekend and 6 <= hour < 10:
            return 0.5 * places.home + 2.0 * places.work + 0.1 * places.leisure
        if not weekend and 16 <= hour < 20:
            return 2.0 * places.home + 0.6 * places.work + 0.5 * places.leisure
        if hour >= 20 or hour < 6:
            return 2.0 * places.home + 0.6 * places.leisure
        return places.home + 0.7 * places.work + 1.2 * places.leisure + 0.3 * places.beach

    def _park(
        self, stays: Stays, vehicle: int, since: int, weights: npt.NDArray[np.float64], random: Any
    ) -> None:
        places = self.places
        total = np.cumsum(weights)
        for _ in range(20):
            place = int(np.searchsorted(total, random.random() * total[-1]))
            east, north = random.normal(0, places.spread_m[place], 2)
            lon = float(places.lon[place] + east / METRES / SQUEEZE)
            lat = float(places.lat[place] + north / METRES)
            if shapely.contains_xy(self.city, lon, lat):
                break
        else:
            lon, lat = float(places.lon[place]), float(places.lat[place])
        stays.current[vehicle] = len(stays.vehicle)
        stays.vehicle.append(vehicle)
        stays.lon.append(round(lon, 6))
        stays.lat.append(round(lat, 6))
        stays.since_s.append(since)
        stays.until_s.append(FOREVER)
        first = len(stays.vehicle) <= len(stays.current) and since < self.start_s
        stays.broken.append(bool(random.random() < (0.13 if first else 0.011)))
        stays.place.append(place)


def _shape(name: str) -> Any:
    found = json.loads((CITY / f"{name}.geojson").read_text())["features"]
    return shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in found])


def _places(city: Any, random: Any) -> Places:
    """Hubs, and corners of streets spread over the city, thicker towards the middle."""
    hubs = json.loads((CITY / "hubs.geojson").read_text())["features"]
    centres = [shapely.geometry.shape(hub["geometry"]).centroid for hub in hubs]
    capacity = np.array([hub["properties"]["capacity"] for hub in hubs], float)
    beach = _shape("monitoring")
    west, south, east, north = city.bounds
    lon, lat = [c.x for c in centres], [c.y for c in centres]
    while len(lon) < len(centres) + STREETS:
        x, y = random.uniform(west, east), random.uniform(south, north)
        middle = np.hypot((x - 4.305) * SQUEEZE, y - 52.073) * METRES / 1000
        if random.random() < np.exp(-middle / 4.0) and shapely.contains_xy(city, x, y):
            lon.append(x)
            lat.append(y)
    streets = np.zeros(len(lon), bool)
    streets[len(centres) :] = True
    near_beach = shapely.contains_xy(beach, lon, lat)
    near_middle = (
        np.hypot((np.array(lon) - 4.312) * SQUEEZE, np.array(lat) - 52.077) * METRES < 1600
    )
    full = np.concatenate([capacity / 12, np.zeros(STREETS)])
    stations = np.array(
        [
            "tation" in hub["properties"]["name"] or "Spoor" in hub["properties"]["name"]
            for hub in hubs
        ]
        + [False] * STREETS
    )
    draw = random.gamma(1.4, 1.0, len(lon))
    return Places(
        lon=np.array(lon),
        lat=np.array(lat),
        spread_m=np.where(streets, 38.0, 11.0),
        home=np.where(streets, draw, full * 0.8),
        work=np.where(stations, full * 3.0, np.where(near_middle, draw * 1.2, full * 0.4)),
        leisure=np.where(near_middle, 1.0 + full, full * 0.7) + near_beach * 1.0,
        beach=np.where(near_beach, 3.0 + full, 0.0),
    )
