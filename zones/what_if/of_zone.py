"""A zone that was drawn already as a draft: its border, its places, and whom it is about."""

from datetime import datetime
from typing import Any, NamedTuple

import shapely
from psycopg import Connection

from zones.policy.zone import load_zone
from zones.what_if.draft import Draft
from zones.what_if.ruled import Known


class OfZone(NamedTuple):
    """A draft, and the form factors that it is about (None: all)."""

    draft: Draft
    forms: list[str] | None


def draft_of(connection: Connection[Any], zone_id: int, now: datetime) -> OfZone:
    """The draft of a zone in any phase of its life; raises UnknownZone."""
    zone = load_zone(connection, zone_id, now)
    row = connection.execute("select st_asbinary(geom) from zone where id = %s", [zone_id])
    [[wkb]] = row.fetchall()
    border = shapely.from_wkb(bytes(wkb))
    known = None if zone.municipality is None else Known(zone.municipality, zone.kind, zone.code)
    return OfZone(Draft(zone.kind, border, zone.capacity, known=known), zone.form_factors)
