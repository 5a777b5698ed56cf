"""The numbers of the page: questions to the API, answers in their places."""

import asyncio
from typing import Any

from dash import html

from dashboard.pages.movement import charts, hours_told, places, sentences, tables, week
from dashboard.pages.movement.areas import TURNS, Moved, mean_of, of_window, ranked
from dashboard.pages.movement.asked import Asked, asked
from dashboard.pages.movement.charts import Turns
from dashboard.pages.movement.parts_table import parts_table
from dashboard.pages.movement.rentals import by_operator, rented_table, sentence
from dashboard.pages.movement.week import Part, Window, part_of
from dashboard.parts.chart_box import chart_parts
from dashboard.parts.choice import Options
from dashboard.parts.receipt import receipt_link
from dashboard.parts.states import empty
from dashboard.parts.theme import Theme
from dashboard.parts.week_grid import week_grid
from dashboard.sentences import gaps
from dashboard.teller import Teller
from dashboard.view import View, rfc3339
from dashboard.words import Words

ARRIVALS, DEPARTURES, BALANCE = TURNS


async def through_time(teller: Teller, view: View, theme: Theme) -> list[Any]:
    """The chart of the chosen area with all its parts."""
    words, about = teller.words(view), await asked(teller, view)
    if about.trouble:
        return ["", trouble(about, words), [], None]
    turns, row = await asyncio.gather(_turns(teller, about), _of_area(teller, about))
    told = sentences.whole(row, turns)
    said = sentences.moved(told, about, words)
    place, period = about.place(words), sentences.period(about, words)
    label = words("movement.chart", area=place, period=period)
    figure = charts.turns_chart(turns, about.names, words, theme, about.now_s)
    table = [
        tables.through_time(turns, label, about.names, words, about.now_s),
        *[
            receipt_link(turns[name]["receipt"], name, words, words(f"movement.receipt_{name}"))
            for name in TURNS
        ],
    ]
    missing = gaps(turns[BALANCE], about.names, words)
    return chart_parts("movement", label, said, figure, missing, table)


async def _turns(teller: Teller, about: Asked) -> Turns:
    found = await asyncio.gather(*(_series(teller, about, name, about.step) for name in TURNS))
    return dict(zip(TURNS, found, strict=True))


async def _series(teller: Teller, about: Asked, name: str, step: str, **more: Any) -> Any:
    return await teller.api.ask(
        f"indicators/{name}/series",
        **{"area": about.area["id"], "step": step} | about.period | about.whose | more,
    )


async def _of_area(teller: Teller, about: Asked) -> Moved | None:
    """The area's own number over the whole period."""
    kind = about.area["properties"]["kind"]
    rows = await _window(teller, about, kind, (about.start, about.end))
    return next((row for row in rows[0] if row.area == about.area["id"]), None)


async def _window(
    teller: Teller, about: Asked, kind: str, window: Window
) -> tuple[list[Moved], str | None]:
    """Every area of a kind over a window, and the receipt of the balance."""
    start, end = window
    found = await asyncio.gather(
        *(
            teller.api.ask(
                f"indicators/{name}/map",
                kind=kind,
                municipality=about.city["code"],
                from_=rfc3339(start),
                to=rfc3339(end),
                **about.whose,
            )
            for name in TURNS
        )
    )
    return of_window(dict(zip(TURNS, found, strict=True))), found[-1]["receipt"]


async def over_areas(teller: Teller, view: View) -> dict[str, Any]:
    """Where it fills up and where it empties, by the place it goes to."""
    words, about = teller.words(view), await asked(teller, view)
    part = part_of(view.get("part"))
    if about.trouble:
        nothing = places.area_shapes([], [], about.city["bbox"], view.kind, None, words)
        return _places(trouble(about, words), None, nothing, "", None, _options([], about, words))
    spans = [(about.start, about.end)]
    if part is not None:
        spans = week.windows(part, about.first, about.last, about.now_s, words)
    borders, profiles, *found = await asyncio.gather(
        teller.api.ask("areas", kind=view.kind, municipality=about.city["code"]),
        _profiles(teller, about),
        *(_window(teller, about, view.kind, span) for span in spans),
    )
    hours = week.balances(*(week.by_slot(one) for one in profiles))
    rows = ranked(mean_of([rows for rows, _ in found]))
    when = _when(part, spans, about, words)
    said = sentences.where(rows, when, about, words, view.kind)
    if part is not None and not spans:
        said = words("movement.no_such_part", part=part.name(words))
    bbox, features = about.city["bbox"], borders["features"]
    return _places(
        [
            *places.ranking(rows, view.kind, view.area, words),
            places.every_area(rows, view.kind, len(spans), about.names, words),
            *[receipt_link(receipt, BALANCE, words) for _, receipt in found[-1:]],
        ],
        parts_table(hours, part, about.place(words), words),
        places.area_shapes(rows, features, bbox, view.kind, view.area, words),
        said,
        places.map_legend(rows, words),
        _options(features, about, words),
    )


