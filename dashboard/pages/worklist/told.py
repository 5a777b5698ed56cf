"""The answers of the page: questions to the API, and what comes of them in its places."""

import asyncio
from typing import Any

from dash import html

from dashboard.asks import Api, NoAnswer
from dashboard.page import Page, Shown
from dashboard.pages.worklist import detail, rows, sentences
from dashboard.pages.worklist.asked import ROWS, page_of, question, row_of
from dashboard.pages.worklist.takealong import take_along
from dashboard.parts.states import empty, failed
from dashboard.teller import Teller
from dashboard.view import View, link, rfc3339
from dashboard.words import Words

NO_ROW: dict[str, Any] = {"stay": "", "after": 0}


async def neighbourhoods(api: Api, code: str) -> list[dict[str, Any]]:
    """The neighbourhoods of a municipality by name."""
    found = await api.ask("areas", kind="neighbourhood", municipality=code, geometry="no")
    named = [{"id": one["id"], "name": one["properties"]["name"]} for one in found["features"]]
    return sorted(named, key=lambda one: str(one["name"]))


async def ask(api: Api, view: View, city: dict[str, Any], limit: int = ROWS) -> Any:
    """The list of a view, what was asked for it, and the operators by key."""
    known, areas = await asyncio.gather(api.ask("operators"), neighbourhoods(api, city["code"]))
    names = {one["key"]: one["name"] for one in known["operators"]}
    area: int = next((one["id"] for one in areas if one["id"] == view.area), city["id"])
    asked = question(view, area, names)
    offset = (page_of(view) - 1) * ROWS
    found = await api.ask("worklist", **asked, limit=limit, offset=offset)
    if limit and found["count"] and not found["rows"]:
        found = await api.ask("worklist", **asked, limit=limit)
    return found, asked, names


async def first(page: Page, shown: Shown) -> list[str]:
    """The question of the page, how many there are, and who is not in the list."""
    found, _, _ = await ask(shown.api, shown.view, shown.city, limit=0)
    return [shown.words("worklist.title"), *sentences.summary(found, shown.words)]


async def overview(teller: Teller, view: View) -> dict[str, Any]:
    """The sentence, the rule, the rows, and the ways to take them along."""
    words = teller.words(view)
    found, asked, names = await ask(teller.api, view, await teller.city())

    def page(number: int) -> str:
        return link("/worklist", view.with_(page=str(number)), teller.usual.lang)

    assignees = [{"value": one, "label": one} for one in found["assignees"]]
    return {
        "said": [words("worklist.title"), *sentences.summary(found, words)],
        "rule": [
            html.P(sentences.rule(found, words)),
            html.P(sentences.terms(found, words), className="note"),
        ],
        "count": rows.count(found, words),
        "list": rows.listed(
            found, view, names, words, lambda stay: teller.link("/", view, vehicle=stay)
        ),
        "pages": rows.pages(found, words, page),
        "along": take_along(found, asked, names, words),
        "assignees": assignees,
    }


async def one(teller: Teller, view: View) -> tuple[Any, dict[str, Any], str]:
    """The chosen row in full, what the form needs to know of it, and how the form looks."""
    words, stay = teller.words(view), row_of(view)
    if stay is None:
        return empty(words("worklist.none_chosen"), words("worklist.choose")), NO_ROW, "no-row"
    try:
        found, full, known = await asyncio.gather(
            teller.api.ask(f"worklist/{stay}", moment=rfc3339(view.moment)),
            teller.api.ask(f"vehicles/{stay}"),
            teller.api.ask("operators"),
        )
    except NoAnswer:
        return failed(words), NO_ROW, "no-row"
    names = {one["key"]: one["name"] for one in known["operators"]}
    shown = detail.detail(
        found, full, names, words, lambda number: teller.link("/", view, vehicle=number)
    )
    row = found["row"]
    status = row["status"] if row else _last(found["actions"])
    after = found["actions"][-1]["number"] if found["actions"] else 0
    # What is done is done now, whatever moment is looked at.
    looks = "no-row" if view.moment is not None else f"status-{status}"
    return shown, {"stay": str(stay), "after": after}, looks


def _last(actions: list[dict[str, Any]]) -> str:
    """How far a stay is that is not on the list."""
    told = [one["what"] for one in actions if one["what"] != "noted"]
    return {"reopened": "open"}.get(told[-1], told[-1]) if told else "open"


def then(shown: Shown) -> Any:
    """That the list is of a past moment, with the way back to now."""
    if shown.view.moment is None:
        return None
    words: Words = shown.words
    said = words("worklist.then", moment=words.moment(shown.view.moment))
    return html.P(
        [said, " ", html.A(words("worklist.to_now"), href=shown.link("/worklist", moment=None))],
        className="then",
    )
