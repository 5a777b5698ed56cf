"""A municipality's own list of events: what draws people, where, and how many are expected."""

from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from psycopg import Connection

from stoep.contract.facts import Event
from stoep.errors import StoepError
from zones.measure import SQL


class BadEvent(StoepError):
    """An event that cannot be; the sentence begins with the field that is wrong."""

    code = "bad_event"


@dataclass(frozen=True)
class Listed:
    """An event on a list, with its number and who put it there."""

    id: int
    event: Event
    added_by: str
    added_at: datetime


def add_event(
    connection: Connection[Any], municipality: str, event: Event, by: str, now: datetime
) -> int:
    """Put an event on the list; its number. Raises BadEvent."""
    if not event.name.strip() or not by.strip():
        raise BadEvent("name: It is empty, or who adds it is.")
    if event.end <= event.begin:
        raise BadEvent("end: It ends before it begins.")
    if not (isfinite(event.lon) and isfinite(event.lat)):
        raise BadEvent("place: It is no place.")
    if abs(event.lon) > 180 or abs(event.lat) > 90:
        raise BadEvent("place: It is nowhere on earth.", "Give degrees east and north.")
    if event.visitors is not None and event.visitors < 0:
        raise BadEvent("visitors: There cannot be fewer than none.")
    row = connection.execute(
        SQL["add_city_event"],
        {
            "municipality": municipality, "name": event.name, "kind": event.kind,
            "starts_at": event.begin, "ends_at": event.end, "lon": event.lon, "lat": event.lat,
            "visitors": event.visitors, "by": by, "at": now,
        },
    ).fetchone()  # fmt: skip
    assert row is not None
    return int(row[0])


def withdraw_event(
    connection: Connection[Any], municipality: str, number: int, by: str, now: datetime
) -> None:
    """Take an event off the list of its municipality; raises BadEvent."""
    asked = {"id": number, "municipality": municipality, "by": by, "at": now}
    if connection.execute(SQL["withdraw_city_event"], asked).fetchone() is None:
        raise BadEvent(f"number: There is no event {number} on the list of {municipality}.")


def list_events(
    connection: Connection[Any],
    municipality: str,
    begin: datetime,
    end: datetime,
    known_at: datetime,
) -> list[Listed]:
    """The events that touch a stretch, as the list stood at a moment."""
    asked = {"municipality": municipality, "from": begin, "to": end, "known_at": known_at}
    return [
        Listed(number, Event(name, since, until, lon, lat, kind, visitors), by, at)
        for number, name, kind, since, until, lon, lat, visitors, by, at in connection.execute(
            SQL["city_events"], asked
        )
    ]


def events_of(
    connection: Connection[Any],
    municipality: str,
    begin: datetime,
    end: datetime,
    known_at: datetime,
) -> tuple[Event, ...] | None:
    """The events of a stretch; None where nobody kept a list at that moment."""
    asked = {"municipality": municipality, "known_at": known_at}
    (kept,) = connection.execute(SQL["city_events_kept"], asked).fetchone() or (False,)
    if not kept:
        return None
    return tuple(one.event for one in list_events(connection, municipality, begin, end, known_at))
