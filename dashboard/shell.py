"""The page before any script has run: its language, its title and, at once, the first sentence.

The number that most readers come for stands in the HTML itself; the scripts then take over.
"""

from collections.abc import Callable
from html import escape

from dash import Dash
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from dashboard import sentences
from dashboard.asks import Api, NoAnswer
from dashboard.view import View, read_view, rfc3339
from dashboard.words import Words
from stoep.settings import Settings

INDEX = """<!DOCTYPE html>
<html lang="@language@">
<head>
  {%metas%}
  <title>@title@</title>
  <meta name="description" content="@tagline@">
  <link rel="icon" href="/assets/stoep.svg" type="image/svg+xml">
  <script>try { document.documentElement.dataset.theme = localStorage.getItem("stoep-theme")
    || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"); } catch {}</script>
  <link rel="stylesheet" href="/vendor/maplibre-gl.css">
  {%css%}
  <script src="/vendor/maplibre-gl.js" defer></script>
</head>
<body>
  <div id="first">@first@</div>
  {%app_entry%}
  {%config%}{%scripts%}{%renderer%}
</body>
</html>"""
FIRST = """<header><div><span class="brand">Stoep</span><span class="tagline">{tagline}</span></div>
<p class="city">{city}</p></header>
<main><section class="lead"><div class="answer">{answer}</div></section>
<noscript><p>{noscript}</p></noscript></main>"""
NOT_FOUND = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<link rel="stylesheet" href="/assets/page.css"></head>
<body><main class="message"><h1>{told}</h1><p><a href="/">{back}</a></p></main></body></html>"""


def serve_shell(server: FastAPI, api: Api, settings: Settings) -> Callable[[Dash], None]:
    """Add the route of the page; the function that comes back completes it once Dash is there."""
    apps: list[Dash] = []

    @server.get("/", include_in_schema=False)
    async def page(request: Request) -> HTMLResponse:
        view = read_view(request.url.query, View(lang=settings.language))
        words = Words(view.lang, settings.timezone)
        filled = {
            "language": view.lang,
            "title": words("page.title"),
            "tagline": words("page.tagline"),
            "first": await _first(api, view, words),
        }
        html: str = apps[0].index()  # type: ignore[no-untyped-call]
        for name, text in filled.items():
            html = html.replace(f"@{name}@", text)
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    def complete(app: Dash) -> None:
        apps.append(app)

        # Dash would answer any address with the page; one that leads nowhere says so.
        @server.get("/{path:path}", include_in_schema=False)
        def nowhere(path: str) -> HTMLResponse:
            words = Words(settings.language, settings.timezone)
            told, back = words("page.not_found"), words("page.back")
            title = words("page.title")
            return HTMLResponse(
                NOT_FOUND.format(language=words.language, title=title, told=told, back=back), 404
            )

    return complete


async def _first(api: Api, view: View, words: Words) -> str:
    """Header and first sentence as HTML; without an answer of the API, only that it loads."""
    city, said = "", [words("common.loading")]
    try:
        here = await api.city()
        if here is not None:
            city = here["name"]
            found = await api.ask("vehicles", moment=rfc3339(view.moment), area=here["id"], limit=0)
            said = sentences.count(found, words, city, view.moment is None)
    except NoAnswer:
        said = [words("common.failed")]
    answer = f"<h1>{escape(said[0])}</h1>"
    answer += f"<p>{escape(' '.join(said[1:]))}</p>" if said[1:] else ""
    return FIRST.format(
        tagline=escape(words("page.tagline")),
        city=escape(city),
        answer=answer,
        noscript=escape(words("page.noscript")),
    )
