"""Who looks at a page: what the API is asked for it is asked in their name, never in another's.

The cookie of a session is carried along to the API, which alone knows what it is good for. Where
people do not sign in, nobody is asked about.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

NOT_OURS = ("/v1/", "/mds/", "/assets/", "/vendor/", "/basemap", "/_dash-component-suites/")
"""What stands there is for nobody in particular, or asks the API itself."""
COOKIES = (
    "stoep_session", "__Host-stoep_session", "stoep_journey", "__Host-stoep_journey",
)  # fmt: skip
"""Those of a session, and of a sign-in on its way through an identity provider."""
NOBODY: dict[str, Any] = {
    "signs_in": False,
    "reading": "everyone",
    "name": None,
    "email": None,
    "memberships": [],
    "runs_the_platform": False,
    "demo": [],
    "provider": None,
}
_cookie: ContextVar[str] = ContextVar("cookie", default="")
_me: ContextVar[dict[str, Any]] = ContextVar("me", default=NOBODY)


def headers() -> dict[str, str]:
    """What goes along with each question to the API."""
    cookie = _cookie.get()
    return {"Cookie": cookie} if cookie else {}


def me() -> dict[str, Any]:
    """Who looks, as the API tells it at /me."""
    return _me.get()


def sees_rows(municipality: str) -> bool:
    """Whether who looks may see single vehicles of a municipality, or their own in it."""
    who = me()
    return who.get("reading") != "people" or any(
        one["municipality"] == municipality or one["operator"] for one in who["memberships"]
    )


def cookie_of(request: Request) -> str:
    """Those of these cookies that a browser sent, and no others."""
    sent = {name: request.cookies[name] for name in COOKIES if name in request.cookies}
    return "; ".join(f"{name}={value}" for name, value in sent.items())


class Asker:
    """Finds out who looks, before a page or a callback is answered.

    `ask` asks the API; a page that is opened keeps a session from being idle, what refreshes itself
    does not.
    """

    def __init__(self, app: ASGIApp, ask: Callable[..., Awaitable[dict[str, Any]]]) -> None:
        self.app, self.ask = app, ask

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(NOT_OURS):
            _cookie.set(cookie_of(Request(scope)))
            opened = scope["method"] == "GET" and not scope["path"].startswith("/_")
            try:
                _me.set(await self.ask("me", opened="true" if opened else None))
            except Exception:  # the page itself says that the API is away
                _me.set(NOBODY | {"signs_in": True})
        await self.app(scope, receive, send)
