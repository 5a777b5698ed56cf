"""Areas and policy zones with versions: an import holds from a day on, what it replaces until then.

All of a file goes in, or none of it.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import shapely
from psycopg import Connection

from stoep.errors import StoepError
from stoep.vocabulary import AreaKind
from zones.history import ask_history
from zones.recount import recount_closed
from zones.shapes import Shape, read_shapes

CLOSE_OLD = """
update area set valid_to = %(from)s
where kind = %(kind)s and code = any(%(codes)s) and valid_to is null and valid_from < %(from)s
returning id
"""
LATER = """
select code from area
where kind = %(kind)s and code = any(%(codes)s)
  and (valid_from >= %(from)s or valid_to > %(from)s) limit 1
"""
INSERT = """
insert into area (kind, code, name, municipality, valid_from, valid_to, geom, area_m2, capacity,
                  source)
values (%s, %s, %s, %s, %s, %s, st_setsrid(st_geomfromwkb(%s), 4326), %s, %s, %s) returning id
"""


class OverlappingVersion(StoepError):
    """A version of the same area holds in the same days."""

    code = "overlapping_version"


class BadCapacity(StoepError):
    """A hub's capacity is no number of places."""

    code = "bad_capacity"


@dataclass(frozen=True)
class ImportReport:
    """The areas that were made, and the codes of those whose border was repaired."""

    ids: list[int]
    repaired: list[str]


def import_areas(
    connection: Connection[Any],
    path: Path,
    kind: AreaKind,
    *,
    code: str,
    name: str,
    valid_from: datetime,
    source: str,
    valid_to: datetime | None = None,
    municipality: str | None = None,
    capacity: str | None = None,
    layer: str | None = None,
) -> ImportReport:
    """Import a file of areas; `code`, `name`, `municipality`, `capacity` name its properties.

    An area that is known under the same code ends where the new version begins. Raises BadShapes,
    BadCapacity or OverlappingVersion; then nothing has changed.
    """
    shapes = read_shapes(path, code=code, name=name, layer=layer)
    return add_areas(
        connection,
        shapes,
        kind,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        municipality=municipality,
        capacity=capacity,
    )


def add_areas(
    connection: Connection[Any],
    shapes: list[Shape],
    kind: AreaKind,
    *,
    valid_from: datetime,
    source: str,
    valid_to: datetime | None = None,
    municipality: str | None = None,
    capacity: str | None = None,
) -> ImportReport:
    """Shapes as new versions of areas, all or none."""
    period = {"kind": kind, "codes": [shape.code for shape in shapes], "from": valid_from}
    with connection.transaction():
        if later := connection.execute(LATER, period).fetchone():
            raise OverlappingVersion(
                f"{kind} {later[0]} has a version that holds from {valid_from:%Y-%m-%d} or later.",
                "Choose a later valid-from.",
            )
        closed = connection.execute(CLOSE_OLD, period).fetchall()
        recount_closed(connection, [area for (area,) in closed], valid_from)
        ids = []
        for shape in shapes:
            row = connection.execute(
                INSERT,
                [
                    kind,
                    shape.code,
                    shape.name,
                    _text(shape, municipality),
                    valid_from,
                    valid_to,
                    shapely.to_wkb(shape.geom),
                    shape.area_m2,
                    _capacity(shape, capacity),
                    source,
                ],
            ).fetchone()
            assert row is not None
            ids.append(int(row[0]))
        ask_history(connection, ids)
    return ImportReport(ids, [shape.code for shape in shapes if shape.repaired])


def _text(shape: Shape, field: str | None) -> str | None:
    value = shape.properties.get(field) if field else None
    return None if value in (None, "") else str(value)


def _capacity(shape: Shape, field: str | None) -> int | None:
    value = shape.properties.get(field) if field else None
    if value in (None, ""):
        return None
    try:
        places = int(value)
    except (TypeError, ValueError):
        places = -1
    if places < 0:
        raise BadCapacity(
            f"{shape.code} has capacity {value!r}.", "A capacity is a whole number from 0 on."
        )
    return places
