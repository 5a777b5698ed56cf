"""One module in full: its README, its history, and the form by which it is tried and set.

What is switched on is exactly what was tried: the button for it stands below the trial. The browser
itself says it to the API (`assets/pages/modules-set.js`), so that what was typed stays.
"""

import json
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.attributes import data
from dashboard.pages.modules.calendar import unit_of
from dashboard.pages.modules.cards import choice_name, shown
from dashboard.parts.table import Cell, bars
from dashboard.parts.who import who_field
from dashboard.words import Words

SPOKEN = (
    "no_why", "no_who", "trying", "saving", "away", "not_allowed", "signed_out", "refused",
    "kept_on", "kept_off", "conflict_on", "conflict_off", "as_usual",
)  # fmt: skip
FILLED_LATER = {name: f"{{{name}}}" for name in ("detail", "by", "why", "chosen")}
DAYS = {"stays": (7, 28), "": (28, 92, 366)}
"""How many past days may be tried; fewer of a module that looks at what stands."""


def in_full(found: dict[str, Any], words: Words, said: str = "") -> list[Any]:
    """README, history and form of the chosen module; `said` is what was just done."""
    one = found["module"]
    name = one["id"] if one["title"] is None else one["title"][words.language]
    return [
        html.H3(name, id="modules-about-head", tabIndex=-1),
        html.Div(
            [
                html.Div([html.H4(words("modules.readme")), html.Pre(found["readme"])]),
                html.Div(
                    [
                        html.H4(words("modules.history")),
                        html.Div(history(found, words), id="modules-history-told"),
                    ]
                ),
            ],
            className="columns-2 even",
        ),
        _form(found, said, words),
    ]


def history(found: dict[str, Any], words: Words) -> Any:
    """Who switched it on and off here, and why, the newest first."""
    if not found["history"]:
        return html.P(words("modules.no_history"), className="note")
    known = {one["name"]: one for one in found["module"]["parameters"]}
    headers = [words(f"modules.col_{name}") for name in ("when", "what", "chosen", "who", "why")]
    rows: list[list[Cell]] = [
        [
            words.moment(one["at"]),
            words("modules.state_on" if one["enabled"] else "modules.state_off"),
            "; ".join(
                f"{_name(key, known, words)}: {shown(value, known.get(key), words)}"
                for key, value in one["parameters"].items()
            )
            or words("modules.as_usual"),
            one["by"] if one["verified"] else f"{one['by']} {words('modules.not_verified')}",
            one["why"],
        ]
        for one in found["history"]
    ]
    return bars("modules-history", words("modules.history"), headers, rows, words)


def _name(key: str, known: dict[str, Any], words: Words) -> str:
    """What a parameter is called; one that a newer version does not have is told as it was."""
    return str(known[key]["text"][words.language]) if key in known else key


def _form(found: dict[str, Any], said: str, words: Words) -> Any:
    """What is chosen, tried, and then set; a sentence where nobody may act here."""
    if not found["may_act"]:
        return html.P(words("modules.nobody_acts"), className="note")
    one = found["module"]
    if one["broken"]:
        return None
    spoken: dict[str, Any] = {key: words(f"modules.{key}", **FILLED_LATER) for key in SPOKEN}
    outside = one["origin"] != "house"
    spoken |= {
        "id": one["id"],
        "municipality": found["municipality"],
        "digest": one["digest"] if outside else None,
        "labels": {told["name"]: told["text"][words.language] for told in one["parameters"]},
        "areas": any(need.startswith("areas/") for need in one["needs"]),
    }
    kinds = [need.split("/")[1] for need in one["needs"] if need.startswith("areas/")]
    areas = ", ".join((one["setting"] or {}).get("areas", []))
    fields = [_field(told, words) for told in one["parameters"]]
    if kinds:
        fields.append(_areas(areas, kinds, words))
    return html.Div(
        [
            html.H4(words("modules.set")),
            html.P(words("modules.set_how"), className="note"),
            html.P(words("modules.outsider", origin=one["origin"])) if outside else None,
            html.Div([*fields, _days(one, words)], className="controls"),
            html.Div(
                [
                    html.Button(
                        words("modules.try"), id="modules-try", type="button", className="act main"
                    )
                ],
                className="acts",
            ),
            html.Div(id="modules-tried", role="status"),
            html.Div([_why(words), _who(words)], className="controls"),
            html.Div(_off(one, words), className="acts"),
            html.P(said, id="modules-said", role="status", className="said-now"),
        ],
        id="modules-form",
        className="module-form",
        **data(
            words=json.dumps(spoken), after=max((row["id"] for row in found["history"]), default=0)
        ),
    )


