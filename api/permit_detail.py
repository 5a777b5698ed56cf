"""One verdict with all that it rests on: the number, the limit, gaps, words, and single stays."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from api.effects_told import tell_effect
from api.evidence import Reading
from api.health import told_statement
from api.moments import moment
from api.permit_effects import behind_scope, held_for_permits
from api.permits_told import tell_aside, tell_limit, tell_scope
from stoep.store.columns import FOREVER
from zones.kept import PAST_KEEPING
from zones.permits.aside import Aside, read_asides
from zones.permits.by_effect import LIMIT, with_effects
from zones.permits.count import one_day
from zones.permits.day import first_whole_day
from zones.permits.evidence import MOST, Listed, listed
from zones.permits.limits import ALL, Limit, Scope, in_force, read_limits
from zones.permits.places import Place, places
from zones.permits.roster import FORMS
from zones.permits.scene import Scene
from zones.permits.verdicts import COVERAGE_NEEDED, Bound, judge_one
from zones.registry import INDICATORS

NOT_COUNTED = "not_counted"


def detail(
    reading: Reading, municipality: str, scope: Scope, day: date, timezone: str
) -> dict[str, Any]:
    """The verdict on one scope and day."""
    after = day + timedelta(days=1)
    usual = read_limits(reading.connection, municipality)
    limits = with_effects(reading.connection, usual, municipality, day, after)
    limit = in_force((x for x in limits if x.scope == scope), day)
    place = _place(reading, limits, municipality, scope, limit)
    scene: Scene = one_day(reading.connection, place, day, timezone)
    asked = {
        "municipality": municipality,
        "operator": scope.operator,
        "form": scope.form,
        "zone": scope.zone,
        "tolerance": place.tolerance_m,
        "indicator": scope.indicator,
        "day": day,
    }
    number = _number(reading, asked)
    judged = judge_one(
        number["lower"],
        number["upper"],
        number["coverage"],
        limit.value if limit else None,
        Bound(limit.bound) if limit else Bound.maximum,
        limit.coverage_needed if limit else COVERAGE_NEEDED,
    )
    return {
        "municipality": municipality,
        **tell_scope(scope),
        "unit": INDICATORS[scope.indicator].unit,
        "day": day,
        "period": {"from": moment(scene.day.start), "to": moment(scene.day.end)},
        "verdict": judged.verdict,
        "margin": judged.margin,
        **number,
        "limit": limit and tell_limit(limit),
        "effects": _effects(reading, municipality, scope, scene, limit),
        "earlier": [_earlier(row) for row in reading.named("permit_earlier", **asked)],
        "gaps": _gaps(scene, scope),
        "set_aside": [tell_aside(one) for one in _asides(reading, municipality, scope, scene)],
        "statements": _statements(reading, scene, scope),
        "evidence": _evidence(
            listed(scene, scope.indicator, scope.operator, scope.form),
            kept=day >= first_whole_day(reading.connection, timezone),
        ),
    }


def _effects(
    reading: Reading, municipality: str, scope: Scope, scene: Scene, limit: Limit | None
) -> list[dict[str, Any]]:
    """What modules had put in force that the number or its limit rests on."""
    held = held_for_permits(reading, municipality, scene.day, scene.day)
    mine = None if limit is None else limit.effect
    return [
        tell_effect(one) for one in behind_scope(held, scope) if one.kind != LIMIT or one.id == mine
    ]


def _place(
    reading: Reading, limits: list[Limit], municipality: str, scope: Scope, limit: Limit | None
) -> Place:
    """The place that a scope is counted in; one without any limit has the border alone."""
    tolerance = limit.tolerance_m if limit else 0
    also = (scope.zone, tolerance)
    known = places(reading.connection, limits, municipality, also)
    return next(place for place in known if place.key == (municipality, *also))


def _number(reading: Reading, asked: dict[str, Any]) -> dict[str, Any]:
    rows = reading.named("permit_number", **asked)
    if rows:
        return rows[0] | {"made_at": moment(rows[0]["made_at"])}
    nothing = {"lower": None, "upper": None, "coverage": 0.0, "behind": 0}
    return nothing | {"reason": NOT_COUNTED, "version": None, "made_at": None}


def _earlier(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"made_at": moment(row["made_at"]), "replaced_at": moment(row["replaced_at"])}


def _feeds(scene: Scene, scope: Scope) -> list[int]:
    """Positions of the feeds that the number needs."""
    form = len(FORMS) if scope.form == ALL else [str(form) for form in FORMS].index(scope.form)
    operator = scene.roster.operators.index(scope.operator)
    mine = scene.expected[:, form] & (scene.roster.feed_operator == operator)
    return [int(n) for n in np.flatnonzero(mine)]


def _gaps(scene: Scene, scope: Scope) -> list[dict[str, Any]]:
    """Where the evidence of those feeds breaks off within the day."""
    found = []
    for feed in _feeds(scene, scope):
        clock = scene.roster.clocks[feed]
        ends = [scene.day.start, *clock.ends.tolist()]
        starts = [*clock.starts.tolist(), scene.day.end]
        for since, to in zip(ends, starts, strict=True):
            begin, end = max(since, scene.day.start), min(to, scene.day.end)
            if begin < end:
                key = scene.roster.feed_keys[feed]
                found.append({"feed": key, "from": moment(begin), "to": moment(end)})
    return sorted(found, key=lambda gap: (gap["from"], gap["feed"]))


def _asides(reading: Reading, municipality: str, scope: Scope, scene: Scene) -> list[Aside]:
    """What of the day the municipality set aside of the operator's feeds."""
    return [
        one
        for one in read_asides(reading.connection, municipality)
        if one.operator == scope.operator
        and one.start < scene.day.end
        and one.end > scene.day.start
    ]


