"""The API's way to the evidence: read-only, one snapshot per question, bounded in time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import Depends, Request
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from api.people.provider.provider import Provider, open_provider
from api.problems import BadQuestion, Fault
from api.receipts.receipt import signing_key
from api.scenes import Scenes
from runner.checked import CHECKED, Checked
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.store.roles import Role

SQL = {path.stem: path.read_bytes() for path in (Path(__file__).parent / "sql").glob("*.sql")}
CONNECTIONS = 8
PATIENCE_S = 2.0
"""Longest wait for a free connection before the answer is 503."""
OPTIONS = (
    "-c statement_timeout=5s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s"
    " -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"
    # A plan made for any areas and any period suits none: one of them took two minutes.
    " -c plan_cache_mode=force_custom_plan"
)
AS_KNOWN = "stoep.as_known"
"""Where a question that is asked again carries the evidence as it was known then."""
DOOR = "door"
"""Who asks where it is not yet known who: to sign in, to accept an invitation."""
WRITING_CONNECTIONS = 4
WRITING_OPTIONS = (
    "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s"
)


@dataclass(frozen=True)
class Reading:
    """One look at the evidence: whatever is asked of it is of one moment."""

    connection: Connection[Any]
    now_s: int

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query from `api/sql`."""
        return self.connection.execute(SQL[query], values).fetchall()

    def named(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """The same, each row by column name."""
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(SQL[query], values).fetchall()


@dataclass
class Evidence:
    """The database as the API sees it, with the scenes that were looked at last."""

    settings: Settings
    connections: ConnectionPool[Connection[Any]]
    writing: ConnectionPool[Connection[Any]]
    """For what is asked for or pushed: a burst of questions holds none of it up."""
    clock: Callable[[], float]
    signing_key: Ed25519PrivateKey
    """Signs receipts."""
    scenes: Scenes = field(default_factory=Scenes)
    secret: str = field(default="", repr=False)
    """That of this Stoep: links in messages are signed with a key made from it."""
    provider: Provider | None = None
    """The identity provider by which people sign in too, where the settings name one."""
    checked: Checked = CHECKED
    """What modules came to."""
    asked_for: str = ""
    """For which organisations, where the database is to tell what is theirs alone."""
    as_of: Mapping[str, Any] | None = None
    """By feed, evidence beyond these moments is left out (see `evidence_as_of` in SQL)."""

    def as_known(self, asked_at: int, evidence: Mapping[int, tuple[int, int, int]]) -> "Evidence":
        """The same evidence as it was known at an earlier moment."""
        known: dict[str, Any] = {str(feed): moments for feed, moments in evidence.items()}
        known["at"] = asked_at
        return replace(self, clock=lambda: asked_at, as_of=known, scenes=Scenes())

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which days are counted."""
        return ZoneInfo(self.settings.timezone)

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """A connection and the time, for the length of one question."""
        with self.connections.connection() as connection:
            _say_for_whom(connection, self.asked_for)
            if self.as_of is not None:
                known = msgspec.json.encode(self.as_of).decode()
                connection.execute("select set_config('stoep.as_of', %s, true)", [known])
            yield Reading(connection, int(self.clock()))

    @contextmanager
    def write(self) -> Iterator[Connection[Any]]:
        """A connection on which something is kept: one transaction."""
        with self.writing.connection() as connection:
            _say_for_whom(connection, self.asked_for)
            yield connection

    def door(self) -> AbstractContextManager[Connection[Any]]:
        """The same for who comes in: whose they are is known afterwards."""
        return replace(self, asked_for=DOOR).write()

    def check_past(self, **moments: int | None) -> None:
        """Refuse moments that are still to come: nothing is known of them."""
        now_s = int(self.clock())
        late = [name for name, at in moments.items() if at is not None and at > now_s]
        if late:
            remedy = "Ask for a moment that has been; leave it out for now."
            raise BadQuestion(
                *(
                    Fault(name=n, place="query", detail=f"`{n}` is to come.", remedy=remedy)
                    for n in (name.rstrip("_") for name in late)
                )
            )


def open_evidence(
    settings: Settings, address: str, clock: Callable[[], float], secret: str
) -> Evidence:
    """The evidence at a database address; the database need not be up yet."""
    # Where nobody signs in, whoever may act is on both sides of a dispute.
    anyone = " -c stoep.asked_for=anyone" if settings.acting == "anyone" else ""
    reads, acts = settings.database_reads or address, settings.database_acts or address
    reading = pool(reads, CONNECTIONS, PATIENCE_S, OPTIONS + anyone, Role.reads)
    writing = pool(acts, WRITING_CONNECTIONS, PATIENCE_S, WRITING_OPTIONS + anyone, Role.acts)
    return Evidence(
        settings,
        reading,
        writing,
        clock,
        signing_key(secret),
        secret=secret,
        provider=open_provider(settings, clock),
    )


def _say_for_whom(connection: Connection[Any], asked_for: str) -> None:
    """For this transaction alone: the next one on this connection is another's."""
    if asked_for:
        connection.execute("select set_config('stoep.asked_for', %s, true)", [asked_for])


def _evidence(request: Request) -> Evidence:
    evidence: Evidence = request.app.state.evidence
    known: Evidence = request.scope.get(AS_KNOWN, evidence)
    asked_for: str = getattr(request.state, "asked_for", "")
    return replace(known, asked_for=asked_for) if asked_for else known


Ask = Annotated[Evidence, Depends(_evidence)]
"""What a route hands its question to."""
