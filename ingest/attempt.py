"""One attempt to learn what stands, as it is kept: every one, whatever came of it.

A good one moves the feed's state on in the same statement; `generation` says whether our copy of
that state is current, `lease` whether we still lead.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from psycopg import Connection
from psycopg.types.json import Jsonb

from ingest.clock import ClockWatch
from ingest.compare import Now
from ingest.feed import Feed
from ingest.known import Known
from ingest.memory import Memory
from ingest.refusal import Refusal
from ingest.snapshot import Snapshot
from stoep import __version__
from stoep.told import ToldFields
from stoep.vocabulary import PollOutcome

LONGEST_WORDS = 500
LONGEST_TTL_S = 2**31 - 1
SQL = {
    name: (Path(__file__).parent / "sql" / f"{name}.sql").read_bytes()
    for name in ("record_poll", "record_refusal", "still_leads")
}


@dataclass(frozen=True)
class Attempt:
    """When a poll was made, and what the answer was like."""

    started_at: datetime
    finished_at: datetime
    http_status: int | None = None
    body_bytes: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a poll, in numbers."""

    outcome: PollOutcome
    reason: str = ""
    opened: int = 0
    continued: int = 0
    missing: int = 0
    ended: int = 0
    retry_after_s: float | None = None
    """How long the server asks to be left alone."""


@dataclass(frozen=True)
class Told:
    """What a body told of itself: its version, how much it lists, how much of that is usable."""

    version: str
    listed: int
    sighted: int
    dropped: dict[str, int] = field(default_factory=dict)
    source_s: int | None = None
    ttl_s: int | None = None
    fields: ToldFields | None = None
    """Of how many vehicles it told what."""

    @classmethod
    def by(cls, snapshot: Snapshot) -> "Told":
        """What the body of a snapshot told."""
        return cls(
            snapshot.version,
            snapshot.listed,
            len(snapshot),
            dict(snapshot.dropped),
            snapshot.source_s,
            None if snapshot.ttl_s is None else min(snapshot.ttl_s, LONGEST_TTL_S),
            snapshot.told,
        )


class Overtaken(Exception):
    """Another process recorded a poll of this feed since our copy was read."""


class NoLongerLeader(Exception):
    """A newer leader has written: what an older one brings is refused (fencing)."""


class AlreadyRecorded(Exception):
    """This very poll is in the database: replaying it changes nothing."""


def fence(connection: Connection[Any], feed_id: int, lease: int | None) -> None:
    """Go on only while we lead, until this transaction ends; raises NoLongerLeader.

    What is written beside a poll is written behind this.
    """
    values = {"feed_id": feed_id, "lease": lease}
    if connection.execute(SQL["still_leads"], values).fetchone() is None:
        raise NoLongerLeader


def write_refusal(
    connection: Connection[Any],
    known: Known,
    feed: Feed,
    refusal: Refusal,
    attempt: Attempt,
    *,
    lease: int | None,
    clock: ClockWatch | None = None,
) -> Outcome:
    """Keep an attempt that is no evidence, with the reason in words.

    `clock` is what the feed's clock is known by since, where the attempt told a time. Raises
    AlreadyRecorded or NoLongerLeader, and then nothing is written.
    """
    known.ensure(connection, "poll", attempt.started_at)
    row = connection.execute(
        SQL["record_refusal"],
        {
            "feed_id": feed.id,
            "started_at": attempt.started_at,
            "finished_at": attempt.finished_at,
            "outcome": refusal.outcome,
            "reason": plain(str(refusal)),
            "http_status": refusal.http_status or attempt.http_status,
            "body_bytes": refusal.body_bytes or attempt.body_bytes,
            "clock_offset_s": None if clock is None else clock.offset_s,
            "clock_seen": None if clock is None else clock.seen,
            "lease": lease,
            "code_version": __version__,
        },
    ).fetchone()
    if row is None:
        explain(connection, feed, attempt, lease)
    return Outcome(refusal.outcome, str(refusal), retry_after_s=refusal.retry_after_s)


def write_poll(
    connection: Connection[Any],
    known: Known,
    feed: Feed,
    memory: Memory,
    told: Told,
    now: Now,
    attempt: Attempt,
    outcome: Outcome,
    *,
    content: bytes | None,
    standing: int,
    lease: int | None,
) -> None:
    """The poll, the run of evidence and the feed's state, in one statement; memory in step.

    `content` is the hash of what is listed, None where nothing is new: then what is held stays
    held. Raises AlreadyRecorded,
    Overtaken or NoLongerLeader, and then nothing is written.
    """
    known.ensure(connection, "poll", attempt.started_at)
    if now.before_s is None or now.gap:
        memory.span = (now.at_s, now.clock_s)
    is_news = content is not None
    content = content or memory.body_hash
    row = connection.execute(
        SQL["record_poll"],
        {
            "feed_id": feed.id,
            "generation": memory.generation,
            "started_at": attempt.started_at,
            "finished_at": attempt.finished_at,
            "outcome": outcome.outcome,
            "reason": outcome.reason or None,
            "http_status": attempt.http_status,
            "body_bytes": attempt.body_bytes,
            "version": plain(told.version),
            "listed": told.listed,
            "sighted": told.sighted,
            "dropped": Jsonb(told.dropped),
            "source_s": told.source_s,
            "ttl_s": told.ttl_s,
            "told": None if told.fields is None else list(told.fields),
            "body_hash": content,
            "at_s": now.at_s,
            "evidence_s": now.clock_s,
            "span_starts_s": memory.span[0],
            "span_clock_s": memory.span[1],
            "standing": standing,
            "stays_opened": memory.stays_opened + outcome.opened,
            "opened": outcome.opened,
            "continued": outcome.continued,
            "missing": outcome.missing,
            "ended": outcome.ended,
            "same_since_s": memory.same_since_s,
            "is_news": is_news,
            "clock_offset_s": memory.clock.offset_s,
            "clock_seen": memory.clock.seen,
            "lease": lease,
            "code_version": __version__,
        },
    ).fetchone()
    if row is None:
        explain(connection, feed, attempt, lease)
    memory.generation += 1
    memory.evidence_at_s, memory.evidence_s = now.at_s, now.clock_s
    memory.standing, memory.body_hash = standing, content
    if is_news:
        memory.held = None


def explain(
    connection: Connection[Any], feed: Feed, attempt: Attempt, lease: int | None
) -> NoReturn:
    """Why a poll was not written, as an exception."""
    row = connection.execute(
        "select greatest(lease, (select max(lease) from leader)), exists ("
        "    select from poll where feed_id = %(feed)s and started_at = %(at)s"
        ") from feed_state where feed_id = %(feed)s",
        {"feed": feed.id, "at": attempt.started_at},
    ).fetchone()
    assert row is not None
    if lease is not None and row[0] > lease:
        raise NoLongerLeader
    raise AlreadyRecorded if row[1] else Overtaken


def plain(told: str) -> str:
    """Words of a feed as they may be kept and shown: short, and without control characters."""
    return "".join(letter for letter in told[:LONGEST_WORDS] if letter.isprintable())
