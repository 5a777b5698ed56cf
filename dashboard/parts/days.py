"""Days by the names that people give them: today, yesterday, last Saturday."""

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.words import Words

WEEK = 7
FORTNIGHT = 14
SATURDAY, SUNDAY = 6, 7


@dataclass(frozen=True)
class NamedDay:
    """A day and what it is called today."""

    day: date
    name: str


def day_name(day: date, today: date, words: Words) -> str:
    """What a day is called today; one that is a week or longer ago has only its date."""
    ago = (today - day).days
    weekday = words(f"weekday.{day.isoweekday()}")
    if ago == 0:
        return words("day.today")
    if ago == 1:
        return words("day.yesterday", weekday=weekday)
    if 1 < ago <= WEEK:
        return words("day.last", weekday=weekday)
    return words("day.full", weekday=weekday, day=words.day(day.isoformat()))


def named_days(today: date, words: Words, days: int = FORTNIGHT) -> list[NamedDay]:
    """Today and the days before it, newest first, each with its date."""
    found = []
    for ago in range(days + 1):
        day = today - timedelta(days=ago)
        name = day_name(day, today, words)
        short = words.short_day(day)
        told = name if ago > WEEK else words("day.dated", name=name, day=short)
        found.append(NamedDay(day, told[:1].upper() + told[1:]))
    return found


def quick_days(today: date, words: Words) -> list[NamedDay]:
    """The days that are asked for most: today, yesterday, the last Saturday and Sunday."""
    wanted = [today, today - timedelta(days=1), *(last(day, today) for day in (SATURDAY, SUNDAY))]
    named = {one.day: one for one in named_days(today, words)}
    return [named[day] for day in sorted(set(wanted), reverse=True)]


def last(weekday: int, today: date) -> date:
    """The newest day before today with a number in the week; Monday is 1."""
    return today - timedelta(days=(today.isoweekday() - weekday - 1) % WEEK + 1)
