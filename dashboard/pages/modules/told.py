"""The answers of the page: questions to the API, and what comes of them in its places."""

import asyncio
from datetime import date, timedelta
from typing import Any

from dashboard.asks import Api, NoAnswer
from dashboard.page import Page, Shown
from dashboard.pages.modules import calendar, cards, compared, day, sentences, setting
from dashboard.pages.modules.asked import chosen, day_of, month_of, span_of
from dashboard.parts.states import empty
from dashboard.parts.theme import Theme
from dashboard.teller import Teller
from dashboard.view import View
from dashboard.words import Words


async def first(page: Page, shown: Shown) -> list[str]:
    """What tomorrow and today are."""
    today = shown.words.local(shown.now_s).date()
    found = await around(shown.api, shown.city["code"], today)
    module = chosen(shown.view, found["modules"])
    return [*sentences.headline(module, found, shown.words), shown.words("modules.about")]


async def around(api: Api, code: str, today: date) -> dict[str, Any]:
    """The labels of today and tomorrow."""
    until = (today + timedelta(days=2)).isoformat()
    return await api.ask("labels", municipality=code, from_=today.isoformat(), to=until)


async def month(teller: Teller, view: View) -> tuple[list[str], Any]:
    """The headline and the calendar."""
    words, code, today = await _here(teller, view)
    shown = month_of(view, today)
    near, whole = await asyncio.gather(
        around(teller.api, code, today),
        teller.api.ask(
            "labels", municipality=code, from_=shown.first.isoformat(), to=shown.end.isoformat()
        ),
    )
    said = [
        *sentences.headline(chosen(view, near["modules"]), near, words),
        words("modules.about"),
    ]
    module = chosen(view, whole["modules"])
    if module is None:
        return said, empty(words("modules.no_labels"), words("modules.no_labels_remedy"))
    if not module["on"] and not module["days"]:
        title = sentences.title_of(module, words)
        told = empty(words("modules.is_off", title=title), words("modules.is_off_remedy"))
        return said, told
    return said, calendar.calendar(module, shown, today, day_of(view), words)


async def day_detail(teller: Teller, view: View) -> Any:
    """Why the chosen day is what it is; without one the newest of which something is told."""
    words, code, today = await _here(teller, view)
    wanted = day_of(view)
    until = (today + timedelta(days=2)).isoformat()
    since = (today - timedelta(days=14)).isoformat()
    near = await teller.api.ask("labels", municipality=code, from_=since, to=until)
    module = chosen(view, near["modules"])
    if module is None:
        return None
    if wanted is None:
        if not module["days"]:
            return empty(words("modules.no_day"), words("modules.choose_day"))
        wanted = date.fromisoformat(_telling_day(module["days"])["day"])
    found = await teller.api.ask(
        "labels/day", municipality=code, module=module["id"], day=wanted.isoformat()
    )
    return day.day_in_full(found, today, words)


def _telling_day(days: list[dict[str, Any]]) -> dict[str, Any]:
    """The newest day with a yes, else the newest."""
    struck = [
        one for one in days if (sentences.telling_of(one) or {"answer": None})["answer"] == "yes"
    ]
    return (struck or days)[-1]


async def beside(teller: Teller, view: View, theme: Theme) -> Any:
    """Days with a yes beside comparable days."""
    words, code, today = await _here(teller, view)
    near = await around(teller.api, code, today)
    module = chosen(view, near["modules"])
    if module is None:
        return None
    since = today - timedelta(days=int(span_of(view)))
    found, feeds = await asyncio.gather(
        teller.api.report(
            "labels/compare",
            municipality=code,
            module=module["id"],
            from_=since.isoformat(),
            to=today.isoformat(),
        ),
        teller.api.ask("feeds", rides="no"),
    )
    names = {one["key"]: one["name"] for one in feeds["feeds"]}
    return compared.compared(found, names, words, theme)


async def catalogue(teller: Teller, view: View) -> Any:
    """A card for each module."""
    words, code, _ = await _here(teller, view)
    found = await teller.api.report("modules", municipality=code)
    if not found["modules"]:
        return empty(words("modules.no_modules"), words("modules.no_modules_remedy"))
    return cards.cards(found, view.get("about"), words)


async def in_full(teller: Teller, view: View, said: str = "") -> Any:
    """One module in full, with what came of what was just done; without one nothing."""
    words, code, _ = await _here(teller, view)
    name = view.get("about")
    if not name:
        return None
    try:
        found = await teller.api.report(f"modules/{name}", municipality=code)
    except NoAnswer as no:
        if no.status != 404:
            raise
        return empty(words("modules.gone", name=name), words("modules.gone_remedy"))
    return setting.in_full(found, words, said)


async def history(teller: Teller, view: View) -> Any:
    """Who set the module that is open, anew: somebody did so meanwhile."""
    words, code, _ = await _here(teller, view)
    found = await teller.api.report(f"modules/{view.get('about')}", municipality=code)
    return setting.history(found, words)


async def _here(teller: Teller, view: View) -> tuple[Words, str, date]:
    words, city = teller.words(view), await teller.city()
    return words, city["code"], words.local(teller.now_s()).date()
