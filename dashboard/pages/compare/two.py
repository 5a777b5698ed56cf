"""Which two are compared: two moments, or two periods of whole days by the city's own clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dashboard.parts.days import SATURDAY, last
from dashboard.view import View, rfc3339
from dashboard.words import Words

MOMENTS, PERIODS = "moments", "periods"
HOWS = (PERIODS, MOMENTS)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
MOST_DAYS = 366


@dataclass(frozen=True)
class Days:
    """A period of days, both included."""

    first: date
    last: date

    @property
    def number(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def key(self) -> str:
        """As the address has it."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    def before(self, by: timedelta) -> "Days":
        """The same days some time earlier."""
        return Days(self.first - by, self.last - by)


@dataclass(frozen=True)
class Two:
    """What is compared: either `days` or `moments` (unix seconds), the one and the other."""

    days: tuple[Days, Days] | None = None
    moments: tuple[int, int] | None = None

    @property
    def how(self) -> str:
        """Moments or periods."""
        return MOMENTS if self.days is None else PERIODS

    @property
    def parameters(self) -> dict[str, str | None]:
        """As the address has it."""
        if self.days is not None:
            one, other = (days.key for days in self.days)
            return {"how": None, "a": one, "b": other}
        one, other = ((rfc3339(at) or "").replace(":00Z", "Z") for at in self.moments or ())
        return {"how": MOMENTS, "a": one, "b": other}


@dataclass(frozen=True)
class Named:
    """Two that are compared often, by a name."""

    key: str
    name: str
    two: Two


def usual(today: date) -> Two:
    """The last seven whole days and the seven before."""
    days = Days(today - WEEK, today - DAY)
    return Two(days=(days.before(WEEK), days))


def read_two(view: View, today: date, now_s: int) -> Two:
    """What the address asks; what cannot be read is as usual. Nothing is to come."""
    if view.get("how") == MOMENTS:
        at = [_moment(view.get(name), now_s) for name in ("a", "b")]
        then = at[0] if at[0] is not None else now_s - int(WEEK.total_seconds())
        return Two(moments=(then, at[1] if at[1] is not None else now_s))
    one, other = (_days(view.get(name), today) for name in ("a", "b"))
    return usual(today) if one is None or other is None else Two(days=(one, other))


def _moment(text: str | None, now_s: int) -> int | None:
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if at.tzinfo is None or not 2000 <= at.year < 2100:
        return None
    return min(int(at.timestamp()), now_s)


def _days(text: str | None, today: date) -> Days | None:
    first, _, second = (text or "").partition("..")
    return days_of(first, second or first, today)


def days_of(first: str | None, second: str | None, today: date) -> Days | None:
    """A period out of its two days as text; None where it is none, or begins in the future."""
    try:
        begin, end = date.fromisoformat(first or ""), date.fromisoformat(second or "")
    except ValueError:
        return None
    end = min(end, today)
    long = (end - begin).days >= MOST_DAYS
    return None if begin.year < 2000 or begin > end or long else Days(begin, end)


def presets(today: date, now_s: int, words: Words) -> list[Named]:
    """Comparisons that are made often."""
    monday = today - timedelta(days=today.weekday())
    week = Days(monday, today)
    saturday = last(SATURDAY, today)
    yesterday = today - DAY
    week_s = int(WEEK.total_seconds())
    found = [
        ("days", usual(today)),
        ("week", Two(days=(week.before(WEEK), week))),
        ("saturday", _days_apart(Days(saturday, saturday))),
        ("yesterday", _days_apart(Days(yesterday, yesterday))),
        ("now", Two(moments=(now_s - week_s, now_s))),
    ]
    return [Named(key, words(f"compare.preset_{key}"), two) for key, two in found]


def _days_apart(days: Days) -> Two:
    return Two(days=(days.before(WEEK), days))


def around_changes(
    zones: list[dict[str, Any]], today: date, words: Words, most: int = 7
) -> list[Named]:
    """Before and after each zone began or ended, newest first: up to a week on each side.

    `zones` are GeoJSON features as the API lists them. The day of the change itself counts after.
    """
    found: list[tuple[date, Named]] = []
    for zone in zones:
        told = zone["properties"]
        for name, key in (("active_from", "began"), ("retire_on", "ended")):
            if not told.get(name):
                continue
            change = words.local(told[name]).date()
            days = min(most, (today - change).days)
            if days < 1:
                continue
            after = Days(change, change + timedelta(days=days - 1))
            two = Two(days=(after.before(timedelta(days=days)), after))
            said = words(f"compare.zone_{key}", zone=told["name"], day=words.short_day(change))
            found.append((change, Named(f"{key}-{zone['id']}", said, two)))
    return [named for _, named in sorted(found, key=lambda one: (one[0], one[1].key), reverse=True)]


@dataclass(frozen=True)
class Asked:
    """The two as the API takes them, and what readers call them."""

    question: dict[str, Any]
    one: str
    other: str
    until: str | None
    """Where the other period goes on and both are cut off: at which time of their last day."""


def asked(two: Two, now_s: int, words: Words) -> Asked:
    """Periods as moments; where the other one goes on, both are cut off at the same time of day."""
    if two.days is None:
        one, other = two.moments or (now_s, now_s)
        question = {"moment": rfc3339(one)}
        question |= {"otherMoment": rfc3339(other)} if other < now_s - 60 else {}
        return Asked(question, words.moment(one), words.moment(other), None)
    spans = [[words.begins(days.first), words.begins(days.last + DAY)] for days in two.days]
    cut = [end > now_s for _, end in spans]
    until = None
    if any(cut):
        clock = datetime.fromtimestamp(now_s, UTC)
        hour = words.local(now_s)
        until = words.clock(clock)
        minutes = hour.hour * 60 + hour.minute // 15 * 15
        same = two.days[0].number == two.days[1].number
        for place, days in enumerate(two.days):
            if cut[place] or same:
                spans[place][1] = words.begins(days.last) + minutes * 60
    spans = [[start, max(end, start + 900)] for start, end in spans]
    question = {
        "from": rfc3339(spans[0][0]),
        "to": rfc3339(spans[0][1]),
        "otherFrom": rfc3339(spans[1][0]),
        "otherTo": rfc3339(spans[1][1]),
    }
    one_name, other_name = (period_name(days, words) for days in two.days)
    return Asked(question, one_name, other_name, until)


def period_name(days: Days, words: Words) -> str:
    """A period in words; a single day by its weekday."""
    if days.number == 1:
        weekday = words(f"weekday.{days.first.isoweekday()}")
        return words("day.full", weekday=weekday, day=words.short_day(days.first))
    first, end = (words.short_day(day) for day in (days.first, days.last))
    return words("compare.period", first=first, last=end)
