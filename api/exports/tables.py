"""Answers one level deep: each kind of answer as tables, with the places of its rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.exports.sheet import Sheet, point

Answer = dict[str, Any]
Borders = Mapping[int, dict[str, Any]]
"""Geometries by the number of an area."""
NO_BORDERS: Borders = {}
IDS_ROTATE = "ids_rotate"
SIDES = ("one", "other")
"""Of a comparison."""


def vehicles(found: Answer, borders: Borders) -> list[Sheet]:
    """A row and a point for each vehicle; of rotating ids no duration is known."""
    columns = (
        "stay", "operator", "feed", "form_factor", "propulsion", "state", "lon", "lat",
        "first_seen", "observed_s", "possible_s", "duration_class", "reason", "sure",
    )  # fmt: skip
    rows = [
        {
            **one,
            "stay": one["id"],
            "reason": IDS_ROTATE if one["observed_s"] is None else None,
            "sure": one.get("sure"),
        }
        for one in found["vehicles"]
    ]
    kept = columns if "days" in found else columns[:-1]
    return [Sheet("vehicles", kept, rows, _points(rows)), feeds_behind(found)]


def indicator_map(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for each area, with its border where that was asked for."""
    parts = _keys(found["values"], "classes"), _keys(found["values"], "possible")
    columns = [
        "area", "code", "name", "indicator", "value", "unit", "coverage", "reason", "vehicles",
        "area_m2", "unknown",
    ]  # fmt: skip
    columns += [f"{_word(key)}" for key in parts[0]] + [
        f"possible_{_word(key)}" for key in parts[1]
    ]
    rows = [
        {
            **one,
            "indicator": found["indicator"],
            "unit": found["unit"],
            **{_word(key): (one["classes"] or {}).get(key) for key in parts[0]},
            **{f"possible_{_word(key)}": (one["possible"] or {}).get(key) for key in parts[1]},
        }
        for one in found["values"]
    ]
    places = [borders.get(one["area"]) for one in rows]
    return [Sheet("areas", columns, rows, places), feeds_behind(found)]


