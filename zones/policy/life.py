"""The life of a zone: drawn, committed, published, active, retiring, archived.

Whatever is decided holds from now on, never back: a number of yesterday stays as it is. From
publishing on nothing about a zone is changed but its end; an edit is a new version that takes its
place on the day it begins.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from psycopg import Connection
from psycopg.types.json import Jsonb

from stoep.vocabulary import POLICY, AreaKind, FormFactor
from zones.policy.capacity import Capacity, check_capacity
from zones.policy.changes import changing, keep_change
from zones.policy.counted import count_zone, end_counting, forget_counting
from zones.policy.dates import check_end, check_start, check_to_come
from zones.policy.place import check_place
from zones.policy.refusals import NotForOperators, NoZone, WrongPhase, ZoneReplaced
from zones.policy.zone import FIXED, Phase, Zone, load_zone
from zones.shapes import area_m2

DRAW = """
insert into zone (code, municipality, kind, name, geom, area_m2, capacity, form_factors, drawn_at,
                  drawn_by)
values (coalesce(%(code)s, ''), %(municipality)s, %(kind)s, %(name)s,
        st_setsrid(st_geomfromwkb(%(geom)s), 4326), %(area_m2)s, %(capacity)s,
        nullif(%(form_factors)s::text[], '{}'), %(now)s, %(by)s)
returning id
"""
COPY = """
insert into zone (code, municipality, kind, name, geom, area_m2, capacity, form_factors, drawn_at,
                  drawn_by, previous_id)
select code, municipality, kind, name, geom, area_m2, capacity, form_factors, %(now)s, %(by)s, id
from zone where id = %(id)s
returning id
"""
EDIT = """
update zone set
    name = coalesce(%(name)s, name),
    geom = coalesce(st_setsrid(st_geomfromwkb(%(geom)s), 4326), geom),
    area_m2 = coalesce(%(area_m2)s, area_m2),
    capacity = nullif(coalesce(%(capacity)s, capacity), '{}'),
    form_factors = nullif(coalesce(%(form_factors)s, form_factors), '{}')
