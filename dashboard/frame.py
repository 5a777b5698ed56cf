"""What all pages have around them: the way to the content, the city, the menu, the footer."""

from typing import TYPE_CHECKING, Any

from dash import html

from dashboard import asker, unanswered
from dashboard.attributes import HIDDEN, aria, data
from dashboard.page import MENU, Page, Shown
from dashboard.parts.download import OFFERING, download
from dashboard.parts.search import search
from dashboard.parts.share import notice, share, told
from dashboard.view import link

if TYPE_CHECKING:
    from collections.abc import Sequence

LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English"}


def frame(
    page: Page, pages: "Sequence[Page]", shown: Shown, said: list[str], body: list[Any]
) -> list[Any]:
    """A whole page: its headline and its body within the frame."""
    return [
        html.A(shown.words("page.skip"), href="#content", className="skip"),
        header(page, pages, shown, search(shown)),
        html.Main([_opening(page, shown, said), *body], id="content", tabIndex=-1),
        footer(pages, shown),
    ]


def first_frame(
    page: Page, pages: "Sequence[Page]", shown: Shown, said: list[str], ignored: list[str]
) -> list[Any]:
    """The same before any script: the body follows. `ignored` is what the address did not get."""
    words = shown.words
    lacks = html.Div(told(ignored, words), className="address-notice") if ignored else None
    return [
        header(page, pages, shown),
        html.Main(
            [lead(page, headline(said)), lacks, html.Noscript(html.P(words("page.noscript")))]
        ),
    ]


def _opening(page: Page, shown: Shown, said: list[str]) -> html.Div:
    """The headline, what of the address is not shown, and what can be taken along."""
    menus = [share(shown.words), download(shown.words) if page.name in OFFERING else None]
    troubles = [notice(), unanswered.notice(shown.words)]
    opening = lead(page, headline(said, page.name))
    return html.Div([opening, *troubles, html.Div(menus, className="along-bar")])


def lead(page: Page, said: list[Any]) -> html.Div:
    """Room for the headline and the sentences below it."""
    return html.Div(said, id=f"{page.name}-answer", className="answer")


def headline(said: list[str], page: str | None = None) -> list[Any]:
    """The first sentence as the page's heading; the others follow in one paragraph.

    A page that fills its heading before the rest gives its name: the heading's id begins with it.
    """
    rest = " ".join(said[1:])
    head = html.H1(said[0], id=f"{page}-head") if page else html.H1(said[0])
    return [head, *([html.P(rest)] if rest else [])]


def header(
    page: Page | None,
    pages: "Sequence[Page]",
    shown: Shown,
    finder: Any = None,
    own_path: str = "/",
) -> html.Header:
    """The city, the menu, the languages, light and dark; `page` is None where there is none.

    `finder` is there once scripts run. `own_path` is where the languages lead without a page.
    """
    words = shown.words
    return html.Header(
        [
            html.Div(
                [
                    html.A("Stoep", href=shown.link("/"), className="brand", **data(page="/")),
                    html.Span(words("page.tagline"), className="tagline"),
                ],
                className="whose",
            ),
            html.P(shown.city["name"], className="city") if shown.city["name"] else None,
            finder,
            html.Div(
                [
                    _who_is_in(shown),
                    *[_language(code, page, shown, own_path) for code in LANGUAGE_NAMES],
                    html.Button(
                        html.Span(className="half", **HIDDEN),
                        id="theme-button",
                        n_clicks=0,
                        type="button",
                        className="plain",
                        title=words("page.theme"),
                        **aria(label=words("page.theme")),
                    ),
                ],
                className="switches",
                role="group",
                **aria(label=words("page.language")),
            ),
            _menu(page, pages, shown, "menu-wide"),
            html.Details(
                [html.Summary(words("page.menu")), _menu(page, pages, shown, "menu-narrow")],
                className="menu",
            ),
        ]
    )


def _menu(page: Page | None, pages: "Sequence[Page]", shown: Shown, name: str) -> html.Nav:
    """The pages in their order; one of the two menus is shown, as wide as the screen is."""
    return html.Nav(
        html.Ul([_menu_part(part, page, pages, shown) for part in MENU], className="menu-parts"),
        className=name,
        **aria(label=shown.words("page.pages")),
    )


def _menu_part(part: str, page: Page | None, pages: "Sequence[Page]", shown: Shown) -> html.Li:
    links = [
        html.A(
            shown.words(f"{one.name}.nav"),
            href=shown.link(one.path),
            **data(page=one.path),
            **aria(**({"current": "page"} if one is page else {})),
        )
        for one in pages
        if one.group == part
    ]
    name = shown.words(f"page.menu_{part}")
    return html.Li(
        [
            html.Span(name, className="part", **HIDDEN),
            html.Ul([html.Li(one) for one in links], **aria(label=name)),
        ]
    )


def _who_is_in(shown: Shown) -> html.A | None:
    """Who is signed in, or the way in, where people sign in."""
    me = asker.me()
    if not me["signs_in"]:
        return None
    if me["name"] is None:
        says = shown.words("people.sign_in")
        return html.A(says, href=shown.link("/sign-in"), className="who-is-in")
    path, name = shown.link("/sign-out"), me["name"]
    return html.A(name, href=path, className="who-is-in", title=shown.words("people.account"))


def _language(code: str, page: Page | None, shown: Shown, own_path: str) -> html.A:
    path = page.path if page else own_path
    href = link(path, shown.view.with_(lang=code), shown.usual)
    here = {"current": "true"} if shown.view.lang == code else {}
    name = LANGUAGE_NAMES[code]
    return html.A(
        [html.Span(name, className="long"), html.Span(code.upper(), className="short")],
        href=href,
        lang=code,
        className="language",
        title=name,
        **aria(**here),
    )


def footer(pages: "Sequence[Page]", shown: Shown) -> html.Footer:
    """What this is, whose borders are shown, the same as data, and the pages beside the menu."""
    words = shown.words
    links = [html.A(words("page.api"), href="/v1/openapi.json")]
    links += [
        html.A(words(f"{page.name}.nav"), href=shown.link(page.path))
        for page in pages
        if not page.group
    ]
    own = own_links(shown)
    return html.Footer(
        [
            html.P([part for one in own for part in (one, " ")][:-1]) if own else None,
            html.P(words("page.footer", source=shown.city["source"])),
            html.P([part for one in links for part in (one, " ")][:-1]),
        ]
    )


def own_links(shown: Shown) -> list[html.A]:
    """The pages that are somebody's own, for who has any; where anyone acts, disputes alone."""
    me = asker.me()
    kinds = {one["kind"] for one in me["memberships"]}
    named = []
    if kinds & {"operator", "municipality"} or (shown.anyone_acts and not me["signs_in"]):
        named.append(("disputes.nav", "/disputes"))
    if "operator" in kinds:
        named.append(("own.nav", "/own"))
    if kinds:
        named.append(("log.nav", "/log"))
    return [html.A(shown.words(name), href=shown.link(path)) for name, path in named]


def message(text: str) -> html.Main:
    """In place of a page that cannot be shown: why, and what to do."""
    return html.Main(html.H1(text, role="alert"), className="message", id="content")
