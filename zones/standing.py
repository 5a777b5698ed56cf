"""What stood in public space at a moment, feed by feed, and for how long it had been seen there.

A vehicle stands at a moment when the last good poll before it listed the vehicle and the moment
lies within the feed's evidence. Without a moment the answer is *now*: what the newest good poll of
each feed listed, as long as that poll is not too old. Where vehicles stood is kept for some time
(see `kept`): of moments before it nothing is known.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection, Cursor
from psycopg.rows import class_row

from stoep.store.columns import EPOCH_2000_S, FOREVER
from stoep.vocabulary import DURATION_LIMITS_DAYS, VehicleState
from zones.kept import PAST_KEEPING

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SQL = {path.stem: path.read_bytes() for path in (Path(__file__).parent / "sql").glob("*.sql")}
LIVE_S, LATE_S = 300, 86_400
"""Evidence is live up to five minutes of age, late up to a day, then silent (rule R10)."""
STATES = tuple(VehicleState)
UNKNOWN_CLASS = len(DURATION_LIMITS_DAYS) + 1
"""Duration class of a feed whose ids prove no durations (rule R8)."""
LIMITS_S = np.array(DURATION_LIMITS_DAYS, np.int64) * 86_400
PACKED = np.dtype(
    [("id", ">i8"), ("lon", ">i4"), ("lat", ">i4"), ("first_seen", ">i8"), ("base_s", ">i4")]
    + [("kind", ">i4")]
)
"""A stay's bytes in `open_stay.packed`."""
PACKED_STATE = np.dtype([("id", ">i8"), ("state", ">i4")])
"""A stay's state at a past moment, where that is not its newest."""
PACKED_SEEN = np.dtype([("id", ">i8"), ("seen_to", ">i8")])
"""The last good poll that listed a stay, where that was before the moment of the answer."""
DEGREE = 1e7
"""A degree in packed bytes."""
FEED_SHIFT = 40
"""The number of a stay holds that of its feed from this bit on."""


class Status(StrEnum):
    """What is known of a feed: now (the first five), or at a past moment (the last five)."""

    live = "live"
    late = "late"
    silent = "silent"
    disabled = "disabled"
    never = "never"
    """It gave no evidence yet."""
    seen = "seen"
    gap = "gap"
    """No good poll covers the moment."""
    past_keeping = PAST_KEEPING
    """It was seen; where its vehicles stood then is no longer kept."""


FRESHNESS = (Status.live, Status.late, Status.silent, Status.never, Status.disabled)
"""What can be known of a feed now."""


@dataclass(frozen=True)
class FeedThen:
    """One feed at the moment that was asked for."""

    feed_id: int
    key: str
    name: str
    operator: str
    generation: int
    rotating: bool
    status: Status
    at_s: int | None
    """The moment its vehicles are shown of; None when none can be shown."""
    clock_s: int
    """Reading of its evidence clock then."""
    pinned: bool = False
    """Whether what came after that moment is left out: a question is asked again as of then."""
    serves: bool = True
    """Whether a question is about a place that it serves (see `serving`)."""

    @property
    def counts(self) -> bool:
        """Whether its vehicles are in totals."""
        return self.status in (Status.live, Status.seen)

    @property
    def followed(self) -> bool:
        """Whether anything is to be heard of it."""
        return self.status not in (Status.never, Status.disabled)

    @property
    def expected(self) -> bool:
        """Whether a total that lacks this feed is not the whole."""
        return self.followed and self.serves

    @property
    def reason(self) -> str | None:
        """Why it is not in totals."""
        return None if self.counts else self.status.value


@dataclass(frozen=True)
class _Row:
    feed_id: int
    key: str
    name: str
    operator: str
    enabled: bool
    rotating: bool
    generation: int
    evidence_at: int | None
    starts_at: int | None
    ends_at: int | None
    starts_s: int | None
    pinned: bool
    kept_s: int | None


