"""What a municipality may choose of a module: typed, with a unit, bounds and a default."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from stoep.contract.refusals import BadParameter

Chosen = float | int | bool | str | tuple[str, ...]


class ParameterType(StrEnum):
    """What kind of value a parameter has."""

    number = "number"
    integer = "integer"
    boolean = "boolean"
    choice = "choice"
    areas = "areas"
    """A list of areas, each as kind/code."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the manifest declares it."""

    name: str
    type: ParameterType
    default: Chosen
    nl: str
    en: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    choice_words: tuple[tuple[str, str], ...] = ()
    """What each choice is called in Dutch and English; empty: as it is written."""
    unit_nl: str = ""
    """The unit in Dutch."""

    def read(self, given: Any) -> Chosen:
        """A value of this type within its bounds; raises BadParameter."""
        value: Chosen = _READ[self.type](self, given)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            low, high = self.minimum, self.maximum
            if (low is not None and value < low) or (high is not None and value > high):
                raise BadParameter(self.name, f"{value:g} is out of bounds.", self.bounds)
        return value

    @property
    def bounds(self) -> str:
        """The bounds in words, for who chose wrongly."""
        low = "" if self.minimum is None else f"at least {self.minimum:g}"
        high = "" if self.maximum is None else f"at most {self.maximum:g}"
        told = " and ".join(word for word in (low, high) if word)
        return f"Use {told} {self.unit}".strip() + "." if told else ""


class Parameters(Mapping[str, Any]):
    """The values that hold, by name: `p.temperature_c` or `p["temperature_c"]`."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._values:
            raise AttributeError(f"module.toml declares no parameter {name!r}")
        return self._values[name]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def choose(declared: Mapping[str, Parameter], given: Mapping[str, Any]) -> dict[str, Chosen]:
    """All parameters with what was chosen, or their defaults; raises BadParameter."""
    for name in given:
        if name not in declared:
            known = ", ".join(declared) or "none"
            raise BadParameter(name, "The module has no such parameter.", f"It has: {known}.")
    return {
        name: one.read(given[name]) if name in given else one.default
        for name, one in declared.items()
    }


def _number(of: Parameter, given: Any) -> float:
    try:
        value = float(given) if not isinstance(given, bool) else None
    except (TypeError, ValueError):
        value = None
    if value is None or not isfinite(value):
        raise BadParameter(of.name, f"{given!r} is not a number.", of.bounds)
    return value


def _integer(of: Parameter, given: Any) -> int:
    value = _number(of, given)
    if not value.is_integer():
        raise BadParameter(of.name, f"{given!r} is not a whole number.", of.bounds)
    return int(value)


def _boolean(of: Parameter, given: Any) -> bool:
    words = {"true": True, "yes": True, "false": False, "no": False}
    value = given if isinstance(given, bool) else words.get(str(given).lower())
    if value is None:
        raise BadParameter(of.name, f"{given!r} is neither true nor false.", "Use true or false.")
    return value


def _choice(of: Parameter, given: Any) -> str:
    if given not in of.choices:
        raise BadParameter(
            of.name, f"{given!r} is no choice.", f"Use one of {', '.join(of.choices)}."
        )
    return str(given)


def _areas(of: Parameter, given: Any) -> tuple[str, ...]:
    listed = given.split(",") if isinstance(given, str) else given
    if not isinstance(listed, (list, tuple)):
        raise BadParameter(of.name, f"{given!r} is no list of areas.", "Use kind/code,kind/code.")
    keys = tuple(str(one).strip() for one in listed if str(one).strip())
    for key in keys:
        kind, _, code = key.partition("/")
        if not kind or not code:
            raise BadParameter(of.name, f"{key!r} is no area.", "Write areas as kind/code.")
    return keys


_READ: dict[ParameterType, Any] = {
    ParameterType.number: _number,
    ParameterType.integer: _integer,
    ParameterType.boolean: _boolean,
    ParameterType.choice: _choice,
    ParameterType.areas: _areas,
}
