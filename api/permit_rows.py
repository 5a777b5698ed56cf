"""Rows of the permit board as answers tell them: a letter a day, or everything of each day."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from api.permit_detail import NOT_COUNTED
from api.permit_effects import behind_scope
from api.permits_told import tell_scope
from zones.in_force import Held
from zones.permits.board import Row
from zones.permits.setting import bound_of
from zones.permits.verdicts import LETTERS, NAMES, UNSURE, Codes
from zones.registry import INDICATORS


def tell_row(row: Row, dates: list[str], held: list[Held]) -> dict[str, Any]:
    """A row of the board: a letter and a digit for each day, and which effects it rests on."""
    counts = np.bincount(row.codes, minlength=len(NAMES)).tolist()
    return {
        **tell_scope(row.scope),
        "unit": INDICATORS[row.scope.indicator].unit,
        "bound": bound_of(row.scope.indicator),
        "verdicts": tell_letters(row.codes),
        "coverage": tell_coverage(row),
        "complies": counts[1],
        "does_not_comply": counts[2],
        "not_enough_data": counts[UNSURE],
        "newest": _newest(row, dates),
        "effects": [one.id for one in behind_scope(held, row.scope)],
    }


def tell_letters(codes: Codes) -> str:
    """A letter for each day."""
    return np.frombuffer(LETTERS.encode(), np.uint8)[codes].tobytes().decode()


def tell_coverage(row: Row) -> str:
    """A digit for each day: coverage in tenths; - where there is no number."""
    tenths = np.minimum(row.coverage * 10 + 1e-9, 9).astype(np.uint8) + ord("0")
    return np.where(np.isnan(row.lower), ord("-"), tenths).astype(np.uint8).tobytes().decode()


def tell_values(row: Row | None, days: int) -> dict[str, list[float | None]]:
    """Lower, upper and margin of each day; null without a number, and without a row."""
    if row is None:
        return {name: [None] * days for name in ("lower", "upper", "margins")}
    return {
        "lower": _all_rounded(row.lower),
        "upper": _all_rounded(row.upper),
        "margins": _all_rounded(row.margin),
    }


def _newest(row: Row, dates: list[str]) -> dict[str, Any] | None:
    known = np.flatnonzero(~np.isnan(row.lower))
    if not len(known):
        return None
    day = int(known[-1])
    limit = row.limit_on(day)
    return {
        "day": dates[day],
        "lower": _rounded(row.lower[day]),
        "upper": _rounded(row.upper[day]),
        "coverage": round(float(row.coverage[day]), 4),
        "limit": limit and limit.value,
        "margin": _rounded(row.margin[day]),
        "verdict": NAMES[row.codes[day]],
    }


def tell_course(row: Row, reasons: dict[tuple[int, int], str]) -> dict[str, Any]:
    """A row in full; `reasons` by day and tolerance."""
    limits = [row.limit_on(day) for day in range(len(row.codes))]
    missing = np.isnan(row.lower).tolist()
    return {
        **tell_scope(row.scope),
        "unit": INDICATORS[row.scope.indicator].unit,
        "bound": bound_of(row.scope.indicator),
        "verdicts": [NAMES[code] for code in row.codes],
        **tell_values(row, len(limits)),
        "limits": [limit and limit.value for limit in limits],
        "coverage": [round(share, 4) for share in row.coverage.tolist()],
        "reasons": [
            reasons.get((day, limit.tolerance_m if limit else 0), NOT_COUNTED) if none else None
            for day, (none, limit) in enumerate(zip(missing, limits, strict=True))
        ],
    }


def _all_rounded(values: Iterable[float]) -> list[float | None]:
    return [_rounded(value) for value in values]


def _rounded(value: float) -> float | None:
    """A number to four places; null where there is none."""
    return None if np.isnan(value) else round(float(value), 4)
