"""The chart and the durations in plain sentences."""

from typing import Any

from dashboard.scene import LONG
from dashboard.words import Words


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
