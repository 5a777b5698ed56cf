"""The demo's history of an operator that pushes: through the real inbox, under a fast clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.intake.inbox import receive
from api.intake.keys import Pusher
from demo import agency
from demo.operators import DemoOperator, find_operator
from demo.world import World
from ingest.feed import Feed
from ingest.pushed.inbox import MOST_BATCHES, Inbox
from zones.cells import fold_feed

AT_ONCE = MOST_BATCHES // 2
"""Slots whose batches are applied together: each brings two, of events and of trips."""


@dataclass
class History:
    """Receives at each slot what the operator sends then; `since_s` is the newest that came."""

    pool: ConnectionPool[Connection[Any]]
    secret: str
    world: World
    feed: Feed
    since_s: int
    _stuck: list[dict[str, Any]] = field(default_factory=list, init=False)
    """Events that will come late."""

    def push(self, slots: Sequence[int], done: Callable[[int], None]) -> None:
        """Live through the slots (unix seconds, rising)."""
        inbox = Inbox(self.pool, self.secret)
        for number, slot in enumerate(slots, 1):
            comes_loose = self._stuck and self.world.fault(self.feed.key, slot) is None
            if comes_loose:
                # What was told until now is counted, so that it can be seen what changes.
                self._apply(inbox, fold=True)
            self._receive(slot)
            if comes_loose or number % AT_ONCE == 0:
                self._apply(inbox)
            if number % AT_ONCE == 0:
                done(AT_ONCE)
        self._apply(inbox)

    def _receive(self, slot: int) -> None:
        operator = find_operator(self.feed.key)
        pusher = Pusher(self.feed.id, agency.provider_id(operator))
        now = datetime.fromtimestamp(slot, UTC)
        with self.pool.connection() as connection:
            if self.since_s < self.world.start_s:
                self.since_s = slot
                receive(connection, pusher, "vehicles", agency.vehicles(operator), now)
                there = agency.where_they_stand(self.world, operator, slot)
                receive(connection, pusher, "events", there, now)
            rides = agency.trips(self.world, operator, self.since_s, slot)
            receive(connection, pusher, "events", self._sent(operator, slot), now)
            receive(connection, pusher, "trips", rides, now)
        self.since_s = slot

    def _sent(self, operator: DemoOperator, slot: int) -> list[dict[str, Any]]:
        """The events that get through at a slot."""
        events = agency.events(self.world, operator, self.since_s, slot)
        if self.world.fault(self.feed.key, slot) is None:
            events, self._stuck = self._stuck + events, []
            return events
        self._stuck += filter(agency.is_slow, events)
        return [event for event in events if not agency.is_slow(event)]

    def _apply(self, inbox: Inbox, *, fold: bool = False) -> None:
        while inbox.apply(self.feed):
            pass
        if fold:
            with self.pool.connection() as connection:
                fold_feed(connection, self.feed.id)