def series(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for each line and step; the times without evidence beside them."""
    columns = (
        "from", "to", "local_from", "line", "line_name", "indicator", "value", "unit", "coverage",
        "reason", "unknown",
    )  # fmt: skip
    edges, labels = found["edges"], found["labels"]
    rows = [
        {
            "from": edges[step],
            "to": edges[step + 1],
            "local_from": labels[step],
            "line": line["key"],
            "line_name": line["name"],
            "indicator": found["indicator"],
            "value": value,
            "unit": found["unit"],
            "coverage": line["coverage"][step],
            "reason": line["reasons"][step],
            "unknown": None if line["unknown"] is None else line["unknown"][step],
        }
        for line in found["series"]
        for step, value in enumerate(line["values"])
    ]
    return [
        Sheet("series", columns, rows),
        Sheet("gaps", ("feed", "from", "to", "reason"), found["gaps"]),
    ]


def comparison(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for the area asked about, each operator and form factor there, and each area."""
    columns = (
        "group", "key", "name", "area", "area_m2", "indicator", "unit", "one", "other",
        "difference", "reason", "one_coverage", "one_reason", "other_coverage", "other_reason",
    )  # fmt: skip
    about = found["area"]
    parts = [
        {**one, "area": about["id"], "area_m2": None}
        | ({"group": "all", "name": about["name"]} if one["group"] == "none" else {})
        for one in found["parts"]
    ]
    areas = [{**one, "group": "area", "key": one["code"]} for one in found["areas"]]
    rows = [
        {
            **pair,
            "indicator": found["indicator"],
            "unit": found["unit"],
            **{side: pair[side]["value"] for side in SIDES},
            **{f"{side}_coverage": pair[side]["coverage"] for side in SIDES},
            **{f"{side}_reason": pair[side]["reason"] for side in SIDES},
        }
        for pair in (*parts, *areas)
    ]
    return [Sheet("comparison", columns, rows)]


def hubs(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for each hub, and one for each form factor that has places of its own."""
    columns = (
        "area", "code", "name", "vehicles", "capacity", "free", "occupancy", "state", "since",
        "stale", "reason",
    )  # fmt: skip
    places = [borders.get(one["area"]) for one in found["hubs"]]
    forms = [
        {"area": hub["area"], "name": hub["name"], **part}
        for hub in found["hubs"]
        for part in hub["forms"]
    ]
    of_form = ("area", "name", "form", "vehicles", "capacity", "free", "occupancy", "state")
    return [
        Sheet("hubs", columns, found["hubs"], places),
        Sheet("by_form", of_form, forms),
        feeds_behind(found),
    ]


def flows(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for each flow, and the blocks of time that they are added up over."""
    names = {cell["id"]: cell for cell in found["cells"]}

    def cell(end: str, number: int) -> dict[str, Any]:
        told = names.get(number, {})
        return {
            end: number,
            f"{end}_code": told.get("code"),
            f"{end}_name": told.get("name") if number else "outside",
        }

    rows = [
        {
            **cell("origin", one["origin"]),
            **cell("destination", one["destination"]),
            "trips": one["trips"],
        }
        for one in found["flows"]
    ]
    columns = (
        "origin", "origin_code", "origin_name", "destination", "destination_code",
        "destination_name", "trips",
    )  # fmt: skip
    of_blocks = ("from", "to", "days", "told_at", "coverage", "reason")
    return [Sheet("flows", columns, rows), Sheet("blocks", of_blocks, found["blocks"])]


SCOPE = ("operator", "form", "zone", "indicator")


def board(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for each limit, and one for each limit and day."""
    newest = ("day", "lower", "upper", "limit", "margin", "coverage", "verdict")
    columns = (*SCOPE, "unit", "bound", "complies", "does_not_comply", "not_enough_data")
    rows = [
        {**row, **{f"newest_{name}": (row["newest"] or {}).get(name) for name in newest}}
        for row in found["rows"]
    ]
    return [Sheet("limits", (*columns, *(f"newest_{name}" for name in newest)), rows)]


def course(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for each day of one limit."""
    columns = ("day", *SCOPE, "verdict", "lower", "upper", "unit", "bound", "limit", "margin",
               "coverage", "reason")  # fmt: skip
    scope = {name: found[name] for name in (*SCOPE, "unit", "bound")}
    rows = [
        {
            **scope,
            "day": day,
            "verdict": found["verdicts"][place],
            "lower": found["lower"][place],
            "upper": found["upper"][place],
            "limit": found["limits"][place],
            "margin": found["margins"][place],
            "coverage": found["coverage"][place],
            "reason": found["reasons"][place],
        }
        for place, day in enumerate(found["days"])
    ]
    return [Sheet("days", columns, rows)]


def feeds(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for each feed, and one for each time without evidence."""
    columns = (
        "key", "name", "operator", "format", "interval_s", "id_policy", "status", "evidence_at",
        "age_s", "standing", "coverage_day", "coverage_fortnight", "last_outcome", "last_reason",
        "clock_offset_s",
    )  # fmt: skip
    rows = [
        {
            **one,
            "coverage_day": one["coverage"]["day"],
            "coverage_fortnight": one["coverage"]["fortnight"],
        }
        for one in found["feeds"]
    ]
    gaps = [
        {"feed": one["key"], **gap, "outcomes": gap["outcomes"], "explained": gap["explained"]}
        for one in found["feeds"]
        for gap in one["gaps"]
    ]
    of_gaps = ("feed", "from", "to", "seconds", "outcomes", "explained")
    return [Sheet("feeds", columns, rows), Sheet("gaps", of_gaps, gaps)]


def status(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for each feed, and one for each feed and day."""
    columns = (
        "operator", "key", "name", "status", "evidence_at", "age_s", "coverage_day",
        "coverage_week", "coverage_quarter", "gaps", "without_evidence_s", "longest_gap_s",
    )  # fmt: skip
    rows = [
        {
            **one,
            "operator": operator["key"],
            **{f"coverage_{name}": share for name, share in one["coverage"].items()},
        }
        for operator in found["operators"]
        for one in operator["feeds"]
    ]
    days = [
        {"feed": row["key"], "day": day, "coverage": share}
        for row in rows
        for day, share in zip(found["days"], row["days"], strict=True)
    ]
    return [Sheet("feeds", columns, rows), Sheet("days", ("feed", "day", "coverage"), days)]


def quality_log(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for each line of the log, in both languages."""
    columns = (
        "id", "kind", "cause", "from", "to", "known_at", "operators", "feeds", "municipality",
        "without_evidence_s", "gone", "begun", "explained", "sentence_nl", "sentence_en",
        "effect_nl", "effect_en",
    )  # fmt: skip
    rows = [
        {
            **line,
            **{f"sentence_{language}": text for language, text in line["sentence"].items()},
            **{f"effect_{language}": text for language, text in line["effect"].items()},
        }
        for line in found["lines"]
    ]
    return [Sheet("log", columns, rows)]


def zones(found: Answer, borders: Borders) -> list[Sheet]:
    """A row and a border for each zone."""
    columns = (
        "id", "code", "name", "kind", "municipality", "phase", "places", "capacity",
        "form_factors", "area_m2", "drawn_at", "committed_at", "publish_on", "active_from",
        "retire_published", "retire_on", "previous", "next", "area",
    )  # fmt: skip
    rows = [{"id": one["id"], **one["properties"]} for one in found["features"]]
    return [Sheet("zones", columns, rows, [one["geometry"] for one in found["features"]])]


def spots(found: Answer, borders: Borders) -> list[Sheet]:
    """A row and a point for each hot spot."""
    columns = ("lon", "lat", "vehicles", "operators", "since", "is_longer", "observed_s",
               "possible_s")  # fmt: skip
    return [Sheet("hot_spots", columns, found["spots"], _points(found["spots"]))]


def lasting_spots(found: Answer, borders: Borders) -> list[Sheet]:
    """A row and a point for each place that was a hot spot in a period."""
    columns = ("lon", "lat", "most", "observed_s", "longest_s", "first", "last")
    return [Sheet("hot_spots", columns, found["spots"], _points(found["spots"]))]


def delivery(found: Answer, borders: Borders) -> list[Sheet]:
    """A row for each duty and day, and the times without data."""
    columns = (
        "day", "operator", "duty", "indicator", "unit", "bound", "owed", "lower", "upper",
        "margin", "coverage", "verdict", "unannounced", "reason", "lost_s", "announced_s",
        "unknown_s",
    )  # fmt: skip
    scope = ("operator", "duty", "indicator", "unit", "bound")
    rows = [
        {**{name: row[name] for name in scope}, **day}
        for row in found["duties"]
        for day in row["days"]
    ]
    return [
        Sheet("duties", columns, rows),
        Sheet("gaps", ("operator", "from", "to", "announced"), found["gaps"]),
    ]


def feeds_behind(found: Answer) -> Sheet:
    """Which feeds an answer rests on, and why one is not in it."""
    columns = ("key", "name", "operator", "status", "at", "counts", "expected", "reason")
    return Sheet("feeds", columns, found["feeds"])


def _points(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any] | None]:
    return [point(row["lon"], row["lat"]) for row in rows]


def _keys(values: list[dict[str, Any]], name: str) -> list[str]:
    """The parts that any area has, in the order in which they come."""
    return list(dict.fromkeys(key for one in values for key in one[name] or {}))


def _word(key: str) -> str:
    """A part as the name of a column: classes have numbers."""
    return f"class_{key}" if key.isdigit() or key == "unknown" else key
