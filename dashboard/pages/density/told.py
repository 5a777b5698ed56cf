"""The numbers of the page: questions to the API, answers in their places."""

import asyncio
from datetime import datetime
from typing import Any

from dashboard.pages.density import charts, sentences, tables
from dashboard.pages.density.whose import of_whom
from dashboard.parts.chart_box import chart_parts
from dashboard.parts.picks import longest
from dashboard.parts.receipt import receipt_link
from dashboard.parts.theme import Theme
from dashboard.scene import Scene, look
from dashboard.sentences import gaps
from dashboard.teller import Teller
from dashboard.view import DAY_S, View, rfc3339
from dashboard.words import Words

STEP_OF_SPAN = {1: "quarter", 7: "hour", 14: "hour"}
RANKED = 10


async def scene(teller: Teller, view: View) -> dict[str, Any]:
    """What stands at the moment: by area and by duration, by the place it goes to."""
    words = teller.words(view)
    found = await look(teller.api, view, await teller.city())

    def address(stay: int) -> str:
        return teller.link("/", view, vehicle=stay)

    return {
        "density-ranking": tables.ranking(found, view.area, words, RANKED),
        "density-areas": tables.areas(found, words),
        "density-area": _options(found, words),
        "duration-sentence": await of_whom(
            sentences.durations(found.classes, words, found.now), teller, view
        ),
        "duration-bars": tables.durations(found, words),
        "duration-longest": longest(found.vehicles["vehicles"], found.names, address, words),
    }


async def series(teller: Teller, view: View, theme: Theme) -> Any:
    """The chart of the chosen area with all its parts."""
    words = teller.words(view)
    here = await teller.city()
    start, end = span_around(view, teller.now_s())
    found, known, operators = await asyncio.gather(
        teller.api.ask(
            "indicators/parked_density/series",
            area=view.area or here["id"],
            from_=rfc3339(start),
            to=rfc3339(end),
            step=STEP_OF_SPAN[view.span],
            group=view.group,
            **view.whose,
        ),
        teller.api.ask("feeds", rides="no"),
        teller.api.ask("operators"),
    )
    span = words(f"density.span_{view.span}")
    names = {feed["key"]: feed["name"] for feed in known["feeds"]}
    order = sorted(operator["key"] for operator in operators["operators"])
    found["area"]["name"] = words.place(found["area"]["kind"], found["area"]["name"])
    label = words("density.chart", area=found["area"]["name"], span=span)
    figure = charts.density_chart(found, names, order, words, theme, rfc3339(view.moment))
    value = value_at(found, view.moment)
    said = sentences.density(found, value, words, span.lower(), view.moment is None)
    sentence = await of_whom(said, teller, view)
    table = [
        tables.through_time(found, label, names, words),
        receipt_link(found["receipt"], "parked_density", words),
    ]
    return chart_parts("density", label, sentence, figure, gaps(found, names, words), table)


def span_around(view: View, now_s: int) -> tuple[int, int]:
    """The chart's period: up to now, or with the chosen moment in its last quarter."""
    length = view.span * DAY_S
    end = now_s if view.moment is None else min(now_s, view.moment + length // 4)
    return end - length, end


def value_at(found: dict[str, Any], moment: int | None) -> float | None:
    """The lines added up at the step of a moment, or at the newest step that is known."""
    edges = [int(datetime.fromisoformat(edge).timestamp()) for edge in found["edges"]]
    lines = [line["values"] for line in found["series"]]
    columns = list(zip(*lines, strict=True))
    if moment is None:
        known = [column for column in columns if column and None not in column]
        return sum(known[-1]) if known else None
    for place, column in enumerate(columns):
        if edges[place] <= moment < edges[place + 1]:
            return None if None in column else sum(column)
    return None


def _options(scene: Scene, words: Words) -> list[dict[str, str]]:
    """The areas to choose from, by name."""
    named = {words.place(scene.kind, v["name"]): v["area"] for v in scene.density["values"]}
    return [{"value": str(named[name]), "label": name} for name in sorted(named)]
