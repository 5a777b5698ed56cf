"""Every change of a zone as a row that stays: who, when, what, and the zone before and after."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from zones.policy.zone import Zone, load_zone

AS_JSON = """
select to_jsonb(z) - 'geom' || jsonb_build_object('geometry', st_asgeojson(z.geom, 7)::jsonb)
from zone z where id = %s
"""
ADD = """
insert into zone_change (zone_id, changed_at, changed_by, what, before, after)
values (%s, %s, %s, %s, %s, %s)
"""
READ = "select id, zone_id, changed_at, changed_by, what, before, after from zone_change"


@dataclass(frozen=True)
class Change:
    """One change; `fields` are the columns that are not what they were.

    `number` grows with each change of any zone.
    """

    number: int
    zone_id: int
    changed_at: datetime
    changed_by: str
    what: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def fields(self) -> list[str]:
        """What became other than it was, by column; nothing for a beginning or an end."""
        if self.before is None or self.after is None:
            return []
        return sorted(k for k, value in self.after.items() if self.before.get(k) != value)


@contextmanager
def changing(
    connection: Connection[Any], zone_id: int, what: str, by: str, now: datetime
) -> Iterator[Zone]:
    """Change a zone: all of it with its row of history, or nothing. The zone is locked."""
    with connection.transaction():
        zone = load_zone(connection, zone_id, now, lock=True)
        before = _as_json(connection, zone_id)
        yield zone
        keep_change(connection, zone_id, what, by, now, before)


def keep_change(
    connection: Connection[Any],
    zone_id: int,
    what: str,
    by: str,
    now: datetime,
    before: dict[str, Any] | None = None,
) -> None:
    """Write down what a zone became."""
    after = _as_json(connection, zone_id)
    told = [None if part is None else Jsonb(part) for part in (before, after)]
    connection.execute(ADD, [zone_id, now, by, what, *told])


def history(connection: Connection[Any], zone_id: int) -> list[Change]:
    """All changes of a zone and of the versions before it, oldest first."""
    rows = connection.execute(
        "with recursive line (id) as (select %s::int4 union select z.previous_id from zone z"
        " join line on z.id = line.id where z.previous_id is not null)"
        f" {READ} where zone_id in (select id from line) order by id",
        [zone_id],
    ).fetchall()
    return [Change(*row) for row in rows]


def last_change(connection: Connection[Any], zone_id: int) -> Change | None:
    """The last change of one version of a zone, also of one that was thrown away."""
    row = connection.execute(
        f"{READ} where zone_id = %s order by id desc limit 1", [zone_id]
    ).fetchone()
    return None if row is None else Change(*row)


def _as_json(connection: Connection[Any], zone_id: int) -> dict[str, Any] | None:
    row = connection.execute(AS_JSON, [zone_id]).fetchone()
    return None if row is None else row[0]
