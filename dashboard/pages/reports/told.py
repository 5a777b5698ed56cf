"""The answers of the page: one report, as it stands on paper."""

import asyncio
from typing import Any
from urllib.parse import urlencode

from dash import html

from dashboard import asker, rows
from dashboard.asks import NoAnswer
from dashboard.page import Page, Shown
from dashboard.pages.permits.names import Names
from dashboard.pages.reports import brief, labels, limits, parts, trust
from dashboard.pages.reports.asked import Asked, asked
from dashboard.pages.reports.paper import section
from dashboard.parts.states import empty, failed
from dashboard.teller import Teller
from dashboard.view import View
from dashboard.words import Words

ORDER = {
    "council": (parts.stock, parts.clutter, limits.permits, parts.long_parked, parts.hubs,
                labels.labels, trust.data),
    "operator": (parts.stock, trust.delivery, parts.long_parked, parts.clutter, parts.hubs,
                 trust.data),
}  # fmt: skip


async def first(page: Page, shown: Shown) -> list[str]:
    """What the page is for."""
    return [shown.words("reports.title"), shown.words("reports.about")]


async def paper(teller: Teller, view: View) -> tuple[list[str], Any, Any, str]:
    """The heading, the report, the links to take it along, and that it is there."""
    words = teller.words(view)
    here, known, indicators = await asyncio.gather(
        teller.city(), teller.api.ask("operators"), teller.api.ask("indicators")
    )
    names = Names.of(known, indicators, words)
    wanted = asked(view, words.local(teller.now_s()).date(), list(names.operators))
    said = [title(wanted, names, here["name"], words), words("reports.about")]
    if wanted.report == "operator" and wanted.operator is None:
        nothing = empty(words("reports.no_operators"), words("reports.no_operators_remedy"))
        return said, nothing, [], ""
    question = {"municipality": here["code"], **wanted.question}
    try:
        found = await teller.api.report(f"reports/{wanted.report}", **question)
    except NoAnswer as no:
        # An operator has a report of itself, none of a whole town.
        not_theirs = no.status == 400 and asker.me()["reading"] == "people"
        if rows.is_for_somebody(no) or not_theirs:
            way_in = rows.way_in(words, view, teller.usual.lang, "/reports")
            return said, way_in, [], rows.sentence(words)
        return said, failed(words), [], words("common.failed")
    along = html.A(
        words("reports.as_xlsx"),
        href=f"/v1/exports/reports/{wanted.report}?{urlencode(question)}",
        className="button",
    )
    done = words("reports.done", days=words.number(wanted.days))
    if wanted.cut:
        done = f"{done} {words('reports.cut')}"
    return said, _sheet(found, wanted, names, words), along, done


def title(wanted: Asked, names: Names, place: str, words: Words) -> str:
    """What the report is called: of whom, and of which days."""
    days = {"first": words.day(str(wanted.first)), "last": words.day(str(wanted.last))}
    if wanted.report == "operator" and wanted.operator:
        name = names.operator(wanted.operator)
        return words("reports.title_operator", operator=name, place=place, **days)
    return words("reports.title_council", place=place, **days)


def _sheet(found: dict[str, Any], wanted: Asked, names: Names, words: Words) -> html.Article:
    """The report itself: in brief, then its parts, then how it is made."""
    told = {part["name"]: part for part in found["parts"]}
    place = found["municipality"]["name"]
    if wanted.report == "operator":
        short = brief.operator(told, found["operator_name"], place, words)
        body = [
            limits.permits(told, names, words, every=True),
            *(draw(told, names, words) for draw in ORDER["operator"]),
            parts.notes(words),
        ]
    else:
        short = brief.council(told, place, words)
        body = [draw(told, names, words) for draw in ORDER["council"]]
    return html.Article(
        [
            section("brief", words, [html.Ul([html.Li(one) for one in short], className="brief")]),
            *body,
            parts.methods(told, names, words),
            _imprint(found, words),
        ],
        className="paper",
    )


def _imprint(found: dict[str, Any], words: Words) -> html.P:
    """Who made it, when, out of which days, and on what terms."""
    told = words(
        "reports.imprint",
        made=words.moment(found["made_at"]),
        by=found["made_by"],
        zone=found["timezone"],
        before=words.stretch(found["before"]["from"], found["before"]["to"]),
    )
    licence = found["licence"]
    if licence.startswith("not stated"):
        licence = words("reports.no_licence")
    return html.P([told, " ", words("reports.licence", licence=licence)], className="note imprint")
