"""What days are counted for: municipalities, and the zones that limits are set for."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from psycopg import Connection

from stoep.store.columns import FOREVER
from stoep.vocabulary import AreaKind
from zones.measure import SQL
from zones.permits.aside import Cut, read_asides
from zones.permits.limits import GROUP, WHOLE, Limit
from zones.permits.roster import FORMS
from zones.registry import INDICATORS


@dataclass(frozen=True)
class Drawn:
    """One version of an area's border, and when it, or its rule, holds (unix seconds).

    `forms` are the form factors that it is about, as positions among FORMS; None: all.
    """

    id: int
    valid_from: int
    valid_to: int
    border: str
    forms: tuple[int, ...] | None = None

    def holds(self, start: int, end: int) -> bool:
        """Whether it holds at some moment of a period."""
        return self.valid_from < end and self.valid_to > start


@dataclass(frozen=True)
class Place:
    """A municipality, or a zone of it; `tolerance_m` is for its no-parking areas."""

    municipality: str
    zone: str
    tolerance_m: int
    areas: tuple[Drawn, ...]
    no_parking: tuple[Drawn, ...]
    """All of the municipality, each for as long as its rule holds: a zone counts what stands in
    both."""
    wanted: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Operators and form factors that have a limit here: counted when none stands here, too."""
    aside: tuple[Cut, ...] = ()
    """What the municipality set aside of feeds."""

    @property
    def key(self) -> tuple[str, str, int]:
        """By what it is kept."""
        return self.municipality, self.zone, self.tolerance_m

    @property
    def area_ids(self) -> list[int]:
        """All versions of its own border and of its no-parking areas."""
        return [drawn.id for drawn in (*self.areas, *self.no_parking)]

    def held(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches of a period in which a version of its border holds, in order, apart."""
        found: list[tuple[int, int]] = []
        for drawn in sorted(self.areas, key=lambda one: one.valid_from):
            since = max(drawn.valid_from, found[-1][1] if found else start)
            until = min(drawn.valid_to, end)
            if since < until:
                found.append((since, until))
        return found

    def holds(self, moment: int) -> bool:
        """Whether a version of its border holds at a moment (unix seconds)."""
        return any(drawn.holds(moment, moment + 1) for drawn in self.areas)

    def basis(self, start: int, end: int) -> str:
        """Changes when a border that holds in a period does, or what is asked or set aside."""
        held = (d for d in (*self.areas, *self.no_parking) if d.holds(start, end))
        # What was not seen makes each later day of a stay less certain, too.
        cuts = tuple(cut for cut in self.aside if cut.start < end)
        return _digest(tuple(held), self.wanted, cuts)


@lru_cache(maxsize=10_000)
def _digest(
    drawn: tuple[Drawn, ...], wanted: frozenset[tuple[str, str]], cuts: tuple[Cut, ...]
) -> str:
    versions = [(name, entry.version) for name, entry in INDICATORS.items() if entry.group == GROUP]
    # Where nothing is set aside, days that were counted before that could be keep their basis.
    told = repr((drawn, sorted(wanted), versions, *([cuts] if cuts else [])))
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


def _drawn(
    number: int, since: int, to: int | None, border: str, about: tuple[int, ...] | None
) -> Drawn:
    return Drawn(number, since, int(FOREVER) if to is None else to, border, about)


def places(
    connection: Connection[Any],
    limits: Iterable[Limit],
    municipality: str | None = None,
    also: tuple[str, int] = (WHOLE, 0),
) -> list[Place]:
    """Every municipality that has a border, and every zone and tolerance that its limits name.

    `also` is a zone and tolerance that no limit need name.
    """
    limits = list(limits)
    zones = {x.zone for x in limits if x.zone} | {also[0]}
    asked = {"zones": sorted(zones), "municipality": municipality}
    drawn: dict[tuple[str, str], list[Drawn]] = {}
    for number, kind, code, owner, since, to, border, forms, held in connection.execute(
        SQL["permit_areas"], asked
    ):
        about = None if forms is None else tuple(sorted(map(FORMS.index, forms)))
        zone = WHOLE if kind == AreaKind.municipality else f"{kind}/{code}"
        drawn.setdefault((owner, zone), []).append(_drawn(number, since, to, border, about))
        closed = drawn.setdefault((owner, AreaKind.no_parking), [])
        closed += [_drawn(number, begin, end, border, about) for begin, end in held or ()]
    aside: dict[str, list[Cut]] = {}
    for one in read_asides(connection, municipality):
        aside.setdefault(one.municipality, []).append(one.cut)
    found = []
    for owner in sorted(owner for owner, zone in drawn if zone == WHOLE):
        mine = [limit for limit in limits if limit.municipality == owner]
        keys = {(WHOLE, 0), also} | {(x.zone or WHOLE, x.tolerance_m) for x in mine}
        for zone, tolerance in sorted(keys):
            wanted = {(x.operator, x.scope.form) for x in mine if (x.zone or WHOLE) == zone}
            borders = tuple(drawn.get((owner, zone), ()))
            banned = tuple(drawn.get((owner, AreaKind.no_parking), ()))
            cuts = tuple(aside.get(owner, ()))
            found.append(Place(owner, zone, tolerance, borders, banned, frozenset(wanted), cuts))
    return found