def _statements(reading: Reading, scene: Scene, scope: Scope) -> list[dict[str, Any]]:
    """What the operator said of a time that touches the day."""
    operator = scene.roster.operators.index(scope.operator)
    mine = scene.roster.feed_ids[scene.roster.feed_operator == operator][:1].tolist()
    # A statement is of an operator: one of its feeds leads to all of them.
    said = reading.named("statements", feed_ids=mine, start=scene.day.start)
    return [told_statement(one) for one in said if one["starts_at"] < scene.day.end]


def _evidence(found: Listed, *, kept: bool) -> dict[str, Any]:
    """The stays, what is certain first, then the longest; none where some are no longer kept."""
    if not kept:
        none: dict[str, Any] = {"total": None, "certain": None, "stays": []}
        return {"why": found.why, "at": moment(found.at), "reason": PAST_KEEPING, **none}
    chosen = np.flatnonzero(found.chosen)
    order = np.lexsort((-found.possible_s[chosen], ~found.certain[chosen]))
    return {
        "why": found.why,
        "at": moment(found.at),
        "reason": None,
        "total": len(chosen),
        "certain": int(found.certain[chosen].sum()),
        "stays": [_stay(found, int(row)) for row in chosen[order][:MOST]],
    }


def _stay(found: Listed, row: int) -> dict[str, Any]:
    rows = found.rows
    until, possible = int(rows["until"][row]), int(found.possible_s[row])
    since = int(rows["since"][row])
    return {
        "stay": int(rows["id"][row]),
        "form": str(FORMS[int(rows["form"][row])]),
        "lon": round(float(rows["lon"][row]), 6),
        "lat": round(float(rows["lat"][row]), 6),
        "since": moment(since),
        "until": None if until >= FOREVER else moment(until),
        "certain": bool(found.certain[row]),
        "certain_s": int(found.certain_s[row]),
        "possible_s": possible,
    }


def today(now_s: int, timezone: Any) -> date:
    """The local date of now."""
    return datetime.fromtimestamp(now_s, timezone).date()
