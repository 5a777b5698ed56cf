"""Small worlds drawn by hand: feeds with their runs of evidence, vehicles that stand or stood."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import Connection
from psycopg.types.json import Jsonb

from stoep.store.columns import read_arrays_as_columns
from stoep.store.copying import send_arrays
from stoep.store.partitions import ensure_day, ensure_month
from stoep.vocabulary import AreaKind


def at(text: str) -> datetime:
    """A moment of March 2026, written as `15 12:30` or `15 12:30:05`, in UTC; `10-25 12:30` too."""
    date, clock = text.split()
    month, day = date.split("-") if "-" in date else ("3", date)
    hour, minute, *second = clock.split(":")
    return datetime(
        2026, int(month), int(day), int(hour), int(minute), *map(int, second), tzinfo=UTC
    )


@contextmanager
def drawing(address: str) -> "Iterator[World]":
    """A pen for the database at an address."""
    with psycopg.connect(address, autocommit=True) as connection:
        read_arrays_as_columns(connection)
        send_arrays(connection)
        yield World(connection)


@dataclass
class Drawn:
    """A feed that was drawn."""

    id: int
    key: str
    spans: list[tuple[datetime, datetime, int]]
    stays: int = 0

    def clock_s(self, moment: datetime) -> int:
        """Reading of the feed's evidence clock."""
        reading = 0
        for starts, ends, starts_s in self.spans:
            if starts <= moment:
                reading = starts_s + int((min(moment, ends) - starts).total_seconds())
        return reading


