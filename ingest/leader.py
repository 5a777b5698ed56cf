"""One process polls at a time; a second one waits beside it and takes over when the first is gone.

The lock lives as long as the connection: a process that dies loses it at once. The leader says
every few seconds that it is there; when it has not for half a minute, its connection is ended by
one that waits. A process that was frozen and wakes up may still believe that it leads: its lease is
older than the newest, and the database refuses what it writes (see `attempt`): each statement that
writes of a feed asks whether a newer lease was given.
"""

from contextlib import suppress
from typing import Any

import psycopg
import structlog

from stoep.store.roles import Role, as_role, take_role

log = structlog.get_logger()

LOCK = 0x53746F65702E6C  # "Stoep.l"
ROLE = "ingest"
SILENT_S = 30
"""A leader that says nothing for so long is frozen."""
SAY_SO = "update leader set since = now() where role = %s and lease = %s"
END_THE_FROZEN = """
select pg_terminate_backend(l.pid)
from pg_locks l, leader h
where l.locktype = 'advisory' and l.granted and l.objsubid = 1
  and (l.classid::int8 << 32) + l.objid::int8 = %(lock)s
  and l.database = (select oid from pg_database where datname = current_database())
  and h.role = %(role)s and h.since < now() - %(silent_s)s * interval '1 second'
"""


class Leadership:
    """A connection of its own that holds the lock, while it does; `lease` numbers the holders."""

    def __init__(self, address: str, silent_s: float = SILENT_S) -> None:
        self._address = address
        self._silent_s = silent_s
        self._connection: psycopg.Connection[Any] | None = None
        self.lease: int | None = None

    def hold(self) -> bool:
        """Whether we lead now: takes the lock when it is free, finds out when it was lost."""
        try:
            if self._connection is None:
                self._connection = psycopg.connect(
                    as_role(self._address, Role.ingests),
                    autocommit=True, connect_timeout=5, application_name="stoep lead",
                )  # fmt: skip
                take_role(self._connection, Role.ingests)
            if self.lease is None:
                return self._take(self._connection)
            self._connection.execute(SAY_SO, [ROLE, self.lease])
        except psycopg.OperationalError:
            self.leave()
        return self.lease is not None

    def leave(self) -> None:
        """Let another lead."""
        if self.lease is not None:
            log.warning("no longer leads", lease=self.lease)
        self.lease = None
        if self._connection is not None:
            # A server notices a moment later that a connection was closed: the lock goes first.
            with suppress(psycopg.OperationalError):
                self._connection.execute("select pg_advisory_unlock_all()")
            self._connection.close()
            self._connection = None

    def _take(self, connection: psycopg.Connection[Any]) -> bool:
        row = connection.execute("select pg_try_advisory_lock(%s)", [LOCK]).fetchone()
        if row is None or not row[0]:
            frozen = {"lock": LOCK, "role": ROLE, "silent_s": self._silent_s}
            connection.execute(END_THE_FROZEN, frozen)
            return False
        lease = connection.execute(
            "insert into leader (role, lease, since) values (%s, 1, now())"
            " on conflict (role) do update set lease = leader.lease + 1, since = excluded.since"
            " returning lease",
            [ROLE],
        ).fetchone()
        assert lease is not None
        self.lease = int(lease[0])
        log.info("leads", lease=self.lease)
        return True
