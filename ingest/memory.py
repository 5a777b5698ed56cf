"""What is known of one feed between two polls: read from the database when not at hand."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from ingest.clock import ClockWatch
from ingest.compare import Now
from ingest.feed import Feed
from ingest.fleet import NEVER, Fleet, Ints
from ingest.quarantine import Held
from ingest.reading import Reading
from ingest.rides import HeldBacks, read
from ingest.snapshot import STATES, Snapshot
from stoep.pseudonym import Pseudonyms
from stoep.vocabulary import IdPolicy, PollOutcome, VehicleState
from zones.locate import Locator

LOAD_FLEET = (Path(__file__).parent / "sql" / "load_fleet.sql").read_bytes()
LOAD_STATE = b"""
select s.generation, extract(epoch from s.evidence_at)::int8, s.evidence_s, s.standing,
       s.stays_opened, s.body_hash, f.id_policy, s.suspect_outcome,
       extract(epoch from s.suspect_since)::int8, s.suspect_polls, s.suspect_listed,
       extract(epoch from s.same_since)::int8, s.clock_offset_s, s.clock_seen,
       (select r.reading from feed_reading r
        where r.feed_id = f.id order by r.since desc limit 1),
       coalesce(extract(epoch from c.starts_at)::int8, 0), coalesce(c.starts_s, 0),
       s.held_back
from feed f
join feed_state s on s.feed_id = f.id
left join lateral (
    select starts_at, starts_s from coverage_span
    where feed_id = f.id order by starts_at desc limit 1
) c on true
where f.id = %s
"""


@dataclass
class Memory:
    """A feed's state and open stays, in step with the database as of `generation`."""

    fleet: Fleet
    pseudonyms: Pseudonyms
    generation: int
    evidence_at_s: int | None
    evidence_s: int
    standing: int
    stays_opened: int
    body_hash: bytes | None
    positions_only: bool
    span: tuple[int, int]
    """Start of the newest run of evidence, in unix seconds and on the evidence clock."""
    held: Held | None
    """Lists in quarantine."""
    same_since_s: int | None
    """Since when the feed lists exactly the same."""
    clock: ClockWatch
    reading: Reading | None = None
    """How the newest list was read, as it is kept."""
    towns: Locator | None = None
    """The municipalities that the fleet's column was filled with."""
    held_back: HeldBacks = field(default_factory=dict)
    """Who may be on a ride, by the newest list."""

    def locate(self, towns: Locator, snapshot: Snapshot, slots: Ints) -> npt.NDArray[np.int32]:
        """The municipality of each row; the fleet's own are looked up anew when borders change."""
        fleet = self.fleet
        if self.towns is not towns:
            taken = fleet.open_slots
            fleet["municipality"][taken] = towns.newest(fleet["lon"][taken], fleet["lat"][taken])
            self.towns = towns
        new = np.flatnonzero(slots < 0)
        names = fleet["municipality"][slots]
        names[new] = towns.newest(snapshot.lon[new], snapshot.lat[new])
        return names

    def find(self, snapshot: Snapshot) -> Ints:
        """Each row's slot among the open stays, -1 for a vehicle that has none."""
        slots = self.fleet.find(snapshot.ids)
        if self.fleet.unbound:
            for row in np.flatnonzero(slots < 0).tolist():
                vehicle_id = snapshot.ids[row]
                slot = self.fleet.unbound.pop(self.pseudonyms.of(vehicle_id), -1)
                if slot >= 0:
                    self.fleet.bind(vehicle_id, slot)
                    slots[row] = slot
        return slots

    def now(self, at_s: int, gap_limit_s: int) -> Now:
        """A new moment of evidence on both clocks; the feed's own stands still over a gap."""
        before_s = self.evidence_at_s
        if before_s is None:
            return Now(at_s, self.evidence_s, None, self.evidence_s, gap=False)
        gap = at_s - before_s > gap_limit_s
        clock_s = self.evidence_s + (0 if gap else at_s - before_s)
        doubted = self.held is not None and self.held.outcome is PollOutcome.suspect_mass
        return Now(at_s, clock_s, before_s, self.evidence_s, gap, gap_limit_s, doubted)


def load(connection: Connection[Any], feed: Feed, secret: str, *, fleet: bool = True) -> Memory:
    """Read a feed's state, and its open stays unless they are of no use."""
    row = connection.execute(LOAD_STATE, [feed.id]).fetchone()
    assert row is not None, f"feed {feed.key} has no state"
    generation, at_s, evidence_s, standing, opened, content, ids = row[:7]
    outcome, since_s, polls, listed, same_since_s, offset_s, seen = row[7:14]
    reading, span_s, span_clock_s, held_back = row[14:]
    return Memory(
        fleet=_load_fleet(connection, feed.id) if fleet else Fleet(),
        pseudonyms=Pseudonyms(secret, feed.key),
        generation=generation,
        evidence_at_s=at_s,
        evidence_s=evidence_s,
        standing=standing,
        stays_opened=opened,
        body_hash=content,
        positions_only=IdPolicy(ids) is IdPolicy.rotating,
        span=(span_s, span_clock_s),
        held=Held(PollOutcome(outcome), since_s, polls, listed) if outcome else None,
        same_since_s=same_since_s,
        clock=ClockWatch.going_on(offset_s, seen),
        reading=Reading.told(reading),
        held_back=read(held_back),
    )


def _load_fleet(connection: Connection[Any], feed_id: int) -> Fleet:
    rows = connection.execute(LOAD_FLEET, {"feed_id": feed_id}).fetchall()
    fleet = Fleet()
    slots = fleet.take(len(rows))
    for slot, row in zip(slots.tolist(), rows, strict=True):
        number, vehicle, lon, lat, first_seen, base_s, state, type_id, state_since = row[:9]
        back_lon, back_lat = row[9:11]
        fleet.unbound[vehicle.bytes] = slot
        for name, value in (
            ("id", number),
            ("lon", lon),
            ("lat", lat),
            ("back_lon", lon if back_lon is None else back_lon),
            ("back_lat", lat if back_lat is None else back_lat),
            ("first_seen", first_seen),
            ("base_s", base_s),
            ("state", STATES.index(VehicleState(state))),
            ("state_since", state_since),
            ("type_id", type_id),
        ):
            fleet[name][slot] = value
        if row[12] is not None:
            names = ("last_seen", "missing_since", "last_seen_s", "missing_anew", "missing_anew_s")
            for name, value in zip((*names, "missing_polls"), row[11:], strict=True):
                fleet[name][slot] = NEVER if value is None else value
    return fleet
