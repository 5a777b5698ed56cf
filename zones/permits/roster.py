"""Whose vehicles are counted: operators with their feeds, and the form factors there are."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.vocabulary import FormFactor
from zones.clock import EvidenceClock, load_clocks
from zones.measure import types_of

FORMS = list(FormFactor)
FEEDS = """
select f.id, f.key, o.key, f.enabled, f.id_policy = 'rotating'
from feed f join operator o on o.id = f.operator_id order by f.id
"""


@dataclass(frozen=True)
class Roster:
    """Feeds by position, each with its operator (by position), clock, and what its ids prove."""

    feed_ids: npt.NDArray[np.int64]
    feed_keys: list[str]
    feed_operator: npt.NDArray[np.int64]
    operators: list[str]
    operator_ids: list[int]
    enabled: npt.NDArray[np.bool_]
    rotating: npt.NDArray[np.bool_]
    clocks: list[EvidenceClock]
    form_of_type: npt.NDArray[np.int64]
    """Position among FORMS by number of a vehicle type."""
    _seen: dict[int, npt.NDArray[np.bool_]] = field(default_factory=dict)

    def seen(self, moment: int) -> npt.NDArray[np.bool_]:
        """Whether each feed's evidence covers a moment; every place asks it of the same six."""
        if moment not in self._seen:
            covered = [bool(clock.is_covered(moment)) for clock in self.clocks]
            self._seen[moment] = np.array(covered, np.bool_)
        return self._seen[moment]

    def followed(self, start: int, end: int) -> npt.NDArray[np.bool_]:
        """Which feeds should tell something of a period: from the first evidence on.

        A feed that was switched off should until its last.
        """
        begun = [len(c.starts) > 0 and bool(c.starts[0] < end) for c in self.clocks]
        goes_on = [len(c.ends) > 0 and bool(c.ends[-1] > start) for c in self.clocks]
        return np.array(begun, np.bool_) & (self.enabled | np.array(goes_on, np.bool_))

    def silent(self, end: int) -> str:
        """The feeds that had begun by a moment and have told nothing of it, nor of later, yet.

        What they tell when they are back may show that more was possible before.
        """
        quiet = [
            key
            for key, clock, enabled in zip(self.feed_keys, self.clocks, self.enabled, strict=True)
            if enabled and len(clock.ends) and clock.starts[0] < end and clock.ends[-1] < end
        ]
        return ",".join(quiet)


def load_roster(connection: Connection[Any]) -> Roster:
    """Every feed there is."""
    rows = connection.execute(FEEDS).fetchall()
    clocks = load_clocks(connection)
    operators = dict(connection.execute("select key, id from operator order by id").fetchall())
    names = list(operators)
    nothing = np.empty(0, np.int64)
    kinds = types_of(connection)
    form_of_type = np.zeros(max(kinds, default=0) + 1, np.int64)
    for number, form in kinds.items():
        form_of_type[number] = FORMS.index(form)
    return Roster(
        np.array([row[0] for row in rows], np.int64),
        [row[1] for row in rows],
        np.array([names.index(row[2]) for row in rows], np.int64),
        names,
        list(operators.values()),
        np.array([row[3] for row in rows], np.bool_),
        np.array([row[4] for row in rows], np.bool_),
        [clocks.get(row[0], EvidenceClock(nothing, nothing, nothing)) for row in rows],
        form_of_type,
    )
