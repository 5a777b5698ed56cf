"""What follows where a module tells something: data of each municipality, never code.

*On a beach day these hubs hold half as much again, this promenade is a no-parking zone from 10 to
22, and these operators are told the evening before.* `deciding` puts them in force in the evening
before. `what_follows` tells what they would come to by all that is known now: that is a preview,
and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import class_row

from runner.find import Module
from stoep.contract.manifest import Kind
from stoep.contract.results import Answer
from stoep.vocabulary import AreaKind
from zones.measure import SQL
from zones.modules.setting import BadSetting
from zones.modules.told import Told, read_told
from zones.permits.limits import GROUP
from zones.registry import INDICATORS

MOST_FACTOR, MOST_TEXT = 10, 1_000
USUAL_ZONE = "Europe/Amsterdam"
"""Where days are counted unless a city says otherwise."""


class EffectKind(StrEnum):
    """What an effect does."""

    capacity = "capacity"
    """A hub holds `value` times its places."""
    zone = "zone"
    """A zone holds on such days alone, in the hours."""
    limit = "limit"
    """A permit indicator of an area has a limit of `value`, for each operator that has any."""
    message = "message"
    """Recipients are told, the evening before where it is expected."""


AREAS = {
    EffectKind.capacity: {AreaKind.hub},
    EffectKind.zone: {AreaKind.no_parking, AreaKind.hub},
    EffectKind.limit: set(AreaKind),
}


@dataclass(frozen=True)
class Wish:
    """An effect as somebody wants it; hours are on the city's clock, both left out: all day."""

    kind: EffectKind
    valid_from: date
    set_by: str
    why: str
    cause: str = Answer.yes.value
    area: str | None = None
    value: float | None = None
    indicator: str | None = None
    hours_from: time | None = None
    hours_until: time | None = None
    recipients: tuple[str, ...] = ()
    message: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Effect:
    """An effect on record; `valid_until` is the first day on which it follows no more."""

    id: int
    municipality: str
    module: str
    cause: str
    kind: str
    area: str | None
    value: float | None
    indicator: str | None
    hours_from: time | None
    hours_until: time | None
    recipients: list[str]
    message: str | None
    valid_from: date
    valid_until: date | None
    set_by: str
    set_at: datetime
    why: str

    def holds(self, day: date) -> bool:
        """Whether it may follow on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True)
class Following:
    """An effect that follows on a day, and from what: for receipts."""

    day: date
    effect: Effect
    told: Told


def set_effect(
    connection: Connection[Any],
    module: Module,
    municipality: str,
    wish: Wish,
    now: datetime,
    timezone: str = USUAL_ZONE,
) -> int:
    """Keep an effect; its number. Raises BadSetting, which names the field."""
    _check(module, wish)
    if wish.area is not None:
        asked = {"municipality": municipality, "key": wish.area}
        if connection.execute(SQL["module_area_there"], asked).fetchone() is None:
            raise BadSetting("area", f"There is no {wish.area} in {municipality}.")
    return _insert(connection, municipality, module.name, wish, None, now, timezone)


def end_effect(
    connection: Connection[Any],
    municipality: str,
    number: int,
    since: date,
    by: str,
    why: str,
    now: datetime,
    timezone: str = USUAL_ZONE,
) -> None:
    """Let an effect follow no more from a day on, by a row of its own; raises BadSetting.

    What is in force of it on that day or later ends now.
    """
    known = [one for one in read_effects(connection, municipality, now) if one.id == number]
    if not known:
        raise BadSetting("number", f"There is no effect {number} in {municipality}.")
    was = known[0]
    if was.valid_until is not None and was.valid_until <= since:
        raise BadSetting("from", f"Effect {number} ends on {was.valid_until} already.")
    _check_words(by, why)
    wish = Wish(
        EffectKind(was.kind), since, by, why, was.cause, was.area, was.value, was.indicator,
        was.hours_from, was.hours_until, tuple(was.recipients), was.message,
    )  # fmt: skip
    _insert(connection, municipality, was.module, wish, number, now, timezone)


def read_effects(
    connection: Connection[Any], municipality: str, as_of: datetime, module: str | None = None
) -> list[Effect]:
    """The effects that a municipality decided on, as the decisions stood at a moment."""
    asked = {"municipality": municipality, "as_of": as_of, "module": module}
    with connection.cursor(row_factory=class_row(Effect)) as cursor:
        return cursor.execute(SQL["module_effects"], asked).fetchall()


def what_follows(
    connection: Connection[Any], municipality: str, begin: date, end: date, as_of: datetime
) -> list[Following]:
    """What follows on the days from `begin` until `end` (not included), as of a moment.

    What was observed of a day goes before what was expected, once it is known at all.
    """
    effects = read_effects(connection, municipality, as_of)
    told = _best(read_told(connection, municipality, begin, end, as_of))
    return [
        Following(one.day, effect, one)
        for one in told
        for effect in effects
        if effect.module == one.module and effect.holds(one.day) and _causes(one, effect.cause)
    ]


def preview(
    connection: Connection[Any],
    municipality: str,
    module: str,
    today: date,
    as_of: datetime,
    count: int = 10,
    back_days: int = 400,
) -> list[Told]:
    """The last days on which something followed or would have, today and tomorrow first."""
    begin, end = today - timedelta(days=back_days), today + timedelta(days=2)
    told = _best(read_told(connection, municipality, begin, end, as_of, module))
    struck = [
        one for one in told if one.answer == Answer.yes or (one.answer is None and one.results)
    ]
    return sorted(struck, key=lambda one: one.day, reverse=True)[:count]


def _best(told: Sequence[Told]) -> list[Told]:
    """Of each module and day what was observed, unless that is not known and a forecast was."""
    found: dict[tuple[str, date], Told] = {}
    for one in told:
        held = found.get((one.module, one.day))
        known = one.answer != Answer.unknown
        if held is None or (one.basis == "observed" and known) or held.answer == Answer.unknown:
            found[one.module, one.day] = one
    return list(found.values())


def _causes(told: Told, cause: str) -> bool:
    if told.answer is not None:
        return told.answer == cause
    return any(one.get("what") == cause for one in told.results)


def _check(module: Module, wish: Wish) -> None:
    _check_words(wish.set_by, wish.why)
    findings = module.manifest.findings
    causes = set(findings) if module.manifest.kind is Kind.findings else {Answer.yes, Answer.no}
    if module.manifest.kind is Kind.indicator or wish.cause not in causes:
        told = (
            ", ".join(sorted(causes)) if module.manifest.kind is not Kind.indicator else "nothing"
        )
        raise BadSetting(
            "cause", f"{module.name} never tells {wish.cause!r}.", f"It tells: {told}."
        )
    if (wish.hours_from is None) != (wish.hours_until is None) or (
        wish.hours_from is not None and wish.hours_from == wish.hours_until
    ):
        raise BadSetting("hours", "They are half given, or none.", "As in 10:00 and 22:00.")
    if wish.valid_until is not None and wish.valid_until <= wish.valid_from:
        raise BadSetting("until", "It ends before it begins.")
    _check_kind(wish)


def _check_kind(wish: Wish) -> None:
    if wish.kind is EffectKind.message:
        if not wish.recipients or not (wish.message or "").strip():
            raise BadSetting("message", "It says nothing, or to nobody.")
        if len(wish.message or "") > MOST_TEXT:
            raise BadSetting("message", f"It has over {MOST_TEXT} characters.")
        if wish.value is not None or wish.indicator is not None:
            raise BadSetting("value", "A message has no number.")
        return
    if wish.recipients or wish.message is not None:
        raise BadSetting("message", f"A {wish.kind} tells nobody.", "Add a message of its own.")
    kind = (wish.area or "").split("/")[0]
    if kind not in AREAS[wish.kind]:
        known = ", ".join(sorted(AREAS[wish.kind]))
        raise BadSetting("area", f"A {wish.kind} is about: {known}.", "Write it as kind/code.")
    wants_value = wish.kind is not EffectKind.zone
    if (wish.value is not None) != wants_value:
        raise BadSetting("value", f"A {wish.kind} needs {'a' if wants_value else 'no'} number.")
    if wish.value is not None and not (isfinite(wish.value) and wish.value >= 0):
        raise BadSetting("value", f"{wish.value:g} cannot be.")
    if wish.kind is EffectKind.capacity and not 0 < (wish.value or 0) <= MOST_FACTOR:
        raise BadSetting("value", "It is no factor.", f"Use more than 0 and at most {MOST_FACTOR}.")
    if (wish.indicator is not None) != (wish.kind is EffectKind.limit):
        raise BadSetting("indicator", "A limit names one, all else none.")
    judged = [name for name, entry in INDICATORS.items() if entry.group == GROUP]
    if wish.indicator is not None and wish.indicator not in judged:
        sentence = f"No permit is judged by {wish.indicator!r}."
        raise BadSetting("indicator", sentence, f"Use one of {', '.join(judged)}.")


def _check_words(by: str, why: str) -> None:
    for field, text in (("by", by), ("why", why)):
        if not text.strip() or "\0" in text:
            raise BadSetting(field, "It is empty.", "History tells who decided, and why.")


def _insert(
    connection: Connection[Any],
    municipality: str,
    module: str,
    wish: Wish,
    ends: int | None,
    now: datetime,
    timezone: str,
) -> int:
    values = {
        **vars(wish), "kind": wish.kind.value, "recipients": list(wish.recipients),
        "municipality": municipality, "module": module, "ends": ends, "set_at": now,
        "starts_at": _midnight(wish.valid_from, timezone),
        "stops_at": wish.valid_until and _midnight(wish.valid_until, timezone),
    }  # fmt: skip
    row = connection.execute(SQL["set_module_effect"], values).fetchone()
    assert row is not None
    return int(row[0])


def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
