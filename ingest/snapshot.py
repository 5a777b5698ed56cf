"""A feed's list of vehicles in our words: what every reader of a format gives."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from stoep.told import ToldFields
from stoep.vocabulary import FormFactor, Propulsion, VehicleState

VehicleKind = tuple[FormFactor, Propulsion]
STATES = (VehicleState.available, VehicleState.reserved, VehicleState.out_of_order)
"""The order in which `Snapshot.state` counts."""
PLACE_DECIMALS = 6
"""Degrees to a tenth of a metre: finer differences are no other place."""


@dataclass(frozen=True)
class Snapshot:
    """What one good body lists, n vehicles long, each column in the same order.

    `source_s` is the publisher's own time (unix seconds), None when it gives none that can be read;
    `ttl_s` how long the list is meant to hold. `dropped` counts by reason the vehicles that are in
    the body but not in the columns.
    """

    version: str
    source_s: int | None
    ttl_s: int | None
    ids: list[str]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    kind: npt.NDArray[np.int16]
    """Index into `kinds`."""
    kinds: tuple[VehicleKind, ...]
    state: npt.NDArray[np.uint8]
    """Index into STATES."""
    listed: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    told: ToldFields | None = None
    """Of how many vehicles the body told what; None where nobody counted."""

    def __len__(self) -> int:
        return len(self.ids)

    def content_hash(self) -> bytes:
        """A hash of what is listed, without the times: 16 bytes.

        By id and by name of kind: neither the order of the body nor that of `kinds` means anything.
        """
        rows = np.array(sorted(range(len(self)), key=self.ids.__getitem__), np.int64)
        kinds = sorted({self.kinds[kind] for kind in np.unique(self.kind).tolist()})
        number = np.array([kinds.index(k) if k in kinds else -1 for k in self.kinds], np.int16)
        names = "\0".join([self.ids[row] for row in rows.tolist()])
        digest = hashlib.blake2b(names.encode("utf-8", "replace"), digest_size=16)
        for column in (self.lon, self.lat, number[self.kind], self.state):
            digest.update(column[rows].tobytes())
        digest.update(repr(kinds).encode())
        return digest.digest()

    def only(self, keep: npt.NDArray[Any]) -> "Snapshot":
        """The snapshot with the chosen rows (indexes or mask), in that order."""
        rows = np.flatnonzero(keep) if keep.dtype == bool else keep
        return replace(
            self,
            ids=[self.ids[i] for i in rows.tolist()],
            lon=self.lon[rows],
            lat=self.lat[rows],
            kind=self.kind[rows],
            state=self.state[rows],
        )

    def without(self, rows: npt.NDArray[np.bool_], reason: str) -> "Snapshot":
        """The snapshot without some rows, which are counted as dropped for a reason."""
        dropped = {**self.dropped, reason: self.dropped.get(reason, 0) + int(rows.sum())}
        return replace(self.only(~rows), dropped=dropped)


def by_position(snapshot: Snapshot) -> Snapshot:
    """The same list with places for ids: for feeds whose ids prove nothing (rule R8).

    Vehicles on one spot are numbered, so that the count stays exact.
    """
    # Rounded first: what is one place in the name must be one place in the order. On one spot the
    # numbers go by what is listed, since the order of the body means nothing.
    lon, lat = snapshot.lon.round(PLACE_DECIMALS), snapshot.lat.round(PLACE_DECIMALS)
    listed = (snapshot.state, snapshot.lat, snapshot.lon)
    order = np.lexsort((*listed, snapshot.kind, lat, lon))
    sorted_by_place = snapshot.only(order)
    ids: list[str] = []
    last, number = "", 0
    places = zip(
        lon[order].tolist(),
        lat[order].tolist(),
        sorted_by_place.kind.tolist(),
        strict=True,
    )
    for lon, lat, kind in places:
        place = f"{lon:.6f} {lat:.6f} {kind}"
        number = number + 1 if place == last else 0
        last = place
        ids.append(f"{place} {number}")
    return replace(sorted_by_place, ids=ids)
