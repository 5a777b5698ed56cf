"""A feed as it is configured, and how one is added."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

from stoep.errors import StoepError
from stoep.vocabulary import FeedFormat, FormFactor, IdPolicy, Propulsion

NETHERLANDS = (3.2, 50.7, 7.3, 53.6)


class UnknownFeed(StoepError):
    """No feed has that key."""

    code = "unknown_feed"


@dataclass(frozen=True)
class Feed:
    """An address that is polled every `interval_s` seconds.

    `bounds` (west, south, east, north in degrees) is where its vehicles can be; the default types
    are for feeds that do not say what they list.
    """

    id: int
    key: str
    name: str
    url: str
    interval_s: int
    id_policy: IdPolicy = IdPolicy.per_trip
    default_form_factor: FormFactor = FormFactor.bicycle
    default_propulsion: Propulsion = Propulsion.unknown
    bounds: tuple[float, float, float, float] = NETHERLANDS
    format: FeedFormat = FeedFormat.gbfs
    tells_trips: bool = False
    """Whether its MDS Provider has `/trips` too."""

    @property
    def is_pushed(self) -> bool:
        """Whether its operator sends what it has, and nothing is polled."""
        return self.format is FeedFormat.agency


COLUMNS = (
    "id, key, name, url, interval_s, id_policy, default_form_factor, default_propulsion, bounds,"
    " format, tells_trips"
)


def load_feeds(connection: Connection[Any]) -> list[Feed]:
    """Every enabled feed, in the order in which they were added."""
    rows = connection.execute(f"select {COLUMNS} from feed where enabled order by id").fetchall()
    return [_feed(row) for row in rows]


def load_feed(connection: Connection[Any], key: str) -> Feed:
    """The feed with that key; raises UnknownFeed."""
    row = connection.execute(
        f"select {COLUMNS} from feed where key = %s",
        [key],
    ).fetchone()
    if row is None:
        raise UnknownFeed(f"There is no feed {key!r}.", "See the keys with: stoep feed list")
    return _feed(row)


def _feed(row: tuple[Any, ...]) -> Feed:
    number, key, name, url, interval_s, ids, form_factor, propulsion, bounds, *rest = row
    west, south, east, north = (float(edge) for edge in bounds)
    return Feed(
        number,
        key,
        name,
        url,
        interval_s,
        IdPolicy(ids),
        FormFactor(form_factor),
        Propulsion(propulsion),
        (west, south, east, north),
        FeedFormat(rest[0]),
        bool(rest[1]),
    )


def add_feed(
    connection: Connection[Any],
    *,
    key: str,
    name: str,
    url: str,
    operator: str,
    operator_name: str = "",
    interval_s: int = 60,
    id_policy: IdPolicy = IdPolicy.per_trip,
    default_form_factor: FormFactor = FormFactor.bicycle,
    default_propulsion: Propulsion = Propulsion.unknown,
    bounds: tuple[float, float, float, float] = NETHERLANDS,
    format: FeedFormat = FeedFormat.gbfs,
    provider_id: UUID | None = None,
    tells_trips: bool = False,
) -> Feed:
    """Add a feed and, when it is new, its operator; an existing key gets the new address.

    `provider_id` is who the operator is in MDS; one that pushes must have it.
    """
    with connection.transaction():
        connection.execute(
            "insert into operator (key, name) values (%s, %s) on conflict (key) do nothing",
            [operator, operator_name or operator],
        )
        connection.execute(
            "insert into feed (key, operator_id, name, url, interval_s, id_policy,"
            " default_form_factor, default_propulsion, bounds, format, provider_id,"
            " tells_trips)"
            " select %s, id, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s from operator where key = %s"
            " on conflict (key) do update set url = excluded.url, name = excluded.name,"
            " interval_s = excluded.interval_s, format = excluded.format,"
            " provider_id = excluded.provider_id, tells_trips = excluded.tells_trips,"
            " enabled = true",
            [key, name, url, interval_s, id_policy, default_form_factor, default_propulsion]
            + [list(bounds), format, provider_id, tells_trips, operator],
        )
        connection.execute(
            "insert into feed_state (feed_id) select id from feed where key = %s"
            " on conflict do nothing",
            [key],
        )
    return load_feed(connection, key)


def set_ids(connection: Connection[Any], key: str, policy: IdPolicy) -> Feed:
    """Say what a feed's ids prove; raises UnknownFeed.

    Between ids and places the names of all that stands change: what the newest list said is
    forgotten, which tells the recorder so, and it reads the feed's state anew.
    """
    with connection.transaction():
        feed = load_feed(connection, key)
        connection.execute("update feed set id_policy = %s where id = %s", [policy, feed.id])
        if IdPolicy.rotating in {policy, feed.id_policy} and policy is not feed.id_policy:
            connection.execute(
                "update feed_state set generation = generation + 1, body_hash = null,"
                " same_since = null where feed_id = %s",
                [feed.id],
            )
    return load_feed(connection, key)
