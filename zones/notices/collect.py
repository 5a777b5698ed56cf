"""What is to be told, out of what was decided: once for each recipient, in their language."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from psycopg import Connection

from zones.in_force import Held, read_held
from zones.measure import SQL
from zones.modules.effects import EffectKind
from zones.modules.setting import STOEP
from zones.notices.outbox import Draft, put
from zones.notices.recipients import Recipient, Topic, read_recipients
from zones.notices.words import say

log = structlog.get_logger()
AHEAD = timedelta(days=2)
JUST_NOW = timedelta(minutes=1)
RECENT = timedelta(days=2)
"""What is older than this is no news any more, wherever we were meanwhile."""


def collect(connection: Connection[Any], timezone: str, now: datetime) -> int:
    """Put what is to be told in the outbox; how many messages are new."""
    recipients = read_recipients(connection)
    if not recipients:
        return 0
    drafts = [
        *_of_effects(connection, recipients, timezone, now),
        *_of_modules(connection, recipients, timezone, now),
    ]
    with connection.transaction():
        return put(connection, drafts, now)


def _of_effects(
    connection: Connection[Any], recipients: Sequence[Recipient], timezone: str, now: datetime
) -> Iterator[Draft]:
    """Of what is in force now or was decided for soon: the messages, and the rest in one."""
    start, end = int(now.timestamp()), int((now + AHEAD).timestamp())
    held = read_held(connection, start, end)
    for one in held:
        if one.kind == EffectKind.message:
            yield from _message(one, recipients, timezone, now)

    def of(one: Held) -> tuple[str, str, Any]:
        return one.municipality, one.module, one.day

    others = sorted((one for one in held if one.kind != EffectKind.message), key=of)
    for (town, _, _), group in groupby(others, of):
        wanting = [x for x in recipients if x.municipality == town and Topic.in_force in x.about]
        rules = list(group)
        for recipient in wanting:
            yield _in_force(rules, recipient, timezone, now)


def _message(
    one: Held, recipients: Sequence[Recipient], timezone: str, now: datetime
) -> Iterator[Draft]:
    named = [x for x in recipients if x.municipality == one.municipality]
    for name in one.recipients:
        known = [x for x in named if x.name == name]
        if not known and now - one.decided_at < JUST_NOW:
            log.warning("nobody to tell", recipient=name, municipality=one.municipality)
        for recipient in known:
            if Topic.messages in recipient.about:
                told = _told(one, recipient, timezone) | {"message": one.message}
                yield _draft(
                    recipient, f"message {one.id}", Topic.messages, "effect", told,
                    _evidence(one), timezone, now,
                )  # fmt: skip


def _in_force(rules: Sequence[Held], recipient: Recipient, timezone: str, now: datetime) -> Draft:
    first = rules[0]
    told = _told(first, recipient, timezone)
    words = [_rule(one, recipient.language, timezone) for one in rules]
    key = f"in force {first.module} {first.day}"
    told |= {"rules": say(recipient.language, "and").join(words)}
    evidence = _evidence(first)
    return _draft(recipient, key, Topic.in_force, "in_force", told, evidence, timezone, now)


def _of_modules(
    connection: Connection[Any], recipients: Sequence[Recipient], timezone: str, now: datetime
) -> Iterator[Draft]:
    """Modules that Stoep itself switched off."""
    asked = {"by": STOEP, "since": now - RECENT}
    for number, town, module, why in connection.execute(SQL["modules_struck"], asked).fetchall():
        for recipient in recipients:
            if recipient.municipality == town and Topic.module_off in recipient.about:
                told = {"module": module, "municipality": town, "why": why}
                evidence = f"/modules?about={module}"
                yield _draft(
                    recipient, f"module off {number}", Topic.module_off, "module_off", told,
                    evidence, timezone, now,
                )  # fmt: skip


def _draft(
    recipient: Recipient,
    key: str,
    topic: Topic,
    text: str,
    told: dict[str, Any],
    evidence: str,
    timezone: str,
    now: datetime,
) -> Draft:
    subject, body = (
        say(recipient.language, f"{text}_{part}", **told) for part in ("subject", "body")
    )
    due = recipient.due(now, timezone)
    return Draft(recipient.id, key, topic.value, subject, body, evidence, due)


def _told(one: Held, recipient: Recipient, timezone: str) -> dict[str, Any]:
    return {
        "title": one.title.get(recipient.language, one.module),
        "day": f"{one.day:%d-%m-%Y}" if recipient.language == "nl" else f"{one.day:%Y-%m-%d}",
        "decided": f"{one.decided_at.astimezone(ZoneInfo(timezone)):%d-%m-%Y %H:%M}",
        "module": one.module,
        "version": one.version,
        "by": one.set_by,
        "why": one.why,
    }


def _rule(one: Held, language: str, timezone: str) -> str:
    start, end = (at.astimezone(ZoneInfo(timezone)) for at in (one.begins_at, one.ends_at))
    value = f"{one.value or 0:g}"
    return say(
        language, one.kind, area=one.area, indicator=one.indicator,
        value=value.replace(".", ",") if language == "nl" else value,
        start=f"{start:%H:%M}", end=f"{end:%H:%M}",
    )  # fmt: skip


def _evidence(one: Held) -> str:
    return f"/modules?module={one.module}&day={one.day}"
