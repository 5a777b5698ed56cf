"""Stays as operators' words tell them, brought to what is kept: nothing, a change, a correction.

After each batch the stays of the vehicles it speaks of are worked out anew from all words that are
kept, and compared. Late words change what had been told: then the stays as they were are kept
beside a correction that says since when and why (rule R11), and the days are counted anew.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from psycopg import Connection

from ingest.feed import Feed
from ingest.known import Known
from ingest.memory import Memory
from ingest.stays import STAYS_PER_FEED
from ingest.timeline import SEEN, Stood, Word, stays_of
from stoep.vocabulary import FormFactor, Propulsion
from zones.clock import EvidenceClock

SQL = {
    name: (Path(__file__).parent / "sql" / f"{name}.sql").read_bytes()
    for name in ("words_of", "stays_of", "keep_versions")
}
NEVER_S = 2**62
OPEN = (
    "insert into open_stay (id, feed_id, vehicle, vehicle_type_id, state, geom, first_seen,"
    " start_lo, start_reason, base_s, areas) values (%s, %s, %s, %s, %s,"
    " st_setsrid(st_makepoint(%s, %s), 4326), to_timestamp(%s), to_timestamp(%s), %s, %s, %s)"
)
ENDED = (
    "insert into stay (id, feed_id, vehicle_type_id, state, geom, first_seen, start_lo,"
    " start_reason, base_s, areas, end_lo, end_hi, end_reason, observed_s) values (%s, %s, %s, %s,"
    " st_setsrid(st_makepoint(%s, %s), 4326), to_timestamp(%s), to_timestamp(%s), %s, %s, %s,"
    " to_timestamp(%s), to_timestamp(%s), %s, %s)"
)


class News(NamedTuple):
    """What came of a vehicle: how many words came late, the first and last of those."""

    vehicle: int
    late: int
    first_late_s: int | None
    last_late_s: int | None


class Row(NamedTuple):
    """A stay as it is kept; moments in unix seconds, `end_s` None while it is open."""

    id: int
    vehicle_type_id: int
    state: str
    lon: float
    lat: float
    first_s: int
    start_lo_s: int | None
    start_reason: str
    base_s: int
    end_lo_s: int | None
    end_s: int | None
    end_reason: str | None


class Change(NamedTuple):
    """A stay of a vehicle as it was kept and as it is told now; None where there is none."""

    vehicle: int
    old: Row | None
    new: Row | None

    @property
    def since_s(self) -> int:
        """The earliest moment of which the two tell otherwise."""
        if self.old is None or self.new is None:
            return (self.old or self.new).first_s  # type: ignore[union-attr]
        begins = [(r.first_s, r.lon, r.lat, r.vehicle_type_id) for r in (self.old, self.new)]
        if begins[0] != begins[1]:
            return min(self.old.first_s, self.new.first_s)
        return min((r.end_s for r in (self.old, self.new) if r.end_s is not None), default=NEVER_S)


@dataclass
class Changed:
    """What the words of some batches changed."""

    opened: int = 0
    ended: int = 0
    corrected: int = 0


@dataclass
class PushedStays:
    """The stays of one operator's vehicles, within the transaction of its batches."""

    connection: Connection[Any]
    feed: Feed
    memory: Memory
    known: Known
    clock: EvidenceClock
    _pseudonyms: dict[int, UUID] = field(default_factory=dict, init=False)
    _kinds: dict[int, int] = field(default_factory=dict, init=False)

    def settle(self, news: Sequence[News], before_s: int | None) -> Changed:
        """Bring the stays of the vehicles in `news` to what is told of them now.

        `before_s` is the newest evidence before these batches: what is told of earlier moments by
        words that came late is a correction.
        """
        vehicles = [one.vehicle for one in news]
        self._look_up(vehicles)
        words = self._words(vehicles)
        changes = self._changes(words, self._kept(words))
        late = [one for one in news if one.late]
        corrected = 0 if before_s is None else self._correct(late, changes, before_s)
        self._delete([change.old for change in changes if change.old is not None])
        self._insert([(c.vehicle, c.new) for c in changes if c.new is not None])
        self._count_again_from(min((change.since_s for change in changes), default=NEVER_S))
        return Changed(
            sum(change.old is None for change in changes), sum(map(_closes, changes)), corrected
        )

    def _changes(self, words: dict[int, list[Word]], kept: dict[int, Row]) -> list[Change]:
        """What is told otherwise than it is kept."""
        changes = []
        for vehicle, told in words.items():
            old = {n for w in told if (n := w.stay_id) is not None and n in kept}
            new = {row.id: row for row in self._rows(vehicle, told)}
            changes += [
                Change(vehicle, kept.get(number), new.get(number))
                for number in sorted(old | new.keys())
                if kept.get(number) != new.get(number)
            ]
        return changes

    # --- what is told ------------------------------------------------------------------------

    def _look_up(self, vehicles: list[int]) -> None:
        rows = self.connection.execute(
            "select id, device_id::text, form_factor, propulsion from push_vehicle"
            " where id = any(%s)",
            [vehicles],
        ).fetchall()
        kinds = tuple(sorted({(FormFactor(f), Propulsion(p)) for _, _, f, p in rows}))
        numbers = dict(
            zip(kinds, self.known.type_ids(self.connection, kinds).tolist(), strict=True)
        )
        for vehicle, device, form_factor, propulsion in rows:
            self._pseudonyms[vehicle] = UUID(bytes=self.memory.pseudonyms.of(device))
            self._kinds[vehicle] = numbers[FormFactor(form_factor), Propulsion(propulsion)]

    def _words(self, vehicles: list[int]) -> dict[int, list[Word]]:
        found: dict[int, list[Word]] = defaultdict(list)
        for vehicle, *told in self.connection.execute(SQL["words_of"], {"vehicles": vehicles}):
            found[vehicle].append(Word(*told))
        return found

    def _rows(self, vehicle: int, words: list[Word]) -> list[Row]:
        """The stays that words tell of, numbered; each word is marked with its stay's number."""
        stays = stays_of(words)
        used: set[int] = set()
        mine: dict[UUID, int] = {}
        rows, needless = [], []
        for stay in stays:
            number = stay.id
            if number is None or number in used:
                self.memory.stays_opened += 1
                number = self.feed.id * STAYS_PER_FEED + self.memory.stays_opened
            used.add(number)
            mine.update(dict.fromkeys((word.id for word in stay.words), number))
            needless += [word.id for word in stay.words[1:-1] if word.state == SEEN]
            rows.append(self._row(number, vehicle, stay))
        needless += [word.id for word in words if word.state == SEEN and word.id not in mine]
        self._mark(words, mine, needless)
        return rows

    def _row(self, number: int, vehicle: int, stay: Stood) -> Row:
        away = np.array(stay.away, np.int64).reshape(-1, 2)
        absent = int((self.clock.at(away[:, 1]) - self.clock.at(away[:, 0])).sum())
        return Row(
            number,
            self._kinds[vehicle],
            str(stay.state),
            *stay.place,
            stay.first_s,
            stay.start_lo_s,
            str(stay.start_reason),
            int(self.clock.at(stay.first_s)) + absent,
            stay.end_lo_s,
            stay.end_s,
            None if stay.end_reason is None else str(stay.end_reason),
        )

    def _mark(self, words: list[Word], mine: dict[UUID, int], needless: list[UUID]) -> None:
        """Which stay each word is part of; points that change nothing are not kept."""
        gone = set(needless)
        other = [w for w in words if w.stay_id != mine.get(w.id) and w.id not in gone]
        if other:
            self.connection.execute(
                "update push_event e set stay_id = m.stay from unnest(%s::uuid[], %s::int8[])"
                " as m (id, stay) where e.feed_id = %s and e.event_id = m.id",
                [[w.id for w in other], [mine.get(w.id) for w in other], self.feed.id],
            )
        if gone:
            self.connection.execute(
                "delete from push_event where feed_id = %s and event_id = any(%s)",
                [self.feed.id, needless],
            )

    # --- what is kept ------------------------------------------------------------------------

    def _kept(self, words: dict[int, list[Word]]) -> dict[int, Row]:
        numbers = {w.stay_id for told in words.values() for w in told if w.stay_id is not None}
        rows = self.connection.execute(
            SQL["stays_of"],
            {
                "feed_id": self.feed.id,
                "pseudonyms": list(self._pseudonyms.values()),
                "ids": sorted(numbers),
            },
        )
        return {row[0]: Row(*row) for row in rows}

    def _delete(self, rows: list[Row]) -> None:
        for table, ended in (("open_stay", False), ("stay", True)):
            ids = [row.id for row in rows if (row.end_s is not None) is ended]
            if ids:
                self.connection.execute(f"delete from {table} where id = any(%s)", [ids])

    def _insert(self, rows: list[tuple[int, Row]]) -> None:
        areas = self._areas([row for _, row in rows])
        opened, ended = [], []
        for (vehicle, row), inside in zip(rows, areas, strict=True):
            place = (row.lon, row.lat, row.first_s, row.start_lo_s, row.start_reason, row.base_s)
            if row.end_s is None or row.end_lo_s is None:
                head = (row.id, self.feed.id)
                opened.append(
                    (
                        *head,
                        self._pseudonyms[vehicle],
                        row.vehicle_type_id,
                        row.state,
                        *place,
                        inside,
                    )
                )
            else:
                self.known.ensure(self.connection, "stay", datetime.fromtimestamp(row.end_s, UTC))
                observed_s = int(self.clock.at(row.end_lo_s)) - row.base_s
                head = (row.id, self.feed.id)
                tail = (row.end_lo_s, row.end_s, row.end_reason, max(0, observed_s))
                ended.append((*head, row.vehicle_type_id, row.state, *place, inside, *tail))
        with self.connection.cursor() as cursor:
            if opened:
                cursor.executemany(OPEN, opened)
            if ended:
                cursor.executemany(ENDED, ended)

    def _areas(self, rows: list[Row]) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in rows]
        if rows:
            locator = self.known.located(self.connection).areas
            lon, lat = (np.array([getattr(r, edge) for r in rows]) for edge in ("lon", "lat"))
            stays, areas = locator.locate(lon, lat)
            for stay, area in sorted(zip(stays.tolist(), areas.tolist(), strict=True)):
                found[stay].append(area)
        return found

    # --- corrections -------------------------------------------------------------------------

    def _correct(self, late: list[News], changes: list[Change], before_s: int) -> int:
        """When words came late and change what was told: what it was, beside since when and why."""
        whose = {one.vehicle for one in late}
        told = [c for c in changes if c.vehicle in whose and c.since_s < before_s]
        if not told:
            return 0
        since_s = min(change.since_s for change in told)
        number = self._write_correction(late, since_s, before_s, len(told))
        ids = [change.old.id for change in told if change.old is not None]
        self.connection.execute(SQL["keep_versions"], {"correction": number, "ids": ids})
        return len(told)

    def _write_correction(self, late: list[News], since_s: int, before_s: int, stays: int) -> int:
        events = sum(one.late for one in late)
        now_s = self.memory.evidence_at_s or before_s
        first_s = min(one.first_late_s for one in late if one.first_late_s is not None)
        row = self.connection.execute(
            "insert into correction (feed_id, from_at, to_at, made_at, reason, events, stays)"
            " values (%s, to_timestamp(%s), to_timestamp(%s), to_timestamp(%s), %s, %s, %s)"
            " returning id",
            [
                *(self.feed.id, since_s, max(since_s, before_s), now_s),
                f"{events} events came up to {(now_s - first_s) // 60} minutes late.",
                *(events, stays),
            ],
        ).fetchone()
        assert row is not None
        return int(row[0])

    def _count_again_from(self, since_s: int) -> None:
        """What was folded of later moments is folded again."""
        if since_s < NEVER_S:
            self.connection.execute(
                "update fold_state set folded_to = least(folded_to, to_timestamp(%s))"
                " where feed_id = %s",
                [since_s, self.feed.id],
            )


def _closes(change: Change) -> bool:
    """Whether a stay that was open, or not known, has ended."""
    ended = change.new is not None and change.new.end_s is not None
    return ended and (change.old is None or change.old.end_s is None)
