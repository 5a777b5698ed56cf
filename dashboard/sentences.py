"""What the page says in plain sentences, out of the API's answers."""

from typing import Any

from dashboard.scene import Scene
from dashboard.words import Words

LONG = ("2", "3", "4")
"""Duration classes from four days on."""
GAPS = 6
"""Most gaps told beside a chart."""


def answer(scene: Scene, words: Words) -> list[str]:
    """How the city is doing: how many, where most, and who could not be counted."""
    head, *rest = count(scene.vehicles, words, scene.here["name"], scene.now, scene.feeds)
    return [head, *busiest(scene, words), *docked(scene, words), *rest]


def docked(scene: Scene, words: Words) -> list[str]:
    """What stands at stations and is on no list: not in the count, so it is told beside it."""
    told = [feed["docked"] for feed in scene.feeds if feed["docked"] and feed["docked"]["apart"]]
    if not told or not scene.now:
        return []
    if any(one["vehicles"] is None for one in told):
        return [words("answer.docked_unknown")]
    return [words("answer.docked", n=words.number(sum(one["vehicles"] for one in told)))]


def count(
    vehicles: dict[str, Any],
    words: Words,
    city: str,
    now: bool,
    feeds: list[dict[str, Any]] | None = None,
) -> list[str]:
    """How many stand in the city, of which operators; then who is not in it, and why."""
    moment = words.moment(vehicles["moment"])
    expected = [part for part in vehicles["feeds"] if part["status"] not in ("never", "disabled")]
    missing = [part for part in expected if not part["counts"]]
    if vehicles["count"] is None:
        head = words("answer.unknown", moment=moment, city=city)
    else:
        told = {
            "count": words.number(vehicles["count"]),
            "city": city,
            "moment": moment,
            "n": len(expected) - len(missing),
            "total": len(expected),
        }
        key = ("now" if now else "past") + ("_part" if missing else "")
        head = words(f"count.{key}", **told)
    if not missing and vehicles["count"] is not None:
        return [head, words("answer.complete", total=len(expected))]
    return [head, *(absence(part, vehicles["moment"], words, feeds or []) for part in missing)]


def busiest(scene: Scene, words: Words) -> list[str]:
    """Where most stand per km²."""
    ranked = scene.busiest
    if not ranked or not ranked[0]["value"]:
        return []
    key = ("busiest" if scene.now else "busiest_past") + ("" if scene.whole else "_part")
    return [words(f"answer.{key}", area=ranked[0]["name"], density=words.dense(ranked[0]["value"]))]


def absence(part: dict[str, Any], moment: str, words: Words, feeds: list[dict[str, Any]]) -> str:
    """Why a feed is not in the count: since when, or from when to when, nothing is known of it."""
    if part["status"] == "late":
        return words("answer.late", name=part["name"], moment=words.moment(part["at"]))
    for gap in next((feed["gaps"] for feed in feeds if feed["key"] == part["key"]), []):
        if gap["to"] is None and gap["from"] <= moment:
            return words("answer.since", name=part["name"], start=words.moment(gap["from"]))
        if gap["to"] and gap["from"] <= moment <= gap["to"]:
            stretch = words.stretch(gap["from"], gap["to"])
            return words("answer.gap", name=part["name"], stretch=stretch)
    return words("answer.missing", name=part["name"])


def gap_line(gap: dict[str, Any], words: Words) -> str:
    """One outage of a feed in a sentence, with how its polls ended."""
    told = [
        f"{words.number(count)}× {words(f'outcome.{name}')}"
        for name, count in sorted(gap["outcomes"].items(), key=lambda item: -item[1])
        if name not in ("ok", "unchanged")
    ]
    outcomes = f": {', '.join(told)}" if told else f": {words('feeds.no_polls')}"
    if gap["explained"]:
        outcomes += f". {words('feeds.explained', said=' '.join(gap['explained']))}"
    if gap["to"] is None:
        return words("feeds.gap_open", start=words.moment(gap["from"]), outcomes=outcomes)
    return words(
        "feeds.gap_line",
        stretch=words.stretch(gap["from"], gap["to"]),
        span=words.span(gap["seconds"]),
        outcomes=outcomes,
    )


def gaps(series: dict[str, Any], names: dict[str, str], words: Words) -> list[str]:
    """The longest gaps of a chart's period in sentences, and how many more there are."""
    found: dict[str, list[str]] = {}
    for gap in sorted(series["gaps"], key=lambda gap: -words.span_s(gap["from"], gap["to"])):
        stretch = words.stretch(gap["from"], gap["to"])
        found.setdefault(stretch, []).append(names.get(gap["feed"], gap["feed"]))
    told = [
        words("density.gap_line", name=words.listed(sorted(who)), stretch=stretch)
        for stretch, who in list(found.items())[:GAPS]
    ]
    more = len(found) - len(told)
    return [*told, words("density.gap_more", n=words.number(more))] if more else told


def durations(classes: dict[str, int] | None, words: Words, now: bool) -> str:
    """How many surely stand long, and of how many that is not known."""
    if classes is None:
        return words("duration.none")
    key = "duration.sentence" if now else "duration.sentence_past"
    long = sum(classes.get(name, 0) for name in LONG)
    return words(key, long=words.number(long), unknown=words.number(classes.get("unknown", 0)))


def density(series: dict[str, Any], value: float | None, words: Words, span: str, now: bool) -> str:
    """The chart in one sentence; mean and highest leave out what is not known."""
    values = sums(series)
    mean = sum(values) / len(values) if values else None
    return words(
        "density.sentence" if now else "density.sentence_past",
        area=series["area"]["name"],
        now=words.dense(value),
        span=span,
        mean=words.dense(mean),
        top=words.dense(max(values, default=None)),
    )


def sums(series: dict[str, Any]) -> list[float]:
    """The lines added up, at each step where all of them are known."""
    columns = zip(*(line["values"] for line in series["series"]), strict=True)
    return [sum(column) for column in columns if all(value is not None for value in column)]


def reason(told: str, names: dict[str, str], words: Words) -> str:
    """Why there is no number, or not the whole: the API's reason in words."""
    name, _, keys = told.partition(": ")
    who = words.listed([names.get(key, key) for key in keys.split(", ") if key])
    return words(f"reason.{name}", names=who)
