"""Parts of the week: a weekday and a stretch of its hours, and when it is in a period of days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.words import Words

HOURS = 24
STRETCHES = {"night": (0, 6), "morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24)}
"""First hour and the hour after the last, by the city's clock."""
MOST = 8
"""At most so many of a period are asked for, the newest ones."""
Window = tuple[int, int]
"""From and to, in unix seconds."""


@dataclass(frozen=True)
class Part:
    """A stretch of a weekday; 1 is Monday."""

    weekday: int
    stretch: str

    @property
    def key(self) -> str:
        """As the address has it."""
        return f"{self.weekday}-{self.stretch}"

    @property
    def hours(self) -> tuple[int, int]:
        """First hour and the hour after the last."""
        return STRETCHES[self.stretch]

    def name(self, words: Words) -> str:
        """Such as *Saturday evening*."""
        day = words(f"weekday.{self.weekday}")
        return words("part.name", day=day, stretch=words(f"part.{self.stretch}"))


PARTS = tuple(Part(day, stretch) for day in range(1, 8) for stretch in STRETCHES)


def part_of(key: str | None) -> Part | None:
    """A part by its key; what cannot be read is none."""
    return next((part for part in PARTS if part.key == key), None)


def windows(part: Part, first: date, last: date, now_s: int, words: Words) -> list[Window]:
    """When a part of the week is within the days of a period and over, the newest ones.

    Where none is over yet, the one that goes on counts up to now.
    """
    found, going = [], []
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    for day in days:
        if day.isoweekday() == part.weekday:
            begin, end = part.hours
            after = day + timedelta(days=1) if end == HOURS else day
            window = words.begins(day, begin), words.begins(after, end % HOURS)
            if window[1] <= now_s:
                found.append(window)
            elif window[0] < now_s:
                going.append((window[0], now_s))
    return found[-MOST:] or going


def by_slot(profile: dict[str, Any]) -> list[float | None]:
    """168 means an hour, Monday 00:00 first."""
    return [slot["value"] for slot in profile["slots"]]


def balances(comes: list[float | None], goes: list[float | None]) -> list[float | None]:
    """What comes less what goes, hour by hour; unknown where one of them is."""
    pairs = zip(comes, goes, strict=True)
    return [None if a is None or b is None else a - b for a, b in pairs]


def over_part(part: Part, hours: list[float | None]) -> float | None:
    """The hours of a part added up; unknown where one of them is."""
    begin, end = part.hours
    at = (part.weekday - 1) * HOURS
    known = [hour for hour in hours[at + begin : at + end] if hour is not None]
    return sum(known) if len(known) == end - begin else None
