"""What modules told of the days, and what such days did: beside comparable days of the period."""

import asyncio
from typing import Any

from api.reports.scope import Part, Row, Scope

DAYS = (
    "module", "title_nl", "title_en", "day", "expected", "observed", "decided_at", "reason",
)  # fmt: skip
EFFECTS = (
    "module", "day", "kind", "area", "area_name", "value", "indicator", "opens", "closes",
    "recipients", "message", "set_by", "why",
)  # fmt: skip
BESIDE = (
    "module", "title_nl", "title_en", "indicator", "unit", "kind", "code", "area", "value",
    "beside", "difference", "days", "beside_days", "coverage", "reason",
)  # fmt: skip
NO_MODULE, NO_SUCH_DAY, NOTHING = "no_module_on", "no_such_day", "nothing_follows"


async def labels(scope: Scope) -> list[Part]:
    """Days with a yes, or that are unknown, of each module; what followed, and what they did."""
    code = scope.area["code"]
    asked = await scope.asking("/labels", {"municipality": code, **scope.dates})
    modules = [one for one in asked.answer["modules"] if one["on"] or one["days"]]
    told = await asyncio.gather(*(_of_module(scope, code, one) for one in modules))
    days, effects, beside = ([row for parts in told for row in parts[n]] for n in range(3))
    covered = [row["coverage"] for row in beside if row["difference"] is not None]
    why = NO_SUCH_DAY if modules else NO_MODULE
    used = tuple(dict.fromkeys(row["indicator"] for row in beside))
    least = min(covered, default=None)
    none = None if beside else why
    return [
        Part("labels", DAYS, days, reason=None if days else why),
        Part("label_effects", EFFECTS, effects, reason=None if effects else NOTHING),
        Part("label_days_beside", BESIDE, beside, coverage=least, reason=none, used=used),
    ]


async def _of_module(
    scope: Scope, code: str, module: Row
) -> tuple[list[Row], list[Row], list[Row]]:
    named = {"module": module["id"], **{f"title_{k}": v for k, v in module["title"].items()}}
    struck = [one for one in module["days"] if _struck(one)]
    follows = await asyncio.gather(*(_follows(scope, code, module["id"], one) for one in struck))
    effects = [row for rows in follows for row in rows]
    days = [
        named
        | {
            "day": one["day"],
            "expected": _answer(one["expected"]),
            "observed": _answer(one["observed"]),
            "decided_at": (one["expected"] or one["observed"])["decided_at"],
            "reason": None if one["observed"] else "not_observed",
        }
        for one in struck
    ]
    if not any(_answer(one["observed"]) == "yes" for one in struck):
        return days, effects, []
    asked = {"municipality": code, "module": module["id"], **scope.dates}
    found = (await scope.asking("/labels/compare", asked)).answer
    kept = ("indicator", "unit", "kind", "code", "value", "beside", "difference", "days")
    beside = [
        named
        | {name: one[name] for name in (*kept, "beside_days", "coverage", "reason")}
        | {"area": one["name"]}
        for one in (*found["areas"], *found["hubs"])
    ]
    return days, effects, beside


def _struck(day: Row) -> bool:
    """Whether a day was a yes, in either word, or is unknown afterwards."""
    answers = _answer(day["expected"]), _answer(day["observed"])
    return "yes" in answers or answers[1] == "unknown"


def _answer(telling: Row | None) -> str | None:
    return None if telling is None else str(telling["answer"])


async def _follows(scope: Scope, code: str, module: str, day: Row) -> list[Row]:
    """What followed on a day."""
    asked: dict[str, Any] = {"municipality": code, "module": module, "day": day["day"]}
    found = (await scope.asking("/labels/day", asked)).answer
    return [
        one | {"module": module, "day": day["day"], "recipients": ", ".join(one["recipients"])}
        for one in found["follows"]
    ]
