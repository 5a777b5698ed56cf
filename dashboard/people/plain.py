"""A page of forms in the frame of the site: sent whole, without any script but the theme's."""

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import parse_qs

import httpx
from dash import html
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dashboard import asker
from dashboard.asks import HERE, NoAnswer
from dashboard.frame import footer, header
from dashboard.headers import content_policy
from dashboard.loads import shared_styles
from dashboard.markup import markup
from dashboard.origin import base_map
from dashboard.page import Page, Shown
from dashboard.shell import NO_CITY, show, title
from dashboard.teller import Teller
from stoep.same_origin import is_same_origin

PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<link rel="icon" href="/assets/stoep.svg" type="image/svg+xml">
<script>try {{ document.documentElement.dataset.theme = localStorage.getItem("stoep-theme")
  || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"); }} catch {{}}</script>
{styles}</head><body><div id="page">{body}</div></body></html>"""
MOST_BYTES = 64 * 1024
PATIENCE_S = 30
KNOWN = (
    "not_let_in", "held_up", "no_invitation", "unauthorized", "not_allowed", "not_found",
    "not_let_in_by_provider", "provider_away", "not_fresh",
)  # fmt: skip
FIELDS = ("email", "password", "code", "name", "role", "municipality", "operator", "invitation")


class Plain:
    """Draws such pages, and asks the API what their forms say."""

    def __init__(self, server: FastAPI, pages: Sequence[Page], teller: Teller) -> None:
        self.server, self.pages, self.teller = server, pages, teller

    async def shown(self, request: Request, query: str | None = None) -> Shown:
        """What a page is drawn for; `query` instead of that of the address."""
        view = self.teller.view(request.url.query if query is None else query)
        try:
            city = await self.teller.api.city()
        except NoAnswer:
            city = None
        return show(self.teller, view, city or NO_CITY)

    def page(
        self, shown: Shown, name: str, body: list[Any], status: int = 200, path: str = "/"
    ) -> Response:
        """A whole page with its heading; nobody keeps it, and no address of it leaks."""
        heading = html.Div(html.H1(name), className="answer")
        drawn = [
            header(None, self.pages, shown, own_path=path),
            html.Main([heading, *body], id="content", className="people"),
            footer(self.pages, shown),
        ]
        text = PAGE.format(
            language=shown.view.lang,
            title=escape(title(name, shown.city["name"])),
            styles=shared_styles(),
            body=markup(drawn),
        )
        policy = content_policy(text, base_map(self.teller.settings))
        told = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy,
            "Referrer-Policy": "same-origin" if path == "/" else "no-referrer",
        }
        return HTMLResponse(text, status, told)

    async def ask(self, path: str, **question: Any) -> dict[str, Any] | None:
        """What the API tells who looks; None where it does not. Raises NoAnswer when it is away."""
        try:
            return await self.teller.api.ask(path, **question)
        except NoAnswer as none:
            if none.status is None or none.status >= 500:
                raise
            return None

    async def send(self, request: Request, path: str, body: dict[str, Any]) -> httpx.Response:
        """What the API makes of a form, asked in the name and from the address of who sent it.

        A client of its own: a cookie that comes back is for this browser alone.
        """
        settings = self.teller.settings
        host = request.client.host if request.client else "unknown"
        transport = None
        if not settings.api_url:
            transport = httpx.ASGITransport(app=self.server, client=(host, 0))
        async with httpx.AsyncClient(
            base_url=settings.api_url or HERE,
            transport=transport,
            timeout=PATIENCE_S,
            trust_env=False,
        ) as http:
            told = {**asker.headers(), "Sec-Fetch-Site": "same-origin", "X-Forwarded-For": host}
            try:
                return await http.post(f"/v1/{path}", json=body, headers=told)
            except httpx.HTTPError as broken:
                raise NoAnswer(f"The API did not answer {path}.", "Try again.") from broken

    async def form(self, request: Request) -> dict[str, list[str]] | None:
        """The fields of a form; None where a page of another site sent it, or it is too long."""
        if not is_same_origin(request.headers):
            return None
        read = b""
        async for part in request.stream():
            read += part
            if len(read) > MOST_BYTES:
                return None
        return parse_qs(read.decode("utf-8", "replace"), keep_blank_values=True)

    def went_wrong(self, shown: Shown, answer: httpx.Response) -> str:
        """Why the API refused, in the reader's language."""
        words, problem = shown.words, answer.json()
        kind = str(problem.get("type", "")).removeprefix("urn:stoep:")
        if kind == "held_up":
            return words("people.wrong_held_up", n=answer.headers.get("retry-after", "60"))
        if kind in KNOWN:
            return words(f"people.wrong_{kind}")
        names = [fault["name"] for fault in problem.get("faults") or []]
        told = [words(f"people.bad_{name}") for name in names if name in FIELDS]
        return " ".join(told) or words("people.wrong")


def there(request: Request, path: str, answer: httpx.Response | None = None) -> Response:
    """On to another page, in the same language, with the cookies that the API gave."""
    told = RedirectResponse(in_language(request, path), 303)
    told.headers["Cache-Control"] = "no-store"
    for cookie in answer.headers.get_list("set-cookie") if answer is not None else ():
        told.headers.append("Set-Cookie", cookie)
    return told


def in_language(request: Request, path: str) -> str:
    """A path of this site, in the language of a request that names one."""
    lang = request.query_params.get("lang")
    if lang in ("nl", "en"):
        path += ("&" if "?" in path else "?") + f"lang={lang}"
    return path


def refuse(plain: Plain, shown: Shown) -> Response:
    """What came from a page of another site, or is too long, does nothing."""
    return plain.page(shown, shown.words("people.not_from_here"), [], 403)


def local(path: str | None) -> str:
    """A path of this site to go on to; anything else is the first page."""
    good = path and path.startswith("/") and not path.startswith(("//", "/\\")) and len(path) < 400
    return path if path and good and path.isprintable() else "/"
