"""What a body is read with that it does not hold: vehicle types, and where stations are.

It is kept with the body: only with the same legend is a body, read again, the same list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.snapshot import VehicleKind
from stoep.vocabulary import FormFactor, Propulsion

Place = tuple[float, float]
"""Longitude and latitude, in degrees."""
Types = Mapping[str, VehicleKind]
Places = Mapping[str, Place]


@dataclass(frozen=True)
class Legend:
    """All that a body is read with, for feeds of which the vehicle types are not all."""

    types: dict[str, VehicleKind] | None = None
    """None: the feed tells no types."""
    places: Places = field(default_factory=dict)
    """Stations by code: a docked vehicle without a position stands at its station."""
    whole: bool = False
    """Whether `places` has all stations that the feed has; if not, one that lacks is no fault."""
    stations_only: bool = False
    """The body is station_status: the feed has no list of vehicles."""


ReadWith = Types | Legend | None
"""A legend; where it is no more than vehicle types, these alone."""


def legend_of(read_with: ReadWith) -> Legend:
    """The legend in full."""
    if isinstance(read_with, Legend):
        return read_with
    return Legend(None if read_with is None else dict(read_with))


def to_json(read_with: ReadWith) -> dict[str, Any] | None:
    """A legend as it is kept: types alone as an object of lists, which no other part is."""
    legend = legend_of(read_with)
    types = None if legend.types is None else {name: [*kind] for name, kind in legend.types.items()}
    if not (legend.places or legend.whole or legend.stations_only):
        return types
    places = {code: [*place] for code, place in legend.places.items()}
    more = {"places": places, "whole": legend.whole, "stations_only": legend.stations_only}
    return {"types": types, **more}


def from_json(kept: dict[str, Any] | None) -> dict[str, VehicleKind] | Legend | None:
    """The legend again, as it was."""
    if kept is None or not isinstance(kept.get("whole"), bool):
        return _types(kept)
    places = {code: (float(lon), float(lat)) for code, (lon, lat) in kept["places"].items()}
    return Legend(_types(kept["types"]), places, kept["whole"], kept["stations_only"])


def _types(kept: dict[str, Any] | None) -> dict[str, VehicleKind] | None:
    if kept is None:
        return None
    return {name: (FormFactor(form), Propulsion(what)) for name, (form, what) in kept.items()}
