"""The answers of the page: questions to the API, and what comes of them in its places."""

import asyncio
from typing import Any

from dash import html

from dashboard.asks import NoAnswer
from dashboard.page import Page, Shown
from dashboard.pages.zones import detail, overview
from dashboard.pages.zones.applied import applies
from dashboard.pages.zones.asked import chosen, edited, zone_of
from dashboard.pages.zones.editor import Begun, editor
from dashboard.pages.zones.steps import steps
from dashboard.parts.states import empty
from dashboard.teller import Teller
from dashboard.view import View, rfc3339

Zone = dict[str, Any]


async def first(page: Page, shown: Shown) -> list[str]:
    """The page's name and how many zones there are."""
    found = await shown.api.ask(
        "zones", municipality=shown.city["code"], geometry="no", moment=rfc3339(shown.view.moment)
    )
    return [shown.words("zones.title"), overview.sentence(found["features"], shown.words)]


async def answer(teller: Teller, view: View) -> list[str]:
    """The same for a page that stands already."""
    words, here = teller.words(view), await teller.city()
    asked = {"municipality": here["code"], "moment": rfc3339(view.moment)}
    found = await teller.api.ask("zones", geometry="no", **asked)
    return [words("zones.title"), overview.sentence(found["features"], words)]


async def scene(teller: Teller, view: View) -> dict[str, Any]:
    """All zones of the view, by the place they go to."""
    words, here = teller.words(view), await teller.city()
    found = await teller.api.ask(
        "zones", municipality=here["code"], moment=rfc3339(view.moment), geometry="yes"
    )
    zones, at = found["features"], zone_of(view)
    shown = chosen(zones, view)
    return {
        "count": overview.count(shown, zones, words),
        "table": overview.zone_table(shown, zones, at, words),
        "shapes": overview.zone_shapes(shown, here["bbox"], words, at),
    }


async def one(teller: Teller, view: View) -> tuple[Any, Any, dict[str, Any] | None, str]:
    """The chosen zone in full, what can be done, what is tried, and how its section looks."""
    words, number = teller.words(view), zone_of(view)
    if number is None:
        return empty(words("zones.choose"), words("zones.choose_remedy")), None, None, "no-zone"
    try:
        zone, told = await asyncio.gather(
            teller.api.ask(f"zones/{number}", moment=rfc3339(view.moment)),
            teller.api.ask(f"zones/{number}/history"),
        )
    except NoAnswer:
        return empty(words("zones.gone"), words("zones.gone_remedy")), None, None, "no-zone"
    properties = zone["properties"]
    if properties["phase"] is None:
        return empty(words("zones.not_yet"), words("zones.gone_remedy")), None, None, "no-zone"

    def to(other: int, **more: Any) -> str:
        return teller.link("/zones", view, zone=str(other), **more)

    links = {n: to(n) for n in (properties["previous"], properties["next"]) if n}
    shown = html.Div(
        [
            html.Div(detail.facts(zone, words, links), className="facts"),
            html.Div(detail.history(told["changes"], words)),
        ]
    )
    today = words.local(teller.now_s()).date()
    # What is decided is decided now, whatever moment is looked at.
    if view.moment is None:
        edit = teller.link("/zones", view, edit=str(number))
        acts: Any = steps(zone, edit, today, words)
    else:
        back = html.A(words("zones.to_now"), href=to(number, moment=None))
        acts = html.P([words("zones.then"), " ", back], className="then")
    return shown, acts, {"zone": number}, ""


async def applied(teller: Teller, view: View) -> tuple[Any, str]:
    """Whether operators applied the chosen zone, and how its section looks; only of now."""
    number = zone_of(view)
    if number is None or view.moment is not None:
        return None, "no-zone"
    try:
        zone, found, known = await asyncio.gather(
            teller.api.ask(f"zones/{number}"),
            teller.api.ask(f"zones/{number}/applied"),
            teller.api.ask("operators"),
        )
    except NoAnswer:
        return None, "no-zone"
    if zone["properties"]["phase"] == "archived":
        return None, "no-zone"
    names = {one["key"]: one["name"] for one in known["operators"]}
    return applies(found, zone["properties"]["kind"], names, teller.words(view)), ""


async def drawing(shown: Shown) -> list[Any] | None:
    """The editor that an address asks for; None: it asks for none, or for a strange zone."""
    wish = edited(shown.view)
    if wish is None:
        return None
    if isinstance(wish, str):
        return editor(None, shown)
    try:
        zone = await shown.api.ask(f"zones/{wish}")
        return editor(zone, shown, await _begun(zone, shown))
    except NoAnswer:
        return None


async def _begun(zone: Zone, shown: Shown) -> list[Begun]:
    """The new versions of a zone that were begun and that operators do not see yet."""
    if zone["properties"]["phase"] == "concept":
        return []
    town = shown.city["code"]
    known = await shown.api.ask("zones", municipality=town, geometry="no")
    copies = [
        one
        for one in known["features"]
        if one["properties"]["previous"] == zone["id"]
        and one["properties"]["phase"] in ("concept", "committed")
    ]
    told = await asyncio.gather(*(shown.api.ask(f"zones/{one['id']}/history") for one in copies))
    return [
        Begun(one["id"], one["properties"]["name"], change["by"], change["at"])
        for one, history in zip(copies, told, strict=True)
        for change in history["changes"]
        if change["zone"] == one["id"] and change["what"] == "copied"
    ]
