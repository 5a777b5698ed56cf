"""Form: fields that are lacking, or of another kind than the feed's version asks for.

A report, never a gate: what can be read is read, whatever form it has. The rules are those of GBFS
1.0 to 3.x and of MDS Provider 1.2 and 2.0, for the fields that Stoep reads.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from ingest.trial.case import Case, warning
from ingest.trial.report import Finding
from ingest.trial.rows import Row

Test = Callable[[Any], bool]


class Rule(NamedTuple):
    """What a field must be: its path with dots, how that is tested and said."""

    field: str
    test: Test
    asked: str
    required: bool = True
    unless: str = ""
    """A field that takes its place."""


def _text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _flag(value: Any) -> bool:
    return isinstance(value, bool) or value in (0, 1)


def _truth(value: Any) -> bool:
    return isinstance(value, bool)


def _list(value: Any) -> bool:
    return isinstance(value, list)


def _uuid(value: Any) -> bool:
    try:
        return bool(UUID(value))
    except (ValueError, AttributeError, TypeError):
        return False


def _moment(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


TEXT, NUMBER, TRUTH = "a text", "a number", "true or false"
SECONDS, MILLISECONDS = "whole seconds since 1970", "whole milliseconds since 1970"
RFC3339 = "a time as in 2026-03-01T12:00:00Z"
PLACE = (
    Rule("lat", _number, NUMBER, unless="station_id"),
    Rule("lon", _number, NUMBER, unless="station_id"),
)
EXTRAS = (
    Rule("vehicle_type_id", _text, TEXT, required=False),
    Rule("station_id", _text, TEXT, required=False),
    Rule("current_range_meters", _number, NUMBER, required=False),
    Rule("current_fuel_percent", _number, NUMBER, required=False),
)
GBFS_ROWS: dict[int, tuple[Rule, ...]] = {
    1: (
        Rule("bike_id", _text, TEXT),
        *PLACE,
        Rule("is_reserved", _flag, "1 or 0"),
        Rule("is_disabled", _flag, "1 or 0"),
    ),
    2: (
        Rule("bike_id", _text, TEXT),
        *PLACE,
        Rule("is_reserved", _truth, TRUTH),
        Rule("is_disabled", _truth, TRUTH),
        *EXTRAS,
        Rule("last_reported", _whole, SECONDS, required=False),
    ),
    3: (
        Rule("vehicle_id", _text, TEXT),
        *PLACE,
        Rule("is_reserved", _truth, TRUTH),
        Rule("is_disabled", _truth, TRUTH),
        *EXTRAS,
        Rule("last_reported", _moment, RFC3339, required=False),
    ),
}
GBFS_HEADS: dict[int, tuple[Rule, ...]] = {
    1: (Rule("last_updated", _whole, SECONDS), Rule("ttl", _whole, "whole seconds")),
    2: (
        Rule("last_updated", _whole, SECONDS),
        Rule("ttl", _whole, "whole seconds"),
        Rule("version", _text, TEXT),
    ),
    3: (
        Rule("last_updated", _moment, RFC3339),
        Rule("ttl", _whole, "whole seconds"),
        Rule("version", _text, TEXT),
    ),
}
MDS_HEAD = (
    Rule("version", _text, TEXT),
    Rule("last_updated", _whole, MILLISECONDS),
    Rule("ttl", _whole, "whole milliseconds"),
)
MDS_1 = (
    Rule("device_id", _uuid, "a UUID"),
    Rule("vehicle_type", _text, TEXT),
    Rule("propulsion_types", _list, "a list"),
    Rule("last_event_time", _whole, MILLISECONDS),
    Rule("last_vehicle_state", _text, TEXT),
)
MDS_2 = (
    Rule("device_id", _uuid, "a UUID"),
    Rule("provider_id", _uuid, "a UUID"),
    Rule("last_event.vehicle_state", _text, TEXT),
    Rule("last_telemetry.timestamp", _whole, MILLISECONDS),
    Rule("last_telemetry.location.lat", _number, NUMBER),
    Rule("last_telemetry.location.lng", _number, NUMBER),
)


def check_shape(case: Case) -> list[Finding]:
    """Every field that is not as the version of the newest list asks for."""
    told = case.newest.told
    if not told.head:
        return []
    head, rows = _rules(case)
    return [*_check(head, [told.head], "the file"), *_check(rows, told.raw, "the rows")]


def _rules(case: Case) -> tuple[Sequence[Rule], Sequence[Rule]]:
    told = case.newest.told
    if case.is_mds:
        return MDS_HEAD, MDS_2 if any("last_event" in row for row in told.raw[:50]) else MDS_1
    major = min(max(_major(told.head.get("version")), 1), 3)
    return GBFS_HEADS[major], GBFS_ROWS[major]


def _major(version: Any) -> int:
    digits = str(version or "1").split(".")[0]
    return int(digits) if digits.isdigit() else 1


def _check(rules: Sequence[Rule], rows: list[Row], where: str) -> list[Finding]:
    found = []
    for rule in rules:
        values = [(number, _value(row, rule.field), row) for number, row in enumerate(rows)]
        lacking = [
            number
            for number, value, row in values
            if value is None and rule.required and not (rule.unless and row.get(rule.unless))
        ]
        wrong = [
            (number, value)
            for number, value, _ in values
            if value is not None and not rule.test(value)
        ]
        found += [_lacks(rule, lacking, len(rows), where), _is_wrong(rule, wrong, len(rows), where)]
    return [finding for finding in found if finding is not None]


def _lacks(rule: Rule, lacking: list[int], total: int, where: str) -> Finding | None:
    sentence = f"`{rule.field}` is lacking in {_part(len(lacking), total, where)}."
    return warning("lacking", len(lacking), sentence, (f"row {n}" for n in lacking))


def _is_wrong(rule: Rule, wrong: list[tuple[int, Any]], total: int, where: str) -> Finding | None:
    sentence = f"`{rule.field}` is not {rule.asked} in {_part(len(wrong), total, where)}."
    return warning("wrong_type", len(wrong), sentence, (f"row {n}: {v!r:.40}" for n, v in wrong))


def _part(count: int, total: int, where: str) -> str:
    return where if total <= 1 else f"{count} of {total} rows"


def _value(row: Row, path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
