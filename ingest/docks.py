"""Docked vehicles on a list: which stations they are at, and where that is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ingest.legend import Places

UNKNOWN_STATION = "docked_at_unknown_station"
"""The feed tells its stations, and this is none of them: a fault of the feed."""
NO_STATIONS = "docked_without_position"
"""Where the stations are is not known to us, or not for sure: no fault of the list."""


class Docked(Protocol):
    """A row of a list that may be at a station."""

    lat: float | None
    lon: float | None
    bike_id: str | None
    vehicle_id: str | None
    station_id: str | None


@dataclass
class Docks:
    """The stations of one reading of a list; what of the list is at them is noted here.

    `whole` says whether `places` has all stations that the feed has.
    """

    places: Places = field(default_factory=dict)
    whole: bool = False
    listed: dict[str, int] = field(default_factory=dict, init=False)
    """Vehicles by station."""
    needed: bool = field(default=False, init=False)
    """Whether a vehicle had no position but its station's."""
    strangers: int = field(default=0, init=False)
    """Vehicles at stations of which it is not known where they are."""

    @property
    def reason(self) -> str:
        """Why vehicles at such stations are left out."""
        return UNKNOWN_STATION if self.whole else NO_STATIONS

    def settle(self, vehicles: Sequence[Docked]) -> None:
        """Place docked vehicles at their stations, where they tell no position of their own."""
        docked = [v for v in vehicles if v.station_id is not None]
        for vehicle in docked:
            if vehicle.lat is None or vehicle.lon is None:
                self._place(vehicle)
        at = {v.vehicle_id or v.bike_id: v.station_id for v in docked}
        at.pop(None, None)
        self.listed = dict(Counter(code for code in at.values() if code is not None))

    def _place(self, vehicle: Docked) -> None:
        self.needed = True
        place = self.places.get(vehicle.station_id or "")
        if place is None:
            self.strangers += 1
        else:
            vehicle.lon, vehicle.lat = place
