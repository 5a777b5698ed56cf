"""One zone in full: what it is, its life in plain words, what can be done, who changed what."""

from typing import Any

from dash import html

from dashboard.pages.zones import sentences
from dashboard.pages.zones.looks import phase_told, places
from dashboard.words import Words


def facts(one: dict[str, Any], words: Words, links: dict[int, str]) -> list[Any]:
    """Its name, its phase, its dates in sentences, and its numbers; `links` to other versions."""
    zone = one["properties"]
    told: list[tuple[str, Any]] = [
        ("kind", words(f"kind.{zone['kind']}")),
        ("phase", phase_told(zone["phase"], words)),
        ("area", words("zones.square_metres", n=words.number(zone["area_m2"]))),
        ("for", sentences.forms(zone["form_factors"], words)),
    ]
    if zone["kind"] == "hub":
        told.insert(2, ("places", places(zone, words)))
    versions = [
        html.A(words(f"zones.{key}", n=zone[key]), href=links[zone[key]])
        for key in ("previous", "next")
        if zone[key] in links
    ]
    return [
        html.H2(zone["name"], id="zones-chosen", tabIndex=-1),
        html.P(sentences.life(zone, words), className="sentence"),
        html.Dl(
            [
                part
                for key, value in told
                for part in (html.Dt(words(f"zones.fact_{key}")), html.Dd(value))
            ]
        ),
        html.P(versions, className="links") if versions else None,
    ]


def history(changes: list[dict[str, Any]], words: Words) -> Any:
    """Who changed what, the newest first; that a version was begun is kept twice, told once."""
    begun = {change["at"] for change in changes if change["what"] == "version_begun"}
    items = [
        html.Li(
            [
                html.Span(sentences.did(one, words)),
                html.Span("; ".join(sentences.became(one, words)), className="note"),
            ]
        )
        for one in reversed(changes)
        if not (one["what"] == "copied" and one["at"] in begun)
    ]
    return [
        html.H3(words("zones.history")),
        html.P(words("zones.unverified"), className="note"),
        html.Ul(items, className="history"),
    ]
