"""The people of these tests, and a clock that they turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from psycopg import Connection
from psycopg_pool import ConnectionPool
from pyotp import TOTP

from api.people.caller import OrganisationKind, Role, Scope
from api.people.invitations import invite
from api.people.keys import make_api_key
from api.people.organisations import NewOrganisation, add_organisation, platform_of
from api.people.sessions import COOKIE
from tests.worlds import at

Pool = ConnectionPool[Connection]
SECRET = "the secret of these tests"
PASSWORD = "vijf fietsen in een rij"
BEGIN = at("15 12:00").timestamp()


@dataclass
class Clock:
    """The time, in unix seconds."""

    now_s: float = BEGIN

    def __call__(self) -> float:
        return self.now_s

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now_s += timedelta(**span).total_seconds()

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.now_s, UTC)


@dataclass
class Cast:
    """Makes organisations and people, and lets them ask."""

    pool: Pool
    url: str
    clock: Clock
    organisations: dict[str, int] = field(default_factory=dict)

    def organisation(self, kind: str, of: str = "") -> int:
        """Its number; `of` is the code of a municipality or the key of an operator."""
        name = of or kind
        if name not in self.organisations:
            with self.pool.connection() as connection:
                if kind == "platform":
                    number = platform_of(connection, "a test", self.clock.now)
                else:
                    wish = NewOrganisation(
                        OrganisationKind(kind),
                        name.title(),
                        of if kind == "municipality" else None,
                        of if kind == "operator" else None,
                    )
                    number = add_organisation(connection, wish, "a test", self.clock.now)
            self.organisations[name] = number
        return self.organisations[name]

    def invited(self, organisation: int, role: str, email: str | None = None) -> str:
        """The token of an invitation."""
        with self.pool.connection() as connection:
            return invite(connection, organisation, Role(role), email, "a test", self.clock.now)

    def key(self, organisation: int, *scopes: str, days: int = 1) -> str:
        """A key of an organisation."""
        with self.pool.connection() as connection:
            return make_api_key(
                connection, organisation, "robot", {Scope(one) for one in scopes},
                timedelta(days=days), "a test", self.clock.now,
            )  # fmt: skip

    def account(self, organisation: int, role: str, name: str) -> "Somebody":
        """Somebody with an account, made as people make it: over HTTP, with an app for codes."""
        email = f"{name.lower().replace(' ', '.')}@example.org"
        token = self.invited(organisation, role, email)
        with self.asking() as anybody:
            shown = anybody.post("/invitation-checks", json={"invitation": token}).json()
            app = TOTP(shown["second_factor"])
            chosen = {
                "invitation": token, "name": name, "email": email, "password": PASSWORD,
                "code": app.at(int(self.clock.now_s)),
            }  # fmt: skip
            made = anybody.post("/accounts", json=chosen)
            assert made.status_code == 201, made.text
            return Somebody(self, name, email, app, anybody.cookies[COOKIE])

    @contextmanager
    def asking(self, cookie: str = "", key: str = "") -> Iterator[httpx.Client]:
        """Somebody's own client."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        cookies = {COOKIE: cookie} if cookie else {}
        with httpx.Client(
            base_url=self.url, headers=headers, cookies=cookies, trust_env=False, timeout=60
        ) as client:
            yield client

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database holds."""
        with self.pool.connection() as connection:
            return connection.execute(query.encode(), values).fetchall()


@dataclass
class Somebody:
    """Who can sign in, and is signed in."""

    cast: Cast
    name: str
    email: str
    app: TOTP
    cookie: str

    def code(self) -> str:
        """What their app shows now."""
        return self.app.at(int(self.cast.clock.now_s))

    def typed(self, **otherwise: str) -> dict[str, str]:
        """What they type to sign in."""
        return {"email": self.email, "password": PASSWORD, "code": self.code()} | otherwise

    @contextmanager
    def asking(self) -> Iterator[httpx.Client]:
        """Their browser, with the cookie of when they were made."""
        with self.cast.asking(self.cookie) as client:
            yield client