@dataclass(frozen=True)
class Standing:
    """Vehicles as columns, each unpacked when it is asked for."""

    feeds: tuple[FeedThen, ...]
    packed: npt.NDArray[np.void]
    unseen_s: Ints | None = None
    """Seconds of each between the last good poll that listed it and the moment of the answer."""

    def __len__(self) -> int:
        return len(self.packed)

    @cached_property
    def id(self) -> Ints:
        """Number of the stay."""
        return self.packed["id"].astype(np.int64)

    @cached_property
    def lon(self) -> Floats:
        """Degrees east, to 1e-7 degree (1 cm)."""
        return self.packed["lon"] / DEGREE

    @cached_property
    def lat(self) -> Floats:
        """Degrees north, to 1e-7 degree (1 cm)."""
        return self.packed["lat"] / DEGREE

    @cached_property
    def first_seen(self) -> Ints:
        """First good poll that listed it here, in unix seconds."""
        return _seconds(self.packed["first_seen"])

    @cached_property
    def vehicle_type_id(self) -> Ints:
        """Kind of vehicle."""
        return self.packed["kind"].astype(np.int64) >> 2

    @cached_property
    def state(self) -> Ints:
        """Index into STATES."""
        return self.packed["kind"].astype(np.int64) & 3

    @cached_property
    def at(self) -> Ints:
        """The moment each is shown of: the asked one, or the newest evidence of its feed."""
        return self.by_feed([one.at_s or 0 for one in self.feeds], np.int64)

    @cached_property
    def observed_s(self) -> Ints:
        """Seconds that good polls saw it stand here: it stood at least so long."""
        clock = self.by_feed([one.clock_s for one in self.feeds], np.int64)
        observed: Ints = clock - self.packed["base_s"]
        if self.unseen_s is not None:
            # The last poll that listed it is in one run of evidence with `at`: clocks run alike.
            observed -= self.unseen_s
        return observed

    @cached_property
    def possible_s(self) -> Ints:
        """Seconds since it was first seen here, gaps in the evidence included."""
        return self.at - self.first_seen

    @cached_property
    def feed_id(self) -> Ints:
        """The feed of each vehicle."""
        return self.id >> FEED_SHIFT

    @cached_property
    def duration_class(self) -> npt.NDArray[np.uint8]:
        """Class by observed time: <2 days is 0, 2-4, 4-7, 7-14, >=14 is 4; unknown is 5."""
        return self.classes(self.observed_s)

    @cached_property
    def possible_class(self) -> npt.NDArray[np.uint8]:
        """The class it would be in, had it stood here through every gap."""
        return self.classes(self.possible_s)

    @cached_property
    def counts(self) -> npt.NDArray[np.bool_]:
        """Whether each vehicle is in totals: those of a late feed are shown only."""
        return self.by_feed([one.counts for one in self.feeds], np.bool_)

    def by_feed(self, values: Sequence[Any], kind: type[np.generic]) -> npt.NDArray[Any]:
        """One value per feed, in the order of `feeds`, spread over the vehicles."""
        table = np.zeros(max((one.feed_id for one in self.feeds), default=0) + 1, kind)
        table[[one.feed_id for one in self.feeds]] = values
        return table[self.feed_id]

    def where(self, chosen: npt.NDArray[Any]) -> "Standing":
        """Only the chosen vehicles: a mask, or row numbers."""
        unseen_s = None if self.unseen_s is None else self.unseen_s[chosen]
        return Standing(self.feeds, self.packed[chosen], unseen_s)

    def classes(self, seconds: Ints, limits_s: Ints = LIMITS_S) -> npt.NDArray[np.uint8]:
        """The class of each vehicle's seconds by some limits; unknown comes after the last."""
        classes = np.searchsorted(limits_s, seconds, side="right").astype(np.uint8)
        rotating = [one.rotating for one in self.feeds]
        if any(rotating):
            classes[self.by_feed(rotating, np.bool_)] = len(limits_s) + 1
        return classes


def known_at(connection: Connection[Any], at: int | None, now_s: int) -> tuple[FeedThen, ...]:
    """What is known of every feed at a moment, or now: the ground under any count of vehicles."""
    with connection.cursor(row_factory=class_row(_Row)) as cursor:
        rows = cursor.execute(SQL["known_at"], {"at": at}).fetchall()
    return tuple(_now(row, now_s) if at is None else _then(row, at) for row in rows)


