"""Who asks: somebody who signed in, or a program with a key; and what they belong to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg import Connection

from api.people.tokens import hash_of


class OrganisationKind(StrEnum):
    """What an organisation is."""

    municipality = "municipality"
    operator = "operator"
    coordinator = "coordinator"
    platform = "platform"
    """Whoever runs this Stoep."""


class Role(StrEnum):
    """What somebody may do in an organisation; each may what the ones before may."""

    viewer = "viewer"
    """See what is theirs."""
    officer = "officer"
    """Decide and act."""
    admin = "admin"
    """Say who belongs to it."""


class Scope(StrEnum):
    """What a key is for."""

    read = "read"
    zones = "zones"
    worklist = "worklist"
    permits = "permits"
    modules = "modules"


@dataclass(frozen=True)
class Membership:
    """Somebody's role in an organisation; `operator` and `municipality` are its key or code."""

    organisation_id: int
    organisation: str
    kind: OrganisationKind
    municipality: str | None
    operator: str | None
    role: Role


@dataclass(frozen=True)
class Caller:
    """Who asks. `session_id` or `key_id` tells by what; `scopes` is None for a person: all."""

    name: str
    memberships: tuple[Membership, ...]
    person_id: int | None = None
    session_id: int | None = None
    key_id: int | None = None
    scopes: frozenset[Scope] | None = None
    email: str = ""

    @property
    def runs_the_platform(self) -> bool:
        """Whether they may say which organisations there are."""
        return any(
            one.kind is OrganisationKind.platform and one.role is Role.admin
            for one in self.memberships
        )

    @property
    def asked_for(self) -> str:
        """For whom the database tells what is an organisation's own (see migration 0032)."""
        own = [str(one.organisation_id) for one in self.memberships]
        return " ".join([*own, *(["platform"] if self.runs_the_platform else [])])

    def may_decide_in(self, code: str) -> bool:
        """Whether they may act for a municipality."""
        own = self.in_municipality(code)
        return own is not None and own.role is not Role.viewer

    def in_municipality(self, code: str) -> Membership | None:
        """Their membership of a municipality, if there is one."""
        return next((one for one in self.memberships if one.municipality == code), None)

    def administers(self, organisation_id: int) -> bool:
        """Whether they say who belongs to an organisation."""
        return self.runs_the_platform or any(
            one.organisation_id == organisation_id and one.role is Role.admin
            for one in self.memberships
        )


def caller_by_key(connection: Connection[Any], key: str, now: datetime) -> Caller | None:
    """The program whose key it is; it acts for its organisation, as far as its scopes go."""
    row = connection.execute("select * from caller_of_key(%s, %s)", [hash_of(key), now]).fetchone()
    if row is None:
        return None
    number, name, scopes, id, organisation, kind, municipality, operator = row
    acts_for = Membership(
        id, organisation, OrganisationKind(kind), municipality, operator, Role.officer
    )
    return Caller(
        f"{name} ({organisation})"[:80],
        (acts_for,),
        key_id=number,
        scopes=frozenset(Scope(scope) for scope in scopes),
    )
