"""The answers of the page: questions to the API, and what comes of them in its places."""

import asyncio
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.asks import Api, NoAnswer
from dashboard.contest import NEW, contest_link, contests
from dashboard.page import Page, Shown
from dashboard.pages.permits import board, evidence, history, row, sentences
from dashboard.pages.permits.asked import Row, Window, day_in, row_in, row_of, window
from dashboard.pages.permits.names import Names
from dashboard.pages.permits.sentences import beyond, worst_first
from dashboard.parts.states import empty
from dashboard.parts.theme import Theme
from dashboard.teller import Teller
from dashboard.view import View
from dashboard.words import Words

CAP = "permit_fleet"
TOLD = 3
"""Most rows that break their limit of which the summary tells how far."""


@dataclass(frozen=True)
class Asked:
    """The board of a view, and who is in it."""

    shown: Window
    names: Names
    rows: list[dict[str, Any]]
    effects: list[dict[str, Any]]
    """What modules had put in force that rows rest on."""
    courses: list[dict[str, Any]]
    """The worst rows in full."""


async def ask(api: Api, view: View, code: str, words: Words, now_s: int) -> Asked:
    """The board, the worst of it in full, and the names of all that is in it."""
    shown = window(view, words.local(now_s).date())
    known, indicators = await asyncio.gather(api.ask("operators"), api.ask("indicators"))
    names = Names.of(known, indicators, words)
    operator = view.operator if view.operator in names.operators else None
    form = view.form if view.form in names.forms else None
    asked = {"municipality": code, **shown.question}
    found = await api.ask("permits/board", **asked, operator=operator, form=form)
    rows = worst_first(found["rows"])
    broken = [one for one in rows if one["does_not_comply"]]
    # How many there may be at all comes first, of each operator that has too many; then what is
    # furthest beyond its limit.
    broken.sort(key=lambda row: (row["indicator"] != CAP or row["zone"] is not None, beyond(row)))
    worst = [row_of(one) for one in broken[:TOLD]]
    courses = await asyncio.gather(*(course(api, code, shown, one) for one in worst))
    return Asked(shown, names, rows, found["effects"], courses)


async def course(api: Api, code: str, shown: Window, which: Row) -> dict[str, Any]:
    """A row of the board in full."""
    return await api.ask("permits/course", municipality=code, **shown.question, **which._asdict())


async def first(page: Page, shown: Shown) -> list[str]:
    """The question of the page, and who breaks its permit, by how much, how sure."""
    words = shown.words
    found = await ask(shown.api, shown.view, shown.city["code"], words, shown.now_s)
    return [words("permits.title"), *summary(found, words)]


def summary(found: Asked, words: Words) -> list[str]:
    """The board in a few sentences."""
    return sentences.summary(found.rows, found.courses, found.shown, found.names, words)


async def overview(teller: Teller, view: View) -> tuple[list[str], Any, Any]:
    """The summary, the board, and the limits with their history."""
    words, code = teller.words(view), (await teller.city())["code"]
    found, now, ever, contested = await asyncio.gather(
        ask(teller.api, view, code, words, teller.now_s()),
        teller.api.ask("permits/limits", municipality=code),
        teller.api.ask("permits/limits/history", municipality=code),
        disputes(teller.api, code),
    )
    said = [words("permits.title"), *summary(found, words)]
    if not ever["limits"]:
        return said, board.without_limits(code, words), []
    limits = history.limits(now["limits"], ever["limits"], found.names, words, view.operator)
    return (
        said,
        board.board(found.rows, found.effects, found.shown, view, found.names, words, contested),
        limits,
    )


async def disputes(api: Api, code: str) -> list[dict[str, Any]]:
    """What is contested here, as far as who looks is a side of it."""
    try:
        return (await api.ask("disputes", municipality=code))["disputes"]  # type: ignore[no-any-return]
    except NoAnswer as none:
        if none.status is None or none.status >= 500:
            raise
        return []


def _contest(teller: Teller, view: View, verdict: dict[str, Any], words: Words) -> html.P | None:
    """The ways to contest a verdict and its limit, for who may."""
    acts = teller.settings.acting
    if verdict["verdict"] is None or acts == "nobody" or not contests(verdict["operator"]):
        return None
    base, day = teller.link(NEW, view.with_(operator=None)), words.day(verdict["day"])
    town = {"operator": verdict["operator"], "municipality": verdict["municipality"]}
    named = ("form", "zone", "indicator", "day")
    links = [contest_link(base, words("disputes.contest_verdict_of", day=day),
                          **town, **{name: verdict[name] for name in named})]  # fmt: skip
    if (limit := verdict["limit"]) and limit["id"] is not None:
        number = str(limit["id"])
        said = words("disputes.contest_limit_of", number=number)
        links.append(contest_link(base, said, operator=verdict["operator"], limit=number))
    return html.P([part for link in links for part in (link, " ")], className="links")


async def detail(teller: Teller, view: View, theme: Theme) -> Any:
    """The chosen row through time, and the evidence of one of its days."""
    words, code = teller.words(view), (await teller.city())["code"]
    if not view.get("row"):
        return empty(words("permits.nothing_chosen"), words("permits.choose_row"))
    found = await ask(teller.api, view, code, words, teller.now_s())
    chosen = row_in(found.rows, view.get("row"))
    if chosen is None:
        return empty(words("permits.row_gone"), words("permits.row_gone_remedy"))
    which = row_of(chosen)
    through = await course(teller.api, code, found.shown, which)
    day = day_in(view, found.shown) or sentences.telling_day(through, found.shown)
    verdict = await teller.api.ask("permits/verdict", municipality=code, day=day, **which._asdict())
    return [
        row.detail(through, found.shown, day, found.names, words, theme),
        evidence.day(
            verdict,
            found.names,
            words,
            lambda stay: teller.link("/", view, vehicle=stay),
            lambda one: teller.link("/modules", view, module=one["module"], day=one["day"]),
            _contest(teller, view, verdict, words),
        ),
    ]
