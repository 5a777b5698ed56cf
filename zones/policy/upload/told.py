"""What the properties of an item say of a zone: its name, kind, places and form factors.

Files come from many makers; their usual words are known, in any case of letters.
"""

import json
from typing import Any

from stoep.vocabulary import POLICY, AreaKind, FormFactor
from zones.policy.capacity import Capacity, check_capacity, read_capacity
from zones.policy.refusals import NoZone

NAMES = ("name", "naam", "title", "label", "omschrijving")
KINDS = ("kind", "soort", "type", "geography_type")
PLACES = ("capacity", "capaciteit", "places", "plaatsen")
FORMS = ("form_factors", "form_factor", "forms")
MEANT = {
    **{str(kind): kind for kind in POLICY},
    "stop": AreaKind.hub,
    "hubs": AreaKind.hub,
    "microhub": AreaKind.hub,
    "microhubs": AreaKind.hub,
    "no-parking": AreaKind.no_parking,
    "no parking": AreaKind.no_parking,
    "parkeerverbod": AreaKind.no_parking,
    "verbodsgebied": AreaKind.no_parking,
    "verbodsgebieden": AreaKind.no_parking,
    "analyse": AreaKind.monitoring,
    "analysegebied": AreaKind.monitoring,
}
MOST_LETTERS = 100


def name_of(told: dict[str, Any], number: int) -> str:
    """What people call it; without a name its place in the file."""
    given = _first(told, NAMES)
    text = " ".join(str(given).split()) if given is not None else ""
    kept = "".join(letter for letter in text if letter.isprintable())[:MOST_LETTERS]
    return kept or f"{number}"


def kind_of(told: dict[str, Any], layer: str | None, usual: AreaKind | None) -> AreaKind:
    """Its kind by its properties, its layer, or the usual one of the upload; raises NoZone."""
    for given in (_first(told, KINDS), layer):
        if given is not None and (meant := MEANT.get(str(given).strip().lower())):
            return meant
    if usual is None:
        raise NoZone("kind", "It has no kind.", f"Give `kind`: one of {', '.join(POLICY)}.")
    return usual


def capacity_of(told: dict[str, Any], kind: AreaKind) -> Capacity | None:
    """Its places, where it is a hub; raises BadCapacity."""
    given = _first(told, PLACES)
    if given is None or kind is not AreaKind.hub:
        return None
    if isinstance(given, str) and given.lstrip().startswith("{"):
        given = _decoded(given)
    if isinstance(given, dict):
        return check_capacity(given, kind)
    if isinstance(given, float) and given == int(given):
        given = int(given)
    return read_capacity(str(given), kind)


def forms_of(told: dict[str, Any]) -> list[FormFactor] | None:
    """The form factors that it is about; None: all. Raises NoZone."""
    given = _first(told, FORMS)
    if isinstance(given, str):
        given = _decoded(given) if given.lstrip().startswith("[") else given.split(",")
    if given is None:
        return None
    words = [str(one).strip() for one in given] if isinstance(given, list) else [str(given)]
    if strange := [word for word in words if word not in list(FormFactor)]:
        raise NoZone(
            "form_factors",
            f"There is no form factor {strange[0][:40]!r}.",
            f"There are: {', '.join(FormFactor)}.",
        )
    return [FormFactor(word) for word in words]


def _first(told: dict[str, Any], names: tuple[str, ...]) -> Any:
    by_name = {key.lower(): value for key, value in told.items()}
    return next((by_name[n] for n in names if by_name.get(n) not in (None, "")), None)


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
