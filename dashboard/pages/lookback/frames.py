"""A local day as frames, a quarter of an hour apart: what stood at each, and who could not be seen.

A day has 92, 96 or 100 frames: steps are of the world's clock, names of the city's.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from dashboard.sentences import reason
from dashboard.view import View
from dashboard.words import Words

QUARTER_S = 900
Lines = list[dict[str, Any]]


@dataclass(frozen=True)
class LocalDay:
    """A day by the city's clock, in unix seconds; `until` is how far it has come."""

    day: date
    start: int
    end: int
    until: int

    @property
    def moments(self) -> list[int]:
        """The start of each quarter of an hour that has been."""
        return list(range(self.start, self.until, QUARTER_S)) or [self.start]

    @property
    def hours(self) -> float:
        """How long it is: 23, 24 or 25."""
        return (self.end - self.start) / 3600


def local_day(view: View, now_s: int, words: Words) -> LocalDay:
    """The day of the moment shown."""
    day = words.local(view.moment or now_s).date()
    start, end = words.begins(day), words.begins(day + timedelta(days=1))
    return LocalDay(day, start, end, max(start + 1, min(end, now_s)))


def place_of(moment: int | None, day: LocalDay) -> int:
    """The frame that shows a moment; now is the newest one."""
    last = len(day.moments) - 1
    return last if moment is None else min(max((moment - day.start) // QUARTER_S, 0), last)


def clocks(day: LocalDay, words: Words) -> list[str]:
    """The time of each frame; an hour that comes twice is told apart by its summer or winter."""
    locals_ = [words.local(moment) for moment in day.moments]
    told = [f"{at:%H:%M}" for at in locals_]
    twice = {clock for clock in told if told.count(clock) > 1}
    return [
        words("lookback.summer" if at.dst() else "lookback.winter", clock=clock)
        if clock in twice
        else clock
        for at, clock in zip(locals_, told, strict=True)
    ]


def counts(lines: Lines, place: int) -> tuple[float | None, list[str]]:
    """How many are known to stand there at a frame, None: of nobody; and why not of the others."""
    known = [line["values"][place] for line in lines if line["values"][place] is not None]
    why = {line["reasons"][place] for line in lines if line["values"][place] is None}
    return (sum(known) if known else None), sorted(one for one in why if one)


def frames(
    series: dict[str, Any], day: LocalDay, area: str, names: dict[str, str], words: Words
) -> list[dict[str, Any]]:
    """Each frame: its moment, its time, how many are known to stand there, and a sentence.

    `series` has a line for each operator. `names` gives feeds the names that readers know.
    """
    date_ = words.date(day.start)
    found = []
    for place, (moment, clock) in enumerate(zip(day.moments, clocks(day, words), strict=True)):
        count, why = counts(series["series"], place) if place < steps(series) else (None, [])
        missing = [reason(one, names, words) for one in why]
        told = {"day": date_, "clock": clock, "area": area, "n": words.number(count)}
        key = "unknown" if count is None else "part" if missing else "whole"
        said = words(f"lookback.frame_{key}", **told)
        if missing:
            joined = "; ".join(missing)
            said += f" {joined[:1].upper()}{joined[1:]}."
        found.append({"moment": moment, "clock": clock, "value": count, "said": said})
    return found


def steps(series: dict[str, Any]) -> int:
    """How many quarters a series has."""
    return len(series["edges"]) - 1


def outages(series: dict[str, Any], day: LocalDay) -> list[tuple[float, float, str]]:
    """The gaps of feeds as shares of the day: from, to, and the key of the feed."""
    length = day.end - day.start
    found = []
    for gap in series["gaps"]:
        ends = [_seconds(gap[name]) for name in ("from", "to")]
        start, end = max(ends[0], day.start), min(ends[1], day.end)
        if end > start:
            found.append(((start - day.start) / length, (end - day.start) / length, gap["feed"]))
    return found


def _seconds(moment: str) -> int:
    return Words("en", "UTC").seconds(moment)


def extremes(values: list[float | None]) -> tuple[int, int] | None:
    """The frames with the most and the least of what is known whole; None: nothing is."""
    known = [(value, place) for place, value in enumerate(values) if value is not None]
    if not known:
        return None
    return max(known, key=lambda one: one[0])[1], min(known, key=lambda one: one[0])[1]


def hour_starts(day: LocalDay, words: Words, every: int = 3) -> list[tuple[int, str]]:
    """Where the axis is named: frames at whole hours of the city's clock, and what it shows."""
    quarters = range(day.start, day.end + 1, QUARTER_S)
    marks = []
    for before, moment in pairwise([day.start - QUARTER_S, *quarters]):
        at = words.local(moment)
        if at.minute == 0 and at.hour % every == 0 and words.local(before).hour != at.hour:
            marks.append(((moment - day.start) // QUARTER_S, f"{at:%H:%M}"))
    return marks