def freshness(enabled: bool, evidence_at: int | None, now_s: int) -> Status:
    """How old a feed's newest evidence is, in one word (rule R10)."""
    if not enabled:
        return Status.disabled
    if evidence_at is None:
        return Status.never
    age_s = now_s - evidence_at
    return Status.live if age_s <= LIVE_S else Status.late if age_s <= LATE_S else Status.silent


def _now(row: _Row, now_s: int) -> FeedThen:
    status = freshness(row.enabled, row.evidence_at, now_s)
    shown = status in (Status.live, Status.late)
    return _feed(row, status, row.evidence_at if shown else None)


def _then(row: _Row, at: int) -> FeedThen:
    if row.starts_at is None or row.ends_at is None:
        return _feed(row, Status.never, None)
    if at <= row.ends_at:
        return _feed(row, Status.seen, at)
    return _feed(row, Status.gap if row.enabled else Status.disabled, None)


def _feed(row: _Row, status: Status, at_s: int | None) -> FeedThen:
    if at_s is not None and row.kept_s is not None and at_s < row.kept_s:
        status, at_s = Status.past_keeping, None
    clock_s = 0
    if at_s is not None and row.starts_at is not None and row.starts_s is not None:
        clock_s = row.starts_s + at_s - row.starts_at
    names = (row.feed_id, row.key, row.name, row.operator)
    return FeedThen(*names, row.generation, row.rotating, status, at_s, clock_s, row.pinned)


def standing(
    connection: Connection[Any],
    at: int | None,
    now_s: int,
    *,
    areas: Collection[int] | None = None,
    bounds: tuple[float, float, float, float] | None = None,
) -> Standing:
    """The vehicles that stood at a moment (unix seconds), or stand now, of all feeds known then.

    `areas` and `bounds` (west, south, east, north) keep only those in one of the areas, and within.
    """
    return read(connection, at, known_at(connection, at, now_s), areas=areas, bounds=bounds)


def read(
    connection: Connection[Any],
    at: int | None,
    feeds: tuple[FeedThen, ...],
    *,
    areas: Collection[int] | None = None,
    bounds: tuple[float, float, float, float] | None = None,
) -> Standing:
    """The vehicles of feeds of which it is known what is known (see `known_at`)."""
    if at is None and any(feed.pinned for feed in feeds):
        return _as_of(connection, feeds, areas, bounds)
    ids = [one.feed_id for one in feeds if one.at_s is not None]
    values = {
        "feed_ids": ids,
        "first_feed": min(ids, default=None),
        "last_feed": max(ids, default=None),
        "areas": None if areas is None else list(areas),
    } | dict(zip(("west", "south", "east", "north"), bounds or (), strict=False))
    if at is not None:
        found, states = _stood(connection, feeds, values, at)
        found = found if bounds is None else found.where(in_box(found, *bounds))
        found = found if areas is None else _within(connection, found, at, areas)
        return _as_they_were(found, states)
    query = SQL["standing_now"]
    if areas is not None:
        query += b" and areas && %(areas)s::int4[]"
    if bounds is not None:
        query += b" and geom && st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
    (stays,) = _one_row(connection, query, values)
    return Standing(feeds, _of_feeds(np.frombuffer(stays, PACKED), ids))


def _stood(
    connection: Connection[Any], feeds: tuple[FeedThen, ...], values: dict[str, Any], at: int
) -> tuple[Standing, npt.NDArray[np.void]]:
    """What stood then, each vehicle in the state it was told to be in last; and which said another.

    Both questions are sent at once: the second is answered while the first is unpacked.
    """
    ids, asked = values["feed_ids"], values | {"at": datetime.fromtimestamp(at, UTC)}
    with connection.pipeline():
        first, second = connection.cursor(binary=True), connection.cursor(binary=True)
        first.execute(SQL["standing_past"], asked)
        second.execute(SQL["states_past"], asked)
        stays, missed = _only(first)
        packed = _of_feeds(np.frombuffer(stays, PACKED), ids)
        seen = np.frombuffer(missed, PACKED_SEEN)
        unseen_s = np.zeros(len(packed), np.int64)
        rows, of_seen = _rows_of(packed, seen["id"])
        unseen_s[rows] = at - _seconds(seen["seen_to"])[of_seen]
        (told,) = _only(second)
    return Standing(feeds, packed, unseen_s), np.frombuffer(told, PACKED_STATE)


