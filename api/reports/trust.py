"""How far the data can be trusted: coverage and gaps of each feed, and what the mandate asks."""

from datetime import datetime
from typing import Any

from api.exports.asked import Asked
from api.reports.scope import Part, Row, Scope, first_reason, mean, part_of

MOST_MANDATE_DAYS = 31
NO_DUTIES, TOO_LONG = "no_duties", "period_too_long"
DUTY = (
    "operator", "duty", "bound", "owed", "unit", "lower", "upper", "complies", "does_not_comply",
    "not_enough_data", "announced",
)  # fmt: skip


async def data(scope: Scope) -> list[Part]:
    """The share of the time that good polls cover, by feed; and each time without evidence."""
    asked = await scope.ask(
        "/indicators/feed_coverage/series", area=scope.area["id"], step="day", **scope.period
    )
    feeds = (await scope.asking("/feeds", {})).answer["feeds"]
    operators = {feed["key"]: feed["operator"] for feed in feeds}
    gaps = [_gap(gap, operators) for gap in asked.answer["gaps"]]
    rows: list[Row] = [
        {
            "feed": line["name"],
            "operator": operators.get(line["key"]),
            "share": mean(line["values"]),
            "gaps": float(sum(gap["key"] == line["key"] for gap in gaps)),
            "gap_hours": sum(gap["hours"] for gap in gaps if gap["key"] == line["key"]),
            "reason": first_reason(line["reasons"]),
        }
        for line in asked.answer["series"]
    ]
    names = {line["key"]: line["name"] for line in asked.answer["series"]}
    told = [gap | {"feed": names.get(gap["key"], gap["key"])} for gap in gaps]
    told.sort(key=lambda gap: -gap["hours"])
    columns = ("feed", "operator", "share", "gaps", "gap_hours", "reason")
    of_gaps = ("feed", "operator", "from", "to", "hours", "reason")
    return [part_of(asked, "data", columns, rows), Part("gaps", of_gaps, told)]


def _gap(gap: dict[str, Any], operators: dict[str, str]) -> Row:
    seconds = datetime.fromisoformat(gap["to"]) - datetime.fromisoformat(gap["from"])
    return {
        "key": gap["feed"],
        "operator": operators.get(gap["feed"]),
        "from": gap["from"],
        "to": gap["to"],
        "hours": seconds.total_seconds() / 3600,
        "reason": gap["reason"],
    }


async def delivery(scope: Scope) -> list[Part]:
    """What is delivered of what the data mandate asks, and what the operator said of outages."""
    of_said = ("operator", "from", "to", "said", "said_by")
    if len(scope.days) > MOST_MANDATE_DAYS:
        return [
            Part("delivery", DUTY, [], reason=TOO_LONG),
            Part("statements", of_said, [], reason=TOO_LONG),
        ]
    asked: Asked = await scope.ask(
        "/mandates/delivery", municipality=scope.area["code"], **scope.dates
    )
    found = asked.answer
    rows = [{name: row[name] for name in DUTY} for row in found["duties"]]
    told = Part(
        "delivery",
        DUTY,
        rows,
        indicator="mandate_delivered",
        coverage=found["coverage"] if rows else None,
        reason=None if rows else NO_DUTIES,
        receipt=found["receipt"],
        used=tuple(dict.fromkeys(row["indicator"] for row in found["duties"])),
    )
    return [told, Part("statements", of_said, found["statements"])]
