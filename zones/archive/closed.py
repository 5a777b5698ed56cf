"""Which days are closed: nothing that a feed still tells can change them."""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from zones.archive.manifest import Manifest, StoredFeed, day_name
from zones.kept import whole_days_since
from zones.measure import SQL

DAY_S = 86_400
SETTLED_S = 900
"""For so long words that are not late may still come: they change a stay without a correction."""
NUMBERS_BACK = 1000
"""Corrections have their numbers before they are committed: so many are looked at again."""


@dataclass(frozen=True)
class FeedNow:
    """A feed with evidence: `final_to` and `seen_to` in unix seconds."""

    id: int
    key: str
    operator: str
    id_policy: str
    final_to: int
    seen_to: int

    def stored(self) -> StoredFeed:
        """As the manifest tells it."""
        return StoredFeed(self.id, self.key, self.operator, self.id_policy, self.final_to)


def feeds_now(connection: Connection[Any]) -> list[FeedNow]:
    """Every feed that has any evidence."""
    with connection.cursor(row_factory=class_row(FeedNow)) as cursor:
        return cursor.execute(SQL["archived_feeds"]).fetchall()


def closed_to(feeds: list[FeedNow]) -> int:
    """Where the closed days end: at the last midnight that all feeds are final well beyond.

    A feed that has been silent for a day holds nobody up. What it settles when it comes back is a
    change to days that were closed (see `days_to_write`).
    """
    newest = max(feed.seen_to for feed in feeds)
    live = [feed.final_to for feed in feeds if feed.seen_to > newest - DAY_S]
    return (min(live) - SETTLED_S) // DAY_S * DAY_S


def days_to_write(
    connection: Connection[Any], known: Manifest | None, begins: int, end: int, feeds: list[FeedNow]
) -> list[str]:
    """The days that are new, or that something may have changed since they were written.

    None of which stays are past keeping: what was written of it is all that there is.
    """
    if known is None:
        return _names(begins, end)
    days = set(_names(known.closed_to, end))
    was = {feed.id: feed.final_to for feed in known.feeds}
    for feed in feeds:
        if was.get(feed.id, begins) < min(feed.final_to, known.closed_to):
            days.update(_names(was.get(feed.id, begins), known.closed_to))
    corrected = connection.execute(
        "select extract(epoch from from_at)::int8, extract(epoch from to_at)::int8 from correction"
        " where id > %s",
        [known.correction - NUMBERS_BACK],
    ).fetchall()
    for since, until in corrected:
        days.update(_names(since, min(until + 1, end)))
    first = day_name(whole_days_since(connection))
    return sorted(day for day in days if first <= day < day_name(end))


def _names(start: int, end: int) -> list[str]:
    return [day_name(at) for at in range(start // DAY_S * DAY_S, end, DAY_S)]
