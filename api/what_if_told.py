"""A replay as answers tell it."""

from dataclasses import asdict
from typing import Any

from api.effects_told import tell_effect
from api.moments import moment
from zones.what_if.draft import Draft, Past
from zones.what_if.filling import Filling
from zones.what_if.hits import DayHit, Hit, OperatorHit
from zones.what_if.zone import Replay


def tell_replay(found: Replay, draft: Draft, past: Past, zone: int | None) -> dict[str, Any]:
    """The whole answer."""
    return {
        "kind": draft.kind,
        "zone": zone,
        "period": {"from": moment(past.start), "to": moment(past.end)},
        "capacity": draft.capacity,
        "longest_s": draft.longest_s,
        "around": asdict(found.around),
        "unit": "stays",
        **_hit(found.hit),
        "ends": found.ends and asdict(found.ends),
        "operators": [_operator(key, one) for key, one in found.operators.items()],
        "days": [{"day": day} | _day(one) for day, one in found.days.items()],
        "alerts": found.alerts and asdict(found.alerts),
        "nearest": [asdict(hub) | {"median_m": round(hub.median_m, 1)} for hub in found.nearest],
        "filling": found.filling and _filling(found.filling),
        "listed": found.listed,
        "effects": [tell_effect(one) for one in found.effects],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "stays": hit.stays,
        "vehicle_hours": _rounded(hit.vehicle_hours),
        "coverage": round(hit.told.coverage, 4),
        "reason": hit.told.reason,
    }


def _operator(key: str, one: OperatorHit) -> dict[str, Any]:
    return _hit(one.hit) | {
        "operator": key,
        "around": one.around,
        "share": _rounded(one.share),
        "ends": one.ends and asdict(one.ends),
        "messages": one.messages,
    }


def _day(one: DayHit) -> dict[str, Any]:
    return _hit(one.hit) | {"by_operator": one.by_operator}


def _filling(filling: Filling) -> dict[str, Any]:
    rooms = [
        asdict(room)
        | {
            "full_share": _rounded(room.full_share),
            "over_vehicle_hours": _rounded(room.over_vehicle_hours),
        }
        for room in filling.rooms
    ]
    return {
        "known_share": round(filling.known_share, 4),
        "highest": filling.highest,
        "highest_at": moment(filling.highest_at),
        "mean": _rounded(filling.mean),
        "rooms": rooms,
        "by_hour": [
            {"hour": hour, "mean": _rounded(one.mean), "over": _rounded(one.over)}
            for hour, one in enumerate(filling.by_hour)
        ],
        "beside_mean": _rounded(filling.beside_mean),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
