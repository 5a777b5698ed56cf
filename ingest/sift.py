"""What of a snapshot can be: duplicates, null island and foreign places are left out and counted.

A few bad vehicles cost only themselves; when more than a tenth is unusable, the whole poll is
refused by name, since a count of the rest would be a false fact.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ingest.refusal import NotGbfs, SuspectSwapped
from ingest.snapshot import Snapshot
from stoep.told import ToldFields

LEAST_USABLE = 0.9
"""Share of the listed vehicles that must be usable for the poll to be evidence."""
SWAPPED_SHARE = 0.5
NULL_ISLAND_DEGREES = 1e-3
HARMLESS = (
    "docked_without_position",
    "on_trip",
    "stopped",
    "removed",
    "missing",
    "elsewhere",
)
"""Vehicles left out that a correct feed may list."""

NO_PLACE = ("no_position", "null_island", "outside_bounds", "not_a_vehicle")
"""Why a vehicle that is listed has no place that can be."""

Bounds = tuple[float, float, float, float]


def sift(snapshot: Snapshot, bounds: Bounds) -> Snapshot:
    """The vehicles with a place within `bounds`, the others counted in `dropped` by reason.

    Raises SuspectSwapped when more than half of the places fit only with latitude and longitude
    exchanged, NotGbfs when less than 90 % of the listed vehicles are usable.
    """
    lon, lat = snapshot.lon, snapshot.lat
    null_island = (np.abs(lon) < NULL_ISLAND_DEGREES) & (np.abs(lat) < NULL_ISLAND_DEGREES)
    inside = _inside(lon, lat, bounds)
    swapped = ~inside & _inside(lat, lon, bounds)
    if swapped.sum() > SWAPPED_SHARE * max(len(snapshot), 1):
        raise SuspectSwapped(
            f"{swapped.sum()} of {len(snapshot)} vehicles fit only with latitude and longitude "
            "exchanged.",
            "Ask the operator to correct the feed; Stoep does not swap by itself.",
        )
    dropped = dict(snapshot.dropped)
    dropped["null_island"] = int((null_island & ~inside).sum())
    dropped["outside_bounds"] = int((~inside & ~null_island).sum())
    dropped = {reason: count for reason, count in dropped.items() if count}
    _require_usable(snapshot.listed, dropped)
    found = replace(snapshot, dropped=dropped, told=_told(snapshot, dropped))
    return found if inside.all() else found.only(inside)


def _told(snapshot: Snapshot, dropped: dict[str, int]) -> ToldFields | None:
    """The counts of a list, with how many should be told whole and how many have a place."""
    if snapshot.told is None:
        return None
    vehicles = snapshot.listed - sum(dropped.get(reason, 0) for reason in HARMLESS)
    placed = vehicles - sum(dropped.get(reason, 0) for reason in NO_PLACE)
    return snapshot.told._replace(vehicles=vehicles, position=placed)


def _inside(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], bounds: Bounds
) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _require_usable(listed: int, dropped: dict[str, int]) -> None:
    bad = {reason: count for reason, count in dropped.items() if reason not in HARMLESS}
    if sum(bad.values()) > (1 - LEAST_USABLE) * listed:
        named = ", ".join(f"{count} {reason}" for reason, count in sorted(bad.items()))
        raise NotGbfs(
            f"Of {listed} vehicles too many cannot be used: {named}.",
            "Ask the operator to correct the feed.",
        )


def has_duplicates(snapshot: Snapshot) -> bool:
    """Whether an id is listed twice."""
    return len(set(snapshot.ids)) < len(snapshot.ids)


def keep_newest(snapshot: Snapshot, reported_s: npt.NDArray[np.int64]) -> Snapshot:
    """One vehicle an id: the one reported last, and of equals the most south-western.

    The choice does not hang on the order in the body, so that a pair cannot take turns.
    """
    order = np.lexsort((snapshot.lat, snapshot.lon, -reported_s))
    best: dict[str, int] = {}
    for row in order.tolist():
        best.setdefault(snapshot.ids[row], row)
    kept = snapshot.only(np.sort(np.fromiter(best.values(), np.int64, len(best))))
    left_out = len(snapshot) - len(kept)
    left_out += snapshot.dropped.get("duplicate_id", 0)
    return replace(kept, dropped={**snapshot.dropped, "duplicate_id": left_out})
