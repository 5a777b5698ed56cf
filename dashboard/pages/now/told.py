"""The numbers of the page: questions to the API, answers in their places."""

import asyncio
from typing import Any

from dash import html, no_update

from dashboard import asker, effects
from dashboard.asks import Api, NoAnswer
from dashboard.frame import headline
from dashboard.pages.now import answer, city_map
from dashboard.pages.now.details import area_details, vehicle_details
from dashboard.pages.now.figures import figures
from dashboard.parts.legend import legend
from dashboard.scene import look
from dashboard.teller import Teller
from dashboard.view import View, rfc3339
from dashboard.words import Words

LISTED = 5
"""Vehicles of an area that are listed."""


async def count(api: Api, view: View, city: dict[str, Any], words: Words) -> list[str]:
    """How many stand in the city, and who is not counted; raises NoAnswer."""
    found = await api.ask(
        "vehicles", moment=rfc3339(view.moment), area=city["id"], limit=0, **view.whose
    )
    known = await api.ask("operators") if view.operator else {"operators": []}
    names = {one["key"]: one["name"] for one in known["operators"]}
    return answer.count(found, words, city["name"], view, names)


async def head(teller: Teller, view: View) -> Any:
    """The first sentence alone; what is wrong is told with the rest."""
    try:
        city = await teller.city()
        return (await count(teller.api, view, city, teller.words(view)))[0]
    except NoAnswer:
        return no_update


async def moment(teller: Teller, view: View, *, refresh: bool) -> dict[str, Any]:
    """Everything about the moment, by the place it goes to."""
    words = teller.words(view)
    try:
        city = await teller.city()
        scene, (_, rules) = await asyncio.gather(
            look(teller.api, view, city),
            effects.around(teller.api, view, city["code"], teller.now_s(), words),
        )
        point = await _point(teller, view)
    except NoAnswer:
        failed = [html.H1(words("common.failed"), id="now-head", role="alert", className="failed")]
        return {
            "now-answer": failed,
            "now-announcement": no_update,
            "now-figures": no_update,
            "map-label": no_update,
            "now-legend": no_update,
            "now-map-data": no_update,
        }
    head, *rest = answer.answer(scene, words)
    said = [head, *rules, *rest]
    return {
        "now-answer": headline(said, "now"),
        # The screen reader hears of what the reader asked for, not of each refresh.
        "now-announcement": no_update if refresh else said[0],
        "now-figures": figures(scene, words, f"{teller.link('/density', view)}#worst"),
        "map-label": words(
            "map.label", city=scene.here["name"], count=words.number(scene.vehicles["count"])
        ),
        "now-legend": no_update if refresh else legend(view.kind, words),
        "now-map-data": city_map.map_data(view, scene, words) | {"point": point},
    }


async def _point(teller: Teller, view: View) -> list[float] | None:
    """Where the vehicle of the address stands; one that is not there is not marked."""
    if view.vehicle is None:
        return None
    try:
        stay = await teller.api.ask(f"vehicles/{view.vehicle}")
    except NoAnswer:
        return None
    return [stay["lon"], stay["lat"]]


async def details(teller: Teller, picked: dict[str, Any] | None, view: View) -> Any:
    """The details of a vehicle, of a zone, or of the chosen area at the moment shown."""
    words = teller.words(view)
    operators = await teller.api.ask("operators")
    names = {operator["key"]: operator["name"] for operator in operators["operators"]}
    if view.vehicle is not None:
        stay = await teller.api.ask(f"vehicles/{view.vehicle}")
        return vehicle_details(stay, names, words)
    number = picked["zone"] if picked and "zone" in picked else view.area
    if number is None:
        return html.P(words("map.details_empty"), className="note")
    listed = LISTED if asker.sees_rows((await teller.city())["code"]) else 0
    area, vehicles = await asyncio.gather(
        teller.api.ask(f"areas/{int(number)}"),
        teller.api.ask(
            "vehicles", area=int(number), moment=rfc3339(view.moment), limit=listed, **view.whose
        ),
    )

    def address(stay: int) -> str:
        return teller.link("/", view, vehicle=stay)

    told, code = area["properties"], (await teller.city())["code"]
    rules, _ = await effects.around(teller.api, view, code, teller.now_s(), words)
    key = f"{told['kind']}/{told['code']}"
    lines = effects.lines(rules, key, words)
    factor = next((e["value"] for e in rules if e["area"] == key and e["kind"] == "capacity"), 1)
    return area_details(area, vehicles, names, address, words, lines, factor)
