"""The ground of the probes: two towns with the same in each, who asks, and what stays with whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from psycopg import Connection

from api.people.caller import OrganisationKind, Role, Scope
from api.people.keys import make_api_key
from api.people.organisations import NewOrganisation, add_organisation, platform_of
from api.people.sessions import COOKIE, begin_session
from stoep.vocabulary import AreaKind
from tests.worlds import World, at
from zones.policy.drawn import drawn as drawn_as
from zones.policy.life import Draft, draw

NOW = at("15 12:00")
SECRET = "the secret of these probes"
OWN, FOREIGN, ABSENT = "own", "foreign", "absent"
WHOSE = (OWN, FOREIGN, ABSENT)
TOWNS = {OWN: "GM1", FOREIGN: "GM2", ABSENT: "GM3"}
ALL = frozenset(TOWNS.values())


@dataclass(frozen=True)
class Actor:
    """Somebody who asks: what they bring, and of which town and operator they may see rows."""

    headers: Mapping[str, str] = field(default_factory=dict)
    town: str | None = None
    operator: str | None = None
    known: bool = True
    reads: bool = True
    """False: a key that is not for reading."""


@dataclass(frozen=True)
class Secret:
    """A text that may be in an answer only to a town and to an operator."""

    text: str
    town: str | None
    operator: str | None = None


@dataclass
class Ground:
    """Two towns with the same in each, who asks, and what must stay with whom."""

    numbers: dict[str, dict[str, int]]
    shapes: dict[str, dict[str, Any]]
    actors: dict[str, Actor]
    secrets: list[Secret]


def draw_ground(world: World, connection: Connection[Any]) -> Ground:
    """Two municipalities side by side; in each a zone, a limit, and vehicles of two operators."""
    areas = {}
    shapes: dict[str, dict[str, Any]] = {}
    for whose, west in ((OWN, 4.30), (FOREIGN, 4.32)):
        areas[whose] = world.area(
            AreaKind.municipality, TOWNS[whose], west, 52.07, west + 0.02, 52.08,
            municipality=TOWNS[whose],
        )  # fmt: skip
        ring = [[west + 0.001, 52.071], [west + 0.009, 52.071], [west + 0.009, 52.079]]
        shapes[whose] = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    ring = [[5.0, 52.0], [5.01, 52.0], [5.01, 52.01]]
    shapes[ABSENT] = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    secrets, stays, limits, zones = [], {}, {}, {}
    connection.execute("select setval('zone_id_seq', 700)")
    for operator in ("swift", "veer"):
        world.feed(operator, ("10 00:00", "15 12:00"))
    for number, (whose, operator) in enumerate(
        (whose, operator) for whose in (OWN, FOREIGN) for operator in ("swift", "veer")
    ):
        lon, lat = (4.3012345 if whose == OWN else 4.3212345) + number * 1e-6, 52.0754321
        stay = world.stands(operator, lon, lat, "11 00:00", areas=(areas[whose],))
        stays.setdefault(whose, stay)
        told = (str(stay), f"{lon:.6f}", f"{lon:.7f}")
        secrets += [Secret(text, TOWNS[whose], operator) for text in told]
    for whose in (OWN, FOREIGN):
        shaped = drawn_as({"type": "Feature", "properties": {}, "geometry": shapes[whose]})
        zones[whose] = draw(connection, AreaKind.hub, TOWNS[whose], Draft("Plein", shaped, None,
                            None), "a probe", NOW)  # fmt: skip
        row = connection.execute(
            "insert into permit_limit (municipality, operator_id, indicator, bound, value, unit,"
            " effective_from, set_by, why) values (%s, (select id from operator where key ="
            " 'swift'), 'permit_fleet', 'maximum', 5, 'vehicles', '2026-03-01', 'a', 'b')"
            " returning id",
            [TOWNS[whose]],
        ).fetchone()
        assert row is not None
        limits[whose] = row[0]
    organisations, actors, more = _people(connection)
    nothing = {ABSENT: 909}
    numbers = {
        "areas": areas | nothing, "hubs": areas | nothing, "zones": zones | nothing,
        "limits": limits | nothing, "stay": stays | {ABSENT: stays[OWN] + 900},
        "organisations": organisations | nothing,
    }  # fmt: skip
    return Ground(numbers, shapes, actors, [*secrets, *more])


def _people(connection: Connection[Any]) -> tuple[dict[str, int], dict[str, Actor], list[Secret]]:
    """Organisations, somebody in each role, programs, and who brings what is worth nothing."""
    kinds = {
        "GM1": OrganisationKind.municipality, "GM2": OrganisationKind.municipality,
        "swift": OrganisationKind.operator, "together": OrganisationKind.coordinator,
    }  # fmt: skip
    numbers = {"platform": platform_of(connection, "a probe", NOW)}
    for of, kind in kinds.items():
        town = of if kind is OrganisationKind.municipality else None
        operator = of if kind is OrganisationKind.operator else None
        wish = NewOrganisation(kind, of.title(), town, operator)
        numbers[of] = add_organisation(connection, wish, "a probe", NOW)
    actors, secrets = {"nobody": Actor(known=False)}, []
    for of, role in (
        ("GM1", Role.viewer), ("GM1", Role.officer), ("GM1", Role.admin), ("GM2", Role.officer),
        ("swift", Role.officer), ("together", Role.officer), ("platform", Role.admin),
    ):  # fmt: skip
        email = f"{role}@{of.lower()}.example"
        cookie = _session(connection, numbers[of], role, email)
        town, operator = of if of in ALL else None, of if of == "swift" else None
        actors[f"{role} of {of}"] = Actor({"cookie": f"{COOKIE}={cookie}"}, town, operator)
        secrets.append(Secret(email, town, operator))
    for of, scopes in (("GM1", list(Scope)), ("GM1", [Scope.zones]), ("GM2", [Scope.read]),
                       ("swift", [Scope.read])):  # fmt: skip
        name = f"robot-{of.lower()}-{len(scopes)}"
        key = make_api_key(connection, numbers[of], name, scopes, timedelta(days=1), "a", NOW)
        town, operator = of if of in ALL else None, of if of == "swift" else None
        actors[f"{name} {scopes[0]}"] = Actor(
            {"authorization": f"Bearer {key}"}, town, operator, reads=Scope.read in scopes
        )
        secrets.append(Secret(name, town, operator))
    past = make_api_key(connection, numbers["GM1"], "past", [Scope.read], timedelta(days=-1), "a",
                        NOW)  # fmt: skip
    actors["a key of the past"] = Actor({"authorization": f"Bearer {past}"}, known=False)
    actors["a forged key"] = Actor({"authorization": f"Bearer {past[:-4]}AAAA"}, known=False)
    actors["a forged cookie"] = Actor({"cookie": f"{COOKIE}={'A' * 43}"}, known=False)
    # Whoever runs this Stoep sees who belongs to what: that is no row.
    people = [s for s in secrets if s.town or s.operator]
    return {OWN: numbers["GM1"], FOREIGN: numbers["GM2"]}, actors, people


def _session(connection: Connection[Any], organisation: int, role: Role, email: str) -> str:
    row = connection.execute(
        "insert into person (name, email, added_at) values ('Somebody', %s, %s) returning id",
        [email, NOW],
    ).fetchone()
    assert row is not None
    connection.execute(
        "insert into membership (person_id, organisation_id, role, added_by, added_at)"
        " values (%s, %s, %s, 'a probe', %s)",
        [row[0], organisation, role, NOW],
    )
    return begin_session(connection, row[0], "password", "127.0.0.1", NOW)
