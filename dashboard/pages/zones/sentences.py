"""Zones in plain sentences: their life, and what was done with them."""

from typing import Any

from dashboard.pages.zones.looks import day
from dashboard.words import Words

DATES = ("committed_at", "publish_on", "active_from", "retire_published", "retire_on")


def life(zone: dict[str, Any], words: Words) -> str:
    """In which phase it is and what comes next, with its dates."""
    dates = {name: day(zone[name], words) for name in DATES}
    phase, told = zone["phase"], []
    if phase == "committed" and zone["active_from"]:
        phase = "waits"
    kind = "own" if zone["kind"] == "monitoring" else "binding"
    told.append(words(f"zones.life_{phase}", **dates))
    if phase == "active":
        told.append(words("zones.end_soon" if zone["retire_on"] else "zones.no_end", **dates))
    if kind == "own":
        told.append(words("zones.own"))
    return " ".join(told)


def forms(told: list[str] | None, words: Words) -> str:
    """Which kinds of vehicles it is about."""
    if not told:
        return words("zones.every_form")
    return words.listed([words(f"form.{form}") for form in told])


def did(change: dict[str, Any], words: Words) -> str:
    """One change, by whom, when."""
    said = words(f"zones.did_{change['what']}", by=change["by"], zone=change["zone"])
    return f"{words.moment(change['at'])}: {said}"


def became(change: dict[str, Any], words: Words) -> list[str]:
    """What of the zone became other than it was."""
    return [
        words(
            "zones.became",
            field=words(f"zones.field_{one['field']}"),
            before=_value(one["field"], one["before"], words),
            after=_value(one["field"], one["after"], words),
        )
        if one["field"] != "geometry"
        else words("zones.redrawn")
        for one in change["fields"]
    ]


def _value(field: str, told: Any, words: Words) -> str:
    if told is None:
        return words("zones.nothing")
    match field:
        case "area_m2":
            return words("zones.square_metres", n=words.number(told))
        case "capacity":
            parts = [
                f"{words('zones.combined') if form == 'combined' else words(f'form.{form}')} {n}"
                for form, n in told.items()
            ]
            return ", ".join(parts)
        case "form_factors":
            return forms(told, words)
        case "name":
            return str(told)
        case _:
            return day(told, words)
