"""A limit is decided here: what is asked of whom, tried on past days first, then set or withdrawn.

The browser itself says it to the API (`assets/pages/permits-limits.js`): when the server is away,
the sentence comes all the same, and what was typed stays.
"""

import json
from datetime import timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, clientside_callback, dcc, html

from dashboard.asks import NoAnswer
from dashboard.attributes import data
from dashboard.page import Shown
from dashboard.pages.permits.names import UNITS, Names
from dashboard.pages.permits.trying import tried
from dashboard.parts.choice import Options, one_of_many
from dashboard.parts.who import who_field
from dashboard.teller import Teller, seen
from dashboard.words import Words
from stoep.vocabulary import FormFactor

FIELDS = ("operator", "indicator", "value", "form", "zone", "season", "coverage", "from", "why")
SPOKEN = (
    "no_operator", "no_indicator", "no_value", "no_from", "no_why", "no_who", "saving", "away",
    "signed_out", "not_allowed",
    "conflict", "refused", "kept_set", "kept_withdrawn", "draft_back", "do_set",
    "do_withdraw", "withdrawing", "bad_operator", "bad_indicator", "bad_value", "bad_unit",
    "bad_form", "bad_zone", "bad_season", "bad_coverage", "bad_from", "bad_by", "bad_why",
)  # fmt: skip
"""What the script says."""
FILLED_LATER = {name: f"{{{name}}}" for name in ("by", "why", "detail", "about")}
DAYS_TRIED = 28
DECIMAL = {"input": {"inputMode": "decimal"}}


async def deciding(shown: Shown) -> html.Details:
    """The form, folded: who reads the board needs it seldom."""
    words, api = shown.words, shown.api
    known, indicators = await api.ask("operators"), await api.ask("indicators")
    zones = await api.ask("zones", municipality=shown.city["code"], geometry="no")
    names = Names.of(known, indicators, words)
    asked = [one for one in indicators["indicators"] if one["group"] == "permits"]
    spoken: dict[str, Any] = {key: words(f"permits.{key}", **FILLED_LATER) for key in SPOKEN}
    units = {one["id"]: {"unit": one["unit"], "told": _unit(one["unit"], words)} for one in asked}
    spoken |= {"municipality": shown.city["code"], "units": units}
    return html.Details(
        [
            html.Summary(words("permits.deciding")),
            html.P(words("permits.deciding_note"), className="note"),
            html.Div(
                [
                    html.P(id="permits-about", className="strong", role="status"),
                    *_what(names, [one["id"] for one in asked], zones["features"], words),
                    *_who(words),
                    html.Div(_buttons(words), className="acts"),
                    html.P(id="permits-said", role="status", className="said-now"),
                    html.Div(id="permits-tried", role="status"),
                ],
                id="permits-form",
                className="limit-form",
                **data(words=json.dumps(spoken)),
            ),
            dcc.Store(id="permits-draft"),
            dcc.Store(id="permits-acted"),
        ],
        id="permits-deciding",
    )


def _what(
    names: Names, indicators: list[str], zones: list[dict[str, Any]], words: Words
) -> list[Any]:
    operators: Options = [{"value": k, "label": v} for k, v in names.operators.items()]
    numbers: Options = [{"value": one, "label": names.indicator(one)} for one in indicators]
    forms: Options = [{"value": str(one), "label": words(f"form.{one}")} for one in FormFactor]
    return [
        html.Div(
            [
                _choice("operator", operators, words("permits.no_operator"), words),
                _choice("indicator", numbers, words("permits.no_indicator"), words),
                html.Div(
                    [
                        _text("value", words, attributes=DECIMAL),
                        html.Span(id="permits-unit", className="note"),
                    ],
                    className="with-unit",
                ),
                _choice("form", forms, words("permits.all_forms"), words),
                _choice("zone", _zones(zones, words), words("permits.whole_town"), words),
                _text("season", words, placeholder="05-01..09-30"),
                _text("coverage", words, attributes=DECIMAL),
            ],
            className="controls what",
        )
    ]


def _who(words: Words) -> list[Any]:
    return [
        html.Div(
            [
                _text("from", words, attributes={"input": {"type": "date"}}),
                _text("why", words, attributes={"input": {"maxLength": 300}}),
                who_field(
                    "permits", words("permits.ask_who"), words("permits.ask_who_note"), words
                ),
            ],
            className="controls",
        )
    ]


def _buttons(words: Words) -> list[Any]:
    return [
        _button("try", words("permits.try"), "act"),
        _button("save", words("permits.do_set"), "act main"),
        _button("anew", words("permits.anew"), "plain"),
    ]


def _button(name: str, says: str, looks: str) -> html.Button:
    return html.Button(says, id=f"permits-{name}", type="button", className=looks)


def _choice(name: str, options: Options, without: str, words: Words) -> dmc.Select:
    label = words(f"permits.ask_{name}")
    return one_of_many(f"permits-{name}", None, options, label, without, words)


def _text(name: str, words: Words, **more: Any) -> dmc.TextInput:
    return dmc.TextInput(
        id=f"permits-{name}",
        label=words(f"permits.ask_{name}"),
        value="",
        autoComplete="off",
        size="sm",
        **more,
    )


def _zones(features: list[dict[str, Any]], words: Words) -> Options:
    """Zones by name; of several versions of one the code is the same."""
    found = {}
    for one in features:
        told, kind = one["properties"], one["properties"]["kind"]
        found[f"{kind}/{told['code']}"] = f"{told['name']} ({words(f'kind.{kind}')})"
    return [{"value": value, "label": label} for value, label in sorted(found.items())]


def _unit(unit: str, words: Words) -> str:
    return words(f"permits.axis_{UNITS[unit]}")


def wire_deciding(app: Dash, teller: Teller) -> None:
    """What is typed is kept by the browser; what is tried is told by the API."""
    clientside_callback(
        ClientsideFunction("stoep", "limitTyped"),
        Output("done", "data", allow_duplicate=True),
        *[Input(f"permits-{name}", "value") for name in FIELDS],
        prevent_initial_call="initial_duplicate",
    )

    @app.callback(
        Output("permits-tried", "children"),
        Input("permits-draft", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    async def tell_tried(draft: Any, data: Any) -> Any:
        view = seen(data)
        words = teller.words(view)
        today = words.local(teller.now_s()).date()
        asked = {name: value for name, value in draft.items() if name != "at"}
        period = {"from": (today - timedelta(days=DAYS_TRIED)).isoformat()}
        try:
            found = await teller.api.ask("what-if/limit", **asked, **period)
        except NoAnswer:
            return html.P(words("permits.not_tried"), className="said-now bad")
        known = await teller.api.ask("operators"), await teller.api.ask("indicators")
        return tried(found, Names.of(*known, words), words)
