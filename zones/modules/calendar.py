"""Which days are free: public holidays by law, school holidays as a list tells them."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import holidays
from psycopg import Connection

from stoep.contract.facts import Day
from stoep.errors import StoepError
from zones.measure import SQL

COUNTRY, LANGUAGE = "NL", "nl"
SchoolHolidays = Sequence[tuple[date, date, str]]
"""First and last day, and the name; in the order of time."""


class BadCalendar(StoepError):
    """A file of school holidays that cannot be read."""

    code = "bad_calendar"


def day_of(day: date, school: SchoolHolidays) -> Day:
    """What is known of a day. Outside the years that a school list covers it is unknown."""
    public = holidays.country_holidays(COUNTRY, years=[day.year], language=LANGUAGE)
    return Day(day, day.isoweekday(), public.get(day) or "", _school(day, school))


def _school(day: date, listed: SchoolHolidays) -> str | None:
    if not listed or not listed[0][0] <= day <= listed[-1][1]:
        return None
    return next((name for first, last, name in listed if first <= day <= last), "")


def read_school(connection: Connection[Any], municipality: str) -> SchoolHolidays:
    """The school holidays of a municipality, in the order of time."""
    asked = {"municipality": municipality}
    return [(a, b, name) for a, b, name in connection.execute(SQL["school_holidays"], asked)]


def import_school(
    connection: Connection[Any], municipality: str, path: Path, region: str, source: str
) -> int:
    """Bring a CSV (region, name, first_day, last_day) of one region in; how many it had.

    All of it or, with the line that is wrong, none: raises BadCalendar.
    """
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        lacking = {"region", "name", "first_day", "last_day"} - set(reader.fieldnames or ())
        if lacking:
            raise BadCalendar(f"{path.name} lacks the columns {', '.join(sorted(lacking))}.")
        rows = [
            _row(row, reader.line_num, municipality, source)
            for row in reader
            if row["region"] == region
        ]
    if not rows:
        raise BadCalendar(f"{path.name} has no holidays of the region {region!r}.")
    with connection.transaction():
        for values in rows:
            connection.execute(SQL["set_school_holiday"], values)
    return len(rows)


def _row(row: dict[str, str], line: int, municipality: str, source: str) -> dict[str, Any]:
    try:
        first, last = (date.fromisoformat(row[name]) for name in ("first_day", "last_day"))
        if last < first or not row["name"]:
            raise ValueError("it ends before it begins, or has no name")
    except (ValueError, TypeError) as wrong:
        raise BadCalendar(f"Line {line} is wrong: {wrong}.") from None
    return {
        "municipality": municipality,
        "first_day": first,
        "last_day": last,
        "name": row["name"],
        "source": source,
    }
