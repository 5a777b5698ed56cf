"""What a module may know: typed facts of one municipality on one local day.

`None` is *unknown*, everywhere: a temperature that nobody measured, a list of events that nobody
keeps. An empty text or list is known to be none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NoReturn

SATURDAY = 6


class UndeclaredFact(LookupError):
    """The module looked at a fact that its manifest does not name among `needs`."""


class Basis(StrEnum):
    """Whether a day is told beforehand or afterwards."""

    expected = "expected"
    """The weather is a forecast, as it was known at `Facts.known_at`."""
    observed = "observed"
    """The weather was measured."""


@dataclass(frozen=True, slots=True)
class Day:
    """A local day of the calendar."""

    date: date
    weekday: int
    """Monday is 1, Sunday 7."""
    public_holiday: str | None = None
    """Name of the public holiday; empty: it is none; None: unknown."""
    school_holiday: str | None = None
    """Name of the school holiday of the municipality's region; empty: none; None: unknown."""

    @property
    def is_weekend(self) -> bool:
        """Whether it is a Saturday or a Sunday."""
        return self.weekday >= SATURDAY

    @property
    def is_free(self) -> bool | None:
        """Whether many are free: a weekend, a public or a school holiday; None: unknown."""
        if self.is_weekend or self.public_holiday or self.school_holiday:
            return True
        return None if None in (self.public_holiday, self.school_holiday) else False


@dataclass(frozen=True, slots=True)
class Hour:
    """The weather of an hour."""

    begin: datetime
    """In UTC; the hour is [begin, begin + 1 h)."""
    local_hour: int
    """The hour on the city's clock, 0 to 23; the night that summer time ends has one twice."""
    temperature_c: float | None = None
    rain_mm: float | None = None
    """Sum of the hour."""
    wind_ms: float | None = None
    """Mean of the hour, 10 m above the ground."""
    sun_wm2: float | None = None
    """Mean global radiation on flat ground: about 800 at noon of a clear summer day."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a day. What any of them lacks, is unknown of all together."""

    hours: tuple[Hour, ...] = ()
    wanted: tuple[int, ...] = tuple(range(24))
    """The local hours that must be there for anything to be known."""

    def between(self, first: int, until: int) -> "Hours":
        """The hours from one on the city's clock until another, which is not included."""
        kept = tuple(hour for hour in self.hours if first <= hour.local_hour < until)
        return Hours(kept, tuple(h for h in self.wanted if first <= h < until))

    def highest(self, what: str) -> float | None:
        """The highest of a field such as `temperature_c`."""
        return self._of(what, max)

    def lowest(self, what: str) -> float | None:
        """The lowest of a field."""
        return self._of(what, min)

    def total(self, what: str) -> float | None:
        """The sum of a field such as `rain_mm`."""
        return self._of(what, sum)

    def mean(self, what: str) -> float | None:
        """The mean of a field such as `wind_ms`."""
        return self._of(what, lambda values: sum(values) / len(values))

    def _of(self, what: str, fold: Callable[[Sequence[float]], float]) -> float | None:
        values = [getattr(hour, what) for hour in self.hours]
        there = {hour.local_hour for hour in self.hours}
        if not values or None in values or not there.issuperset(self.wanted):
            return None
        return round(fold(values), 3)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that draws people, as the municipality listed it."""

    name: str
    begin: datetime
    end: datetime
    lon: float
    lat: float
    kind: str = ""
    """A match, a concert, a festival, …; empty: not told."""
    visitors: int | None = None
    """How many are expected."""


@dataclass(frozen=True, slots=True)
class Area:
    """A place that numbers are about, known as `kind/code`: `district/WK051807`."""

    kind: str
    code: str
    name: str
    lon: float
    lat: float
    """Its middle, in degrees."""
    area_m2: float
    within: str = ""
    """The district that its middle lies in, as `district/code`; empty: none."""
    capacity: int | None = None
    """Places of a hub."""
    addresses: int | None = None
    """Addresses in it."""

    @property
    def key(self) -> str:
        """How results name it."""
        return f"{self.kind}/{self.code}"


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """A published number of an area in a period."""

    indicator: str
    area: str
    """As `kind/code`."""
    begin: datetime
    end: datetime
    value: float | None = None
    coverage: float = 0.0
    reason: str = ""
    """Why there is no value."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A vehicle that stands at the moment `Facts.at`; without any id."""

    operator: str
    form_factor: str
    state: str
    """available, reserved or out_of_order."""
    lon: float
    lat: float
    observed_s: int | None = None
    """Seconds that good polls saw it stand here; None: its ids prove no duration."""
    areas: tuple[str, ...] = ()
    """The areas that it stands in, as `kind/code`."""
    metres_to_hub: float | None = None
    """To the nearest hub; 0: inside one; None: there is no hub."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a module gets; facts that its manifest does not name raise UndeclaredFact."""

    municipality: str
    """Its code (CBS: GM….)."""
    timezone: str
    at: datetime
    """The moment that stays are shown of, in UTC."""
    basis: Basis
    known_at: datetime
    """What became known later is not in here."""
    day: Day
    weather: Hours = field(default_factory=Hours)
    events: tuple[Event, ...] | None = None
    areas: tuple[Area, ...] = ()
    indicators: tuple[IndicatorFact, ...] = ()
    stays: tuple[Stay, ...] | None = None
    """None: no good poll covers the moment."""
    coverage: float | None = None
    """Share of the feeds that should tell of `at` and do."""

    def areas_of(self, kind: str) -> tuple[Area, ...]:
        """The areas of a kind, such as `district` or `hub`."""
        return tuple(area for area in self.areas if area.kind == kind)


class Undeclared:
    """Stands where a fact would stand that the module did not ask for."""

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def _refuse(self, *_: Any) -> NoReturn:
        name = object.__getattribute__(self, "_name")
        raise UndeclaredFact(f"the manifest's needs do not name {name!r}")

    __getattr__ = __iter__ = __len__ = __bool__ = __getitem__ = __contains__ = _refuse
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __call__ = _refuse
    __hash__ = None  # type: ignore[assignment]
