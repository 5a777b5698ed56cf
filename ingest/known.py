"""What a recorder need not ask the database at every poll: areas, vehicle types, months."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from psycopg import Connection

from ingest.fleet import Ints
from ingest.snapshot import VehicleKind
from stoep.store.partitions import ensure_month
from stoep.vocabulary import AreaKind
from zones.locate import Locator, load_locator


@dataclass(frozen=True)
class Located:
    """All areas, and the municipalities apart; `newest` tells whether they are still all."""

    newest: int
    areas: Locator
    towns: Locator


@dataclass
class Known:
    """What was looked up or made before; `forget` after a transaction that failed."""

    _types: dict[VehicleKind, int] = field(default_factory=dict, init=False)
    _months: set[tuple[str, int, int]] = field(default_factory=set, init=False)
    _located: Located | None = field(default=None, init=False)

    def forget(self) -> None:
        """What a transaction that failed had made is gone too."""
        self._types.clear()
        self._months.clear()

    def located(self, connection: Connection[Any]) -> Located:
        """The areas as they are now."""
        row = connection.execute("select coalesce(max(id), 0) from area").fetchone()
        newest = int(row[0]) if row else 0
        if self._located is None or self._located.newest != newest:
            towns = load_locator(connection, AreaKind.municipality)
            self._located = Located(newest, load_locator(connection), towns)
        return self._located

    def type_ids(self, connection: Connection[Any], kinds: tuple[VehicleKind, ...]) -> Ints:
        """The number of each kind of vehicle; new kinds get one."""
        for kind in kinds:
            if kind not in self._types:
                connection.execute(
                    "insert into vehicle_type (form_factor, propulsion) values (%s, %s)"
                    " on conflict (form_factor, propulsion) do nothing",
                    kind,
                )
                row = connection.execute(
                    "select id from vehicle_type where form_factor = %s and propulsion = %s", kind
                ).fetchone()
                assert row is not None
                self._types[kind] = row[0]
        return np.array([self._types[kind] for kind in kinds], np.int64)

    def ensure(self, connection: Connection[Any], table: str, moment: datetime) -> None:
        """There is a partition of `table` for the month of a moment."""
        month = (table, moment.year, moment.month)
        # One that was made now is there for others when this transaction is, if it ever is.
        if month not in self._months and ensure_month(connection, table, moment):
            self._months.add(month)
