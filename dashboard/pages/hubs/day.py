"""The days that a hub's detail is about, by the city's own clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.view import View
from dashboard.words import Words

WEEK_DAYS, FORTNIGHT_DAYS = 7, 14


@dataclass(frozen=True)
class Days:
    """A local day as unix seconds from `start` to `end`, and the moment `until` which all is told.

    `end` is cut off at `until`: nothing is asked of what is to come.
    """

    day: date
    start: int
    end: int
    until: int
    week: int
    """Where the last week of days begins."""
    fortnight: int


def shown_day(view: View, now_s: int, words: Words) -> date:
    """The chosen day; without one, that of the moment. A day to come is today."""
    today = words.local(now_s).date()
    try:
        chosen = date.fromisoformat(view.get("day") or "")
    except ValueError:
        return words.local(view.moment or now_s).date()
    return min(chosen, today) if chosen.year >= 2000 else today


def days_of(view: View, now_s: int, words: Words) -> Days:
    """The chosen day, and the week and the fortnight before the moment shown."""
    day = shown_day(view, now_s, words)
    until = view.moment or now_s
    last = words.local(until).date()
    return Days(
        day=day,
        start=words.begins(day),
        end=min(words.begins(day + timedelta(days=1)), now_s),
        until=until,
        week=words.begins(last - timedelta(days=WEEK_DAYS - 1)),
        fortnight=until - FORTNIGHT_DAYS * 86_400,
    )
