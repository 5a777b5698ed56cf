"""Room to draw a zone: the map, and what there is to fill in.

What happens in it is the browser's (`assets/map/draw.js`, `assets/pages/zones-form.js`): nothing is
sent before somebody saves, and nothing is lost when the server is away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.attributes import aria, data
from dashboard.page import Shown
from dashboard.pages.zones.asked import KINDS, NEW
from dashboard.pages.zones.spoken import spoken
from dashboard.pages.zones.steps import who
from dashboard.parts.draw_map import Around, draw_map
from dashboard.words import Words
from stoep.vocabulary import FormFactor

FORMS = [form for form in FormFactor if form not in (FormFactor.other, FormFactor.unknown)]
MODES = ("none", "combined", "by_form")
DRAWING = "zones-draw"
Zone = dict[str, Any]


@dataclass(frozen=True)
class Begun:
    """A new version of a zone that somebody began already."""

    zone: int
    name: str
    by: str
    at: str


def editor(one: Zone | None, shown: Shown, begun: Sequence[Begun] = ()) -> list[Any]:
    """All of it; `one` is the zone that is drawn anew, None: a new one.

    `begun` are the versions of it that are being drawn already.
    """
    words = shown.words
    zone = one["properties"] if one else None
    if zone is None:
        title, note = words("zones.draw_new"), words("zones.draw_new_note")
    elif zone["phase"] == "concept":
        title, note = words("zones.draw_again", name=zone["name"]), words("zones.draw_again_note")
    else:
        title, note = words("zones.draw_copy", name=zone["name"]), words("zones.draw_copy_note")
    back = shown.link("/zones", zone=str(one["id"]) if one else None)
    return [
        html.Section(
            [
                html.Div(
                    [html.H2(title), html.A(words("zones.back"), href=back)], className="title"
                ),
                html.P(note, className="sentence"),
                *[_other(version, shown) for version in begun],
                html.P(id="zones-draft", role="status", className="draft"),
                html.Div(
                    [html.Div(_map(one, shown)), html.Div(_form(zone, words))],
                    className="columns-2 editor",
                ),
                dcc.Store(id="zones-editor", data=_told(one, shown)),
                dcc.Store(id="zones-editing"),
                dcc.Store(id="zones-subject"),
            ],
            **aria(label=title),
        ),
    ]


def _other(begun: Begun, shown: Shown) -> html.P:
    """That somebody else draws the same zone anew, and where."""
    words = shown.words
    told = words("zones.draw_other", name=begun.name, by=begun.by, moment=words.moment(begun.at))
    go_on = html.A(words("zones.draw_other_go"), href=shown.link("/zones", zone=str(begun.zone)))
    return html.P([told, " ", go_on], className="then")


def _told(one: Zone | None, shown: Shown) -> dict[str, Any]:
    """What the script begins with."""
    return {
        "key": str(one["id"]) if one else NEW,
        "zone": one,
        "municipality": shown.city["code"],
        "then": shown.link("/zones"),
        "words": spoken(shown.words),
    }


def _map(one: Zone | None, shown: Shown) -> list[Any]:
    """The map, with the size of what is drawn below it."""
    town = quote(shown.city["code"])
    around = Around(
        border=f"areas/{shown.city['id']}",
        others=f"zones?municipality={town}",
        without=one["id"] if one else None,
    )
    measured = html.P(id="zones-measured", className="sentence", **aria(live="polite"))
    return [draw_map(DRAWING, shown, around, below=[measured])]


def _form(zone: dict[str, Any] | None, words: Words) -> list[Any]:
    """Name, kind, places, form factors, who, and the button that saves."""
    capacity = (zone or {}).get("capacity") or {}
    mode = "none" if not capacity else "combined" if "combined" in capacity else "by_form"
    return [
        html.Div(
            [
                dmc.TextInput(
                    id="zones-name",
                    label=words("zones.name"),
                    value=zone["name"] if zone else "",
                    autoComplete="off",
                    attributes={"input": {"maxLength": 100}},
                    size="sm",
                ),
                _kind(zone, words),
                _capacity(capacity, mode, words),
                html.Div(
                    dmc.CheckboxGroup(
                        id="zones-forms",
                        label=words("zones.forms"),
                        description=words("zones.forms_note"),
                        value=(zone or {}).get("form_factors") or [],
                        size="sm",
                        children=html.Div(
                            [
                                dmc.Checkbox(
                                    label=words(f"form.{form}"), value=str(form), size="sm"
                                )
                                for form in FORMS
                            ],
                            className="checks",
                        ),
                    ),
                    id="zones-forms-group",
                ),
                html.P(words("zones.dates_later"), className="note"),
                who(words),
                html.Div(
                    [
                        html.Button(
                            words("zones.save"), type="button", id="zones-save", className="main"
                        ),
                        html.A(words("zones.try_first"), href="#zones-trying"),
                    ],
                    className="acts",
                ),
                html.P(id="zones-said", role="status", className="said-now"),
            ],
            id="zones-form",
            **data(mode=mode, kind=(zone or {}).get("kind") or KINDS[0]),
        )
    ]


def _kind(zone: dict[str, Any] | None, words: Words) -> Any:
    if zone:
        return html.P([words("zones.fact_kind"), ": ", html.Strong(words(f"kind.{zone['kind']}"))])
    group = dmc.RadioGroup(
        id="zones-kind",
        label=words("zones.fact_kind"),
        value=KINDS[0],
        size="sm",
        children=html.Div(
            [
                dmc.Radio(
                    label=words(f"kind.{kind}"),
                    description=words(f"zones.about_{kind}"),
                    value=kind,
                    size="sm",
                )
                for kind in KINDS
            ],
            className="checks one",
        ),
    )
    return html.Div(group, id="zones-kind-group")


def _capacity(capacity: dict[str, int], mode: str, words: Words) -> html.Div:
    return html.Div(
        [
            html.Div(
                dmc.RadioGroup(
                    id="zones-mode",
                    label=words("zones.capacity"),
                    value=mode,
                    size="sm",
                    children=html.Div(
                        [
                            dmc.Radio(label=words(f"zones.mode_{one}"), value=one, size="sm")
                            for one in MODES
                        ],
                        className="checks",
                    ),
                ),
                id="zones-mode-group",
            ),
            html.Div(
                _places("combined", words("zones.combined"), capacity), className="places combined"
            ),
            html.Div(
                [_places(str(form), words(f"form.{form}"), capacity) for form in FORMS],
                className="places by_form",
            ),
        ],
        className="capacity",
    )


def _places(name: str, label: str, capacity: dict[str, int]) -> dmc.TextInput:
    value = str(capacity[name]) if name in capacity else ""
    return dmc.TextInput(
        id=f"zones-places-{name}",
        label=label,
        value=value,
        size="sm",
        attributes={"input": {"inputMode": "numeric", "maxLength": 6, "data-places": name}},
    )
