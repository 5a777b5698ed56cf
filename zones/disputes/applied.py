"""What follows when a municipality agrees: by means that are there already, and nothing is erased.

Words explain a gap, evidence is set aside and the days counted anew, or a limit holds no more. What
was told before stays, with when and why it was replaced.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from psycopg import Connection

from zones.disputes.kept import Dispute, Remedy
from zones.measure import SQL
from zones.permits.by_effect import with_effects
from zones.permits.limits import in_force, read_limits
from zones.permits.setting import BadLimit, withdraw

MOST_LETTERS = 300
STATEMENT = (
    "insert into statement (operator_id, kind, starts_at, ends_at, said, said_by, said_at)"
    " values (%s, 'outage', to_timestamp(%s), to_timestamp(%s), %s, %s, to_timestamp(%s))"
)


@dataclass(frozen=True)
class Outcome:
    """What a municipality does: over a part of what is contested (unix seconds; None: all of it).

    `since` is the first day on which a limit holds no more.
    """

    remedy: Remedy
    start: int | None = None
    end: int | None = None
    since: date | None = None

    def stretch(self, dispute: Dispute) -> tuple[int, int]:
        """From when until when, for what has a time."""
        start = dispute.start if self.start is None else self.start
        end = dispute.end if self.end is None else self.end
        assert start is not None
        assert end is not None
        return start, end


def apply(
    connection: Connection[Any],
    dispute: Dispute,
    outcome: Outcome,
    reason: str,
    by: str,
    timezone: str,
    now_s: int,
) -> None:
    """Apply an outcome in the transaction that is open; raises BadLimit."""
    match outcome.remedy:
        case Remedy.explained:
            start, end = outcome.stretch(dispute)
            opening = dispute.acts[0]
            said = (opening.words[:MOST_LETTERS], opening.said_by)
            connection.execute(STATEMENT, [dispute.operator_id, start, end, *said, now_s])
        case Remedy.set_aside:
            _set_aside(connection, dispute, outcome, reason, by, now_s)
        case Remedy.limit_withdrawn:
            number, since = _limit(connection, dispute, outcome)
            connection.execute(SQL["lock_permit_limits"])
            now = datetime.fromtimestamp(now_s, UTC)
            withdraw(connection, number, since, by, _line(reason), now)


def _set_aside(
    connection: Connection[Any],
    dispute: Dispute,
    outcome: Outcome,
    reason: str,
    by: str,
    now_s: int,
) -> None:
    """A verdict rests on all feeds of its operator."""
    start, end = outcome.stretch(dispute)
    feeds = connection.execute(
        "select id, key from feed where operator_id = %s and coalesce(id = %s, true) order by id",
        [dispute.operator_id, dispute.feed_id],
    ).fetchall()
    for feed, key in feeds:
        values = {
            "dispute": dispute.number,
            "municipality": dispute.municipality,
            "feed": feed,
            "from": start,
            "to": end,
            "why": f"What {key} told from {_told(start)} to {_told(end)} (UTC) is set aside: "
            f"{_line(reason)}",
            "by": by,
            "at": now_s,
        }
        connection.execute(SQL["set_aside"], values)


def _limit(connection: Connection[Any], dispute: Dispute, outcome: Outcome) -> tuple[int, date]:
    """The limit that holds no more, and since when."""
    limits = read_limits(connection, dispute.municipality)
    if dispute.limit_id is not None:
        own = next(one for one in limits if one.id == dispute.limit_id)
        return own.id, outcome.since or own.effective_from
    assert dispute.day is not None
    after = dispute.day + timedelta(days=1)
    every = with_effects(connection, limits, dispute.municipality, dispute.day, after)
    held = in_force((one for one in every if one.scope == dispute.scope), dispute.day)
    if held is None or held.effect is not None:
        raise BadLimit(
            "remedy", "That day's limit was set by a module, for that day alone.",
            "Set the module's effect otherwise, or choose another remedy.",
        )  # fmt: skip
    return held.id, outcome.since or dispute.day


def _line(text: str) -> str:
    return " ".join(text.split())[:MOST_LETTERS]


def _told(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")