where id = %(id)s
"""
SUCCESSOR = "select id from zone where previous_id = %s and active_from is not null"
BEFORE_REPLACED = """
select (before ->> 'retire_published')::timestamptz, (before ->> 'retire_on')::timestamptz
from zone_change where zone_id = %s and what = 'replaced' order by id desc limit 1
"""


@dataclass(frozen=True)
class Draft:
    """What can be said of a zone before it is decided; None in an edit: as it was.

    No form factors at all: it is about every one. In an edit, an empty capacity: its places
    are not known any more.
    """

    name: str | None = None
    geom: shapely.MultiPolygon | None = None
    capacity: Capacity | None = None
    form_factors: list[FormFactor] | None = None

    def values(self) -> dict[str, Any]:
        """As columns of the table."""
        return {
            "name": self.name,
            "geom": None if self.geom is None else shapely.to_wkb(self.geom),
            "area_m2": None if self.geom is None else area_m2(self.geom),
            "capacity": None if self.capacity is None else Jsonb(self.capacity),
            "form_factors": self.form_factors
            if self.form_factors is None
            else [str(form) for form in self.form_factors],
        }


def draw(
    connection: Connection[Any],
    kind: AreaKind,
    municipality: str,
    draft: Draft,
    by: str,
    now: datetime,
    code: str | None = None,
) -> int:
    """A new concept; its number. `code` is its name for machines, by default `zone-NUMBER`."""
    if kind not in POLICY or draft.geom is None or not draft.name:
        raise NoZone(
            "kind", "A zone has a kind, a name and an area.", f"Kinds: {', '.join(POLICY)}."
        )
    _check(connection, kind, municipality, draft, now)
    if draft.capacity is not None:
        check_capacity(draft.capacity, kind)
    values = {"kind": kind, "municipality": municipality, "code": code, "by": by, "now": now}
    with connection.transaction():
        row = connection.execute(DRAW, values | draft.values()).fetchone()
        assert row is not None
        if code is None:
            connection.execute("update zone set code = 'zone-' || id where id = %s", [row[0]])
        keep_change(connection, row[0], "drawn", by, now)
    return int(row[0])


def edit(connection: Connection[Any], zone_id: int, draft: Draft, by: str, now: datetime) -> int:
    """Change a concept, or begin a new version of a zone that is published; the version's number.

    The new version is a concept. The old one holds until the new one begins.
    """
    zone = load_zone(connection, zone_id, now)
    zone.must_be(Phase.concept, *FIXED, remedy="Reopen it first, or draw a new zone.")
    _check(connection, zone.kind, zone.municipality, draft, now)
    with connection.transaction():
        if zone.phase in FIXED:
            # Kept with the old one too: who begins another copy of it is told of this one.
            with changing(connection, zone_id, "version begun", by, now) as old:
                _check_last(connection, old)
                row = connection.execute(COPY, {"id": zone_id, "by": by, "now": now}).fetchone()
            assert row is not None
            zone_id = int(row[0])
            keep_change(connection, zone_id, f"copied from {zone.id}", by, now)
        with changing(connection, zone_id, "edited", by, now) as concept:
            concept.must_be(Phase.concept, remedy="Edit it again: it changed meanwhile.")
            connection.execute(EDIT, {"id": zone_id, **draft.values()})
    return zone_id


def delete(connection: Connection[Any], zone_id: int, by: str, now: datetime) -> None:
    """Throw a concept away; its history stays."""
    with changing(connection, zone_id, "deleted", by, now) as zone:
        zone.must_be(Phase.concept, remedy="Only a concept can be thrown away: retire the zone.")
        connection.execute("delete from zone where id = %s", [zone_id])


def commit(connection: Connection[Any], zone_id: int, by: str, now: datetime) -> None:
    """Decide on a concept; operators do not see it yet."""
    with changing(connection, zone_id, "committed", by, now) as zone:
        zone.must_be(Phase.concept, remedy="Only a concept can be committed.")
        connection.execute("update zone set committed_at = %s where id = %s", [now, zone_id])


def reopen(connection: Connection[Any], zone_id: int, by: str, now: datetime) -> None:
    """Make a concept again of what operators have not seen."""
    with changing(connection, zone_id, "reopened", by, now) as zone:
        zone.must_be(Phase.committed, remedy="Only what operators have not seen can be reopened.")
        if zone.area_id is not None:
            forget_counting(connection, zone)
            if zone.previous_id is not None:
                _restore(connection, zone.previous_id, by, now)
        connection.execute(
            "update zone set committed_at = null, publish_on = null where id = %s", [zone_id]
        )


def publish(
    connection: Connection[Any],
    zone_id: int,
    publish_on: datetime,
    active_from: datetime,
    by: str,
    now: datetime,
    progress: Callable[[float], None] = lambda part: None,
) -> None:
    """Fix when operators see a zone and when it begins; the version before it ends then."""
    check_to_come("publish_on", publish_on, now)
    check_start(publish_on, active_from)
    with changing(connection, zone_id, "published", by, now) as zone:
        if zone.kind is AreaKind.monitoring:
            raise NotForOperators(
                f"Zone {zone_id} ({zone.name}) is for monitoring: operators never see it.",
                "Let it begin with `stoep zone activate`.",
            )
        _begin(connection, zone, publish_on, active_from, by, now, progress)


def activate(
    connection: Connection[Any],
    zone_id: int,
    active_from: datetime,
    by: str,
    now: datetime,
    progress: Callable[[float], None] = lambda part: None,
) -> None:
    """Let a monitoring zone begin; a first version may begin in the past, it binds nobody."""
    with changing(connection, zone_id, "activated", by, now) as zone:
        if zone.kind is not AreaKind.monitoring:
            raise WrongPhase(
                f"Zone {zone_id} ({zone.name}) binds operators: it begins by being published.",
                "Use `stoep zone publish`.",
            )
        if zone.previous_id is not None:
            check_to_come("active_from", active_from, now)
        _begin(connection, zone, None, active_from, by, now, progress)


def retire(
    connection: Connection[Any],
    zone_id: int,
    told_on: datetime | None,
    retire_on: datetime,
    by: str,
    now: datetime,
) -> None:
    """Fix when a zone ends and when operators are told; until then that can be changed.

    Operators are told nothing of a monitoring zone.
    """
    with changing(connection, zone_id, "retired", by, now) as zone:
        if zone.active_from is None:
            raise WrongPhase(
                f"Zone {zone_id} ({zone.name}) has no beginning yet.", "Delete or reopen it."
            )
        zone.must_be(Phase.committed, *FIXED, remedy="It has ended.")
        if zone.kind is AreaKind.monitoring:
            told_on = None
        _check_last(connection, zone)
        check_end(zone.active_from, told_on, retire_on)
        check_to_come("retire_on", retire_on, now)
        if told_on is not None:
            check_to_come("retire_published", told_on, now)
        _end(connection, zone, told_on, retire_on)


def _begin(
    connection: Connection[Any],
    zone: Zone,
    publish_on: datetime | None,
    active_from: datetime,
    by: str,
    now: datetime,
    progress: Callable[[float], None],
) -> None:
    zone.must_be(Phase.committed, remedy="Commit it first; what has a date is edited as a copy.")
    if zone.active_from is not None:
        raise WrongPhase(f"Zone {zone.id} ({zone.name}) has its dates already.", "Reopen it first.")
    if zone.previous_id is not None:
        _replace(connection, zone.previous_id, publish_on, active_from, by, now)
    area_id = count_zone(connection, zone, active_from, progress)
    connection.execute(
        "update zone set publish_on = %s, active_from = %s, area_id = %s where id = %s",
        [publish_on, active_from, area_id, zone.id],
    )


def _replace(
    connection: Connection[Any],
    old_id: int,
    told_on: datetime | None,
    end: datetime,
    by: str,
    now: datetime,
) -> None:
    """The old version ends as the new one begins, unless it ends earlier by itself."""
    with changing(connection, old_id, "replaced", by, now) as old:
        _check_last(connection, old)
        assert old.active_from is not None
        if old.retire_on is None or old.retire_on > end:
            check_end(old.active_from, told_on, end)
            _end(connection, old, told_on, end)


def _restore(connection: Connection[Any], old_id: int, by: str, now: datetime) -> None:
    """The old version ends when it would have, had no other been about to take its place."""
    with changing(connection, old_id, "not replaced", by, now) as old:
        row = connection.execute(BEFORE_REPLACED, [old_id]).fetchone()
        if row is not None:
            _end(connection, old, row[0], row[1])


def _end(
    connection: Connection[Any],
    zone: Zone,
    told_on: datetime | None,
    retire_on: datetime | None,
) -> None:
    connection.execute(
        "update zone set retire_published = %s, retire_on = %s where id = %s",
        [told_on, retire_on, zone.id],
    )
    end_counting(connection, zone, retire_on)


def _check_last(connection: Connection[Any], zone: Zone) -> None:
    """Only the newest version has an end that can be chosen."""
    later = connection.execute(SUCCESSOR, [zone.id]).fetchone()
    if later is not None:
        raise ZoneReplaced(
            f"Zone {zone.id} ({zone.name}) is replaced by zone {later[0]}.",
            f"Change zone {later[0]} instead.",
        )


def _check(
    connection: Connection[Any],
    kind: AreaKind,
    municipality: str | None,
    draft: Draft,
    now: datetime,
) -> None:
    if draft.geom is not None and municipality is not None:
        check_place(connection, draft.geom, municipality, now)
    if draft.capacity:
        check_capacity(draft.capacity, kind)
