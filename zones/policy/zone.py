"""A zone as it stands: its dates, and its phase at a moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg import Connection
from psycopg.rows import kwargs_row

from stoep.vocabulary import AreaKind
from zones.policy.capacity import Capacity
from zones.policy.refusals import UnknownZone, WrongPhase


class Phase(StrEnum):
    """How far a zone is in its life; worked out of its dates, never stored."""

    concept = "concept"
    """Drawn, not decided: it can be changed and thrown away."""
    committed = "committed"
    """Decided; operators do not know of it yet."""
    published = "published"
    """Operators know of it; it does not hold yet."""
    active = "active"
    """It holds."""
    retiring = "retiring"
    """It holds, and operators know when it ends."""
    archived = "archived"
    """It held."""


HOLDS = (Phase.active, Phase.retiring)
FIXED = (Phase.published, Phase.active, Phase.retiring)
"""From here on a change is a new version."""

ZONE = """
select id, code, municipality, kind, name, area_m2, capacity, form_factors, drawn_at, drawn_by,
       committed_at, publish_on, active_from, retire_published, retire_on, previous_id, area_id,
       zone_phase(zone, %(at)s) as phase
from zone
"""


@dataclass(frozen=True)
class Zone:
    """One version of a zone; `phase` is that at the moment it was read for."""

    id: int
    code: str
    municipality: str | None
    kind: AreaKind
    name: str
    area_m2: float
    capacity: Capacity | None
    form_factors: list[str] | None
    drawn_at: datetime
    drawn_by: str
    committed_at: datetime | None
    publish_on: datetime | None
    active_from: datetime | None
    retire_published: datetime | None
    retire_on: datetime | None
    previous_id: int | None
    area_id: int | None
    phase: Phase | None
    """None: it was not drawn yet."""

    def must_be(self, *phases: Phase, remedy: str) -> None:
        """Refuse what can only be done in some phases."""
        if self.phase not in phases:
            raise WrongPhase(f"Zone {self.id} ({self.name}) is {self.phase}.", remedy)


def _zone(**columns: Any) -> Zone:
    """A row as a zone, its words as ours."""
    phase = columns["phase"]
    kind = AreaKind(columns["kind"])
    return Zone(**columns | {"kind": kind, "phase": None if phase is None else Phase(phase)})


def load_zone(
    connection: Connection[Any], zone_id: int, at: datetime, *, lock: bool = False
) -> Zone:
    """A zone with its phase at a moment; `lock` keeps it as it is until the transaction ends."""
    query = f"{ZONE} where id = %(id)s" + (" for update" if lock else "")
    with connection.cursor(row_factory=kwargs_row(_zone)) as cursor:
        found = cursor.execute(query.encode(), {"id": zone_id, "at": at}).fetchone()
    if found is None:
        raise UnknownZone(f"There is no zone {zone_id}.", "stoep zone list")
    return found


def load_zones(
    connection: Connection[Any],
    at: datetime,
    municipality: str | None = None,
    kind: str | None = None,
    phase: str | None = None,
) -> list[Zone]:
    """The zones that were drawn by a moment, with their phase then."""
    query = f"""
    select * from ({ZONE}) as z
    where phase is not null
      and (%(municipality)s::text is null or municipality = %(municipality)s)
      and (%(kind)s::text is null or kind = %(kind)s)
      and (%(phase)s::text is null or phase = %(phase)s)
    order by kind, code, id
    """
    values = {"at": at, "municipality": municipality, "kind": kind, "phase": phase}
    with connection.cursor(row_factory=kwargs_row(_zone)) as cursor:
        return cursor.execute(query.encode(), values).fetchall()
