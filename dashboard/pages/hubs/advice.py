"""Is a hub large enough? An answer from its last two weeks, with what it follows from."""

import math
from dataclasses import dataclass
from typing import Any

from dashboard.pages.hubs.looks import share
from dashboard.scene import SURE
from dashboard.words import Words

OFTEN = 0.05
"""Full for a larger share of the time than this is too often."""
SPARE = 0.5
"""A hub that was never fuller than this has places to spare."""


@dataclass(frozen=True)
class Use:
    """How a hub, or a form factor's part of it, was used: in vehicles, by quarter of an hour."""

    key: str
    places: int
    counts: list[int]
    """Where it is known; in order of time."""
    top_at: str | None
    coverage: float

    @property
    def full(self) -> float:
        """The share of the known time in which no place was free."""
        return sum(count >= self.places for count in self.counts) / len(self.counts)

    @property
    def needed(self) -> int:
        """The fewest places with which it would not have been full too often."""
        ranked = sorted(self.counts, reverse=True)
        return ranked[math.floor(OFTEN * len(ranked))] + 1


def uses(hub: dict[str, Any], found: dict[str, Any]) -> list[Use]:
    """The use of a hub's places, out of its occupancy by quarter of an hour."""
    places = {part["form"]: part["capacity"] for part in hub["forms"]} or {"all": hub["capacity"]}
    lines = {line["key"]: line for line in found["series"]}
    return [
        _use(key, count, lines[key], found["edges"])
        for key, count in places.items()
        if count and key in lines
    ]


def _use(key: str, places: int, line: dict[str, Any], edges: list[str]) -> Use:
    told = list(zip(line["values"], line["coverage"], edges[:-1], strict=True))
    known = [(round(value * places), at) for value, _, at in told if value is not None]
    seen = sum(coverage for value, coverage, _ in told if value is not None)
    top_at = max(known, key=lambda one: one[0])[1] if known else None
    return Use(key, places, [n for n, _ in known], top_at, seen / len(told) if told else 0.0)


def advice(hub: dict[str, Any], found: dict[str, Any], words: Words) -> list[str]:
    """Advice with its reasoning: a sentence or two for each part of a hub's places."""
    if hub["capacity"] is None:
        return [words("advice.no_capacity")]
    return [_advise(use, words) for use in uses(hub, found)] or [words("advice.no_places")]


def _advise(use: Use, words: Words) -> str:
    who = "" if use.key == "all" else f"{words(f'form.{use.key}')}: "
    if use.coverage < SURE or use.top_at is None:
        return who + words("advice.unknown", coverage=words.percent(use.coverage))
    top, places = max(use.counts), words.number(use.places)
    why = words(
        "advice.why",
        top=words.number(top),
        occupancy=share(top / use.places, words),
        moment=words.moment(use.top_at),
        full=words.percent(use.full),
        coverage=words.percent(use.coverage),
    )
    if use.full > OFTEN:
        said = words("advice.grow", n=words.number(use.needed), places=places)
    elif top <= SPARE * use.places:
        said = words("advice.shrink", n=words.number(top + 1), places=places)
    else:
        said = words("advice.fits", places=places)
    return f"{who}{said} {why}"
