"""Two side by side in plain sentences: what changed, where most, and what cannot be said."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from dashboard.sentences import reason
from dashboard.words import Words

DENSITY = "parked_density"
NAMED = 2
LARGE = 100
"""From here on numbers are whole, unless their difference needs a digit."""
FINEST = 2
"""Most digits behind the point."""
LEAST = 0.05
"""From where a difference of an area is told."""


@dataclass(frozen=True)
class PairShown:
    """Both numbers of a pair as they are written, and the difference between what is written."""

    one: str
    other: str
    change: str
    """With its sign; a dash where no difference is claimed."""
    by: float | None

    @property
    def steady(self) -> bool:
        """Whether the difference that is written is none."""
        return self.by == 0


def pair_shown(pair: dict[str, Any], measure: str, words: Words) -> PairShown:
    """A pair in as many digits as its difference needs: 23.3 and 23.3 do not differ by 0.1."""
    values = [pair[side]["value"] for side in ("one", "other")]
    known = [value for value in values if value is not None]
    digits = max((_decimals(value, measure) for value in known), default=0)
    if min((abs(value) for value in known), default=0) >= LARGE:
        digits = 0
    by = None
    if pair["difference"] is not None:
        digits = next(
            (
                n
                for n in range(digits, FINEST)
                if _between(values, n) == round(pair["difference"], n)
            ),
            FINEST,
        )
        by = _between(values, digits)
    one, other = (words.number(value, digits) for value in values)
    return PairShown(one, other, "–" if by is None else words.signed(by, digits), by)


def amount(value: float | None, measure: str, words: Words) -> str:
    """A number of one side that stands by itself."""
    if value is None:
        return words.number(None)
    return words.number(value, _decimals(value, measure))


def _between(values: list[float], digits: int) -> float:
    one, other = (round(value, digits) for value in values)
    return round(other - one, digits)


def _decimals(value: float, measure: str) -> int:
    """Counts of a moment are whole; means have a decimal, unless they are large."""
    is_count = measure != DENSITY and value == int(value)
    return 0 if is_count or abs(value) >= LARGE else 1


def whole(
    found: dict[str, Any], place: str, one: str, other: str, names: dict[str, str], words: Words
) -> str:
    """The area as a whole."""
    pair = next(part for part in found["parts"] if part["group"] == "none")
    measure = found["indicator"]
    shown = pair_shown(pair, measure, words)
    told = {
        "area": place,
        "one": one,
        "other": other,
        "a": shown.one,
        "b": shown.other,
        "unit": words("compare.unit_density" if measure == DENSITY else "compare.unit_vehicles"),
        "by": shown.change,
    }
    if pair["difference"] is None:
        return words("compare.no_whole", **told, reason=reason(pair["reason"], names, words))
    return words("compare.whole_same" if shown.steady else "compare.whole", **told)


def changed(
    found: dict[str, Any], sign: int, words: Words
) -> list[tuple[dict[str, Any], PairShown]]:
    """The areas that became more (`sign` 1) or less (-1), the most first, as they are written."""
    known = [one for one in found["areas"] if one["difference"] is not None]
    told = [(one, pair_shown(one, found["indicator"], words)) for one in known]
    ranked = sorted(told, key=lambda one: -sign * one[0]["difference"])
    return [
        (one, shown)
        for one, shown in ranked
        if sign * one["difference"] > LEAST and not shown.steady
    ]


def areas(found: dict[str, Any], kind: str, names: dict[str, str], words: Words) -> list[str]:
    """Where it became more and less, and of how many areas that cannot be said, and why."""
    known = [one for one in found["areas"] if one["difference"] is not None]
    said = []
    for key, sign in (("more", 1), ("less", -1)):
        listed = [
            words("compare.area_by", area=words.place(kind, one["name"]), by=shown.change)
            for one, shown in changed(found, sign, words)[:NAMED]
        ]
        if listed:
            said.append(words(f"compare.{key}", areas=words.listed(listed)))
    if known and not said:
        said.append(words("compare.no_change"))
    lacking = [one["reason"] for one in found["areas"] if one["difference"] is None]
    if lacking:
        why = "; ".join(
            reason(told, names, words) for told, _ in Counter(lacking).most_common(NAMED)
        )
        told = {"n": words.number(len(lacking)), "all": words.number(len(found["areas"]))}
        key = "compare.lacking_all" if not known else "compare.lacking"
        said.append(words(key, **told, reason=why))
    return said
