"""What a file is made of: tables with or without places, and what holds for all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]
About = Sequence[tuple[str, Any]]
"""Names and values, in order: question, period, time zone, coverage, receipt."""


@dataclass(frozen=True)
class Sheet:
    """A table: `name` is that of the sheet or layer, each row has a value for each of `columns`.

    `places` are the rows' geometries as GeoJSON (CRS84), one for each row, None where a row has
    none; a table without places has no such list.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Row]
    places: Sequence[Mapping[str, Any] | None] | None = None


@dataclass(frozen=True)
class File:
    """The tables of a file, the main one first, with what holds for all of them."""

    name: str
    """Without its ending."""
    sheets: Sequence[Sheet]
    about: About = field(default_factory=list)


def point(lon: float | None, lat: float | None) -> dict[str, Any] | None:
    """A place on the map."""
    return None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}


def plain(value: Any) -> Any:
    """A value as a cell can hold it: lists become a text, numbers and truths stay."""
    if isinstance(value, list | tuple | dict) and not value:
        return None
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items())
    return value
