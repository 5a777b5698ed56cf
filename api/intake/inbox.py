"""The inbox: what operators pushed, in the order in which it came, until ingest has applied it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from api.intake.items import Around, Item, Refused, Taken, device_of, take
from api.intake.keys import Pusher
from api.problems import Busy

IS_ASKED = (
    "case when %(device)s::text is null then v.forgotten_at is null"
    " else v.device_id::text = %(device)s and v.forgotten_at is null"
    " or v.device_id::text = %(pseudonym)s and v.forgotten_at is not null end"
)
"""All of which an id is known, or the one that is asked for, forgotten or not."""
MOST_WAITING = 2000
"""Batches of one feed that may wait: whoever sends more is asked to wait too."""


@dataclass(frozen=True)
class Received:
    """What became of a batch: how many items were in it, and those that were refused."""

    total: int
    failures: list[dict[str, Any]]

    @property
    def success(self) -> int:
        """Items that were taken, those that were known already too."""
        return self.total - len(self.failures)


def receive(
    connection: Connection[Any],
    pusher: Pusher,
    kind: str,
    items: list[Any],
    now: datetime,
    *,
    update: bool = False,
) -> Received:
    """Take a batch into the inbox, all of it that can be taken, in one transaction.

    `update` (PUT): vehicles that are registered are changed. Raises Busy.
    """
    with connection.transaction():
        _check_room(connection, pusher)
        around = Around(
            pusher.provider_id,
            pusher.bounds,
            _registered(connection, pusher, items),
            int(now.timestamp() * 1000),
        )
        taken, failures = take(kind, items, around)
        if kind == "vehicles":
            wrong = [one for one in taken if (one[0][0] in around.registered) is not update]
            failures += [_not_registered(item, update=update) for _, item in wrong]
            taken = [one for one in taken if one not in wrong]
            _register(connection, pusher, [row for row, _ in taken], now)
        counted = Counter(failure["error"] for failure in failures)
        connection.execute(
            "insert into push_batch (feed_id, kind, received_at, items, failures, body)"
            " values (%s, %s, %s, %s, %s, %s)",
            [
                pusher.feed_id,
                kind,
                now,
                len(items),
                Jsonb(counted),
                Jsonb([row for row, _ in taken]),
            ],
        )
    return Received(len(items), failures)


def _check_room(connection: Connection[Any], pusher: Pusher) -> None:
    row = connection.execute(
        "select count(*) from push_batch where feed_id = %s and applied_at is null",
        [pusher.feed_id],
    ).fetchone()
    if row is not None and row[0] >= MOST_WAITING:
        raise Busy(f"{row[0]} batches still wait to be read.", "Send the oldest first, later.")


def _registered(connection: Connection[Any], pusher: Pusher, items: list[Any]) -> set[str]:
    """Devices named in a batch that are registered; one that was forgotten is known again."""
    named = {device for item in items if (device := device_of(item)) is not None}
    if pusher.pseudonyms is not None and named:
        devices = sorted(named)
        connection.execute(
            "update push_vehicle v set device_id = n.device, forgotten_at = null"
            " from unnest(%s::uuid[], %s::uuid[]) as n (device, pseudonym)"
            " where v.feed_id = %s and v.device_id = n.pseudonym and v.forgotten_at is not null",
            [devices, [_pseudonym(pusher, device) for device in devices], pusher.feed_id],
        )
    rows = connection.execute(
        "select device_id::text from push_vehicle where feed_id = %s and device_id::text = any(%s)",
        [pusher.feed_id, sorted(named)],
    ).fetchall()
    return {device for (device,) in rows}


def _pseudonym(pusher: Pusher, device: str | None) -> str | None:
    """What a forgotten device is known by."""
    if pusher.pseudonyms is None or device is None:
        return None
    try:
        return str(UUID(bytes=pusher.pseudonyms.of(str(UUID(device)))))
    except ValueError:
        return None


def _register(
    connection: Connection[Any], pusher: Pusher, rows: list[Taken], now: datetime
) -> None:
    """Write vehicles into the register."""
    for device, form_factor, propulsion in rows:
        connection.execute(
            "insert into push_vehicle (feed_id, device_id, form_factor, propulsion, registered_at)"
            " values (%s, %s, %s, %s, %s) on conflict (feed_id, device_id) do update"
            " set form_factor = excluded.form_factor, propulsion = excluded.propulsion",
            [pusher.feed_id, device, form_factor, propulsion, now],
        )


def _not_registered(item: Item, *, update: bool) -> dict[str, Any]:
    error = "unregistered" if update else "already_registered"
    told = "is not registered: POST it" if update else "is registered already: PUT changes it"
    return Refused(error, f"The vehicle {told}.", "device_id").told(item)


def vehicles(
    connection: Connection[Any], pusher: Pusher, device: str | None = None
) -> list[dict[str, Any]]:
    """The register of an operator, as MDS vehicles; licence plates are not kept.

    The id of one that was not heard of for two days is forgotten: it is told when asked for by id.
    """
    return _told(
        connection,
        "select coalesce(%(device)s::text, device_id::text) as device_id,"
        " form_factor as vehicle_type, array[propulsion] as propulsion_types"
        " from push_vehicle v where feed_id = %(feed)s and"
        f" {IS_ASKED} order by v.device_id",
        pusher,
        device,
    )


def statuses(
    connection: Connection[Any], pusher: Pusher, device: str | None = None
) -> list[dict[str, Any]]:
    """The newest event of each vehicle that is known, with its place when it stands."""
    rows = _told(
        connection,
        "select distinct on (v.device_id)"
        " coalesce(%(device)s::text, v.device_id::text) as device_id, e.event_id::text, e.state,"
        " (extract(epoch from e.event_at) * 1000)::int8 as at_ms, e.lon, e.lat"
        " from push_event e join push_vehicle v on v.id = e.vehicle_id"
        " where e.feed_id = %(feed)s and e.state <> 'seen'"
        f" and {IS_ASKED}"
        " order by v.device_id, e.event_at desc, e.event_id desc",
        pusher,
        device,
    )
    return [_status(row) for row in rows]


def _status(row: dict[str, Any]) -> dict[str, Any]:
    ids = {"device_id": row["device_id"], "provider_id": row["provider_id"]}
    event = {"event_id": row["event_id"], "vehicle_state": row["state"], "timestamp": row["at_ms"]}
    if row["lon"] is not None:
        event["location"] = {"lat": row["lat"], "lng": row["lon"]}
    return {**ids, "last_event": {**ids, **event}}


def stops(
    connection: Connection[Any], pusher: Pusher, stop: str | None = None
) -> list[dict[str, Any]]:
    """The stops that an operator told, as they are now."""
    return _told(
        connection,
        "select code as stop_id, name, json_build_object('lat', st_y(geom), 'lng', st_x(geom))"
        " as location, capacity from station where feed_id = %(feed)s and valid_to is null"
        " and (%(device)s::text is null or code = %(device)s) order by code",
        pusher,
        stop,
    )


def _told(
    connection: Connection[Any], query: str, pusher: Pusher, one: str | None
) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        rows: Iterable[dict[str, Any]] = cursor.execute(
            query.encode(),
            {"feed": pusher.feed_id, "device": one, "pseudonym": _pseudonym(pusher, one)},
        ).fetchall()
    return [{**row, "provider_id": str(pusher.provider_id)} for row in rows]