def _places(
    ranking: Any, parts: Any, shapes: Any, said: str, legend: Any, options: Options
) -> dict[str, Any]:
    return {
        "movement-ranking": ranking,
        "movement-parts": parts,
        "movement-shapes": shapes,
        "movement-where": said,
        "movement-legend": legend,
        "movement-area": options,
    }


def _when(part: Part | None, spans: list[Window], about: Asked, words: Words) -> str:
    if part is None:
        return sentences.period(about, words)
    name = part.name(words)
    name = name[0].upper() + name[1:]
    if len(spans) > 1:
        return words("part.mean", part=name, n=words.number(len(spans)))
    goes_on = spans and spans[0][1] == about.now_s
    return words("part.so_far", part=name) if goes_on else name


def _options(features: list[dict[str, Any]], about: Asked, words: Words) -> Options:
    """The areas to choose from by name; the chosen one too when it is of another kind."""
    named = {str(one["id"]): one["properties"] for one in features}
    if not about.is_whole_city:
        named[str(about.area["id"])] = about.area["properties"]
    told = [
        {"value": key, "label": words.place(one["kind"], one["name"])} for key, one in named.items()
    ]
    return sorted(told, key=lambda one: one["label"])


async def _profiles(teller: Teller, about: Asked) -> list[dict[str, Any]]:
    """Arrivals and departures by hour of the week."""
    question = {"area": about.area["id"]} | about.period | about.whose
    return await asyncio.gather(
        *(
            teller.api.ask(f"indicators/{name}/profile", **question)
            for name in (ARRIVALS, DEPARTURES)
        )
    )


async def through_week(teller: Teller, view: View, theme: Theme) -> list[Any]:
    """The grid of weekdays and hours with all its parts."""
    words, about = teller.words(view), await asked(teller, view)
    if about.trouble:
        return ["", trouble(about, words), [], None]
    comes, goes = await _profiles(teller, about)
    turn = view.get("turn") or BALANCE
    hours = {
        ARRIVALS: week.by_slot(comes),
        DEPARTURES: week.by_slot(goes),
        BALANCE: week.balances(week.by_slot(comes), week.by_slot(goes)),
    }.get(turn)
    if hours is None:
        turn, hours = BALANCE, week.balances(week.by_slot(comes), week.by_slot(goes))
    told = [
        hours_told.of_hour(place, value, comes["slots"][place], turn, about.names, words)
        for place, value in enumerate(hours)
    ]
    part = part_of(view.get("part"))
    marked = None if part is None else (part.weekday, *part.hours)
    figure = week_grid(hours, told, words, theme, diverging=turn == BALANCE, chosen=marked)
    place = about.place(words)
    label = words(f"week.chart_{turn}", area=place)
    table = [
        tables.through_week(comes, goes, label, about.names, words),
        *[
            receipt_link(one["receipt"], name, words, words(f"movement.receipt_{name}"))
            for one, name in ((comes, ARRIVALS), (goes, DEPARTURES))
        ],
    ]
    return chart_parts(
        "movement-week", label, hours_told.sentence(hours, turn, place, words), figure, [], table
    )


async def rented(teller: Teller, view: View) -> Any:
    """Rentals by operator, from what they were counted, and why not where they are not."""
    words, about = teller.words(view), await asked(teller, view)
    if about.trouble:
        return trouble(about, words)
    own = {"group": "operator", "operator": about.operator, "form": about.form}
    rentals, each = await asyncio.gather(
        *(_series(teller, about, name, "day", **own) for name in ("rentals", "rentals_per_vehicle"))
    )
    found = by_operator(rentals, each)
    said = sentence(found, about.place(words), about.names, words)
    return [
        html.P(said, className="sentence", role="status"),
        rented_table(found, about.names, words) if found else None,
        *[
            receipt_link(one["receipt"], name, words, words(f"movement.receipt_{name}"))
            for one, name in ((rentals, "rentals"), (each, "rentals_per_vehicle"))
        ],
    ]


def trouble(about: Asked, words: Words) -> html.Div:
    """The period cannot be asked about: why, and what to do."""
    return empty(words(f"movement.{about.trouble}"), words(f"movement.{about.trouble}_remedy"))
