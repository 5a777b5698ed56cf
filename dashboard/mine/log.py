"""The log: who looked at what and who changed what, for those it is about."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dash import html
from fastapi import FastAPI, Request
from fastapi.responses import Response

from dashboard import asker
from dashboard.attributes import aria
from dashboard.page import Shown
from dashboard.people.forms import choice, field, hidden
from dashboard.people.plain import Plain, there
from dashboard.words import Words

PATH = "/log"
KINDS = ("look", "export", "act")
AT_ONCE = 50
LOOKS = {
    "GET /vehicles": "vehicles",
    "GET /vehicles/{id}": "vehicle",
    "GET /tiles/vehicles/{z}/{x}/{y}": "map",
    "GET /long-parked": "long_parked",
    "GET /worklist": "worklist",
    "GET /worklist/{id}": "worklist_row",
    "GET /worklist/mail": "worklist_mail",
}
"""What was looked at, as the log keeps it, and how it is called here."""
PURPOSES = {
    "oversight of shared mobility in the municipality": "municipality",
    "running the operator's own service": "operator",
    "health of feeds and mandates": "coordinator",
    "running this Stoep": "platform",
    "none: a member of nothing": "none",
}
"""For what somebody looked, as the log keeps it, and how it is called here."""
NOBODY = "not known"
"""Who was refused before it was known who they are, as the log keeps it."""
Row = dict[str, Any]


def serve(server: FastAPI, plain: Plain) -> None:
    """Add the route."""

    @server.get(PATH, include_in_schema=False)
    async def show_log(request: Request) -> Response:
        shown, me = await plain.shown(request), asker.me()
        if me["name"] is None:
            return there(request, f"/sign-in?next={PATH}")
        words, asked = shown.words, _asked(request)
        found = await plain.ask("audit", **asked, limit=AT_ONCE) or {"entries": []}
        about = words("log.about_all" if me["runs_the_platform"] else "log.about")
        body = [
            html.P(about, className="sentence"),
            html.Section([_filter(shown, asked), entries(found["entries"], words),
                          _pager(shown, asked, found["entries"])]),
            html.Section(
                [html.H2(words("log.seal")), html.P(words("log.seal_about")),
                 html.P(words("log.not_there"), className="note")]
            ),
        ]  # fmt: skip
        return plain.page(shown, words("log.title"), body, path=PATH)


def _asked(request: Request) -> dict[str, str]:
    """The filter of the address; what is no filter is left out."""
    told = request.query_params
    asked = {}
    if told.get("what") in KINDS:
        asked["what"] = told["what"]
    if (day := told.get("day", "")) and len(day) == 10:
        asked["day"] = day
    if (before := told.get("before", "")).isascii() and before.isdigit() and len(before) < 19:
        asked["before"] = before
    return asked


def _filter(shown: Shown, asked: dict[str, str]) -> html.Form:
    words = shown.words
    kinds = {"": words("log.what_all")} | {kind: words(f"log.what_{kind}") for kind in KINDS}
    # The language goes along as a field: a form of this kind leaves the address's query out.
    return html.Form(
        [
            *hidden(lang=shown.view.lang),
            field("day", words("log.day"), type="date", value=asked.get("day", ""), required=False),
            choice("what", words("log.what"), kinds, asked.get("what", "")),
            html.Button(words("log.show"), type="submit"),
        ],
        action=PATH,
        method="get",
        className="filter",
        **aria(label=words("log.filter")),
    )


def entries(found: list[Row], words: Words) -> Any:
    """Entries as a table."""
    if not found:
        return html.P(words("log.none"), className="note")
    columns = ("at", "who", "what", "action", "object", "whose", "purpose")
    heads = [html.Th(words(f"log.col_{name}"), scope="col") for name in columns]
    name = words("log.title")
    table = html.Table(
        [
            html.Caption(name, className="hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_entry(one, words) for one in found]),
        ]
    )
    return html.Div(table, className="scroll", tabIndex=0, role="region", **aria(label=name))


def _entry(one: Row, words: Words) -> html.Tr:
    kind = words(f"log.did_{one['what']}")
    if one["outcome"] == "refused":
        kind = words("log.refused", kind=kind)
    actor = words("log.not_known") if one["actor"] == NOBODY else one["actor"]
    whose = words.listed(one["operators"]) or words("log.everybody")
    return html.Tr(
        [
            html.Th(words.moment(one["at"]), scope="row"),
            html.Td([actor, html.Br(), html.Span(one["organisation"], className="note")]),
            html.Td(kind),
            html.Td(_named(one["action"], LOOKS, "looked", words)),
            html.Td(html.Code(one["object"], lang="en")),
            html.Td(whose if one["what"] != "act" else ""),
            html.Td(_named(one["purpose"], PURPOSES, "for", words)),
        ]
    )


def _named(told: str, names: Mapping[str, str], prefix: str, words: Words) -> Any:
    """What the log says, in the reader's language where it is one of the usual."""
    return words(f"log.{prefix}_{names[told]}") if told in names else html.Code(told, lang="en")


def _pager(shown: Shown, asked: dict[str, str], found: list[Row]) -> html.P:
    """On to older entries, and back."""
    words, links = shown.words, []
    kept = {name: value for name, value in asked.items() if name != "before"}
    base = shown.link(PATH)

    def address(**more: str) -> str:
        told = urlencode({**kept, **more})
        return f"{base}{'&' if '?' in base else '?'}{told}" if told else base

    if "before" in asked:
        links.append(html.A(words("log.newest"), href=address()))
    if len(found) == AT_ONCE:
        before = str(found[-1]["number"])
        links.append(html.A(words("log.older"), href=address(before=before)))
    return html.P([part for link in links for part in (link, " ")], className="pager")
