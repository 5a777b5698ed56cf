"""What the page says in plain sentences, out of the API's answers."""

from typing import Any

from dashboard.words import Words

LONG = ("2", "3", "4")
"""Duration classes from four days on."""


def answer(
    vehicles: dict[str, Any],
    ranked: list[dict[str, Any]],
    feeds: list[dict[str, Any]],
    words: Words,
    city: str,
    now: bool,
) -> list[str]:
    """How the city is doing: how many, where most, and who could not be counted."""
    said = []
    moment = words.moment(vehicles["moment"])
    if vehicles["count"] is None:
        said.append(words("answer.unknown", moment=moment, city=city))
    else:
        key = "answer.now" if now else "answer.past"
        said.append(words(key, count=words.number(vehicles["count"]), moment=moment, city=city))
    if ranked and ranked[0]["value"]:
        key = "answer.busiest" if now else "answer.busiest_past"
        density = words.number(ranked[0]["value"])
        said.append(words(key, area=ranked[0]["name"], density=density))
    missing = [f for f in vehicles["feeds"] if not f["counts"] and f["status"] in NOT_SEEN]
    if missing:
        said.append(words("answer.without", names=words.listed([f["name"] for f in missing])))
        said += [line for f in missing if (line := _gap_at(f, feeds, vehicles["moment"], words))]
    elif vehicles["count"] is not None:
        said.append(words("answer.complete"))
    return said


NOT_SEEN = ("late", "silent", "gap")


def _gap_at(
    part: dict[str, Any], feeds: list[dict[str, Any]], moment: str, words: Words
) -> str | None:
    """The gap that a feed is in at a moment, in words."""
    for feed in feeds:
        if feed["key"] != part["key"]:
            continue
        for gap in feed["gaps"]:
            if gap["to"] and gap["from"] <= moment <= gap["to"]:
                stretch = words.stretch(gap["from"], gap["to"])
                return words("answer.gap", name=part["name"], stretch=stretch)
    return None


def rank(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Areas by density, the busiest first; unknown ones are left out."""
    known = [value for value in values if value["value"] is not None]
    return sorted(known, key=lambda value: (-value["value"], value["name"]))


def gap_line(gap: dict[str, Any], words: Words) -> str:
    """One outage of a feed in a sentence, with how its polls ended."""
    told = [
        f"{words.number(count)}× {words(f'outcome.{name}')}"
        for name, count in sorted(gap["outcomes"].items(), key=lambda item: -item[1])
        if name not in ("ok", "unchanged")
    ]
    outcomes = f": {', '.join(told)}" if told else f": {words('feeds.no_polls')}"
    if gap["to"] is None:
        return words("feeds.gap_open", start=words.moment(gap["from"]), outcomes=outcomes)
    return words(
        "feeds.gap_line",
        stretch=words.stretch(gap["from"], gap["to"]),
        span=words.span(gap["seconds"]),
        outcomes=outcomes,
    )


def durations(classes: dict[str, int], words: Words, now: bool) -> str:
    """How many surely stand long, and of how many that is not known."""
    key = "duration.sentence" if now else "duration.sentence_past"
    long = sum(classes.get(name, 0) for name in LONG)
    return words(key, long=words.number(long), unknown=words.number(classes.get("unknown", 0)))


def density(
    series: dict[str, Any], now_value: float | None, words: Words, span: str, now: bool
) -> str:
    """The chart in one sentence; mean and highest leave out what is not known."""
    values = _sums(series)
    mean = sum(values) / len(values) if values else None
    top = max(values) if values else None
    return words(
        "density.sentence" if now else "density.sentence_past",
        area=series["area"]["name"],
        now=words.number(now_value, 0),
        span=span,
        mean=words.number(mean, 0),
        top=words.number(top, 0),
    )


def _sums(series: dict[str, Any]) -> list[float]:
    """The lines added up, at each step where all of them are known."""
    columns = zip(*(line["values"] for line in series["series"]), strict=True)
    return [sum(column) for column in columns if all(value is not None for value in column)]
