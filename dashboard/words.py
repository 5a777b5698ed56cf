"""Texts, numbers and times in the reader's language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("nl", "en")
DAYS = {
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


@cache
def texts(language: str) -> Mapping[str, str]:
    """Every text of a language by its key, such as `map.title`; each page has a file of its own."""
    return {
        f"{part}.{key}": text
        for file in sorted((FOLDER / language).glob("*.toml"))
        for part, found in tomllib.loads(file.read_text()).items()
        for key, text in found.items()
    }


@dataclass(frozen=True)
class Words:
    """One language and one time zone."""

    language: str
    timezone: str

    def __call__(self, key: str, **values: Any) -> str:
        """A text with its values filled in."""
        return texts(self.language)[key].format(**values)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in texts(self.language)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number as it is written here; unknown stays unknown."""
        if value is None:
            return self("common.unknown")
        written = f"{value:,.{decimals}f}".replace("-", "−")
        return written if self.language == "en" else written.translate(str.maketrans(",.", ".,"))

    def place(self, kind: str, name: str) -> str:
        """The name of an area; a hexagon has a code instead, of which the telling part is kept."""
        return self("kinds.cell", code=name.rstrip("f")[-6:]) if kind == "h3" else name

    def signed(self, value: float | None, decimals: int = 0) -> str:
        """A number with its sign: + or −, and none for 0."""
        if value is None:
            return self("common.unknown")
        rounded = round(value, decimals)
        sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
        return f"{sign}{self.number(abs(rounded), decimals)}"

    def dense(self, value: float | None) -> str:
        """A density: whole from ten on, with one decimal below."""
        return self.number(value, 0 if value is None or value >= 10 else 1)

    def percent(self, share: float | None) -> str:
        """A share as a percentage; only a whole is called 100 %."""
        if share is None:
            return self("common.unknown")
        shown = min(share * 100, 99.9) if share < 1 else 100.0
        return f"{self.number(shown, 0 if shown in (0, 100) else 1)} %"

    def local(self, moment: datetime | str | int) -> datetime:
        """A moment by the city's clock."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        if isinstance(moment, int):
            moment = datetime.fromtimestamp(moment, UTC)
        return moment.astimezone(ZoneInfo(self.timezone))

    def begins(self, day: date, hour: int = 0) -> int:
        """When a day of the city's clock begins, or an hour of it, in unix seconds."""
        at = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(self.timezone))
        return int(at.timestamp())

    def seconds(self, moment: str) -> int:
        """Unix seconds of a moment as the API writes it."""
        return int(datetime.fromisoformat(moment).timestamp())

    def span_s(self, start: str, end: str) -> int:
        """Seconds from one moment to another."""
        return self.seconds(end) - self.seconds(start)

    def day(self, day: str) -> str:
        """A calendar day, with its year."""
        at = date.fromisoformat(day)
        return f"{at.day} {MONTHS[self.language][at.month - 1]} {at.year}"

    def short_day(self, day: date) -> str:
        """A calendar day without its year."""
        return f"{day.day} {MONTHS[self.language][day.month - 1]}"

    def clock(self, moment: datetime | str | int) -> str:
        """Hours and minutes."""
        return f"{self.local(moment):%H:%M}"

    def date(self, moment: datetime | str | int) -> str:
        """Weekday, day and month."""
        at = self.local(moment)
        return f"{DAYS[self.language][at.weekday()]} {at.day} {MONTHS[self.language][at.month - 1]}"

    def moment(self, moment: datetime | str | int) -> str:
        """Day and time."""
        return f"{self.date(moment)} {self.clock(moment)}"

    def stretch(self, start: datetime | str | int, end: datetime | str | int) -> str:
        """From one moment to another, the day named once when it is the same."""
        first, last = self.local(start), self.local(end)
        until = self.clock(end) if first.date() == last.date() else self.moment(end)
        return self("common.from_to", start=self.moment(start), end=until)

    def span(self, seconds: float) -> str:
        """A length of time, in the largest unit that tells enough."""
        for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
            if seconds >= 2 * size or (unit == "minutes" and seconds >= 60):
                return self(f"common.{unit}", n=self.number(int(seconds // size)))
        return self("common.seconds", n=self.number(int(seconds)))

    def listed(self, names: list[str]) -> str:
        """Names in a row, with *and* before the last."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self('common.and')} {names[-1]}"
