"""What is contested and what was said of it; kept for good, never changed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from zones.measure import SQL
from zones.permits.limits import Scope


class Kind(StrEnum):
    """What is contested."""

    feed = "feed"
    """What a feed told in a stretch of time."""
    verdict = "verdict"
    """A verdict of a permit on a day."""
    limit = "limit"
    """A limit of a permit."""


class Step(StrEnum):
    """What somebody did in a dispute."""

    opened = "opened"
    answered = "answered"
    dismissed = "dismissed"
    upheld = "upheld"


class Side(StrEnum):
    """For whom they spoke."""

    operator = "operator"
    municipality = "municipality"


class Remedy(StrEnum):
    """What follows when a municipality agrees."""

    explained = "explained"
    """The operator's words stand beside the numbers, which stay as they are."""
    set_aside = "set_aside"
    """What a feed told counts for nothing in the permits; those days are counted anew."""
    limit_withdrawn = "limit_withdrawn"
    """The limit holds no more from a day on."""


class Stage(StrEnum):
    """How far a dispute is."""

    open = "open"
    dismissed = "dismissed"
    upheld = "upheld"


@dataclass(frozen=True)
class Act:
    """Something that was said or decided; `number` counts from 1 on, `said_at` in unix seconds."""

    dispute: int
    number: int
    what: Step
    side: Side
    words: str
    links: tuple[str, ...]
    remedy: Remedy | None
    said_by: str
    verified: bool
    said_at: int


@dataclass(frozen=True)
class Dispute:
    """What an operator contests before a municipality, with all that was said, the oldest first.

    `start` and `end` (unix seconds) are of a feed's stretch, or of the local day of a verdict.
    """

    number: int
    operator: str
    operator_id: int
    municipality: str
    kind: Kind
    opened_at: int
    feed: str | None = None
    feed_id: int | None = None
    start: int | None = None
    end: int | None = None
    form: str | None = None
    zone: str | None = None
    indicator: str | None = None
    day: date | None = None
    limit_id: int | None = None
    told: dict[str, Any] | None = None
    acts: tuple[Act, ...] = field(default_factory=tuple)

    @property
    def scope(self) -> Scope | None:
        """The row of the board that a verdict is of."""
        if self.form is None or self.zone is None or self.indicator is None:
            return None
        return Scope(self.operator, self.form, self.zone, self.indicator)

    @property
    def status(self) -> Stage:
        """How far it is: a decision is the last act."""
        newest = self.acts[-1].what if self.acts else Step.opened
        return {Step.dismissed: Stage.dismissed, Step.upheld: Stage.upheld}.get(newest, Stage.open)

    @property
    def subject(self) -> tuple[Any, ...]:
        """What it is about: two that are the same contest the same."""
        return (
            self.operator, self.municipality, self.kind, self.feed_id, self.start, self.end,
            self.form, self.zone, self.indicator, self.day, self.limit_id,
        )  # fmt: skip


def read_disputes(
    connection: Connection[Any],
    *,
    number: int | None = None,
    operators: Collection[str] | None = None,
    municipalities: Collection[str] | None = None,
) -> list[Dispute]:
    """Disputes of any of some operators or municipalities (both None: all), the newest first."""
    asked = {
        "number": number,
        "all": operators is None and municipalities is None,
        "operators": list(operators or ()),
        "municipalities": list(municipalities or ()),
    }
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(SQL["disputes"], asked).fetchall()
        numbers = {"numbers": [row["number"] for row in rows]}
        acts = cursor.execute(SQL["dispute_acts"], numbers).fetchall() if rows else []
    said: dict[int, list[Act]] = {}
    for row in acts:
        said.setdefault(row["dispute"], []).append(_act(row))
    return [
        Dispute(**row | {"kind": Kind(row["kind"]), "acts": tuple(said.get(row["number"], ()))})
        for row in rows
    ]


def open_ones(disputes: Iterable[Dispute]) -> list[Dispute]:
    """Those that nobody decided on."""
    return [one for one in disputes if one.status is Stage.open]


def _act(row: dict[str, Any]) -> Act:
    remedy = row["remedy"] and Remedy(row["remedy"])
    spoken = {"what": Step(row["what"]), "side": Side(row["side"]), "remedy": remedy}
    return Act(**row | spoken | {"links": tuple(row["links"])})
