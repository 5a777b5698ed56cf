"""Limits as answers tell them."""

from typing import Any

from api.moments import moment
from zones.permits.aside import Aside
from zones.permits.limits import Limit, Scope


def tell_scope(scope: Scope) -> dict[str, Any]:
    """Whom and what it is about."""
    told = {"operator": scope.operator, "form": scope.form}
    return told | {"zone": scope.zone or None, "indicator": scope.indicator}


def tell_limit(limit: Limit) -> dict[str, Any]:
    """A limit as answers tell it."""
    season = limit.season and {"from": limit.season[0], "to": limit.season[1]}
    names = ("municipality", "bound", "value", "unit", "tolerance_m", "coverage_needed")
    more = ("effective_from", "withdrawn", "set_by", "why")
    return (
        tell_scope(limit.scope)
        | {name: getattr(limit, name) for name in (*names, *more)}
        | {"id": limit.id if limit.effect is None else None}
        | {"season": season, "set_at": moment(limit.set_at.timestamp())}
    )


def tell_aside(one: Aside) -> dict[str, Any]:
    """What counts for nothing, and why."""
    return {
        "feed": one.feed,
        "from": moment(one.start),
        "to": moment(one.end),
        "why": one.why,
        "set_by": one.set_by,
        "set_at": moment(one.set_s),
    }