@dataclass
class World:
    """Draws into a database, in autocommit."""

    connection: Connection[Any]
    feeds: dict[str, Drawn] = field(default_factory=dict)

    def feed(
        self,
        key: str,
        *runs: tuple[str, str],
        operator: str | None = None,
        id_policy: str = "per_trip",
        enabled: bool = True,
    ) -> Drawn:
        """A feed with its runs of evidence, such as ("14 08:00", "15 12:00")."""
        operator = operator or key
        self._run(
            "insert into operator (key, name) values (%s, %s) on conflict do nothing",
            operator,
            operator.title(),
        )
        number = self._one(
            "insert into feed (key, operator_id, name, url, interval_s, id_policy, enabled)"
            " select %s, id, %s, 'http://127.0.0.1/gbfs.json', 30, %s, %s from operator"
            " where key = %s returning id",
            key,
            f"{key.title()} feed",
            id_policy,
            enabled,
            operator,
        )
        made = Drawn(number, key, [])
        reading = 0
        for starts, ends in runs:
            made.spans.append((at(starts), at(ends), reading))
            self._run("insert into coverage_span values (%s, %s, %s, %s)", number, *made.spans[-1])
            reading += int((at(ends) - at(starts)).total_seconds())
        newest = made.spans[-1][1] if made.spans else None
        self._run(
            "insert into feed_state (feed_id, generation, evidence_at, evidence_s, last_poll_at,"
            " last_outcome) values (%s, 1, %s, %s, %s, %s)",
            number,
            newest,
            reading,
            newest,
            "ok" if newest else None,
        )
        self.feeds[key] = made
        return made

    def stands(
        self,
        feed: str,
        lon: float,
        lat: float,
        since: str,
        *,
        missing: tuple[str, str] | None = None,
        form: str = "bicycle",
        state: str = "available",
        areas: tuple[int, ...] = (),
    ) -> int:
        """An open stay; `missing` is the last poll that listed it and the first that did not."""
        drawn = self.feeds[feed]
        number = self._number(drawn)
        last_seen, missing_since = map(at, missing) if missing else (None, None)
        self._run(
            "insert into open_stay (id, feed_id, vehicle, vehicle_type_id, state, geom, first_seen,"
            " start_reason, base_s, last_seen, missing_since, areas) values (%s, %s, %s, %s, %s,"
            " st_setsrid(st_makepoint(%s, %s), 4326), %s, 'arrived', %s, %s, %s, %s)",
            *(number, drawn.id, uuid4(), self.kind(form), state, lon, lat, at(since)),
            *(drawn.clock_s(at(since)), last_seen, missing_since, list(areas)),
        )
        return number

    def stood(
        self,
        feed: str,
        lon: float,
        lat: float,
        since: str,
        last: str,
        gone: str,
        *,
        form: str = "bicycle",
        reason: str = "departed",
        state: str = "available",
        areas: tuple[int, ...] = (),
    ) -> int:
        """A stay that ended: first seen, last seen, first not seen."""
        drawn = self.feeds[feed]
        number = self._number(drawn)
        ensure_month(self.connection, "stay", at(gone))
        observed = drawn.clock_s(at(last)) - drawn.clock_s(at(since))
        self._run(
            "insert into stay (id, end_hi, end_lo, end_reason, feed_id, vehicle_type_id, state,"
            " geom, first_seen, start_reason, base_s, observed_s, areas) values (%s, %s, %s, %s,"
            " %s, %s, %s, st_setsrid(st_makepoint(%s, %s), 4326), %s, 'arrived', %s, %s, %s)",
            *(number, at(gone), at(last), reason, drawn.id, self.kind(form), state, lon, lat),
            at(since),
            *(drawn.clock_s(at(since)), observed, list(areas)),
        )
        return number

    def rode(
        self,
        feed: str,
        start: tuple[float, float],
        end: tuple[float, float],
        since: str,
        until: str,
    ) -> None:
        """A rental as an operator tells it, between two places in degrees east and north."""
        ensure_day(self.connection, "trip", at(until))
        self._run(
            "insert into trip (feed_id, id, ended_at, started_at, start_geom, end_geom, told_at)"
            " values (%s, %s, %s, %s, st_setsrid(st_makepoint(%s, %s), 4326),"
            " st_setsrid(st_makepoint(%s, %s), 4326), %s)",
            *(self.feeds[feed].id, uuid4(), at(until), at(since), *start, *end, at(until)),
        )

    def tells_trips(self, feed: str, until: str) -> None:
        """The feed tells its trips, read up to a moment."""
        number = self.feeds[feed].id
        self._run("update feed set tells_trips = true where id = %s", number)
        self._run("update feed_state set trips_to = %s where feed_id = %s", at(until), number)

    def said(self, feed: str, stay: int, since: str, *turns: tuple[str, str, str]) -> None:
        """What a stay said before its newest state: (first poll that told another, was, became)."""
        drawn, was_since = self.feeds[feed], at(since)
        for changed, was, became in turns:
            ensure_month(self.connection, "state_change", at(changed))
            self._run(
                "insert into state_change (stay_id, changed_at, feed_id, was_since, changed_lo,"
                " observed_s, was, became) values (%s, %s, %s, %s, %s, %s, %s, %s)",
                *(stay, at(changed), drawn.id, was_since, at(changed) - timedelta(seconds=30)),
                *(drawn.clock_s(at(changed)) - drawn.clock_s(at(since)), was, became),
            )
            was_since = at(changed)

    def trip(self, feed: str, number: int, start: str, lon: float, lat: float) -> None:
        """A rental of ten minutes, as its operator tells it."""
        begun = at(start)
        ended = begun + timedelta(minutes=10)
        ensure_day(self.connection, "trip", ended)
        self._run(
            "insert into trip (feed_id, id, ended_at, started_at, start_geom, told_at) values (%s,"
            " %s, %s, %s, st_setsrid(st_makepoint(%s, %s), 4326), %s)",
            *(self.feeds[feed].id, UUID(int=number), ended, begun, lon, lat, ended),
        )

    def polled(self, feed: str, when: str, outcome: str = "ok", **row: Any) -> None:
        """An attempt to read a feed; other columns of its row by name."""
        ensure_month(self.connection, "poll", at(when))
        evidence = at(when) if outcome in ("ok", "unchanged") else None
        columns = {"evidence_at": evidence, "dropped": Jsonb({}), **row}
        names = ", ".join(columns)
        places = ", ".join(["%s"] * len(columns))
        self._run(
            "insert into poll (feed_id, started_at, finished_at, outcome, code_version, "
            f"{names}) values (%s, %s, %s, %s, '0', {places})",
            *(self.feeds[feed].id, at(when), at(when), outcome, *columns.values()),
        )

    def area(
        self,
        kind: AreaKind,
        code: str,
        west: float,
        south: float,
        east: float,
        north: float,
        *,
        municipality: str | None = "GM9999",
        since: str = "1 00:00",
        until: str | None = None,
        capacity: int | None = None,
        places: dict[str, int] | None = None,
        forms: list[str] | None = None,
    ) -> int:
        """A box, valid for some days; a hub with `capacity`, or `places` by form factor.

        `forms` are those that it is about.
        """
        if places is not None:
            capacity = sum(places.values())
        return self._one(
            "insert into area (kind, code, name, municipality, valid_from, valid_to, geom, area_m2,"
            " capacity, capacity_by_form, form_factors, source) select %s, %s, %s, %s, %s, %s,"
            " st_multi(g), st_area(g::geography), %s, %s, %s, 'drawn by hand'"
            " from st_makeenvelope(%s, %s, %s, %s, 4326) g returning id",
            *(kind, code, code.title(), municipality, at(since), at(until) if until else None),
            *(capacity, None if places is None else Jsonb(places), forms),
            *(west, south, east, north),
        )

    def kind(self, form: str) -> int:
        """The number of a vehicle type."""
        self._run(
            "insert into vehicle_type (form_factor, propulsion) values (%s, 'electric')"
            " on conflict do nothing",
            form,
        )
        return self._one("select id from vehicle_type where form_factor = %s", form)

    def next_poll(self, feed: str) -> None:
        """Say that the feed's evidence changed."""
        self._run(
            "update feed_state set generation = generation + 1 where feed_id = %s",
            self.feeds[feed].id,
        )

    def _number(self, drawn: Drawn) -> int:
        drawn.stays += 1
        return (drawn.id << 40) + drawn.stays

    def _run(self, query: str, *values: Any) -> None:
        self.connection.execute(query.encode(), values)

    def _one(self, query: str, *values: Any) -> int:
        row = self.connection.execute(query.encode(), values).fetchone()
        assert row is not None
        return int(row[0])
