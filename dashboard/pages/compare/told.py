"""The comparison: one question to the API, its answer in all places."""

import asyncio
from typing import Any

from dash import html

from dashboard.asks import NoAnswer
from dashboard.pages.compare import parts, sentences
from dashboard.pages.compare.sections import kind_of, measure_of
from dashboard.pages.compare.two import Asked, asked, read_two
from dashboard.parts.receipt import receipt_link
from dashboard.teller import Teller
from dashboard.view import View
from dashboard.words import Words

PLACES = (
    "sentence", "figures", "notes", "parts", "where", "ranking", "table", "one-name", "other-name",
)  # fmt: skip


async def told(teller: Teller, view: View) -> dict[str, Any]:
    """Everything, by the place it goes to; raises NoAnswer."""
    words, here, kind = teller.words(view), await teller.city(), kind_of(view)
    about = _about(teller, view)
    area = await _area(teller, view.area, here)
    found, borders, feeds, operators = await asyncio.gather(
        teller.api.ask(
            f"indicators/{measure_of(view)}/comparison", **_named(_question(about, area, view))
        ),
        teller.api.ask("areas", kind=kind, municipality=here["code"]),
        teller.api.ask("feeds"),
        teller.api.ask("operators"),
    )
    whose = {one["key"]: one["name"] for one in operators["operators"]}
    names = whose | {
        feed["key"]: whose.get(feed["operator"], feed["name"]) for feed in feeds["feeds"]
    }
    place = words.place(found["area"]["kind"], found["area"]["name"])
    one, other, shapes = about.one, about.other, borders["features"]
    boxes = (here["bbox"], view.area, words)
    receipts = html.Div(
        [
            receipt_link(
                found[side]["receipt"],
                found["indicator"],
                words,
                words("compare.receipt", side=name),
            )
            for side, name in (("one", one), ("other", other))
        ]
    )
    return {
        "compare-sentence": sentences.whole(found, place, one, other, names, words),
        "compare-figures": parts.figures(found, one, other, words),
        "compare-notes": _notes(about.until, words),
        "compare-parts": parts.by_part(found, one, other, names, words),
        "compare-where": " ".join(sentences.areas(found, kind, names, words)),
        "compare-ranking": parts.rankings(found, kind, view.area, words),
        "compare-table": [parts.by_area(found, kind, one, other, names, words), receipts],
        "compare-one-name": one,
        "compare-other-name": other,
        "compare-shapes": parts.difference_map(found, shapes, kind, *boxes),
        "compare-one-shapes": parts.side_map("one", found, shapes, kind, *boxes),
        "compare-other-shapes": parts.side_map("other", found, shapes, kind, *boxes),
        "compare-area": _options(found, kind, area, here, words),
    }


async def question(teller: Teller, view: View) -> tuple[str, dict[str, Any]]:
    """Which number is compared, and what the API is asked; parameters that are None are not."""
    area = await _area(teller, view.area, await teller.city())
    return measure_of(view), _question(_about(teller, view), area, view)


def _about(teller: Teller, view: View) -> Asked:
    words, now_s = teller.words(view), teller.now_s()
    return asked(read_two(view, words.local(now_s).date(), now_s), now_s, words)


def _question(about: Asked, area: dict[str, Any], view: View) -> dict[str, Any]:
    return about.question | {"area": area["id"], "kind": kind_of(view)} | view.whose


def _named(question: dict[str, Any]) -> dict[str, Any]:
    """As the asker takes it: `from` is a word of Python's own."""
    return {("from_" if name == "from" else name): value for name, value in question.items()}


def _notes(until: str | None, words: Words) -> list[Any]:
    notes = [words("compare.rule")]
    if until is not None:
        notes.insert(0, words("compare.until", clock=until))
    return [html.P(note, className="note") for note in notes]


async def _area(teller: Teller, number: int | None, here: dict[str, Any]) -> dict[str, Any]:
    """The chosen area, or the whole city; one that is not there is left out."""
    whole = {"id": here["id"], "properties": {"kind": "municipality", "name": here["name"]}}
    if number is None:
        return whole
    try:
        return await teller.api.ask(f"areas/{number}")
    except NoAnswer:
        return whole


def _options(
    found: dict[str, Any], kind: str, area: dict[str, Any], here: dict[str, Any], words: Words
) -> list[dict[str, str]]:
    named = {str(one["area"]): words.place(kind, one["name"]) for one in found["areas"]}
    if area["id"] != here["id"]:
        about = area["properties"]
        named.setdefault(str(area["id"]), words.place(about["kind"], about["name"]))
    return [{"value": key, "label": named[key]} for key in sorted(named, key=named.__getitem__)]
