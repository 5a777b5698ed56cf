"""A feed on trial: where one is named, and the report that comes back."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard.asks import NoAnswer
from dashboard.attributes import HIDDEN, aria
from dashboard.teller import Teller
from dashboard.view import view_of
from dashboard.words import Words
from stoep.vocabulary import FeedFormat, FormFactor

LOOK_MS = 1500
SIGNS = {"error": "✕", "warning": "▲"}
DEFAULTS = (FormFactor.bicycle, FormFactor.moped, FormFactor.cargo_bicycle, FormFactor.car)
"""What a GBFS feed may list that does not say what it lists."""
FORMATS = (FeedFormat.gbfs, FeedFormat.mds)


def form(words: Words) -> html.Details:
    """Where a feed is named; the report comes below."""
    return html.Details(
        [
            html.Summary(words("trial.title")),
            html.P(words("trial.about"), className="note"),
            html.Div(
                [
                    dmc.TextInput(
                        id="trial-url",
                        label=words("trial.url"),
                        placeholder="https://…/gbfs.json",
                        autoComplete="url",
                        spellCheck=False,
                        n_submit=0,
                        size="sm",
                        className="trial-url",
                    ),
                    _select("trial-format", words("trial.format"), _formats()),
                    _select("trial-form", words("trial.form"), _forms(words)),
                    html.Button(words("trial.go"), id="trial-go", n_clicks=0, type="button"),
                ],
                className="controls",
                role="group",
                **aria(label=words("trial.title")),
            ),
            html.Div(id="trial-report", role="status"),
            dcc.Store(id="trial"),
            dcc.Interval(id="trial-tick", interval=LOOK_MS, disabled=True),
        ],
        id="trial-box",
    )


def _select(name: str, label: str, data: list[dict[str, str]]) -> dmc.Select:
    return dmc.Select(
        id=name,
        label=label,
        data=data,
        value=data[0]["value"],
        allowDeselect=False,
        size="sm",
        comboboxProps={"withinPortal": False},
    )


def _formats() -> list[dict[str, str]]:
    return [{"value": str(name), "label": name.upper()} for name in FORMATS]


def _forms(words: Words) -> list[dict[str, str]]:
    return [{"value": str(form), "label": words(f"form.{form}")} for form in DEFAULTS]


def report(told: dict[str, Any], words: Words) -> list[Any]:
    """A report: the verdict, what would be counted, what cannot be true, and the form."""
    verdict = "good" if told["is_good"] else "bad"
    return [
        html.P(words(f"trial.{verdict}"), className=f"verdict {verdict}"),
        html.P(_counted(told, words)),
        *_reason(told["counted"]),
        _findings(told["findings"], words),
        *_shape(told["shape"], words),
        *(html.P(remark, className="note", lang="en") for remark in told["remarks"]),
    ]


def _counted(told: dict[str, Any], words: Words) -> str:
    counted = told["counted"]
    forms = _listed(counted["by_form"], "form", words)
    states = _listed(counted["by_state"], "state", words)
    sentence = words(
        "trial.counted",
        outcome=words(f"outcome.{counted['outcome']}"),
        vehicles=words.number(counted["vehicles"]),
        listed=words.number(counted["listed"]),
        version=_version(told, words),
    )
    return " ".join(part for part in (sentence, forms, states) if part)


def _version(told: dict[str, Any], words: Words) -> str:
    version = (told["version"] or words("common.unknown")).removeprefix("MDS").strip()
    return f"{told['format'].upper()} {version}"


def _listed(counts: dict[str, int], part: str, words: Words) -> str:
    named = [f"{words(f'{part}.{name}').lower()} {words.number(n)}" for name, n in counts.items()]
    return f"{words(f'trial.{part}s')}: {', '.join(named)}." if named else ""


def _reason(counted: dict[str, Any]) -> list[html.P]:
    return [html.P(counted["reason"], className="reason", lang="en")] if counted["reason"] else []


def _findings(found: list[dict[str, Any]], words: Words) -> Any:
    if not found:
        return html.P(words("trial.nothing"))
    head = [html.Th(words(f"trial.{part}"), scope="col") for part in ("severity", "what", "where")]
    rows = [
        html.Tr(
            [
                html.Td(
                    [
                        html.Span(SIGNS[one["severity"]], className="mark", **HIDDEN),
                        words(f"trial.{one['severity']}"),
                    ],
                    className=one["severity"],
                ),
                html.Td(words(f"finding.{one['code']}", n=words.number(one["count"]))),
                html.Td("; ".join(one["examples"]), className="examples", lang="en"),
            ]
        )
        for one in found
    ]
    caption = html.Caption(words("trial.findings"))
    return html.Table([caption, html.Thead(html.Tr(head)), html.Tbody(rows)], className="findings")


def _shape(found: list[dict[str, Any]], words: Words) -> list[Any]:
    if not found:
        return []
    items = [html.Li(one["sentence"], lang="en") for one in found]
    return [html.Details([html.Summary(words("trial.shape", n=len(found))), html.Ul(items)])]


def wire(app: Dash, teller: Teller) -> None:
    """Ask for a trial when the button is pressed, and look until it is done."""

    @app.callback(
        Output("trial", "data"),
        Output("trial-tick", "disabled"),
        Output("trial-report", "children"),
        Output("trial-url", "error"),
        Input("trial-go", "n_clicks"),
        Input("trial-url", "n_submit"),
        State("trial-url", "value"),
        State("trial-format", "value"),
        State("trial-form", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    async def go(
        clicks: int, enters: int, url: str | None, format: str, form: str, data: Any
    ) -> Any:
        if not (clicks or enters) or data is None:
            raise PreventUpdate
        words: Words = teller.words(view_of(data))
        body = {"url": (url or "").strip(), "format": format, "default_form_factor": form}
        try:
            status, told = await teller.api.send("feed-checks", body)
        except NoAnswer:
            return no_update, True, words("common.failed"), None
        if status == 202:
            return told["id"], False, html.P(words("trial.busy"), className="loading"), None
        key = "trial.too_many" if status == 429 else "trial.no_url"
        return no_update, True, None, words(key)

    @app.callback(
        Output("trial-report", "children", allow_duplicate=True),
        Output("trial-tick", "disabled", allow_duplicate=True),
        Input("trial-tick", "n_intervals"),
        State("trial", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    async def look(_: int | None, number: str | None, data: Any) -> Any:
        if number is None or data is None:
            raise PreventUpdate
        try:
            found = await teller.api.ask(f"feed-checks/{number}")
        except NoAnswer:
            raise PreventUpdate from None
        if found["report"] is None:
            raise PreventUpdate
        return report(found["report"], teller.words(view_of(data))), True
