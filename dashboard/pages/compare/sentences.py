"""Two side by side in plain sentences: what changed, where most, and what cannot be said."""

from collections import Counter
from typing import Any

from dashboard.sentences import reason
from dashboard.words import Words

DENSITY = "parked_density"
NAMED = 2


def amount(value: float | None, measure: str, words: Words) -> str:
    """A number of one side, as fine as its difference."""
    if value is None:
        return words.number(None)
    return words.number(value, _decimals(value, measure, 100))


def change(value: float | None, measure: str, words: Words) -> str:
    """A difference, with its sign; none that is claimed has a dash."""
    return "–" if value is None else words.signed(value, _decimals(value, measure, 10))


def _decimals(value: float, measure: str, whole_from: float) -> int:
    """Counts of a moment are whole; means have a decimal, unless they are large."""
    is_count = measure != DENSITY and value == int(value)
    return 0 if is_count or abs(value) >= whole_from else 1


def whole(
    found: dict[str, Any], place: str, one: str, other: str, names: dict[str, str], words: Words
) -> str:
    """The area as a whole."""
    pair = next(part for part in found["parts"] if part["group"] == "none")
    measure = found["indicator"]
    told = {
        "area": place,
        "one": one,
        "other": other,
        "a": amount(pair["one"]["value"], measure, words),
        "b": amount(pair["other"]["value"], measure, words),
        "unit": words("compare.unit_density" if measure == DENSITY else "compare.unit_vehicles"),
        "by": change(pair["difference"], measure, words),
    }
    if pair["difference"] is None:
        return words("compare.no_whole", **told, reason=reason(pair["reason"], names, words))
    steady = round(pair["difference"], 1) == 0
    return words("compare.whole_same" if steady else "compare.whole", **told)


def areas(found: dict[str, Any], kind: str, names: dict[str, str], words: Words) -> list[str]:
    """Where it became more and less, and of how many areas that cannot be said, and why."""
    known = [one for one in found["areas"] if one["difference"] is not None]
    ranked = sorted(known, key=lambda one: -one["difference"])
    said = []
    for key, some in (("more", ranked), ("less", ranked[::-1])):
        top = [one for one in some if (one["difference"] > 0.05) == (key == "more")]
        top = [one for one in top if abs(one["difference"]) > 0.05][:NAMED]
        if top:
            listed = [
                words(
                    "compare.area_by",
                    area=words.place(kind, one["name"]),
                    by=change(one["difference"], found["indicator"], words),
                )
                for one in top
            ]
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
