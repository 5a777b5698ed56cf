"""In which municipality does an area lie, and how much of it lies outside?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from psycopg import Connection

from zones.measure import SQL
from zones.policy.refusals import AreaOutside

LARGEST_OUTSIDE = 0.05
"""Share of a zone that may lie outside its municipality: drawings do not follow borders exactly."""


@dataclass(frozen=True)
class Lies:
    """The municipality that most of an area lies in (None: no known one), and the share outside."""

    municipality: str | None
    name: str | None
    share_outside: float


def where_it_lies(
    connection: Connection[Any],
    geom: shapely.MultiPolygon,
    at: datetime,
    municipality: str | None = None,
) -> Lies:
    """Asked of one municipality, or of whichever holds most of the area."""
    values = {"geom": shapely.to_wkb(geom), "municipality": municipality, "at": at}
    row = connection.execute(SQL["municipality_of"], values).fetchone()
    if row is None:
        return Lies(None, None, 1.0)
    return Lies(row[0], row[1], round(min(max(row[2], 0.0), 1.0), 4))


def check_place(
    connection: Connection[Any], geom: shapely.MultiPolygon, municipality: str, at: datetime
) -> Lies:
    """Where an area lies; raises AreaOutside when that is not where it should."""
    lies = where_it_lies(connection, geom, at, municipality)
    if lies.municipality is None:
        raise AreaOutside(
            f"There is no municipality {municipality!r}, or the area lies wholly outside it.",
            "Name the municipality that it lies in by its code; its border must be imported.",
        )
    if lies.share_outside > LARGEST_OUTSIDE:
        raise AreaOutside(
            f"{lies.share_outside:.0%} of the area lies outside {lies.name}.",
            f"Draw it within the border; {LARGEST_OUTSIDE:.0%} may stick out.",
        )
    return lies
