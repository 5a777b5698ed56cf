"""What people did about a stay: assigned, handled, reopened, noted; kept for good, never changed.

The actions of a stay are numbered. Who acts tells the number that they saw last: when somebody was
there in between, nothing is kept and they hear what was done.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from stoep.errors import StoepError
from zones.measure import SQL

HOUR_S = 3600


class What(StrEnum):
    """What somebody does about a vehicle."""

    assigned = "assigned"
    """Somebody is to look after it."""
    handled = "handled"
    """It has been dealt with."""
    reopened = "reopened"
    """It has not, after all; nobody has it now."""
    noted = "noted"
    """Something to know; changes nothing else."""


class Status(StrEnum):
    """How far a row of the list is."""

    open = "open"
    """Nobody has it."""
    assigned = "assigned"
    """Somebody has it."""
    handled = "handled"
    """It was marked as handled."""
    still_there = "still_there"
    """It was, and it was seen there long after."""


WAITING = (Status.open, Status.assigned, Status.still_there)
"""What is still to be done."""


@dataclass(frozen=True)
class Action:
    """Something that was done; `number` counts from 1 on within the stay, `said_at` unix seconds.

    `verified` tells whether the name of who did it was checked.
    """

    stay_id: int
    number: int
    what: What
    assignee: str | None
    note: str | None
    said_by: str
    verified: bool
    said_at: int


@dataclass(frozen=True)
class Wish:
    """What somebody wants to do about a stay; `after` is the number of the last action they saw."""

    what: What
    by: str
    verified: bool
    after: int = 0
    assignee: str | None = None
    note: str | None = None


class NoStay(StoepError):
    """There is no stay of that number."""

    code = "not_found"


class SomebodyWasFirst(StoepError):
    """Something was done since the last look; `latest` is it."""

    code = "somebody_was_first"

    def __init__(self, sentence: str, latest: Action) -> None:
        super().__init__(sentence, "Read the row again, and decide with that in mind.")
        self.latest = latest


class NotYetDone(StoepError):
    """The action that somebody says to have seen last is not there."""

    code = "not_yet_done"


@dataclass(frozen=True)
class Kept:
    """An action that is kept; `fresh` False: it had been already. `ended_at`: the vehicle left."""

    action: Action
    fresh: bool
    ended_at: int | None


@dataclass(frozen=True)
class Handling:
    """What came of the actions of a stay."""

    status: Status = Status.open
    assignee: str | None = None
    handled_at: int | None = None
    actions: tuple[Action, ...] = ()

    @property
    def latest(self) -> Action | None:
        """The last thing that was done."""
        return self.actions[-1] if self.actions else None

    @classmethod
    def of(cls, actions: Collection[Action], seen_at: int, again_s: float) -> "Handling":
        """Of a vehicle that was seen standing at a moment; `again_s` later it is still there."""
        status, assignee, handled_at = Status.open, None, None
        for one in actions:
            if one.what is What.assigned:
                status, assignee, handled_at = Status.assigned, one.assignee, None
            elif one.what is What.reopened:
                status, assignee, handled_at = Status.open, None, None
            elif one.what is What.handled:
                status, handled_at = Status.handled, one.said_at
        if handled_at is not None and seen_at - handled_at >= again_s:
            status = Status.still_there
        return cls(status, assignee, handled_at, tuple(actions))


def read_actions(
    connection: Connection[Any], stays: Collection[int], at: int | None = None
) -> dict[int, list[Action]]:
    """The actions of some stays until a moment (unix seconds; None: all), the oldest first."""
    found: dict[int, list[Action]] = {}
    with connection.cursor(row_factory=class_row(_Row)) as cursor:
        rows = cursor.execute(SQL["worklist_actions"], {"ids": list(stays), "at": at}).fetchall()
    for row in rows:
        found.setdefault(row.stay_id, []).append(row.action)
    return found


@dataclass(frozen=True)
class _Row:
    stay_id: int
    number: int
    what: str
    assignee: str | None
    note: str | None
    said_by: str
    verified: bool
    said_at: int

    @property
    def action(self) -> Action:
        return Action(
            self.stay_id,
            self.number,
            What(self.what),
            self.assignee,
            self.note,
            self.said_by,
            self.verified,
            self.said_at,
        )


def act(connection: Connection[Any], stay: int, wish: Wish, now_s: int) -> Kept:
    """Keep an action; raises NoStay, SomebodyWasFirst, NotYetDone.

    The same action said twice is kept once: an answer may get lost on its way.
    """
    with connection.transaction():
        found = connection.execute(SQL["worklist_stay"], {"id": stay}).fetchone()
        if found is None:
            raise NoStay(f"There is no stay {stay}.", "See /v1/worklist for what stands.")
        number = wish.after + 1
        done = read_actions(connection, [stay]).get(stay, [])
        if len(done) < wish.after:
            raise NotYetDone(
                f"Of stay {stay} {len(done)} actions are known, not {wish.after}.",
                "Read the row again, and give the `number` of the last of its actions.",
            )
        values = {
            "stay": stay,
            "number": number,
            "what": wish.what,
            "assignee": wish.assignee,
            "note": wish.note,
            "by": wish.by,
            "verified": wish.verified,
            "at": now_s,
        }
        fresh = connection.execute(SQL["worklist_act"], values).fetchone() is not None
        done = read_actions(connection, [stay]).get(stay, [])
        latest = done[-1]
        if not fresh and not _same(latest, wish):
            raise SomebodyWasFirst(_told(latest), latest)
    return Kept(latest, fresh, found[0])


def _same(action: Action, wish: Wish) -> bool:
    was = (action.number, action.what, action.assignee, action.note, action.said_by)
    return was == (wish.after + 1, wish.what, wish.assignee, wish.note, wish.by)


def _told(action: Action) -> str:
    """What was done meanwhile, in a sentence."""
    did = {
        What.assigned: f"assigned it to {action.assignee}",
        What.handled: "marked it as handled",
        What.reopened: "opened it again",
        What.noted: "made a note",
    }
    return f"Meanwhile {action.said_by} {did[action.what]}."
