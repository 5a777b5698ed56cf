"""Version 1 of the contract as it was recorded: it may be added to, nothing is ever taken away."""

import json
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints

import stoep.contract
from stoep.contract import allowed, manifest, parameters

RECORDED = Path(__file__).parent / "version_1.json"


def shape() -> dict[str, Any]:
    """The contract as names: fields with their types, choices, methods, what may be imported."""
    found: dict[str, Any] = {"names": sorted(stoep.contract.__all__)}
    for name in stoep.contract.__all__:
        thing = getattr(stoep.contract, name)
        if is_dataclass(thing) and isinstance(thing, type):
            hints = get_type_hints(thing)
            found[name] = {one.name: _told(hints[one.name]) for one in fields(thing)}
            found[f"{name} needs"] = [
                one.name
                for one in fields(thing)
                if one.default is MISSING and one.default_factory is MISSING
            ]
            found[f"{name} does"] = sorted(n for n in vars(thing) if not n.startswith("_"))
        elif isinstance(thing, type) and issubclass(thing, StrEnum):
            found[name] = sorted(thing)
    found["may import"] = sorted(allowed.MODULES)
    found["needs"] = [*manifest.FACTS, *manifest.OF_KIND]
    found["kinds"] = sorted(manifest.Kind)
    found["parameter types"] = sorted(parameters.ParameterType)
    return found


def _told(hint: Any) -> str:
    return str(getattr(hint, "__name__", hint)) if isinstance(hint, type) else str(hint)


def test_nothing_of_version_1_was_taken_away_or_changed() -> None:
    recorded, has = json.loads(RECORDED.read_text()), shape()
    for name, was in recorded.items():
        assert name in has
        if isinstance(was, dict):
            assert was.items() <= has[name].items(), name
        elif name.endswith(" needs"):
            # A module that makes one today must be able to tomorrow.
            assert set(has[name]) <= set(was), name
        else:
            assert set(was) <= set(has[name]), name


def test_the_version_is_the_one_that_manifests_are_held_to() -> None:
    assert stoep.contract.VERSION == manifest.CONTRACT == 1
