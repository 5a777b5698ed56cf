"""How the city is doing in plain sentences, out of the API's answers."""

from collections.abc import Mapping
from typing import Any

from dashboard.scene import Scene
from dashboard.sentences import whose
from dashboard.view import View
from dashboard.words import Words


def answer(scene: Scene, words: Words) -> list[str]:
    """How the city is doing: how many, where most, and who could not be counted."""
    city = scene.here["name"]
    head, *rest = count(scene.vehicles, words, city, scene.view, scene.names, scene.feeds)
    return [head, *busiest(scene, words), *docked(scene, words), *rest]


def docked(scene: Scene, words: Words) -> list[str]:
    """What stands at stations and is on no list: not in the count, so it is told beside it."""
    told = [
        feed["docked"]
        for feed in scene.feeds
        if feed["docked"]
        and feed["docked"]["apart"]
        and scene.view.operator in (None, feed["operator"])
    ]
    # Of what kind they are is told of some only.
    if not told or not scene.now or scene.view.form:
        return []
    if any(one["vehicles"] is None for one in told):
        return [words("answer.docked_unknown")]
    return [words("answer.docked", n=words.number(sum(one["vehicles"] for one in told)))]


def count(
    vehicles: dict[str, Any],
    words: Words,
    city: str,
    view: View,
    names: Mapping[str, str],
    feeds: list[dict[str, Any]] | None = None,
) -> list[str]:
    """How many stand in the city, of which operators; then who is not in it, and why."""
    what = whose(view.operator, view.form, names, words)
    moment = words.moment(vehicles["moment"])
    expected = [part for part in vehicles["feeds"] if part["status"] not in ("never", "disabled")]
    missing = [part for part in expected if not part["counts"]]
    if vehicles["count"] is None:
        head = words("answer.unknown", what=what, moment=moment, city=city)
    else:
        told = {
            "count": words.number(vehicles["count"]),
            "what": what,
            "city": city,
            "moment": moment,
            "n": len(expected) - len(missing),
            "total": len(expected),
        }
        key = ("now" if view.moment is None else "past") + ("_part" if missing else "")
        head = words(f"count.{key}", **told)
    if not missing and vehicles["count"] is not None and view.operator:
        return [head]
    if not missing and vehicles["count"] is not None:
        return [head, words("answer.complete", total=len(expected))]
    return [head, *(absence(part, vehicles["moment"], words, feeds or []) for part in missing)]


def busiest(scene: Scene, words: Words) -> list[str]:
    """Where most stand per km²."""
    ranked = scene.busiest
    if not ranked or not ranked[0]["value"]:
        return []
    key = ("busiest" if scene.now else "busiest_past") + ("" if scene.whole else "_part")
    return [words(f"answer.{key}", area=ranked[0]["name"], density=words.dense(ranked[0]["value"]))]


def absence(part: dict[str, Any], moment: str, words: Words, feeds: list[dict[str, Any]]) -> str:
    """Why a feed is not in the count: since when, or from when to when, nothing is known of it."""
    if part["status"] == "late":
        return words("answer.late", name=part["name"], moment=words.moment(part["at"]))
    if part["status"] == "past_keeping":
        return words("answer.past_keeping", name=part["name"])
    for gap in next((feed["gaps"] for feed in feeds if feed["key"] == part["key"]), []):
        if gap["to"] is None and gap["from"] <= moment:
            return words("answer.since", name=part["name"], start=words.moment(gap["from"]))
        if gap["to"] and gap["from"] <= moment <= gap["to"]:
            stretch = words.stretch(gap["from"], gap["to"])
            return words("answer.gap", name=part["name"], stretch=stretch)
    return words("answer.missing", name=part["name"])
