"""What a module would have told of past days: in sentences, day by day, and a button to set it."""

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

from dash import html

from dashboard.attributes import data
from dashboard.pages.modules.calendar import because
from dashboard.pages.modules.signs import answer_sign
from dashboard.parts.table import Cell, bars
from dashboard.words import Words

SHOWN = 40
"""Most days that are listed."""


def tried(status: int, found: dict[str, Any], draft: dict[str, Any], words: Words) -> list[Any]:
    """A trial, or why there is none; `draft` is what was tried and may be set."""
    if status != 200:
        faults = found.get("faults") or [{"name": "", "detail": found.get("detail", "")}]
        return [html.P(_fault(one, words), className="said-now bad") for one in faults]
    if found["outcome"] != "ok":
        place = f" ({found['place']})" if found["place"] else ""
        told = words("modules.trial_failed", why=f"{found['sentence']}{place}")
        remedy = words(f"modules.remedy_{found['outcome']}")
        return [html.P(told, className="said-now bad"), html.P(remedy, className="note")]
    listed = _listed(found)
    return [
        html.Ul([html.Li(one) for one in sentences(found, words)]),
        _days(listed, found, words) if listed else None,
        _more(len(listed), words),
        html.P(words("modules.printed", text=found["printed"])) if found["printed"] else None,
        html.Div(
            html.Button(
                words("modules.keep" if found["compared"] else "modules.on"),
                id="modules-on",
                type="button",
                className="act main",
                **data(body=json.dumps(draft)),
            ),
            className="acts",
        ),
    ]


def _fault(fault: dict[str, Any], words: Words) -> str:
    name = fault["name"].removeprefix("parameters.")
    detail = fault["detail"].removeprefix(f"{name}: ")
    return words(
        "modules.bad_choice", name=name, detail=f"{detail} {fault.get('remedy', '')}".strip()
    )


def sentences(found: dict[str, Any], words: Words) -> list[str]:
    """How often it would have been so, and how many days would be otherwise than now."""
    days = found["days"]
    last = date.fromisoformat(found["to"]) - timedelta(days=1)
    period = words(
        "modules.period", first=words.day(found["from"]), last=words.day(last.isoformat())
    )
    counts = Counter(one["answer"] for one in days)
    if None in counts:
        told = words.number(sum(one["told"] > 0 for one in days))
        said = words("modules.tried_values", period=period, n=words.number(len(days)), told=told)
    else:
        numbers = {key: words.number(counts[key]) for key in ("yes", "no", "unknown")}
        said = words("modules.tried", period=period, **numbers)
    if not found["compared"]:
        return [said, words("modules.nothing_to_compare")]
    changed = sum(one["differs"] for one in days)
    key = "changes" if changed else "changes_nothing"
    return [said, words(f"modules.{key}", n=words.number(changed))]


def _listed(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The days that would be otherwise; without a setting to compare those that are not no."""
    if found["compared"]:
        return [one for one in found["days"] if one["differs"]]
    return [one for one in found["days"] if one["answer"] != "no"]


def _days(listed: list[dict[str, Any]], found: dict[str, Any], words: Words) -> html.Div:
    names = ("day", "would_tell", "tells_now", "because")
    headers = [words(f"modules.col_{name}") for name in names]
    rows: list[list[Cell]] = [
        [
            words.day(one["day"]),
            _told(one, words),
            answer_sign(one["before"], words) if found["compared"] else words("modules.state_off"),
            because(one, words),
        ]
        for one in listed[:SHOWN]
    ]
    return bars("modules-tried", words("modules.tried_days"), headers, rows, words)


def _told(one: dict[str, Any], words: Words) -> Any:
    if one["answer"] is not None:
        return answer_sign(one["answer"], words)
    mean = words.number(one["mean"], 2)
    return words("modules.values", n=words.number(one["told"]), mean=mean)


def _more(count: int, words: Words) -> html.P | None:
    left = count - SHOWN
    return (
        html.P(words("modules.more_days", n=words.number(left)), className="note")
        if left > 0
        else None
    )