def _field(told: dict[str, Any], words: Words) -> html.Div:
    """A parameter: its words, its bounds, what holds now."""
    name = f"modules-p-{told['name']}"
    value = told["value"]
    typed = _typed(value)
    usual = shown(told["default"], told, words)
    unit = f" ({unit_of(told, words)})" if told["unit"] else ""
    note = "; ".join(filter(None, (_bounds(told, words), words("modules.usual", value=usual))))
    marks = data(parameter=told["name"], usual=_typed(told["default"]), type=told["type"])
    choices = told["choices"] if told["type"] == "choice" else []
    if told["type"] == "boolean":
        choices = ["true", "false"]
    if choices:
        labels = {"true": words("modules.true"), "false": words("modules.false")}
        options = [(one, labels.get(one, choice_name(one, told, words))) for one in choices]
        label = f"{told['text'][words.language]}{unit}"
        return _select(name, label, note, options, typed, **marks)
    return html.Div(
        dmc.TextInput(
            id=name,
            label=f"{told['text'][words.language]}{unit}",
            description=note,
            value=typed.replace(".", ",") if _is_number(told) and words.language == "nl" else typed,
            autoComplete="off",
            size="sm",
            attributes={"input": marks | ({"inputMode": "decimal"} if _is_number(told) else {})},
        )
    )


def _typed(value: Any) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(value)
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def _is_number(told: dict[str, Any]) -> bool:
    return told["type"] in ("number", "integer")


def _bounds(told: dict[str, Any], words: Words) -> str:
    low, high = told["minimum"], told["maximum"]
    if low is None and high is None:
        return ""
    key = "between" if None not in (low, high) else "at_least" if high is None else "at_most"
    shown_bounds = {
        name: "" if value is None else words.number(value, 0 if float(value).is_integer() else 2)
        for name, value in (("low", low), ("high", high))
    }
    return words(f"modules.{key}", **shown_bounds)


def _areas(value: str, kinds: list[str], words: Words) -> dmc.TextInput:
    example = f"{kinds[0]}/…"
    return dmc.TextInput(
        id="modules-area",
        label=words("modules.ask_area"),
        description=words("modules.ask_area_note", kinds=", ".join(kinds), example=example),
        value=value,
        autoComplete="off",
        size="sm",
    )


def _days(one: dict[str, Any], words: Words) -> html.Div:
    """How many past days it is tried on."""
    lengths = DAYS["stays" if "stays" in one["needs"] else ""]
    options = [(str(n), words("modules.last_days", n=n)) for n in lengths]
    return _select("modules-days", words("modules.ask_days"), None, options, str(lengths[-2]))


def _select(
    name: str,
    label: str,
    note: str | None,
    options: list[tuple[str, str]],
    chosen: str,
    **marks: Any,
) -> html.Div:
    """One of a few, by the browser's own list."""
    return html.Div(
        [
            html.Label(label, htmlFor=name),
            html.P(note, className="note") if note else None,
            html.Select(
                [
                    html.Option(told, value=value, selected="selected" if value == chosen else None)
                    for value, told in options
                ],
                id=name,
                **marks,
            ),
        ],
        className="choice",
    )


def _why(words: Words) -> dmc.TextInput:
    return dmc.TextInput(
        id="modules-why",
        label=words("modules.ask_why"),
        value="",
        autoComplete="off",
        size="sm",
        attributes={"input": {"maxLength": 300}},
    )


def _who(words: Words) -> dmc.TextInput:
    return who_field("modules", words("modules.ask_who"), words("modules.ask_who_note"), words)


def _off(one: dict[str, Any], words: Words) -> list[Any]:
    if one["state"] != "on":
        return []
    return [html.Button(words("modules.off"), id="modules-off", type="button", className="act")]
