"""Disputes as answers tell them."""

from typing import Any

from psycopg import Connection

from api.moments import moment
from api.permits_told import tell_aside, tell_limit
from zones.disputes.kept import Act, Dispute, Side
from zones.disputes.numbers import Judged, changed_by, number_of
from zones.permits.aside import Aside
from zones.permits.limits import Limit, read_limits

WAITING = """
select count(*) from permit_counted
where municipality = %s and made_at <= to_timestamp(%s)
  and day >= (to_timestamp(%s) at time zone %s)::date
"""


def tell_briefly(dispute: Dispute, limits: dict[int, Limit]) -> dict[str, Any]:
    """A dispute on the list."""
    newest = dispute.acts[-1]
    return _head(dispute, limits) | {
        "acts": len(dispute.acts),
        "remedy": newest.remedy,
        "said_at": moment(newest.said_at),
    }


def tell_dispute(
    connection: Connection[Any], dispute: Dispute, sides: list[Side], timezone: str
) -> dict[str, Any]:
    """A dispute in full; `sides` are those for whom who asks may speak."""
    now = None
    if dispute.scope is not None and dispute.day is not None:
        now = number_of(connection, dispute.municipality, dispute.scope, dispute.day)
    asides, changes = changed_by(connection, dispute, timezone)
    return _head(dispute, limits_of(connection, [dispute])) | {
        "told": dispute.told,
        "now": now,
        "acts": [tell_act(one) for one in dispute.acts],
        "set_aside": [tell_aside(one) for one in asides],
        "counted": _is_counted(connection, asides, timezone),
        "changes": [_change(one) for one in changes],
        "sides": sides,
    }


def tell_act(act: Act) -> dict[str, Any]:
    """Something that was said or decided."""
    return {
        "number": act.number,
        "what": act.what,
        "side": act.side,
        "words": act.words,
        "links": list(act.links),
        "remedy": act.remedy,
        "by": act.said_by,
        "verified": act.verified,
        "at": moment(act.said_at),
    }


def limits_of(connection: Connection[Any], disputes: list[Dispute]) -> dict[int, Limit]:
    """The limits that some disputes are about, by number."""
    towns = {one.municipality for one in disputes if one.limit_id is not None}
    return {limit.id: limit for town in sorted(towns) for limit in read_limits(connection, town)}


def _head(dispute: Dispute, limits: dict[int, Limit]) -> dict[str, Any]:
    limit = limits.get(dispute.limit_id or 0)
    return {
        "number": dispute.number,
        "operator": dispute.operator,
        "municipality": dispute.municipality,
        "status": dispute.status,
        "subject": {
            "kind": dispute.kind,
            "feed": dispute.feed,
            "from": moment(dispute.start),
            "to": moment(dispute.end),
            "form": dispute.form,
            "zone": dispute.zone or None,
            "indicator": dispute.indicator,
            "day": dispute.day,
            "limit": limit and tell_limit(limit),
        },
        "opened_at": moment(dispute.opened_at),
    }


def _change(one: Judged) -> dict[str, Any]:
    number, limit = one.number, one.limit
    told = {"limit": limit.value, "bound": limit.bound, "margin": None}
    return {
        "form": number.form,
        "zone": number.zone or None,
        "indicator": number.indicator,
        "day": number.day,
        "was": {
            "lower": number.lower,
            "upper": number.upper,
            "coverage": number.coverage,
            "verdict": one.was,
        }
        | told,
        "now": {
            "lower": number.lower_now,
            "upper": number.upper_now,
            "coverage": number.coverage_now,
            "verdict": one.now,
        }
        | told,
        "why": number.why,
        "replaced_at": moment(number.replaced_s),
    }


def _is_counted(connection: Connection[Any], asides: list[Aside], timezone: str) -> bool:
    """Whether no day that they touch waits to be counted anew."""
    for one in asides:
        row = connection.execute(
            WAITING,
            [one.municipality, one.set_s, one.start, timezone],
        ).fetchone()
        if row is not None and row[0]:
            return False
    return True
