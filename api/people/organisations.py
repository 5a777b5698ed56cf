"""Organisations: one for each municipality and operator that takes part, and the platform."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.errors import UniqueViolation

from api.people.caller import OrganisationKind
from api.people.refusals import BadChoice


@dataclass(frozen=True)
class NewOrganisation:
    """What an organisation is to be; `municipality` is a code, `operator` a key."""

    kind: OrganisationKind
    name: str
    municipality: str | None = None
    operator: str | None = None


def add_organisation(
    connection: Connection[Any], wish: NewOrganisation, by: str, now: datetime
) -> int:
    """Its number; raises BadChoice for a municipality or operator that is not, or has one."""
    operator_id = None
    for name, wanted in (("municipality", wish.municipality), ("operator", wish.operator)):
        if (wish.kind.value == name) != (wanted is not None):
            raise BadChoice(
                name, f"`{name}` goes with its own kind, and only with that.", f"See `{name}`."
            )
    if wish.municipality is not None and not _is_municipality(connection, wish.municipality):
        raise BadChoice(
            "municipality",
            f"There is no municipality `{wish.municipality}`.",
            "See /v1/areas?kind=municipality for all.",
        )
    if wish.operator is not None:
        row = connection.execute(
            "select id from operator where key = %s", [wish.operator]
        ).fetchone()
        if row is None:
            said = f"There is no operator `{wish.operator}`."
            raise BadChoice("operator", said, "See /v1/operators for all.")
        operator_id = row[0]
    try:
        row = connection.execute(
            "insert into organisation (kind, name, municipality, operator_id, added_by, added_at)"
            " values (%s, %s, %s, %s, %s, %s) returning id",
            [wish.kind, wish.name, wish.municipality, operator_id, by, now],
        ).fetchone()
    except UniqueViolation:
        said = "There is such an organisation already."
        raise BadChoice(wish.kind.value, said, "Invite people to that one.") from None
    assert row is not None
    return int(row[0])


def platform_of(connection: Connection[Any], by: str, now: datetime) -> int:
    """The organisation that runs this Stoep, made when it is first asked for."""
    connection.execute(
        "insert into organisation (kind, name, added_by, added_at)"
        " values ('platform', 'Stoep', %s, %s) on conflict do nothing",
        [by, now],
    )
    row = connection.execute("select id from organisation where kind = 'platform'").fetchone()
    assert row is not None
    return int(row[0])


def _is_municipality(connection: Connection[Any], code: str) -> bool:
    return (
        connection.execute(
            "select 1 from area where kind = 'municipality' and code = %s limit 1", [code]
        ).fetchone()
        is not None
    )
