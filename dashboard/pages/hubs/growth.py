"""Which hubs should grow: those that were full too often in two weeks, the most needed first."""

import asyncio
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.pages.hubs.advice import OFTEN, Use, uses
from dashboard.parts.shapes_map import shape_button
from dashboard.parts.table import Cell, bar, bars
from dashboard.scene import SURE
from dashboard.teller import Teller
from dashboard.view import DAY_S, View, rfc3339
from dashboard.words import Words

DAYS, AT_ONCE, SHOWN = 14, 4, 8
MAP = "hubs"


@dataclass(frozen=True)
class Growth:
    """One hub, or a form factor's part of it, that was full too often."""

    area: int
    name: str
    use: Use

    @property
    def more(self) -> int:
        """How many places it lacked."""
        return self.use.needed - self.use.places


async def told(teller: Teller, view: View) -> list[Any]:
    """The sentence and the table, for two weeks up to the moment of the view."""
    words, here = teller.words(view), await teller.city()
    until = view.moment or teller.now_s()
    asked = {"municipality": here["code"], "moment": rfc3339(view.moment)}
    hubs = (await teller.api.ask("hubs", **asked))["hubs"]
    gate = asyncio.Semaphore(AT_ONCE)

    async def course(hub: dict[str, Any]) -> dict[str, Any]:
        async with gate:
            return await teller.api.ask(
                "indicators/hub_occupancy/series",
                area=hub["area"],
                from_=rfc3339(until - DAYS * DAY_S),
                to=rfc3339(until),
                step="quarter",
            )

    sized = [hub for hub in hubs if hub["capacity"]]
    courses = await asyncio.gather(*map(course, sized))
    return section(*ranked(sized, list(courses), words), words)


def ranked(
    hubs: list[dict[str, Any]], courses: list[dict[str, Any]], words: Words
) -> tuple[list[Growth], int]:
    """Those that should grow, the most places first; and of how many too little was seen."""
    growing, unseen = [], 0
    for hub, course in zip(hubs, courses, strict=True):
        for use in uses(hub, course):
            name = hub["name"]
            if use.key != "all":
                name = f"{name}, {words(f'kindof.{use.key}')}"
            if use.coverage < SURE or not use.counts:
                unseen += 1
            elif use.full > OFTEN:
                growing.append(Growth(hub["area"], name, use))
    return sorted(growing, key=lambda one: (-one.more, one.name)), unseen


def section(growing: list[Growth], unseen: int, words: Words) -> list[Any]:
    """The most needed in a sentence, the others in a table; each name opens its hub."""
    lacking = [html.P(words("growth.unseen", n=words.number(unseen)), className="note")]
    if not growing:
        return [html.P(words("growth.none"), className="sentence"), *(lacking if unseen else [])]
    top = growing[0]
    said = words(
        "growth.first",
        name=top.name,
        places=words.number(top.use.places),
        needed=words.number(top.use.needed),
        full=words.percent(top.use.full),
        coverage=words.percent(top.use.coverage),
    )
    rows: list[list[Cell]] = [
        [
            shape_button(MAP, str(one.area), one.name),
            bar(one.more, top.more, f"+{words.number(one.more)}"),
            (words.number(one.use.places), one.use.places),
            (words.number(one.use.needed), one.use.needed),
            (words.percent(one.use.full), one.use.full),
        ]
        for one in growing[:SHOWN]
    ]
    columns = ("hub", "more", "places", "needed", "full")
    headers = [words(f"growth.col_{column}") for column in columns]
    return [
        html.P(said, className="sentence"),
        bars("hubs-growth", words("growth.table"), headers, rows, words),
        html.P(words("growth.rule"), className="note"),
        *(lacking if unseen else []),
    ]
