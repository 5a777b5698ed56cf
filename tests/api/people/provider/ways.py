"""Ways through the provider and back, what may be wrong with a token, and how one is refused."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from api.people.provider.provider import RETURN
from tests.api.checks import refused
from tests.api.people.cast import Cast, Clock
from tests.api.people.provider.local import (
    LocalProvider,
)

HERE = "http://stoep.example"
Answers = dict[str, Any]


def through(client: httpx.Client, **wish: Any) -> dict[str, str]:
    """Set out and go through the provider's page; gives what it sends one back with."""
    told = client.post("/provider-journeys", json=wish)
    assert told.status_code == 201, told.text
    sent = httpx.get(told.json()["address"], trust_env=False, timeout=60)
    place = urlsplit(sent.headers["location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == HERE + RETURN
    return dict(parse_qsl(place.query))


def back(client: httpx.Client, brought: dict[str, str]) -> httpx.Response:
    return client.post("/sessions/provider", json=brought)


def arrived(client: httpx.Client, brought: dict[str, str]) -> Answers:
    told = back(client, brought)
    assert told.status_code == 201, told.text
    return told.json()  # type: ignore[no-any-return]


def causes(cast: Cast) -> list[str]:
    """What the log says of sign-ins by the provider, the newest last."""
    rows = cast.rows(
        "select outcome, object from audit_entry where action like '%%provider%%' order by number"
    )
    return [f"{outcome} {told.removeprefix('cause=')}" for outcome, told in rows]


def check_refused(cast: Cast, told: httpx.Response, cause: str, status: int = 401) -> None:
    """It is refused in the words that are there for all, gives no session, and is in the log."""
    problem = refused(told, status)
    kind = "not_let_in_by_provider" if status == 401 else "provider_away"
    assert problem["type"] == f"urn:stoep:{kind}"
    assert "session" not in told.headers.get("set-cookie", "")
    assert causes(cast)[-1] == f"refused {cause}"
    assert cause not in told.text


def check_password_works(cast: Cast, clock: Clock) -> None:
    """Somebody with a password comes in meanwhile."""
    vera = cast.account(cast.organisation("municipality", "GM2"), "viewer", "Vera")
    clock.later(seconds=60)
    with cast.asking() as client:
        assert client.post("/sessions", json=vera.typed()).status_code == 201


Change = Callable[[LocalProvider], None]


def claim(name: str, value: object) -> Change:
    return lambda provider: provider.claims.update({name: value})


def later(name: str, seconds: int) -> Change:
    return lambda provider: provider.claims.update({name: int(provider.clock()) + seconds})


def signing(sign: Callable[[LocalProvider, Answers], str]) -> Change:
    def change(provider: LocalProvider) -> None:
        provider.signs = lambda claims: sign(provider, claims)

    return change
