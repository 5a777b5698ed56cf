"""Why a day is what it is: each fact against its threshold, who told it, and what followed."""

from datetime import date
from typing import Any

from dash import html

from dashboard.pages.modules.calendar import amount, fact_line, unit_of
from dashboard.pages.modules.sentences import decided, telling_of
from dashboard.pages.modules.signs import answer_sign, holds_sign
from dashboard.parts.states import empty
from dashboard.parts.table import Cell, bars, table
from dashboard.words import Words

HOURS = ("temperature_c", "rain_mm", "wind_ms", "sun_wm2")
DECIMALS = {"temperature_c": 1, "rain_mm": 1, "wind_ms": 1, "sun_wm2": 0}


def day_in_full(found: dict[str, Any], today: date, words: Words) -> list[Any]:
    """The day: in a sentence, then as it was expected and observed, then what follows."""
    day = date.fromisoformat(found["day"])
    newest = {one["basis"]: one for one in found["told"]}
    if not newest:
        return [
            html.H3(_heading(found, words), id="modules-chosen", tabIndex=-1),
            empty(words("modules.day_untold"), words("modules.day_untold_remedy")),
        ]
    told = [
        _told(newest[basis], today, words) for basis in ("expected", "observed") if basis in newest
    ]
    return [
        html.H3(_heading(found, words), id="modules-chosen", tabIndex=-1),
        html.P(_why(found, newest, words), className="sentence"),
        html.P(_free(found, words), className="note"),
        html.Div(told, className="columns-2 even"),
        html.H4(words("modules.follows" if day >= today else "modules.followed")),
        follows(found["follows"], words),
        _earlier(found, newest, today, words),
    ]


def _heading(found: dict[str, Any], words: Words) -> str:
    day = date.fromisoformat(found["day"])
    weekday = words(f"weekday.{day.isoweekday()}")
    told = words("day.full", weekday=weekday, day=words.day(found["day"]))
    return words("modules.why", title=found["title"][words.language], day=told)


def _why(found: dict[str, Any], newest: dict[str, Any], words: Words) -> str:
    """The answer that holds, and the facts that decide it."""
    telling = telling_of({basis: newest.get(basis) for basis in ("expected", "observed")})
    assert telling is not None
    wanted = {"yes": True, "no": False, "unknown": None}[telling["answer"]]
    facts = [one for one in telling["facts"] if one["holds"] is wanted]
    said = "; ".join(fact_line(one, words) for one in facts)
    how = words(f"modules.{telling['basis']}")
    return words(f"modules.because_{telling['answer']}", facts=said or "–", how=how)


def _free(found: dict[str, Any], words: Words) -> str:
    """Whether the day was free, as far as is known."""
    public, school = found["public_holiday"], found["school_holiday"]
    weekend = date.fromisoformat(found["day"]).isoweekday() >= 6
    told = [
        words("modules.weekend") if weekend else None,
        words("modules.public_holiday", name=public) if public else None,
        words("modules.school_holiday", name=school) if school else None,
        words("modules.school_unknown") if school is None else None,
    ]
    known = [one for one in told if one]
    return " ".join(known) or words("modules.working_day")


def _told(telling: dict[str, Any], today: date, words: Words) -> html.Div:
    """What was told once: the answer, its facts and its sources."""
    caption = words(
        "modules.told",
        how=words(f"modules.{telling['basis']}"),
        decided=decided(telling["decided_at"], today, words),
    )
    headers = [words(f"modules.col_{name}") for name in ("fact", "value", "limit", "holds")]
    rows: list[list[Cell]] = [
        [
            fact["text"][words.language] + (f" ({fact['note']})" if fact["note"] else ""),
            amount(fact["value"], unit_of(fact, words), words),
            "–" if fact["limit"] is None else amount(fact["limit"], unit_of(fact, words), words),
            holds_sign(fact["holds"], words),
        ]
        for fact in telling["facts"]
    ]
    name = telling["basis"]
    return html.Div(
        [
            html.P(
                [caption[:1].upper(), f"{caption[1:]}: ", answer_sign(telling["answer"], words)],
                className="strong",
            ),
            bars(f"modules-{name}", caption, headers, rows, words),
            html.Ul([html.Li(one) for one in sources(telling, words)], className="note sources"),
            _weather(telling, words),
        ]
    )


def sources(telling: dict[str, Any], words: Words) -> list[str]:
    """Who told the facts, until when they were heard, and the version and thresholds used."""
    told = []
    for one in telling["sources"]:
        known = one["source"]
        name = words(f"modules.by_{known}") if words.has(f"modules.by_{known}") else known
        said = words(f"modules.source_{one['fact']}", source=name)
        if one["known_at"]:
            said = f"{said} {words('modules.heard', moment=words.moment(one['known_at']))}"
        told.append(said)
    known_at = words.moment(telling["known_at"])
    told.append(words("modules.known_at", moment=known_at))
    told.append(words("modules.by_version", version=telling["version"]))
    return told


def _weather(telling: dict[str, Any], words: Words) -> Any:
    """The hours as they were known when it was decided."""
    if not telling["weather"]:
        return None
    caption = words("modules.weather_then", how=words(f"modules.{telling['basis']}"))
    headers = [words("modules.col_hour"), *[words(f"modules.col_{name}") for name in HOURS]]
    rows: list[list[Cell]] = [
        [
            f"{hour['hour']:02}:00",
            *[
                (
                    words.number(hour[name], DECIMALS[name]),
                    -99 if hour[name] is None else hour[name],
                )
                for name in HOURS
            ],
        ]
        for hour in telling["weather"]
    ]
    return table(f"modules-weather-{telling['basis']}", caption, headers, rows, words)


def follows(effects: list[dict[str, Any]], words: Words) -> Any:
    """What follows on the day, each with who decided it."""
    if not effects:
        return html.P(words("modules.follows_nothing"), className="note")
    return html.Ul(
        [
            html.Li(
                [
                    effect_line(one, words),
                    html.Span(
                        words("modules.decided_by", by=one["set_by"], why=one["why"]),
                        className="note",
                    ),
                ]
            )
            for one in effects
        ],
        className="label-effects",
    )


def effect_line(one: dict[str, Any], words: Words) -> str:
    """An effect in a sentence."""
    hours = ""
    if one["opens"] and one["closes"]:
        hours = " " + words("modules.hours", opens=one["opens"], closes=one["closes"])
    told = {
        "area": one["area_name"] or one["area"] or "",
        "hours": hours,
        "message": one["message"] or "",
        "recipients": words.listed(one["recipients"]),
    }
    if one["kind"] == "capacity":
        return words(
            "modules.effect_capacity", share=f"{words.number(one['value'] * 100)} %", **told
        )
    if one["kind"] == "limit":
        value = words.number(one["value"], 0 if float(one["value"]).is_integer() else 1)
        indicator = one["indicator_text"][words.language]
        return words("modules.effect_limit", value=value, indicator=indicator, **told)
    return words(f"modules.effect_{one['kind']}", **told)


def _earlier(
    found: dict[str, Any], newest: dict[str, Any], today: date, words: Words
) -> html.Details | None:
    """What was told before, where it was told again."""
    before = [one for one in found["told"] if one is not newest[one["basis"]]]
    if not before:
        return None
    told = [
        html.Li(
            [
                answer_sign(one["answer"], words),
                " ",
                words(
                    "modules.told",
                    how=words(f"modules.{one['basis']}"),
                    decided=decided(one["decided_at"], today, words),
                ),
            ]
        )
        for one in before
    ]
    return html.Details([html.Summary(words("modules.earlier")), html.Ul(told)])
