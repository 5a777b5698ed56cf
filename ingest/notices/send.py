"""The round of the outbox: what is to be told is written, what is due is sent, each by its way."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import Any

import httpx
import structlog
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.notices.letter import Letter
from ingest.notices.mail import send_mail
from ingest.notices.refusals import NeverSent, NotSent
from ingest.notices.secrets import SMTP, BadSecret, open_secret
from ingest.notices.webhook import post
from stoep.settings import Settings
from zones.notices.collect import collect
from zones.notices.outbox import Notice, claim, failed, sent
from zones.notices.recipients import (
    Recipient,
    RecipientKind,
    recipient_by_number,
    secret_name,
)

log = structlog.get_logger()


@dataclass
class Postman:
    """Sends what is due; `clock` gives unix seconds, `secret` is that of this Stoep."""

    pool: ConnectionPool[Connection[Any]]
    settings: Settings
    secret: str
    http: httpx.AsyncClient
    clock: Callable[[], float]

    async def round(self) -> int:
        """Write what is new, send what is due; how many letters went out."""
        now = datetime.fromtimestamp(self.clock(), UTC)
        claimed = await asyncio.to_thread(self._claim, now)
        return sum([await self._try(*one) for one in claimed])

    def _claim(self, now: datetime) -> list[tuple[Recipient, list[Notice]]]:
        with self.pool.connection() as connection:
            collect(connection, self.settings.timezone, now)
        with self.pool.connection() as connection:
            due = sorted(claim(connection, now), key=lambda one: (one.recipient_id, one.id))
            found: list[tuple[Recipient, list[Notice]]] = []
            for number, group in groupby(due, lambda one: one.recipient_id):
                recipient, mine = recipient_by_number(connection, number), list(group)
                if recipient is None or recipient.address is None:
                    failed(connection, mine, "removed", now, for_good=True)
                    continue
                # A first try goes out together; what is tried again keeps its own key.
                if recipient.digest_at is not None and all(one.attempts == 1 for one in mine):
                    found.append((recipient, mine))
                else:
                    found += [(recipient, [one]) for one in mine]
        return found

    async def _try(self, recipient: Recipient, notices: list[Notice]) -> bool:
        """One letter, of which no other pays for the failure."""
        try:
            return await self._send(recipient, notices)
        except Exception:
            # It is as if we had died on the way: it is taken up again later.
            log.exception("letter failed", recipient=recipient.name)
            return False

    async def _send(self, recipient: Recipient, notices: list[Notice]) -> bool:
        letter = Letter.to(recipient, notices, self.settings, self.secret)
        names = {"recipient": recipient.name, "municipality": recipient.municipality}
        now = datetime.fromtimestamp(self.clock(), UTC)
        try:
            if recipient.kind == RecipientKind.email:
                await asyncio.to_thread(self._mail, letter)
            else:
                key = await asyncio.to_thread(self._secret, secret_name(recipient.id))
                if not key:
                    raise BadSecret("The webhook has no secret.", "Set it: stoep recipient secret")
                address = str(recipient.address)
                await post(self.http, address, key, letter.key, letter.data(), now)
        except (NotSent, NeverSent, BadSecret) as refused:
            for_good = isinstance(refused, NeverSent)
            log.warning("not sent", reason=refused.sentence, for_good=for_good, **names)
            await asyncio.to_thread(self._failed, recipient, notices, refused.sentence, for_good)
            return False
        await asyncio.to_thread(self._sent, notices)
        return True

    def _mail(self, letter: Letter) -> None:
        password = self._secret(SMTP)
        send_mail(self.settings, password, letter.email(self.settings.smtp_from))

    def _secret(self, name: str) -> str | None:
        with self.pool.connection() as connection:
            return open_secret(connection, self.secret, name)

    def _sent(self, notices: list[Notice]) -> None:
        with self.pool.connection() as connection:
            sent(connection, notices, datetime.fromtimestamp(self.clock(), UTC))

    def _failed(
        self, recipient: Recipient, notices: list[Notice], reason: str, for_good: bool
    ) -> None:
        now = datetime.fromtimestamp(self.clock(), UTC)
        awake = partial(recipient.awake, timezone=self.settings.timezone)
        with self.pool.connection() as connection:
            failed(connection, notices, reason, now, for_good=for_good, awake=awake)
