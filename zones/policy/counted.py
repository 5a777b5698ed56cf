"""A zone as an area that is counted in, from its first day to its last."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from psycopg import Connection

from zones.areas import OverlappingVersion
from zones.history import fold_areas
from zones.policy.capacity import places
from zones.policy.zone import Zone

HELD = """
select 1 from area where kind = %s and code = %s and coalesce(valid_to, 'infinity') > %s
"""
INSERT = """
insert into area (kind, code, name, municipality, valid_from, geom, area_m2, capacity,
                  capacity_by_form, form_factors, source)
select kind, code, name, municipality, %(start)s, geom, area_m2, %(places)s,
       case when not capacity ? 'combined' then capacity end, form_factors, %(source)s
from zone where id = %(id)s
returning id
"""


def count_zone(
    connection: Connection[Any],
    zone: Zone,
    start: datetime,
    progress: Callable[[float], None] = lambda part: None,
) -> int:
    """Count in a zone from a day on, all its polygons; the number of its area.

    Vehicles that stand there already count from that day on: they are placed in it now.
    """
    if connection.execute(HELD, [zone.kind, zone.code, start]).fetchone():
        raise OverlappingVersion(
            f"{zone.kind} {zone.code} has a version that holds then.", "Retire that one first."
        )
    values = {
        "id": zone.id,
        "start": start,
        "places": places(zone.capacity),
        "source": f"zone {zone.id}, drawn by {zone.drawn_by} on {zone.drawn_at:%Y-%m-%d}",
    }
    row = connection.execute(INSERT, values).fetchone()
    assert row is not None
    fold_areas(connection, [int(row[0])], progress)
    return int(row[0])


def end_counting(connection: Connection[Any], zone: Zone, end: datetime | None) -> None:
    """Count in a zone up to a moment, or for good; what was counted before stays."""
    connection.execute("update area set valid_to = %s where id = %s", [end, zone.area_id])


def forget_counting(connection: Connection[Any], zone: Zone) -> None:
    """Of a zone that has not begun nothing was counted: its area goes."""
    connection.execute(
        "update zone set area_id = null, active_from = null, retire_published = null,"
        " retire_on = null where id = %s",
        [zone.id],
    )
    connection.execute("delete from area where id = %s", [zone.area_id])
