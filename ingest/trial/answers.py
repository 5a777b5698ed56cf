"""Trials that people asked for: each answered once, within a minute, by the process that polls."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import structlog
from psycopg import Connection
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from ingest.refusal import TimedOut
from ingest.trial.report import Counted, Report
from ingest.trial.run import try_feed
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat, FormFactor

log = structlog.get_logger()
MOST_AT_ONCE = 4
DEADLINE_S = 60.0
KEPT = timedelta(days=7)
TAKE = """
update feed_check set started_at = now()
where id in (
    select id from feed_check
    where finished_at is null and (started_at is null or started_at < now() - interval '5 minutes')
    order by asked_at limit %s for update skip locked
)
returning id, url, format, default_form_factor
"""


async def answer_checks(
    pool: ConnectionPool[Connection[Any]], http: httpx.AsyncClient, settings: Settings
) -> int:
    """Try the feeds that wait, a few at a time, and keep the reports; gives how many."""
    waiting = await asyncio.to_thread(_take, pool)
    await asyncio.gather(*(_answer(pool, http, settings, *row) for row in waiting))
    return len(waiting)


def _take(pool: ConnectionPool[Connection[Any]]) -> list[tuple[Any, ...]]:
    with pool.connection() as connection:
        return connection.execute(TAKE, [MOST_AT_ONCE]).fetchall()


async def _answer(
    pool: ConnectionPool[Connection[Any]],
    http: httpx.AsyncClient,
    settings: Settings,
    number: Any,
    url: str,
    format: str,
    form: str,
) -> None:
    try:
        async with asyncio.timeout(DEADLINE_S):
            report = await try_feed(
                url, http, settings, format=FeedFormat(format), default=FormFactor(form)
            )
    except TimeoutError:
        late = TimedOut(
            f"The trial took longer than {DEADLINE_S:g} s.", "Ask the operator about the speed."
        )
        report = _none(url, format, Counted(str(late.outcome), str(late)))
    except Exception as broken:
        # Whatever a stranger's server sends must not end the process that polls.
        log.exception("trial failed", url=url)
        report = _none(url, format, Counted("schema", f"It could not be read: {broken!r:.200}"))
    await asyncio.to_thread(_keep, pool, number, report)


def _none(url: str, format: str, counted: Counted) -> Report:
    return Report(url, format, None, 1, DEADLINE_S, 0, None, None, [], [], counted, [])


def _keep(pool: ConnectionPool[Connection[Any]], number: Any, report: Report) -> None:
    with pool.connection() as connection:
        connection.execute(
            "update feed_check set report = %s, finished_at = now() where id = %s",
            [Jsonb(report.as_dict()), number],
        )


def forget_checks(connection: Connection[Any], now: datetime | None = None) -> None:
    """Drop trials that were asked for more than a week ago."""
    before = (now or datetime.now(UTC)) - KEPT
    connection.execute("delete from feed_check where asked_at < %s", [before])
