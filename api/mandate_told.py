"""Duties and what was delivered of them, as answers tell them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from api.evidence import Reading
from api.health import told_statement
from api.moments import moment
from zones.mandate.delivered import Day, Delivery, Row, delivery
from zones.mandate.duties import INDICATOR, Owed, bound_of, unit_of
from zones.permits.verdicts import Verdict


def tell_delivery(
    reading: Reading,
    municipality: str,
    first: date,
    to: date,
    timezone: str,
    operators: list[str] | None,
) -> dict[str, Any]:
    """What operators delivered from a local day until another, without a receipt."""
    found = delivery(reading.connection, municipality, first, to, timezone, operators)
    return {
        "municipality": municipality,
        "from": first,
        "to": to,
        "period": {"from": moment(found.days[0].start), "to": moment(found.days[-1].end)},
        "coverage": round(found.coverage, 4),
        "duties": [_row(row) for row in found.rows],
        "feeds": [{"operator": key, "feeds": feeds} for key, feeds in found.feeds.items()],
        "gaps": _gaps(found),
        "statements": [
            {"operator": operator} | told_statement(one) for operator, one in found.statements
        ],
    }


def tell_duty(owed: Owed) -> dict[str, Any]:
    """A duty as answers tell it."""
    names = ("id", "municipality", "operator", "duty", "bound", "value", "unit", "coverage_needed")
    more = ("effective_from", "effective_to", "withdrawn", "legal_ground", "set_by", "why")
    told = {name: getattr(owed, name) for name in (*names, *more)}
    return told | {"set_at": moment(owed.set_at.timestamp())}


def _row(row: Row) -> dict[str, Any]:
    counted = [day for day in row.days if day.found.lower is not None]
    endless = any(day.found.upper is None for day in counted)
    return {
        **row.scope._asdict(),
        "indicator": INDICATOR[row.scope.duty],
        "unit": unit_of(row.scope.duty),
        "bound": bound_of(row.scope.duty),
        "owed": row.days[-1].owed.value,
        "lower": _mean(day.found.lower for day in counted),
        "upper": None if endless else _mean(day.found.upper for day in counted),
        "complies": row.count(Verdict.complies),
        "does_not_comply": row.count(Verdict.does_not_comply),
        "not_enough_data": row.count(Verdict.not_enough_data),
        "announced": row.explained(),
        "days": [_day(day) for day in row.days],
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "day": day.day,
        "owed": day.owed.value,
        "duty_id": day.owed.id,
        "lower": _rounded(day.found.lower),
        "upper": _rounded(day.found.upper),
        "margin": _rounded(day.judged.margin),
        "coverage": round(day.found.coverage, 4),
        "verdict": day.judged.verdict,
        "unannounced": day.unannounced,
        "reason": day.found.reason,
        "lost_s": day.watched.lost_s,
        "announced_s": day.watched.announced_s,
        "unknown_s": day.watched.unknown_s,
    }


def _gaps(found: Delivery) -> list[dict[str, Any]]:
    return [
        {
            "operator": gap.operator,
            "from": moment(gap.start),
            "to": moment(gap.end),
            "announced": gap.announced,
        }
        for gap in found.gaps
    ]


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return _rounded(float(np.mean(known))) if known else None


def _rounded(value: float | None) -> float | None:
    """To four places, down where a share is not whole: 99.996 % is not all."""
    if value is None:
        return None
    return float(np.floor(value * 10_000 + 1e-6) / 10_000)
