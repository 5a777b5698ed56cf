"""Where vehicles are left: in hubs, beside them, on the promenade, along streets.

Each place is a strip of pavement with five draws: how much of the city's homes, jobs, leisure,
public transport and beach is near it.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demo.city import FOLDER

DRAWS = ("homes", "jobs", "leisure", "transit", "beach")
METRES_PER_DEGREE = 111_320.0
SQUEEZE = float(np.cos(np.radians(52.08)))
"""A degree of longitude is so much shorter than one of latitude in this city."""
SAME_PLACE_M = 250.0
"""Nobody rents a vehicle for less than this."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """All places as columns; `draws` has a row for each of DRAWS, each adding up to one."""

    kind: npt.NDArray[np.str_]
    lon: Floats
    lat: Floats
    bearing_deg: Floats
    along_m: Floats
    across_m: Floats
    draws: Floats

    def __len__(self) -> int:
        return len(self.lon)

    @property
    def group(self) -> npt.NDArray[np.intp]:
        """What each place is most: an index into DRAWS."""
        most: npt.NDArray[np.intp] = np.argmax(self.draws, axis=0)
        return most

    def spots(self, place: npt.NDArray[np.intp], along: Floats, across: Floats) -> Floats:
        """Longitude and latitude of points in places; `along` and `across` run from -1 to 1."""
        turn = np.radians(self.bearing_deg[place])
        x, y = along * self.along_m[place], across * self.across_m[place]
        east, north = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
        lon = self.lon[place] + east / METRES_PER_DEGREE / SQUEEZE
        lat = self.lat[place] + north / METRES_PER_DEGREE
        return np.round([lon, lat], 6)

    def distances_m(self) -> Floats:
        """From each place to each place, as the crow flies."""
        east = (self.lon[:, None] - self.lon) * SQUEEZE * METRES_PER_DEGREE
        north = (self.lat[:, None] - self.lat) * METRES_PER_DEGREE
        return np.hypot(east, north)


def read_places(path: Path = FOLDER / "places.csv") -> Places:
    """The places of the drawn city."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))

    def column(name: str) -> Floats:
        return np.array([float(row[name]) for row in rows])

    draws = np.array([column(name) for name in DRAWS])
    return Places(
        kind=np.array([row["kind"] for row in rows]),
        lon=column("lon"),
        lat=column("lat"),
        bearing_deg=column("bearing_deg"),
        along_m=column("along_m"),
        across_m=column("across_m"),
        draws=draws / draws.sum(axis=1, keepdims=True),
    )
