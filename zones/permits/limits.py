"""Limits: what a municipality asks of an operator, from a day on; kept for good, never changed.

A limit holds for one scope: an operator, all its form factors together or one of them, the whole
municipality or one zone of it, one indicator. Limits of another scope say nothing of this one: a
cap on all vehicles together is no cap on the mopeds alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from psycopg import Connection
from psycopg.rows import class_row

from zones.measure import SQL

Season = tuple[str, str]
GROUP = "permits"
ALL = "all"
WHOLE = ""


class Scope(NamedTuple):
    """What a limit is about; form `all` and zone `` are the general ones."""

    operator: str
    form: str
    zone: str
    indicator: str


@dataclass(frozen=True)
class Limit:
    """A row of the history of limits: set, or withdrawn, by somebody for a reason."""

    id: int
    municipality: str
    operator: str
    operator_id: int
    form_factor: str | None
    zone: str | None
    indicator: str
    bound: str
    value: float
    unit: str
    tolerance_m: int
    coverage_needed: float
    season_from: str | None
    season_to: str | None
    effective_from: date
    withdrawn: bool
    set_by: str
    set_at: datetime
    why: str
    only_on: date | None = None
    """The one day that a module's effect sets it for: then it goes before all others."""
    effect: int | None = None
    """The number of what is in force, where an effect sets it; `id` is below 0 then."""

    @property
    def scope(self) -> Scope:
        """What it is about."""
        return Scope(self.operator, self.form_factor or ALL, self.zone or WHOLE, self.indicator)

    @property
    def season(self) -> Season | None:
        """Its part of the year; None: all of it."""
        return (self.season_from, self.season_to) if self.season_from and self.season_to else None

    @property
    def rank(self) -> tuple[date, datetime, int]:
        """Of two that match alike, the greater is in force."""
        return self.effective_from, self.set_at, self.id


def read_limits(connection: Connection[Any], municipality: str | None = None) -> list[Limit]:
    """All rows of the history, of one municipality or of all, the oldest first."""
    with connection.cursor(row_factory=class_row(Limit)) as cursor:
        return cursor.execute(SQL["permit_limits"], {"municipality": municipality}).fetchall()


def in_season(season: Season | None, day: date) -> bool:
    """Whether a day lies in a season, its last day included; a season may wrap the year."""
    if season is None:
        return True
    first, last = season
    now = f"{day:%m-%d}"
    return first <= now <= last if first <= last else now >= first or now <= last


def in_force(limits: Iterable[Limit], day: date) -> Limit | None:
    """Of limits of one scope, the one that holds on a day.

    One that is set for the day alone; else of each season the newest by (effective_from, set_at),
    and a season's before the year's.
    """
    known_ones = list(limits)
    of_day = [limit for limit in known_ones if limit.only_on == day]
    if of_day:
        return max(of_day, key=lambda limit: limit.rank)
    newest: dict[Season | None, Limit] = {}
    for limit in known_ones:
        if limit.only_on is not None:
            continue
        if limit.effective_from <= day and in_season(limit.season, day):
            known = newest.get(limit.season)
            if known is None or limit.rank > known.rank:
                newest[limit.season] = limit
    standing = [limit for limit in newest.values() if not limit.withdrawn]
    return max(standing, key=lambda limit: (limit.season is not None, limit.rank), default=None)


def course(limits: list[Limit], first: date, days: int) -> npt.NDArray[np.int64]:
    """For each day from `first` on, which of the limits of one scope is in force; -1: none."""
    found = np.full(days, -1)
    if not limits:
        return found
    cuts = {0, *((limit.effective_from - first).days for limit in limits)}
    cuts |= {(limit.only_on - first).days + 1 for limit in limits if limit.only_on is not None}
    for season in {limit.season for limit in limits} - {None}:
        cuts |= _season_cuts(season, first, days)
    edges = sorted({cut for cut in cuts if 0 <= cut < days}) + [days]
    at = {limit.id: index for index, limit in enumerate(limits)}
    for begin, end in pairwise(edges):
        limit = in_force(limits, first + timedelta(days=begin))
        found[begin:end] = -1 if limit is None else at[limit.id]
    return found


@lru_cache(256)
def _season_cuts(season: Season | None, first: date, days: int) -> frozenset[int]:
    """Days from `first` at which a season may begin or be over."""
    assert season is not None
    last = first + timedelta(days=days)
    cuts = set()
    for year in range(first.year - 1, last.year + 1):
        for text, after in zip(season, (0, 1), strict=True):
            month, day = map(int, text.split("-"))
            # A season that ends on 29 February ends on the 28th in other years.
            leap = (month, day) == (2, 29) and not _is_leap(year)
            cut = date(year, month, 28 if leap else day) + timedelta(days=1 if leap else after)
            cuts.add((cut - first).days)
    return frozenset(cuts)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
