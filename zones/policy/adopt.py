"""Hubs and other zones that came in by import get a life: they hold from the day they came for."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from zones.policy.changes import changing, keep_change

ENDED = """
select z.id, a.valid_to from zone z join area a on a.id = z.area_id
where a.valid_to is distinct from z.retire_on
"""
ADOPT = """
insert into zone (code, municipality, kind, name, geom, area_m2, capacity, drawn_at, drawn_by,
                  committed_at, publish_on, active_from, retire_on, area_id, previous_id)
select a.code, a.municipality, a.kind, a.name, a.geom, a.area_m2,
       case when a.kind = 'hub' and a.capacity is not null
            then jsonb_build_object('combined', a.capacity) end,
       a.valid_from, a.source, a.valid_from,
       case when a.kind <> 'monitoring' then a.valid_from end,
       a.valid_from, a.valid_to, a.id,
       (select p.id from zone p where p.kind = a.kind and p.code = a.code
        and p.active_from < a.valid_from order by p.active_from desc limit 1)
from area a
where a.kind in ('hub', 'no_parking', 'monitoring')
  and not exists (select from zone z where z.area_id = a.id)
order by a.valid_from, a.id
returning id
"""


def adopt_areas(connection: Connection[Any], by: str, now: datetime) -> list[int]:
    """A zone for each imported policy area that has none; their numbers.

    A zone whose area was ended by an import ends with it.
    """
    with connection.transaction():
        for zone_id, end in connection.execute(ENDED).fetchall():
            with changing(connection, zone_id, "ended by an import", by, now):
                connection.execute(
                    "update zone set retire_on = %s, retire_published = null where id = %s",
                    [end, zone_id],
                )
        made = [int(row[0]) for row in connection.execute(ADOPT).fetchall()]
        for zone_id in made:
            keep_change(connection, zone_id, "imported", by, now)
    return made
