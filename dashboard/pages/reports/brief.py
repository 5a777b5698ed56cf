"""A report in brief: plain sentences, each from a table that stands further on."""

from typing import Any

from dashboard.pages.reports import labels
from dashboard.pages.reports.paper import Parts, whole, why
from dashboard.words import Words

OFTEN = 0.05
"""A hub that is over its capacity for a larger share of the time is too small."""
DAYS = 4
"""Who stands longer is told in brief."""
VERDICTS = ("complies", "does_not_comply", "not_enough_data")


def council(parts: Parts, place: str, words: Words) -> list[str]:
    """What a council asks, in six sentences or a few more."""
    found = [parked(parts, place, words), busiest(parts, words), permits(parts, words)]
    found += [long_parked(parts, words), hubs(parts, words)]
    return [*found, *labels.in_brief(parts, words), data(parts, words)]


def operator(parts: Parts, name: str, place: str, words: Words) -> list[str]:
    """The same for one operator."""
    found = [parked(parts, place, words), permits(parts, words), delivery(parts, name, words)]
    return [*found, long_parked(parts, words), data(parts, words)]


def parked(parts: Parts, place: str, words: Words) -> str:
    """How many stood there, and whether that is more than before."""
    row = parts["parked"]["rows"][0]
    if row["vehicles"] is None:
        names = _names(parts)
        reason = why(row["reason"] or "no_evidence", names, words)
        return words("reports.parked_unknown", place=place, why=reason)
    name = row["operator_name"]
    told = {"n": words.number(row["vehicles"]), "place": place, "operator": name}
    said = words("reports.parked_of" if name else "reports.parked", **told)
    if row["vehicles_before"] is None:
        return f"{said} {words('reports.before_unknown')}"
    more = round(row["vehicles"]) - round(row["vehicles_before"])
    key = "more" if more > 0 else "fewer" if more < 0 else "same"
    return f"{said} {words(f'reports.before_{key}', n=words.number(abs(more)))}"


def busiest(parts: Parts, words: Words) -> str:
    """The neighbourhoods with most vehicles for their size."""
    rows = [row for row in parts["clutter"]["rows"] if row["per_km2"]]
    if not rows:
        return words("reports.busiest_none")
    said = words(
        "reports.busiest",
        name=rows[0]["neighbourhood"],
        n=words.number(rows[0]["per_km2"]),
    )
    others = [row["neighbourhood"] for row in rows[1:3]]
    return f"{said} {words('reports.busiest_next', names=words.listed(others))}" if others else said


def permits(parts: Parts, words: Words) -> str:
    """How many limits were kept, broken or cannot be judged, and how sure that is."""
    rows = parts["permits"]["rows"]
    if not rows:
        return words("reports.no_limits")
    count = {name: sum(row["verdict"] == name for row in rows) for name in VERDICTS}
    said = words(
        "reports.permits",
        n=words.number(len(rows)),
        good=words.number(count["complies"]),
        bad=words.number(count["does_not_comply"]),
        unsure=words.number(count["not_enough_data"]),
    )
    if parts["parked"]["rows"][0]["operator"]:
        return said
    broke = list(
        dict.fromkeys(row["operator_name"] for row in rows if row["verdict"] == "does_not_comply")
    )
    return f"{said} {words('reports.broke', names=words.listed(broke))}" if broke else said


def long_parked(parts: Parts, words: Words) -> str:
    """Who stood there for long at the end: certain and possible apart."""
    row = next(row for row in parts["long_parked"]["rows"] if row["days"] == DAYS)
    told = {name: words.number(row[name]) for name in ("certain", "possible", "unproven")}
    said = words("reports.long", days=words.number(DAYS), **told)
    return f"{said} {words('reports.long_unproven', **told)}" if row["unproven"] else said


def hubs(parts: Parts, words: Words) -> str:
    """The share in hubs, and which hubs are too small."""
    inside = mean_of(parts["in_hubs"]["rows"], "inside")
    said = (
        words("reports.in_hubs_unknown")
        if inside is None
        else words("reports.in_hubs", share=words.percent(inside))
    )
    small = too_small(parts)
    if not small:
        return f"{said} {none_small(parts, words)}"
    told = words(
        "reports.small",
        n=words.number(len(small)),
        of=words.number(len(parts["hubs"]["rows"])),
        often=whole(OFTEN, words),
        worst=small[0]["hub"],
        share=words.percent(small[0]["over_capacity"]),
    )
    return f"{said} {told}"


def none_small(parts: Parts, words: Words) -> str:
    """That no hub is too small; without any whose places are known, that it cannot be said."""
    return words("reports.none_small" if parts["hubs"]["rows"] else "reports.no_places_known")


def too_small(parts: Parts) -> list[dict[str, Any]]:
    """Hubs that were over their capacity for too long, the worst first."""
    return [row for row in parts["hubs"]["rows"] if (row["over_capacity"] or 0) > OFTEN]


def data(parts: Parts, words: Words) -> str:
    """How complete the data is, and whose is least so."""
    rows = [row for row in parts["data"]["rows"] if row["share"] is not None]
    if not rows:
        return words("reports.data_none")
    worst = min(rows, key=lambda row: row["share"])
    if worst["share"] >= 1:
        return words("reports.data_whole")
    hours = words.span(worst["gap_hours"] * 3600)
    key = "data_one" if len(rows) == 1 else "data"
    return words(
        f"reports.{key}", feed=worst["feed"], share=words.percent(worst["share"]), span=hours
    )


def delivery(parts: Parts, name: str, words: Words) -> str:
    """Whether the data that is owed was delivered."""
    rows = parts["delivery"]["rows"]
    if not rows:
        reason = parts["delivery"]["reason"]
        return words(
            "reports.delivery_long" if reason == "period_too_long" else "reports.no_duties"
        )
    short = [row for row in rows if row["does_not_comply"]]
    if not short:
        return words("reports.delivered", operator=name)
    named = words.listed([words(f"duty.{row['duty']}") for row in short])
    return words("reports.short", operator=name, duties=named)


def mean_of(rows: list[dict[str, Any]], name: str) -> float | None:
    """The mean of the days that are known."""
    known = [row[name] for row in rows if row[name] is not None]
    return sum(known) / len(known) if known else None


def _names(parts: Parts) -> dict[str, str]:
    return {row["operator"]: row["feed"] for row in parts["data"]["rows"] if row["operator"]}
