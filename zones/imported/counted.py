"""What imported park events come to: vehicles told to stand at an hour of each day, by duration."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from psycopg import Connection

from stoep.vocabulary import DURATION_LIMITS_DAYS

LIMITS_S = np.array(DURATION_LIMITS_DAYS) * 86_400
EVENTS = """
select extract(epoch from e.starts_at)::int8,
       extract(epoch from coalesce(e.ends_at, r.to_at))::int8
from imported_park_event e
join import_run r on r.id = e.import_id
join area a on a.id = %(area)s and st_covers(a.geom, e.geom)
where e.starts_at < to_timestamp(%(end)s)
  and coalesce(e.ends_at, r.to_at) >= to_timestamp(%(start)s)
  and (%(operators)s::text[] is null or e.operator = any(%(operators)s::text[]))
  and (%(forms)s::text[] is null or e.form_factor = any(%(forms)s::text[]))
"""
RUNS = """
select id, file, source, extract(epoch from from_at)::int8 as from_s,
       extract(epoch from to_at)::int8 as to_s, events
from import_run order by id
"""


@dataclass(frozen=True)
class DayTold:
    """What the files tell of one local day; `standing` is None when none is about its moment."""

    day: date
    moment_s: int
    standing: int | None
    classes: list[int] | None
    """By duration until then, as the files tell it: possible, never certain."""


def read_runs(connection: Connection[Any]) -> list[tuple[int, str, str, int, int, int]]:
    """The files that were brought in: number, name, source, first and last moment, events."""
    return connection.execute(RUNS).fetchall()


def count_days(
    connection: Connection[Any],
    area: int,
    first: date,
    last: date,
    at: time,
    zone: ZoneInfo,
    operators: Collection[str] | None = None,
    forms: Collection[str] | None = None,
) -> list[DayTold]:
    """Vehicles told to stand in an area at an hour of each local day; `last` is not included."""
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    moments = [_moment(day, at, zone) for day in days]
    asked = {
        "area": area,
        "start": moments[0],
        "end": moments[-1] + 1,
        "operators": None if operators is None else list(operators),
        "forms": None if forms is None else list(forms),
    }
    rows = connection.execute(EVENTS, asked).fetchall()
    starts, ends = np.array(rows, np.int64).reshape(-1, 2).T
    spans = [(run[3], run[4]) for run in read_runs(connection)]
    return [_day(*one, starts, ends, spans) for one in zip(days, moments, strict=True)]


def _day(day: date, moment_s: int, starts: Any, ends: Any, spans: list[tuple[int, int]]) -> DayTold:
    if not any(begins <= moment_s <= to for begins, to in spans):
        return DayTold(day, moment_s, None, None)
    stood_s = moment_s - starts[(starts <= moment_s) & (moment_s < ends)]
    kinds = np.searchsorted(LIMITS_S, stood_s, side="right")
    counts = np.bincount(kinds, minlength=len(LIMITS_S) + 1)
    return DayTold(day, moment_s, len(stood_s), counts.tolist())


def _moment(day: date, at: time, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, at, zone).astimezone(UTC).timestamp())
