"""What a number was made of: its areas, stays and polls, and what was put right since."""

from typing import Any

from api.effects_told import behind_number
from api.evidence import Reading
from api.health import corrections
from api.moments import moment, read_moment
from api.receipts.receipt import Receipt
from zones.kept import stays_kept_since
from zones.registry import INDICATORS

MOST_STAYS = 1000
LONGEST_POLLS_S = 31 * 86_400
"""The polls of a longer period are not gathered one by one."""


def behind(reading: Reading, receipt: Receipt, answer: dict[str, Any]) -> dict[str, Any]:
    """The evidence behind an answer, in the state in which the receipt knows it."""
    areas = areas_of(answer, receipt)
    start, end = period_of(answer, receipt)
    feeds = reading.named("feeds", key=None)
    known = [feed for feed in feeds if feed["id"] in receipt.evidence]
    asked = {"start": start, "end": end, "feeds": [feed["key"] for feed in known]}
    entry = INDICATORS.get(receipt.indicator)
    stays, kept = [], start >= stays_kept_since(reading.connection)
    if entry is None or "stays" in entry.inputs or areas:
        # Numbers of feeds themselves rest on polls, wherever vehicles stand.
        stays = reading.named("stays_behind", areas=areas or None, most=MOST_STAYS, **asked)
    polls = reading.named("polls_behind", **asked) if end - start <= LONGEST_POLLS_S else None
    known_areas = reading.named("areas_behind", areas=areas)
    return {
        "period": {"from": moment(start), "to": moment(end)},
        "areas": [_area(row) for row in known_areas],
        "effects": _effects(reading, receipt, answer, known_areas),
        "stays": None if not kept else stays[0]["total"] if stays else 0,
        "listed": [_stay(row) for row in stays] if kept else [],
        "polls": polls and [_polls(row) for row in polls],
        "corrections": [
            told for _, told in corrections(reading, [f["id"] for f in known], start, end)
        ],
    }


def areas_of(answer: dict[str, Any], receipt: Receipt) -> list[int]:
    """The areas that an answer is about; none: wherever anything stands."""
    if isinstance(area := answer.get("area"), dict):
        return [area["id"]]
    if asked := receipt.query.get("area"):
        return [int(asked)]
    return [row["area"] for row in answer.get("values", []) if "area" in row]


def period_of(answer: dict[str, Any], receipt: Receipt) -> tuple[int, int]:
    """The period that an answer is about; a moment is a period of one second."""
    if period := answer.get("period"):
        return read_moment(period["from"]), read_moment(period["to"])
    at = read_moment(answer["moment"]) if answer.get("moment") else receipt.asked_at
    return at, at + 1


def _effects(
    reading: Reading, receipt: Receipt, answer: dict[str, Any], areas: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What modules had put in force, as far as the number rests on it."""
    start, end = period_of(answer, receipt)
    keys = [f"{area['kind']}/{area['code']}" for area in areas]
    towns = {area["municipality"] or area["code"] for area in areas}
    town = answer.get("municipality") or receipt.query.get("municipality")
    found = behind_number(reading, receipt.indicator, start, end, town, keys or None)
    return [one for one in found if not towns or one["municipality"] in towns]


def _area(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if name != "municipality"}
    return told | {"valid_from": moment(row["valid_from"]), "valid_to": moment(row["valid_to"])}


def _stay(row: dict[str, Any]) -> dict[str, Any]:
    until = row["until"] and row["until"].timestamp()
    return {
        "id": row["id"],
        "feed": row["feed"],
        "first_seen": moment(row["first_seen"].timestamp()),
        "until": moment(until),
    }


def _polls(row: dict[str, Any]) -> dict[str, Any]:
    times = {name: moment(row[name].timestamp()) for name in ("first", "last")}
    return row | times
