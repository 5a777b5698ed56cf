"""One step in the life of a zone, taken by somebody who says what they saw of it last.

When somebody else changed the zone in between, nothing is done and they hear what was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg import Connection

from zones.policy import life
from zones.policy.changes import Change, last_change
from zones.policy.life import Draft
from zones.policy.refusals import ChangedMeanwhile, NotYetChanged, NoZone
from zones.policy.zone import Zone, load_zone


class What(StrEnum):
    """What somebody does with a zone, in the words of its history."""

    edited = "edited"
    """Another border, name or places; of what is published, a new version."""
    committed = "committed"
    published = "published"
    activated = "activated"
    """A monitoring zone begins."""
    retired = "retired"
    reopened = "reopened"
    deleted = "deleted"


@dataclass(frozen=True)
class Step:
    """What somebody wants; `after` is the number of the last change of the zone that they saw.

    Dates are given for those steps that need them.
    """

    what: What
    by: str
    after: int
    draft: Draft | None = None
    publish_on: datetime | None = None
    active_from: datetime | None = None
    retire_published: datetime | None = None
    retire_on: datetime | None = None


@dataclass(frozen=True)
class Taken:
    """The zone that came of it (another one, where a new version began), and its last change.

    `fresh` False: the very same step had been taken already.
    """

    zone: int
    change: Change
    fresh: bool


def take(
    connection: Connection[Any],
    zone_id: int,
    step: Step,
    now: datetime,
    progress: Callable[[float], None] = lambda part: None,
) -> Taken:
    """Take a step, all of it or nothing; raises ChangedMeanwhile, and whatever refuses the step."""
    with connection.transaction():
        done = _done_before(connection, zone_id, step)
        if done is not None:
            return Taken(zone_id, done, fresh=False)
        zone = load_zone(connection, zone_id, now, lock=True)
        _check_seen(connection, zone, step)
        made = _take(connection, zone, step, now, progress)
        change = last_change(connection, made)
    assert change is not None
    return Taken(made, change, fresh=True)


def _done_before(connection: Connection[Any], zone_id: int, step: Step) -> Change | None:
    """A zone that is gone was thrown away by them already, when the answer got lost."""
    if step.what is not What.deleted:
        return None
    last = last_change(connection, zone_id)
    same = last is not None and (last.what, last.changed_by) == (What.deleted, step.by)
    return last if same else None


def _check_seen(connection: Connection[Any], zone: Zone, step: Step) -> None:
    last = last_change(connection, zone.id)
    number = 0 if last is None else last.number
    if number > step.after:
        assert last is not None
        raise ChangedMeanwhile(
            f"Meanwhile {last.changed_by} changed zone {zone.id} ({zone.name}): {last.what}.", last
        )
    if number < step.after:
        raise NotYetChanged(
            f"Zone {zone.id} has no change {step.after}.",
            f"Its last one is {number} (see /zones/{zone.id}/history).",
        )


def _take(
    on: Connection[Any],
    zone: Zone,
    step: Step,
    now: datetime,
    progress: Callable[[float], None],
) -> int:
    by, number = step.by, zone.id
    match step.what:
        case What.edited:
            if step.draft is None:
                raise NoZone("what", "Nothing of the zone is changed.", "Give what is to change.")
            return life.edit(on, number, step.draft, by, now)
        case What.committed:
            life.commit(on, number, by, now)
        case What.published:
            start = _needed("active_from", step.active_from)
            life.publish(on, number, step.publish_on or now, start, by, now, progress)
        case What.activated:
            life.activate(on, number, step.active_from or now, by, now, progress)
        case What.retired:
            end = _needed("retire_on", step.retire_on)
            life.retire(on, number, step.retire_published or now, end, by, now)
        case What.reopened:
            life.reopen(on, number, by, now)
        case What.deleted:
            life.delete(on, number, by, now)
    return number


def _needed(field: str, at: datetime | None) -> datetime:
    if at is None:
        raise NoZone(field, f"`{field}` is required for this step.", "Give a moment or a day.")
    return at
