"""A card for each module: who answers for it, whether it works, and how it is set here.

All words of a module are a stranger's: they are shown as text, whatever stands in them.
"""

from typing import Any

from dash import html

from dashboard.attributes import aria, data
from dashboard.pages.modules.calendar import amount, unit_of
from dashboard.pages.modules.signs import state_sign
from dashboard.words import Words

NOT_OURS = "not_started"
"""A run that did not begin is no fault of the module."""


def cards(found: dict[str, Any], chosen: str | None, words: Words) -> html.Div:
    """All modules, those that are on first."""
    ranked = sorted(found["modules"], key=lambda one: (one["state"] != "on", one["id"]))
    return html.Div([card(one, chosen, words) for one in ranked], className="cards module-cards")


def card(one: dict[str, Any], chosen: str | None, words: Words) -> html.Article:
    """A module."""
    name = one["id"] if one["title"] is None else one["title"][words.language]
    heading = f"modules-card-{one['id']}"
    if one["broken"]:
        body: list[Any] = [
            html.P(words("modules.broken", why=one["broken"]), className="failed-run"),
            html.P(words("modules.broken_remedy"), className="note"),
        ]
        state = "broken"
    else:
        state = one["state"]
        body = [
            html.P(one["asks"][words.language]),
            _gives(one, words),
            *_trouble(one, words),
            html.Dl(_about(one, words)),
            html.H4(words("modules.parameters"), className="small-head"),
            _parameters(one, words),
            _open(one, chosen, words),
        ]
    return html.Article(
        [
            html.Div([html.H3(name, id=heading), state_sign(state, words)], className="card-head"),
            *body,
        ],
        className=f"card module-card {state}",
        **aria(labelledby=heading),
    )


def _gives(one: dict[str, Any], words: Words) -> html.P | None:
    """The number that it gives, where it gives one."""
    told = one["indicator"]
    if told is None:
        return None
    said = words(
        "modules.gives",
        name=told["text"][words.language],
        unit=unit_of(told, words),
        low=words.number(told["minimum"], 0),
        high=words.number(told["maximum"], 0),
        per=words(f"kind.{told['per']}") if words.has(f"kind.{told['per']}") else told["per"],
        better=words(f"modules.better_{told['better']}"),
    )
    return html.P(said, className="note")


def _trouble(one: dict[str, Any], words: Words) -> list[Any]:
    """What is amiss, where, and what to do; nothing where all is well."""
    found: list[Any] = []
    run = next(iter(one["runs"]), None)
    if run is not None and run["outcome"] != "ok":
        place = f" ({run['place']})" if run["place"] else ""
        said = words(
            "modules.run_failed",
            day=words.day(run["last_day"]),
            moment=words.moment(run["at"]),
            why=f"{run['sentence']}{place}",
        )
        found.append(html.P(said, className="failed-run"))
        found.append(html.P(words(f"modules.remedy_{run['outcome']}"), className="note"))
    setting = one["setting"]
    if setting and not setting["enabled"] and setting["verified"]:
        found.append(
            html.P(words("modules.struck_out", why=setting["why"]), className="failed-run")
        )
    wrong = [check for check in one["checks"] if not check["ok"] and not check["warning"]]
    if wrong:
        found.append(html.P(words("modules.does_not_pass"), className="failed-run"))
        found.append(html.Ul([html.Li(f"{one['name']}: {one['finding']}") for one in wrong]))
    if one["review_past"]:
        told = words("modules.review_past", day=words.day(one["review"]), owner=one["owner"])
        found.append(html.P(["⚠ ", told], className="review-past"))
    if one["files_changed"] and one["state"] == "on":
        found.append(html.P(words("modules.files_changed"), className="review-past"))
    return found


def _about(one: dict[str, Any], words: Words) -> list[Any]:
    setting, run = one["setting"], next(iter(one["runs"]), None)
    told = [
        ("owner", one["owner"]),
        ("contact", one["contact"]),
        ("version", words("modules.version", version=one["version"], contract=one["contract"])),
        ("licence", one["licence"]),
        ("review", words.day(one["review"])),
        ("tested", _tested(one, words)),
        ("users", _users(one, words)),
        ("last_run", words("modules.never_ran") if run is None else _run(run, words)),
    ]
    if setting is not None:
        key = "set_on" if setting["enabled"] else "set_off"
        said = words(
            f"modules.{key}",
            by=setting["by"],
            moment=words.moment(setting["at"]),
            why=setting["why"],
        )
        told.append(("setting", said if setting["verified"] else f"{said} {_unverified(words)}"))
    return [
        part
        for name, said in told
        for part in (html.Dt(words(f"modules.about_{name}")), html.Dd(said))
    ]


def _unverified(words: Words) -> str:
    return words("modules.not_verified")


def _tested(one: dict[str, Any], words: Words) -> str:
    good = sum(check["ok"] for check in one["checks"])
    key = "tested_all" if good == len(one["checks"]) else "tested_some"
    return words(f"modules.{key}", good=good, n=len(one["checks"]))


def _users(one: dict[str, Any], words: Words) -> str:
    if not one["users"]:
        return words("modules.nobody")
    return f"{words.number(one['used_by'])}: {words.listed(one['users'])}"


def _run(run: dict[str, Any], words: Words) -> str:
    key = "ran_ok" if run["outcome"] == "ok" else "ran_bad"
    return words(f"modules.{key}", moment=words.moment(run["at"]))


def _parameters(one: dict[str, Any], words: Words) -> Any:
    """What this city chose, beside the default."""
    if not one["parameters"]:
        return html.P(words("modules.no_parameters"), className="note")
    rows = []
    for told in one["parameters"]:
        value: list[Any] = [html.Strong(shown(told["value"], told, words))]
        if told["own"]:
            usual = shown(told["default"], told, words)
            value.append(html.Span(f" {words('modules.usual', value=usual)}", className="note"))
        rows += [html.Dt(told["text"][words.language]), html.Dd(value)]
    return html.Dl(rows)


def choice_name(value: str, told: dict[str, Any], words: Words) -> str:
    """What a choice is called."""
    names = [one[words.language] for one in told["choice_texts"]]
    return str(dict(zip(told["choices"], names, strict=False)).get(value, value))


def shown(value: Any, told: dict[str, Any] | None, words: Words) -> str:
    """A parameter's value as people read it; None: a newer version has no such parameter."""
    if isinstance(value, bool):
        return words("modules.true" if value else "modules.false")
    if isinstance(value, (int, float)):
        return amount(value, unit_of(told, words) if told else "", words)
    if isinstance(value, list):
        return ", ".join(value) or words("modules.all_areas")
    return choice_name(str(value), told, words) if told else str(value)


def _open(one: dict[str, Any], chosen: str | None, words: Words) -> html.Div:
    return html.Div(
        html.Button(
            words("modules.open", title=one["title"][words.language]),
            type="button",
            className="pick-shape",
            **data(map="modules-about", shape=one["id"]),
            **aria(pressed="true" if one["id"] == chosen else "false"),
        )
    )
