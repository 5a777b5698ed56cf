"""A limit decided by people who look at the same list: nobody undoes what they have not seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from stoep.errors import StoepError
from zones.measure import SQL
from zones.permits.limits import ALL, WHOLE, Limit, Scope, read_limits
from zones.permits.setting import Wish, set_limit


class LimitChangedMeanwhile(StoepError):
    """Somebody set or withdrew a limit of the same scope since the last look: `latest`."""

    code = "changed_meanwhile"

    def __init__(self, latest: Limit) -> None:
        did = "withdrew it" if latest.withdrawn else "set another limit"
        super().__init__(
            f"Meanwhile {latest.set_by} {did}.",
            "Read the limits again, and decide with it in mind.",
        )
        self.latest = latest


@dataclass(frozen=True)
class Decided:
    """A row of the history; `fresh` False: the same was decided already."""

    limit: Limit
    fresh: bool


def decide(connection: Connection[Any], wish: Wish, after: int, now: datetime) -> Decided:
    """Keep a limit unless one of its scope is newer than row `after`; 0: none was seen.

    The same wish said twice is kept once: an answer may get lost on its way. Raises BadLimit and
    LimitChangedMeanwhile.
    """
    with connection.transaction():
        connection.execute(SQL["lock_permit_limits"])
        scope = Scope(wish.operator, wish.form or ALL, wish.zone or WHOLE, wish.indicator)
        limits = read_limits(connection, wish.municipality)
        latest = max((x for x in limits if x.scope == scope), key=lambda x: x.id, default=None)
        if latest is not None and latest.id > after:
            if _same(latest, wish):
                return Decided(latest, fresh=False)
            raise LimitChangedMeanwhile(latest)
        return Decided(set_limit(connection, wish, now), fresh=True)


def _same(limit: Limit, wish: Wish) -> bool:
    return Wish.like(limit) == wish
