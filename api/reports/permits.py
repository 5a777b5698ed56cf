"""Whether operators keep to their permits: each limit, how often, by how much, and how sure."""

import asyncio
from typing import Any

from api.reports.scope import Part, Row, Scope

SCOPE = ("operator", "form", "zone", "indicator")
VERDICTS = ("complies", "does_not_comply", "not_enough_data")
PER_LIMIT = (
    "operator", "operator_name", "form", "zone", "indicator", "bound", "limit", "unit",
    "verdict", *VERDICTS, "worst_day", "worst", "worst_upper", "worst_margin",
    "coverage", "reason", "receipt",
)  # fmt: skip
PER_DAY = (
    "day", "operator", "form", "zone", "indicator", "bound", "limit", "unit", "lower", "upper",
    "margin", "coverage", "verdict", "reason",
)  # fmt: skip
NO_LIMITS = "no_limits"


async def permits(scope: Scope) -> list[Part]:
    """A row for each limit, and one for each limit and day."""
    municipality = scope.area["code"]
    board = await scope.ask("/permits/board", municipality=municipality, **scope.dates)
    courses = await asyncio.gather(
        *(
            scope.asking(
                "/permits/course",
                {"municipality": municipality, **scope.dates} | {name: row[name] for name in SCOPE},
            )
            for row in board.answer["rows"]
        )
    )
    rows = [
        _limit(row, asked.answer, scope)
        for row, asked in zip(board.answer["rows"], courses, strict=True)
    ]
    rows.sort(key=lambda row: (-row["does_not_comply"], row["operator"], row["indicator"]))
    reason = None if rows else NO_LIMITS
    used = tuple(dict.fromkeys(row["indicator"] for row in rows))
    covered = [row["coverage"] for row in rows if row["coverage"] is not None]
    least = min(covered) if covered else None
    days = [day for asked in courses for day in _days(asked.answer, scope)]
    return [
        Part("permits", PER_LIMIT, rows, coverage=least, reason=reason, used=used),
        Part("permit_days", PER_DAY, days, coverage=least, reason=reason),
    ]


def _limit(row: Row, course: dict[str, Any], scope: Scope) -> Row:
    """One limit over the period; its worst day is the newest with the least room left."""
    known = [n for n, margin in enumerate(course["margins"]) if margin is not None]
    worst = min(known, key=lambda n: (course["margins"][n], -n)) if known else None
    judged = [n for n, verdict in enumerate(course["verdicts"]) if verdict is not None]
    coverage = [course["coverage"][n] for n in judged]
    limits = [limit for limit in course["limits"] if limit is not None]
    return {
        **{name: row[name] for name in (*SCOPE, "bound", "unit", *VERDICTS)},
        "operator_name": scope.operators.get(row["operator"], row["operator"]),
        "limit": limits[-1] if limits else None,
        "verdict": _verdict(row),
        "worst_day": None if worst is None else scope.days[worst],
        "worst": None if worst is None else course["lower"][worst],
        "worst_upper": None if worst is None else course["upper"][worst],
        "worst_margin": None if worst is None else course["margins"][worst],
        "coverage": sum(coverage) / len(coverage) if coverage else None,
        "reason": next((course["reasons"][n] for n in judged if course["reasons"][n]), None),
        "receipt": course["receipt"],
    }


def _verdict(row: Row) -> str | None:
    """Of the whole period: one day surely beyond it breaks it, one unsure day leaves it open."""
    for verdict in ("does_not_comply", "not_enough_data", "complies"):
        if row[verdict]:
            return verdict
    return None


def _days(course: dict[str, Any], scope: Scope) -> list[Row]:
    told = {name: course[name] for name in (*SCOPE, "bound", "unit")}
    each = ("lower", "upper", "coverage")
    return [
        {
            **told,
            "day": day,
            "limit": course["limits"][n],
            "margin": course["margins"][n],
            "verdict": course["verdicts"][n],
            "reason": course["reasons"][n],
            **{name: course[name][n] for name in each},
        }
        for n, day in enumerate(scope.days)
        if course["verdicts"][n] is not None
    ]
