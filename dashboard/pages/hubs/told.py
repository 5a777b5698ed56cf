"""The numbers of the page: questions to the API, answers in their places."""

import asyncio
from typing import Any

from dashboard import effects
from dashboard.pages.hubs import overview
from dashboard.pages.hubs.day import days_of
from dashboard.pages.hubs.detail import Told, detail
from dashboard.parts.receipt import receipt_link
from dashboard.parts.states import empty
from dashboard.parts.theme import Theme
from dashboard.teller import Teller
from dashboard.view import View, rfc3339
from dashboard.words import Words


async def scene(teller: Teller, view: View) -> dict[str, Any]:
    """All hubs at the moment, by the place they go to."""
    words, here = teller.words(view), await teller.city()
    of_here = {"municipality": here["code"], "moment": rfc3339(view.moment)}
    found, borders = await asyncio.gather(
        teller.api.ask("hubs", **of_here),
        teller.api.ask("areas", kind="hub", **of_here),
    )
    hubs, chosen = found["hubs"], view.get("hub")
    rules = {hub["area"]: _rules(found, hub, words) for hub in hubs}
    return {
        "hubs-sentence": overview.sentence(hubs, words, now=view.moment is None),
        "hubs-table": [
            overview.hub_table(hubs, chosen, words, rules),
            receipt_link(found["receipt"], "hub_occupancy", words) if hubs else None,
        ],
        "hubs-shapes": overview.hub_shapes(hubs, borders["features"], here["bbox"], words, chosen),
    }


def _rules(found: dict[str, Any], hub: dict[str, Any], words: Words) -> list[str]:
    """What modules put in force of a hub, a line each."""
    return effects.lines(found["effects"], f"hub/{hub['code']}", words)


async def _usual(teller: Teller, hub: dict[str, Any]) -> dict[str, Any]:
    """A hub with its places of other days: whether it is large enough is no matter of one day."""
    told = (await teller.api.ask(f"areas/{hub['area']}"))["properties"]
    by_form = told["capacity_by_form"] or {}
    forms = [part | {"capacity": by_form[part["form"]]} for part in hub["forms"]]
    return hub | {"capacity": told["capacity"], "forms": forms}


async def one(teller: Teller, view: View, theme: Theme) -> Any:
    """The chosen hub with all its parts; without one, how to choose."""
    words, chosen = teller.words(view), view.get("hub")
    if chosen is None:
        return empty(words("hubs.choose"), words("hubs.choose_remedy"))
    here, moment = await teller.city(), rfc3339(view.moment)
    found = await teller.api.ask("hubs", municipality=here["code"], moment=moment)
    hub = next((hub for hub in found["hubs"] if str(hub["area"]) == chosen), None)
    if hub is None:
        return empty(words("hubs.gone"), words("hubs.gone_remedy"))
    days = days_of(view, teller.now_s(), words)

    def ask(name: str, start: int, end: int, step: str) -> Any:
        period = {"from_": rfc3339(start), "to": rfc3339(end)}
        return teller.api.ask(f"indicators/{name}/series", area=chosen, step=step, **period)

    day, states, over, fortnight, feeds, operators = await asyncio.gather(
        ask("hub_occupancy", days.start, days.end, "quarter"),
        teller.api.ask(f"hubs/{chosen}/states", day=days.day.isoformat()),
        ask("over_capacity_time", days.week, days.until, "day"),
        ask("hub_occupancy", days.fortnight, days.until, "quarter"),
        teller.api.ask("feeds", rides="no"),
        teller.api.ask("operators"),
    )
    known = [*operators["operators"], *feeds["feeds"]]
    names = {one["key"]: one["name"] for one in known}
    rules = _rules(states, hub, words)
    usual = await _usual(teller, hub) if _rules(found, hub, words) else hub
    told = Told(usual, day, states, over, fortnight, names, rules)
    return detail(told, days, words, theme, moment)
