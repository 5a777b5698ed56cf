"""What is past keeping goes: by days and months as a whole, and to the minute within the oldest.

How long each table keeps is told in `stoep.store.terms`.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from psycopg import Connection

from stoep.pseudonym import Pseudonyms
from stoep.settings import Settings
from stoep.store.partitions import drop_days, drop_months, drop_part, months_before_kept
from stoep.store.terms import (
    AUDIT_KEEP_MONTHS,
    NATIVE_KEEP,
    PEOPLE_KEEP,
    TOLD_FOR,
    months_before,
    stays_since,
)

log = structlog.get_logger()
ANNOUNCE = """
insert into retention (what, kept_from, done_at)
select 'stay_term', %(begins)s, %(now)s
where not exists (select from retention where what = 'stay')
on conflict do nothing
"""
BEGINS = """
select kept_from, exists (select from stay where end_hi < %(before)s)
from retention where what = 'stay_term' and kept_from > %(now)s
"""
KEPT_STATES = (
    "select exists (select from state_change c"
    " where c.changed_at >= %(month)s and c.changed_at < %(month)s + interval '1 month'"
    "   and (exists (select from stay s where s.id = c.stay_id)"
    "     or exists (select from open_stay o where o.id = c.stay_id)))"
)
SQL = {
    name: (Path(__file__).parent / "sql" / f"{name}.sql").read_bytes()
    for name in (
        "forget_words",
        "silent_vehicles",
        "forget_bodies",
        "forget_stays",
        "forget_states",
    )
}


def tidy(
    connection: Connection[Any], settings: Settings, secret: str = "", now: datetime | None = None
) -> list[str]:
    """Let go what is past keeping; gives the names of the parts that went as a whole.

    A term for stays that nobody set begins only after it was told for a while. Without a secret the
    ids of vehicles that were not heard of for long stay as they are.
    """
    now = now or datetime.now(UTC)
    gone = _bodies(connection, settings, now)
    trips = now - timedelta(days=settings.trip_keep_days)
    gone += drop_days(connection, "trip", trips)
    connection.execute("delete from trip where ended_at < %s", [trips])
    before = _stays_before(connection, settings, now)
    gone += _stays(connection, before, now)
    _words(connection, settings, before, now)
    if secret:
        forget_ids(connection, secret, now)
    _people(connection, now)
    if gone:
        log.info("past keeping", dropped=gone)
    return gone


def _bodies(connection: Connection[Any], settings: Settings, now: datetime) -> list[str]:
    """Bodies, and the states that a rebuild from them begins with."""
    gone = []
    for table, keep in (
        ("raw_poll", timedelta(hours=settings.raw_keep_h)),
        ("raw_suspect", timedelta(days=settings.raw_suspect_keep_days)),
    ):
        gone += drop_days(connection, table, now - keep)
        # One that is told as the difference from a body that goes could not be read any more.
        forget = SQL["forget_bodies"].replace(b"bodies", table.encode())
        connection.execute(forget, {"before": now - keep})
    before = [now - timedelta(hours=settings.raw_keep_h)]
    connection.execute("delete from checkpoint where taken_at < %s", before)
    connection.execute(
        "update feed_state set held_back = null where held_back is not null and evidence_at < %s",
        before,
    )
    return gone


def _stays_before(connection: Connection[Any], settings: Settings, now: datetime) -> datetime:
    """Before when stays are past keeping.

    A term that nobody set is first told for some time: who upgrades may want to keep what there is.
    """
    before, asked_for = stays_since(settings, now), "stay_keep_months" in settings.model_fields_set
    if asked_for or settings.stay_keep_months == 0:
        return before
    connection.execute(ANNOUNCE, {"begins": now + TOLD_FOR, "now": now})
    row = connection.execute(BEGINS, {"before": before, "now": now}).fetchone()
    if row is None:
        return before
    begins, some = row
    if some:
        log.warning(
            "stays go",
            older_than_months=settings.stay_keep_months,
            on=f"{begins:%Y-%m-%d}",
            remedy="STOEP_STAY_KEEP_MONTHS=0 keeps them, 13 lets them go at once",
        )
    return datetime.min.replace(tzinfo=UTC)


def _stays(connection: Connection[Any], before: datetime, now: datetime) -> list[str]:
    """Stays that ended too long ago, and all that tells of them; a receipt says since when."""
    if before == datetime.min.replace(tzinfo=UTC):
        return _drop_states(connection)
    gone = drop_months(connection, "stay", before)
    connection.execute(SQL["forget_stays"], {"before": before, "now": now, "months": len(gone)})
    connection.execute(SQL["forget_states"], {"before": before})
    return gone + _drop_states(connection)


def _drop_states(connection: Connection[Any]) -> list[str]:
    """Changes of state go with their stays: a month of them when none of its stays is kept."""
    gone = []
    for name in months_before_kept(connection, "state_change", "stay"):
        year, month = map(int, name.split("_")[-2:])
        asked = {"month": datetime(year, month, 1, tzinfo=UTC)}
        row = connection.execute(KEPT_STATES, asked).fetchone()
        if row is not None and not row[0]:
            drop_part(connection, name)
            gone.append(name)
    return gone


def _words(
    connection: Connection[Any], settings: Settings, stays_before: datetime, now: datetime
) -> None:
    """What operators pushed, word by word; vehicles that were not heard of for very long."""
    before = now - timedelta(hours=settings.push_keep_h)
    connection.execute(SQL["forget_words"], {"before": before})
    connection.execute(
        "update push_batch set body = null where body is not null and applied_at < %s", [before]
    )
    long_silent = {"before": stays_before}
    vehicles = [row[0] for row in connection.execute(SQL["silent_vehicles"], long_silent)]
    connection.execute("delete from push_event where vehicle_id = any(%s)", [vehicles])
    connection.execute("delete from push_vehicle where id = any(%s)", [vehicles])


def forget_ids(connection: Connection[Any], secret: str, now: datetime) -> int:
    """Operators' own ids of vehicles not heard of for two days become pseudonyms; how many."""
    silent = connection.execute(SQL["silent_vehicles"], {"before": now - NATIVE_KEEP}).fetchall()
    known = [row for row in silent if not row[3]]
    named = {key: Pseudonyms(secret, key) for key in {row[1] for row in known}}
    ids = [UUID(bytes=named[key].of(str(device))) for _, key, device, _ in known]
    return connection.execute(
        "update push_vehicle v set device_id = n.device, forgotten_at = %s"
        " from unnest(%s::int[], %s::uuid[]) as n (id, device) where v.id = n.id",
        [now, [row[0] for row in known], ids],
    ).rowcount


def _people(connection: Connection[Any], now: datetime) -> None:
    """Sign-ins that are over, invitations that are worth nothing, looks of too long ago."""
    connection.execute("select forget_people(%s)", [now - PEOPLE_KEEP])
    connection.execute("select forget_looks(%s, %s)", [months_before(now, AUDIT_KEEP_MONTHS), now])
