"""Stays as operators' words tell them, beside the stays as they are kept: what differs.

The stays of a vehicle are worked out anew from all of its words that are kept. Nothing is written
here; see `settle`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from psycopg import Connection

from ingest.feed import Feed
from ingest.known import Known
from ingest.memory import Memory
from ingest.pushed.timeline import SEEN, Stood, Word, stays_of
from ingest.stays import STAYS_PER_FEED
from stoep.vocabulary import FormFactor, Propulsion
from zones.clock import EvidenceClock

SQL = {
    name: (Path(__file__).parents[1] / "sql" / f"{name}.sql").read_bytes()
    for name in ("words_of", "stays_of", "states_of")
}
NEVER_S = 2**62


class StateRow(NamedTuple):
    """A change of state as it is kept; moments in unix seconds."""

    at_s: int
    since_s: int
    """When the old state was first told."""
    lo_s: int
    observed_s: int
    was: str
    became: str


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
    states: tuple[StateRow, ...] = ()


class Change(NamedTuple):
    """A stay of a vehicle as it was kept and as it is told now; None where there is none."""

    vehicle: int
    old: Row | None
    new: Row | None

    @property
    def since_s(self) -> int:
        """The earliest moment of which the two tell otherwise, be it a state."""
        if self.old is None or self.new is None:
            return self.stood_since_s
        differ = set(self.old.states) ^ set(self.new.states)
        return min([self.stood_since_s, *(state.at_s for state in differ)])

    @property
    def stood_since_s(self) -> int:
        """The earliest moment of which the two tell otherwise where something stood."""
        if self.old is None or self.new is None:
            return (self.old or self.new).first_s  # type: ignore[union-attr]
        begins = [(r.first_s, r.lon, r.lat, r.vehicle_type_id) for r in (self.old, self.new)]
        if begins[0] != begins[1]:
            return min(self.old.first_s, self.new.first_s)
        return min((r.end_s for r in (self.old, self.new) if r.end_s is not None), default=NEVER_S)

    @property
    def closes(self) -> bool:
        """Whether a stay that was open, or not known, has ended."""
        ended = self.new is not None and self.new.end_s is not None
        return ended and (self.old is None or self.old.end_s is None)


@dataclass
class Difference:
    """All that differs for some vehicles, and which stay each word is part of now."""

    changes: list[Change] = field(default_factory=list)
    part_of: dict[UUID, int | None] = field(default_factory=dict)
    """Words that are part of another stay than they were."""
    needless: list[UUID] = field(default_factory=list)
    """Points that change nothing."""
    pseudonyms: dict[int, UUID] = field(default_factory=dict)
    forgot: set[int] = field(default_factory=set)
    """Vehicles of which earlier words are no longer kept."""

    @property
    def since_s(self) -> int:
        """The earliest moment of which anything is told otherwise; NEVER_S of none."""
        return min((change.since_s for change in self.changes), default=NEVER_S)

    @property
    def stood_since_s(self) -> int:
        """The earliest moment of which it is told otherwise where something stood."""
        return min((change.stood_since_s for change in self.changes), default=NEVER_S)


@dataclass
class Comparison:
    """Compares words and stays of one feed; `memory` counts on as new stays get numbers."""

    connection: Connection[Any]
    feed: Feed
    memory: Memory
    known: Known
    clock: EvidenceClock

    def of(self, vehicles: Sequence[int]) -> Difference:
        """What is told of some vehicles otherwise than it is kept."""
        found = Difference()
        kinds = self._look_up(vehicles, found)
        words = self._words(vehicles)
        kept = self._kept(words, found)
        for vehicle, told in words.items():
            old = {n for w in told if (n := w.stay_id) is not None and n in kept}
            rows = self._rows(kinds[vehicle], told, found)
            if vehicle in found.forgot:
                rows = _as_it_began(rows, kept)
            new = {row.id: _of_its_type(row, kept.get(row.id)) for row in rows}
            found.changes += [
                Change(vehicle, kept.get(number), new.get(number))
                for number in sorted(old | new.keys())
                if kept.get(number) != new.get(number)
            ]
        return found

    def _look_up(self, vehicles: Sequence[int], found: Difference) -> dict[int, int]:
        """The number of each vehicle's type."""
        rows = self.connection.execute(
            "select id, device_id::text, form_factor, propulsion, forgotten_at is not null,"
            " words_from is not null"
            " from push_vehicle where id = any(%s)",
            [list(vehicles)],
        ).fetchall()
        told = {row[0]: (FormFactor(row[2]), Propulsion(row[3])) for row in rows}
        kinds = tuple(sorted(set(told.values())))
        numbers = self.known.type_ids(self.connection, kinds).tolist()
        for vehicle, device, *_, is_pseudonym, forgot in rows:
            found.pseudonyms[vehicle] = (
                UUID(device) if is_pseudonym else UUID(bytes=self.memory.pseudonyms.of(device))
            )
            if forgot:
                found.forgot.add(vehicle)
        return {vehicle: numbers[kinds.index(kind)] for vehicle, kind in told.items()}

    def _words(self, vehicles: Sequence[int]) -> dict[int, list[Word]]:
        found: dict[int, list[Word]] = defaultdict(list)
        for vehicle, *told in self.connection.execute(
            SQL["words_of"], {"vehicles": list(vehicles)}
        ):
            found[vehicle].append(Word(*told))
        return found

    def _kept(self, words: dict[int, list[Word]], found: Difference) -> dict[int, Row]:
        numbers = {w.stay_id for told in words.values() for w in told if w.stay_id is not None}
        values = {
            "feed_id": self.feed.id,
            "pseudonyms": list(found.pseudonyms.values()),
            "ids": sorted(numbers),
        }
        rows = self.connection.execute(SQL["stays_of"], values).fetchall()
        states: dict[int, list[StateRow]] = defaultdict(list)
        ids = [row[0] for row in rows]
        for number, *state in self.connection.execute(SQL["states_of"], {"ids": ids}):
            states[number].append(StateRow(*state))
        return {row[0]: Row(*row)._replace(states=tuple(states[row[0]])) for row in rows}

    def _rows(self, kind: int, words: list[Word], found: Difference) -> list[Row]:
        """The stays that a vehicle's words tell of; a stay keeps its number, new ones get one."""
        used: set[int] = set()
        mine: dict[UUID, int] = {}
        rows = []
        for stay in stays_of(words, self._is_covered):
            number = stay.id
            if number is None or number in used:
                self.memory.stays_opened += 1
                number = self.feed.id * STAYS_PER_FEED + self.memory.stays_opened
            used.add(number)
            mine.update(dict.fromkeys((word.id for word in stay.words), number))
            found.needless += [word.id for word in stay.needless]
            rows.append(self._row(number, kind, stay))
        found.needless += [word.id for word in words if word.state == SEEN and word.id not in mine]
        changed = (word for word in words if word.stay_id != mine.get(word.id))
        found.part_of.update({word.id: mine.get(word.id) for word in changed})
        return rows

    def _is_covered(self, since_s: int, until_s: int) -> bool:
        return bool(self.clock.at(until_s) - self.clock.at(since_s) == until_s - since_s)

    def _row(self, number: int, kind: int, stay: Stood) -> Row:
        away = np.array(stay.away, np.int64).reshape(-1, 2)
        absent = self.clock.at(away[:, 1]) - self.clock.at(away[:, 0])
        first_s = int(self.clock.at(stay.first_s))
        since = [stay.first_s, *(turned.at_s for turned in stay.turned)]
        states = tuple(
            StateRow(
                turned.at_s,
                since_s,
                turned.lo_s,
                int(self.clock.at(turned.at_s) - first_s - absent[away[:, 1] <= turned.at_s].sum()),
                str(turned.was),
                str(turned.became),
            )
            for since_s, turned in zip(since, stay.turned, strict=False)
        )
        return Row(
            number,
            kind,
            str(stay.state),
            *stay.place,
            stay.first_s,
            stay.start_lo_s,
            str(stay.start_reason),
            first_s + int(absent.sum()),
            stay.end_lo_s,
            stay.end_s,
            None if stay.end_reason is None else str(stay.end_reason),
            states,
        )


def _of_its_type(row: Row, was: Row | None) -> Row:
    """A stay keeps the type that the vehicle had then, whatever is told of it later."""
    return row if was is None else row._replace(vehicle_type_id=was.vehicle_type_id)


def _as_it_began(rows: list[Row], kept: dict[int, Row]) -> list[Row]:
    """The first stay, with the beginning that was found when the words before it were still there.

    All of its own words are kept; how it began is told by what went before.
    """
    if not rows or (was := kept.get(rows[0].id)) is None:
        return rows
    first = rows[0]._replace(start_lo_s=was.start_lo_s, start_reason=was.start_reason)
    return [first, *rows[1:]]