def _of_feeds(packed: npt.NDArray[np.void], ids: Sequence[int]) -> npt.NDArray[np.void]:
    """Those of some feeds, of all between the first and the last of them."""
    if not len(packed) or len(ids) == max(ids) - min(ids) + 1:
        return packed
    return packed[np.isin(packed["id"].astype(np.int64) >> FEED_SHIFT, ids)]


def _within(
    connection: Connection[Any], found: Standing, at: int, areas: Collection[int]
) -> Standing:
    """Those that lie in one of the areas: of all in the box around them the database is asked."""
    box = _one_row(connection, SQL["box_of_areas"], {"areas": list(areas)})
    near = found if box[0] is None else found.where(in_box(found, *box))
    values = {"ids": near.id, "areas": list(areas), "at": datetime.fromtimestamp(at, UTC)}
    (inside,) = _one_row(connection, SQL["standing_within"], values)
    return near.where(np.isin(near.id, np.asarray(inside, np.int64)))


def in_box(
    found: Standing, west: float, south: float, east: float, north: float
) -> npt.NDArray[np.bool_]:
    """Which lie in a box, its edges included, to the rounding of a packed place."""
    lon, lat, edge = found.lon, found.lat, 1 / DEGREE
    inside: npt.NDArray[np.bool_] = (lon >= west - edge) & (lon <= east + edge)
    return inside & (lat >= south - edge) & (lat <= north + edge)


def _one_row(connection: Connection[Any], query: bytes, values: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor(binary=True) as cursor:
        return _only(cursor.execute(query, values))


def _only(cursor: Cursor[tuple[Any, ...]]) -> tuple[Any, ...]:
    row = cursor.fetchone()
    assert row is not None
    return row


def _as_they_were(found: Standing, states: npt.NDArray[np.void]) -> Standing:
    """The same vehicles in the states of then."""
    rows, of_state = _rows_of(found.packed, states["id"])
    if not len(rows):
        return found
    then = found.packed.copy()
    then["kind"][rows] = (then["kind"][rows] & ~3) | states["state"][of_state]
    return Standing(found.feeds, then, found.unseen_s)


def _rows_of(packed: npt.NDArray[np.void], some: npt.NDArray[Any]) -> tuple[Ints, Ints]:
    """The rows of some stays, and for each its place among them."""
    if not len(some):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    ids, wanted = packed["id"].astype(np.int64), some.astype(np.int64)
    order = np.argsort(wanted)
    place = np.minimum(np.searchsorted(wanted[order], ids), len(order) - 1)
    rows = np.flatnonzero(wanted[order][place] == ids)
    return rows, order[place[rows]]


def _as_of(
    connection: Connection[Any],
    feeds: tuple[FeedThen, ...],
    areas: Collection[int] | None,
    bounds: tuple[float, float, float, float] | None,
) -> Standing:
    """What stood *now* as of an earlier moment: of each feed at its own newest evidence of then."""
    parts = [
        read(connection, feed.at_s, (feed,), areas=areas, bounds=bounds)
        for feed in feeds
        if feed.at_s is not None
    ]
    packed = [part.packed for part in parts] or [np.empty(0, PACKED)]
    unseen = [part.unseen_s for part in parts if part.unseen_s is not None]
    return Standing(feeds, np.concatenate(packed), np.concatenate(unseen) if unseen else None)


def _seconds(micros_2000: npt.NDArray[Any]) -> Ints:
    micros = micros_2000.astype(np.int64)
    forever = micros == np.iinfo(np.int64).max
    return np.where(forever, FOREVER, micros // 1_000_000 + EPOCH_2000_S)
