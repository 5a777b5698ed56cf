"""The pages before any script has run: language, title, menu and, at once, the first sentence.

The number that most readers come for stands in the HTML itself; the scripts then take over.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import structlog
from dash import Dash, html
from dash.backends._fastapi import reset_current_request, set_current_request
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dashboard import rows
from dashboard.address import understood
from dashboard.asks import NoAnswer
from dashboard.frame import first_frame, header
from dashboard.headers import content_policy
from dashboard.loads import head_of, scripts_of, shared_styles
from dashboard.markup import markup
from dashboard.origin import base_map
from dashboard.page import Page, Shown
from dashboard.teller import Teller
from dashboard.view import View

INDEX = """<!DOCTYPE html>
<html lang="@language@" data-usual="@usual@">
<head>
  {%metas%}
  <title>@title@</title>
  <meta name="description" content="@about@">
  <link rel="icon" href="/assets/stoep.svg" type="image/svg+xml">
  <script>try { document.documentElement.dataset.theme = localStorage.getItem("stoep-theme")
    || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"); } catch {}</script>
  {%css%}@loads@
</head>
<body>
  <div id="first">@first@</div>
  {%app_entry%}
  {%config%}{%scripts%}@scripts@{%renderer%}
</body>
</html>"""
PLAIN = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
{styles}</head><body><div id="first">{first}</div></body></html>"""
log = structlog.get_logger()
NO_CITY: dict[str, Any] = {"name": "", "source": ""}


def serve_shell(server: FastAPI, pages: Sequence[Page], teller: Teller) -> Callable[[Dash], None]:
    """Add a route for each page; the function that comes back completes them once Dash is there."""
    apps: list[Dash] = []
    for page in pages:
        _serve_page(server, page, pages, teller, apps)

    def complete(app: Dash) -> None:
        apps.append(app)
        paths = {page.path for page in pages}

        # Dash would answer any address with a page; one that leads nowhere says so.
        @server.get("/{path:path}", include_in_schema=False)
        async def nowhere(path: str, request: Request) -> Response:
            if (meant := f"/{path.strip('/')}") in paths:
                query = f"?{request.url.query}" if request.url.query else ""
                return RedirectResponse(f"{meant}{query}", 308)
            return _told_plainly(pages, teller, request, 404, "page.not_found")

    return complete


def _serve_page(
    server: FastAPI, page: Page, pages: Sequence[Page], teller: Teller, apps: list[Dash]
) -> None:
    @server.get(page.path, include_in_schema=False, name=page.name)
    async def serve(request: Request) -> HTMLResponse:
        try:
            return await filled(request)
        except Exception:
            # Whatever went wrong: who opens a page gets one to read.
            log.exception("a page could not be made", path=page.path)
            return _told_plainly(pages, teller, request, 500, "page.broken", "page.broken_how")

    async def filled(request: Request) -> HTMLResponse:
        shown, said, ignored = await _begin(page, teller, request.url.query)
        parts = {
            "language": shown.view.lang,
            "usual": teller.usual.lang,
            "title": escape(title(shown.words(f"{page.name}.nav"), shown.city["name"])),
            "about": escape(shown.words(f"{page.name}.about")),
            "loads": head_of(page),
            "scripts": scripts_of(page),
            "first": markup(first_frame(page, pages, shown, said, ignored)),
        }
        html = _index(apps[0], request)
        for name, text in parts.items():
            html = html.replace(f"@{name}@", text)
        policy = content_policy(html, shown.base)
        told = {"Cache-Control": "no-store", "Content-Security-Policy": policy}
        return HTMLResponse(html, headers=told)


def _index(app: Dash, request: Request) -> str:
    """Dash's own HTML; it asks which request it is for, which it knows by itself at / only."""
    asking = set_current_request(request)  # type: ignore[no-untyped-call]
    try:
        html: str = app.index()  # type: ignore[no-untyped-call]
        return html
    finally:
        reset_current_request(asking)  # type: ignore[no-untyped-call]


async def _begin(page: Page, teller: Teller, query: str) -> tuple[Shown, list[str], list[str]]:
    """The city, the headline, and what of the address is not shown; or why there is none."""
    view = teller.view(query, page.parameters)
    words = teller.words(view)
    shown = None
    try:
        view, ignored = await understood(teller, query, page.parameters)
        city = await teller.api.city()
        shown = show(teller, view, city or NO_CITY)
        if city is None:
            return shown, [words("page.no_area")], []
        return shown, await page.first(page, shown), ignored
    except NoAnswer as no:
        if shown is not None and rows.is_for_somebody(no):
            return shown, [words(f"{page.name}.title"), rows.sentence(words)], []
        return show(teller, view, NO_CITY), [words("common.failed")], []


def show(teller: Teller, view: View, city: dict[str, Any]) -> Shown:
    """What a page is drawn for."""
    return Shown(
        view,
        teller.words(view),
        city,
        teller.now_s(),
        teller.api,
        base_map(teller.settings),
        teller.usual.lang,
        teller.settings.contact,
        teller.settings.acting == "anyone",
    )


def title(name: str, city: str) -> str:
    """The title of a page: stable, and like no other."""
    return f"{name} – Stoep {city}".strip()


def _told_plainly(
    pages: Sequence[Page], teller: Teller, request: Request, status: int, *keys: str
) -> HTMLResponse:
    """A page of some sentences, asked of nobody: the first is its heading."""
    view = teller.view(request.url.query)
    words, shown = teller.words(view), show(teller, view, NO_CITY)
    first, *rest = (words(key) for key in keys)
    back = html.A(words("page.back"), href=shown.link("/"))
    told = html.Main(
        [html.H1(first), *(html.P(one) for one in rest), html.P(back)], className="message"
    )
    page = PLAIN.format(
        language=view.lang,
        title=escape(title(first, "")),
        styles=shared_styles(),
        first=markup([header(None, pages, shown), told]),
    )
    policy = content_policy(page, base_map(teller.settings))
    return HTMLResponse(page, status, {"Content-Security-Policy": policy})
