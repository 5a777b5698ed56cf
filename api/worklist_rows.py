"""Rows of the worklist and what was done about them, as answers tell them."""

from collections.abc import Iterable
from typing import Any

from api.choice import Kinds
from api.moments import moment
from api.worklist_told import tell_action
from zones.permits.limits import Limit
from zones.standing import STATES, Standing
from zones.worklist.actions import Handling
from zones.worklist.listing import Entry
from zones.worklist.places import Named
from zones.worklist.rule import Finding, Row

Places = tuple[dict[int, Named], dict[int, Named]]
"""Neighbourhoods and nearest hubs by the number of a stay."""


def tell_rows(
    entries: Iterable[Entry], vehicles: Standing, kinds: Kinds, places: Places
) -> list[dict[str, Any]]:
    """Rows in full; `vehicles` are those of the entries, in the same order."""
    feeds = {feed.feed_id: feed for feed in vehicles.feeds}
    areas, hubs = places
    columns = zip(
        entries,
        vehicles.feed_id.tolist(),
        vehicles.vehicle_type_id.tolist(),
        vehicles.state.tolist(),
        vehicles.lon.tolist(),
        vehicles.lat.tolist(),
        vehicles.first_seen.tolist(),
        vehicles.possible_s.tolist(),
        strict=True,
    )
    return [
        {
            "stay": entry.row.stay,
            "operator": feeds[feed].operator,
            "feed": feeds[feed].key,
            "form_factor": kinds.form_factor[kind],
            "state": STATES[state],
            "lon": lon,
            "lat": lat,
            "first_seen": moment(first_seen),
            "observed_s": entry.row.observed_s,
            "possible_s": None if feeds[feed].rotating else possible_s,
            "sure": entry.row.sure,
            "reasons": [_reason(entry.row, one) for one in entry.row.findings],
            "points": entry.row.points,
            "neighbourhood": _named(areas.get(entry.row.stay)),
            "hub": _hub(hubs.get(entry.row.stay)),
            **_handling(entry.handling),
        }
        for entry, feed, kind, state, lon, lat, first_seen, possible_s in columns
    ]


def _handling(handling: Handling) -> dict[str, Any]:
    latest = handling.latest
    return {
        "status": handling.status,
        "assignee": handling.assignee,
        "latest": None if latest is None else tell_action(latest),
    }


def _reason(row: Row, one: Finding) -> dict[str, Any]:
    zone = one.zone
    return {
        "reason": one.reason,
        "sure": one.sure,
        "since": moment(one.since),
        "observed_s": one.observed_s,
        "possible_s": one.possible_s,
        "allowed_s": one.allowed_s,
        "permit": None if one.limit is None else _permit(one.limit),
        "zone": zone
        and {"id": zone.area, "kind": "no_parking", "code": zone.code, "name": zone.name},
        "base": one.base,
        "days": one.days,
        "points": one.points,
        "counts": row.counts(one),
    }


def _permit(limit: Limit) -> dict[str, Any]:
    names = ("id", "indicator", "value", "unit", "set_by", "why")
    return {name: getattr(limit, name) for name in names} | {"form": limit.scope.form}


def _named(area: Named | None) -> dict[str, Any] | None:
    if area is None:
        return None
    return {"id": area.area, "kind": area.kind, "code": area.code, "name": area.name}


def _hub(hub: Named | None) -> dict[str, Any] | None:
    named = _named(hub)
    return None if hub is None or named is None else named | {"distance_m": hub.distance_m}
