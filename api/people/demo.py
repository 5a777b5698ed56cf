"""The demo's made-up people: one for each role, whom a visitor can be with one click.

They have no password, and nobody can be one of them where the setting of the demo is off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from api.people.caller import OrganisationKind, Role
from api.people.organisations import NewOrganisation, add_organisation, platform_of
from api.problems import NotThere
from stoep.settings import Settings

BY = "the demo"


@dataclass(frozen=True)
class Somebody:
    """One of them; `of` is the code of a municipality or the key of an operator."""

    name: str
    email: str
    kind: OrganisationKind
    role: Role
    of: str | None = None


WHO: Mapping[str, Somebody] = {
    "officer": Somebody(
        "Noor de Wit", "noor@city.demo", OrganisationKind.municipality, Role.officer, "GM0518"
    ),
    "operator": Somebody(
        "Sam Zilt", "sam@operator.demo", OrganisationKind.operator, Role.officer, "zilt"
    ),
    "admin": Somebody("Kim Beheer", "kim@stoep.demo", OrganisationKind.platform, Role.admin),
}


def seed_people(connection: Connection[Any], now: datetime) -> None:
    """Put them there, once."""
    for one in WHO.values():
        if connection.execute("select 1 from person where email = %s", [one.email]).fetchone():
            continue
        row = connection.execute(
            "insert into person (name, email, added_at) values (%s, %s, %s) returning id",
            [one.name, one.email, now],
        ).fetchone()
        assert row is not None
        connection.execute(
            "insert into membership (person_id, organisation_id, role, added_by, added_at)"
            " values (%s, %s, %s, %s, %s)",
            [row[0], _organisation(connection, one, now), one.role, BY, now],
        )


def person(connection: Connection[Any], settings: Settings, who: str) -> int:
    """The number of one of them; raises NotThere where it is no demo, or there is nobody such."""
    wanted = WHO.get(who) if settings.demo_people else None
    row = None
    if wanted is not None:
        row = connection.execute(
            "select id from person where email = %s", [wanted.email]
        ).fetchone()
    if row is None:
        raise NotThere(f"There is no `{who}` to be here.", "See `demo` in /v1/me.")
    return int(row[0])


def _organisation(connection: Connection[Any], one: Somebody, now: datetime) -> int:
    if one.kind is OrganisationKind.platform:
        return platform_of(connection, BY, now)
    municipality = one.of if one.kind is OrganisationKind.municipality else None
    operator = one.of if one.kind is OrganisationKind.operator else None
    names = {"municipality": municipality, "operator": operator}
    row = connection.execute(
        "select o.id from organisation o left join operator p on p.id = o.operator_id"
        " where o.municipality = %(municipality)s or p.key = %(operator)s",
        names,
    ).fetchone()
    if row is not None:
        return int(row[0])
    shown = connection.execute(
        "select name from area where kind = 'municipality' and code = %(municipality)s"
        " union all select name from operator where key = %(operator)s",
        names,
    ).fetchone()
    name = str(shown[0]) if shown else str(one.of)
    wish = NewOrganisation(one.kind, name, municipality, operator)
    return add_organisation(connection, wish, BY, now)
