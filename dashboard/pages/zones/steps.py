"""What can be done with a zone in its phase, each with what will follow.

The browser itself says it to the API (`assets/pages/zones-steps.js`), so that it can say what
happened when the server is away.
"""

import json
from datetime import date, timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.attributes import aria, data
from dashboard.pages.zones.spoken import spoken
from dashboard.parts.who import who_field
from dashboard.words import Words

AHEAD = {"publish_on": 0, "active_from": 7, "retire_published": 0, "retire_on": 30}
"""Days from today that the dates begin with."""
DATES = {
    "published": ("publish_on", "active_from"),
    "activated": ("active_from",),
    "retired": ("retire_published", "retire_on"),
}


def steps_of(zone: dict[str, Any]) -> list[str]:
    """The steps that fit a zone, the usual one first."""
    own = zone["kind"] == "monitoring"
    if zone["next"] is not None:
        return []
    match zone["phase"]:
        case "concept":
            return ["committed", "deleted"]
        case "committed" if zone["active_from"]:
            return ["retired", "reopened"]
        case "committed":
            return ["activated" if own else "published", "reopened"]
        case "published" | "active" | "retiring":
            return ["retired"]
    return []


def can_edit(zone: dict[str, Any]) -> bool:
    """Whether it can be drawn anew: itself, or as a new version."""
    return zone["next"] is None and zone["phase"] not in ("committed", "archived")


def steps(one: dict[str, Any], edit: str, today: date, words: Words) -> html.Div:
    """The name of who decides, and the steps; `edit` is the address where it is drawn anew."""
    zone = one["properties"]
    found = steps_of(zone)
    parts: list[Any] = [html.H3(words("zones.act"))]
    if found:
        parts.append(who(words))
    parts += [_step(name, zone, today, words) for name in found]
    if can_edit(zone):
        copy = zone["phase"] != "concept"
        parts.append(
            html.Div(
                [
                    html.P(words("zones.follows_copied" if copy else "zones.follows_edited")),
                    html.A(words("zones.do_copied" if copy else "zones.do_edited"), href=edit),
                ],
                className="step",
            )
        )
    if len(parts) == 1:
        parts.append(html.P(words("zones.no_step"), className="note"))
    more = {"words": json.dumps(spoken(words)), "zone": one["id"], "after": zone["change"]}
    return html.Div(parts, id="zones-steps", className="steps-form", **data(**more))


def who(words: Words) -> dmc.TextInput:
    """Who does it: remembered by this browser."""
    return who_field("zones", words("zones.who"), words("zones.who_note"), words)


def _step(name: str, zone: dict[str, Any], today: date, words: Words) -> html.Div:
    own = zone["kind"] == "monitoring"
    dates = [one for one in DATES.get(name, ()) if not (own and one == "retire_published")]
    follows = words(f"zones.follows_{name}_own" if own and dates else f"zones.follows_{name}")
    parts: list[Any] = [html.P(follows)]
    if name in ("published", "activated", "committed"):
        parts.append(html.P(html.A(words("zones.try_first"), href="#zones-trying")))
    if dates:
        fields = [_date(one, zone, today, words) for one in dates]
        parts.append(html.Div(fields, className="dates"))
        parts.append(html.P(className="note will", id=f"zones-will-{name}"))
    parts.append(
        html.Button(
            words(f"zones.do_{name}"),
            type="button",
            className="act" if name in ("deleted", "reopened") else "act main",
            **data(act=name),
        )
    )
    label = words(f"zones.do_{name}")
    return html.Div(parts, className="step", role="group", **aria(label=label), **data(step=name))


def _date(name: str, zone: dict[str, Any], today: date, words: Words) -> dmc.TextInput:
    ahead = AHEAD[name]
    if zone["kind"] == "monitoring" and name == "active_from":
        ahead = 0
    first = today + timedelta(days=ahead)
    if name == "retire_on" and zone["active_from"]:
        first = max(first, words.local(zone["active_from"]).date() + timedelta(days=1))
    return dmc.TextInput(
        id=f"zones-{name}",
        label=words(f"zones.ask_{name}"),
        value=first.isoformat(),
        size="sm",
        attributes={"input": {"type": "date", "data-date": name}},
    )
