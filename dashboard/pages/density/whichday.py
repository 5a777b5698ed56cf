"""The day that parts of the page are about: that of the moment shown, by the city's own clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.parts.days import day_name
from dashboard.view import View, rfc3339
from dashboard.words import Words


@dataclass(frozen=True)
class ShownDay:
    """A local day as unix seconds from `start` to `end`, which is cut off at now."""

    day: date
    start: int
    end: int
    over: bool
    name: str
    """What it is called today, with its date."""

    @property
    def period(self) -> dict[str, str | None]:
        """The day as the API takes it."""
        return {"from_": rfc3339(self.start), "to": rfc3339(self.end)}


def shown_day(view: View, now_s: int, words: Words) -> ShownDay:
    """The day of a view's moment; just after midnight there is a minute of today at least."""
    day, today = (words.local(at).date() for at in (view.moment or now_s, now_s))
    start, after = words.begins(day), words.begins(day + timedelta(days=1))
    name = day_name(day, today, words)
    if (today - day).days <= 7:
        name = words("day.dated", name=name, day=words.short_day(day))
    return ShownDay(day, start, max(min(after, now_s), start + 60), after <= now_s, name)
