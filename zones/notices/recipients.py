"""Whom a municipality tells something, of what, and when they are left alone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import class_row

from stoep.errors import StoepError
from zones.measure import SQL

EMAIL = re.compile(r"[^@\s\x00-\x1f<>,;:\"\\]{1,64}@[A-Za-z0-9.-]{1,190}")
NAME = re.compile(r"[\w.-][\w .-]{0,79}")


class RecipientKind(StrEnum):
    """How somebody is told."""

    email = "email"
    webhook = "webhook"


class Topic(StrEnum):
    """What somebody is told of."""

    messages = "messages"
    """What an effect says to them by name."""
    in_force = "in_force"
    """All that a module puts in force."""
    module_off = "module_off"
    """That a module was switched off because its runs failed."""


class BadRecipient(StoepError):
    """A recipient that cannot be; the sentence begins with the field that is wrong."""

    code = "bad_recipient"


@dataclass(frozen=True)
class Wish:
    """A recipient as somebody wants it; hours are on the city's clock."""

    municipality: str
    name: str
    kind: RecipientKind
    address: str
    added_by: str
    about: tuple[Topic, ...] = (Topic.messages,)
    language: str = "nl"
    quiet: tuple[time, time] | None = None
    digest_at: time | None = None


@dataclass(frozen=True)
class Recipient:
    """A recipient on record; once removed it has no address."""

    id: int
    municipality: str
    name: str
    kind: str
    address: str | None
    about: list[str]
    language: str
    quiet_from: time | None
    quiet_until: time | None
    digest_at: time | None
    added_by: str
    added_at: datetime
    removed_by: str | None
    removed_at: datetime | None

    def due(self, now: datetime, timezone: str) -> datetime:
        """When a message of now may go out: at the hour of its digest, and not in quiet hours."""
        if self.digest_at is None:
            return self.awake(now, timezone)
        return self.awake(_next(now, self.digest_at, ZoneInfo(timezone)), timezone)

    def awake(self, at: datetime, timezone: str) -> datetime:
        """A moment, or the end of the quiet hours that it lies in."""
        zone = ZoneInfo(timezone)
        if self.quiet_from is None or self.quiet_until is None:
            return at
        clock = at.astimezone(zone).time()
        through_night = self.quiet_from > self.quiet_until
        after, before = clock >= self.quiet_from, clock < self.quiet_until
        is_quiet = after or before if through_night else after and before
        return _next(at, self.quiet_until, zone) if is_quiet else at


def _next(now: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The next moment at which a clock shows an hour."""
    day = now.astimezone(zone).date()
    at = _on(day, clock, zone)
    return at if at >= now else _on(day + timedelta(days=1), clock, zone)


def _on(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def add_recipient(connection: Connection[Any], wish: Wish, now: datetime) -> int:
    """Keep a recipient; its number. Raises BadRecipient."""
    _check(wish)
    if any(one.name == wish.name for one in read_recipients(connection, wish.municipality)):
        raise BadRecipient(
            f"name: {wish.name} is a recipient of {wish.municipality} already.",
            "Remove it first, or choose another name.",
        )
    row = connection.execute(
        SQL["add_recipient"],
        {
            "municipality": wish.municipality, "name": wish.name, "kind": wish.kind.value,
            "address": wish.address, "about": [str(one) for one in wish.about],
            "language": wish.language, "quiet_from": wish.quiet and wish.quiet[0],
            "quiet_until": wish.quiet and wish.quiet[1], "digest_at": wish.digest_at,
            "by": wish.added_by, "at": now,
        },
    ).fetchone()  # fmt: skip
    assert row is not None
    return int(row[0])


def remove_recipient(
    connection: Connection[Any], municipality: str, name: str, by: str, now: datetime
) -> None:
    """Tell somebody no more; the address is forgotten, what waits is not sent."""
    known = [one for one in read_recipients(connection, municipality) if one.name == name]
    if not known or not by.strip():
        raise BadRecipient(
            f"name: There is no recipient {name} in {municipality}, or nobody says so.",
            "See: stoep recipient list",
        )
    forget(connection, known[0].id, by, now)


def forget(connection: Connection[Any], number: int, by: str, now: datetime) -> bool:
    """Remove a recipient by number, with its secret and all that waits; False: it was gone."""
    asked = {"id": number, "by": by, "at": now, "secret": secret_name(number)}
    with connection.transaction():
        return connection.execute(SQL["forget_recipient"], asked).fetchone() is not None


def read_recipients(
    connection: Connection[Any], municipality: str | None = None
) -> list[Recipient]:
    """Who is told something, in one municipality or in all, by name."""
    return _read(connection, municipality=municipality, id=None)


def recipient_by_number(connection: Connection[Any], number: int) -> Recipient | None:
    """A recipient, removed ones too; None: there is none."""
    found = _read(connection, municipality=None, id=number)
    return found[0] if found else None


def _read(connection: Connection[Any], **asked: Any) -> list[Recipient]:
    with connection.cursor(row_factory=class_row(Recipient)) as cursor:
        return cursor.execute(SQL["recipients"], asked).fetchall()


def secret_name(number: int) -> str:
    """The name under which a webhook's secret is sealed."""
    return f"webhook {number}"


def _check(wish: Wish) -> None:
    if not NAME.fullmatch(wish.name) or not wish.added_by.strip():
        raise BadRecipient(
            f"name: {wish.name!r} does not do, or nobody says so.",
            "Use at most 80 letters, digits, dots, dashes and spaces.",
        )
    if not wish.about:
        raise BadRecipient("about: It would be told nothing.", f"Choose: {', '.join(Topic)}.")
    if wish.quiet is not None and wish.quiet[0] == wish.quiet[1]:
        raise BadRecipient("quiet: The hours are none, or all.", "Write them as 22:00-07:00.")
    if wish.kind is RecipientKind.email and not EMAIL.fullmatch(wish.address):
        raise BadRecipient(f"address: {wish.address!r} is no e-mail address.")
    if wish.kind is RecipientKind.webhook:
        parts = urlsplit(wish.address)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
            raise BadRecipient(
                "address: It is no address that can be asked.",
                "Write it as https://host/path, without a name or password in it.",
            )
