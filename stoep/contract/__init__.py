"""The contract between Stoep and the modules of cities, version 1.

A module is one function of typed facts and parameters that gives a typed result: a label for a day,
values of an indicator, or findings. It imports this package and, of Python's own library, only what
can neither read nor write (`allowed.MODULES`). Facts may be added within a version, never removed.
"""

from stoep.contract.facts import (
    Area,
    Basis,
    Day,
    Event,
    Facts,
    Hour,
    Hours,
    IndicatorFact,
    Stay,
    UndeclaredFact,
)
from stoep.contract.parameters import Parameters
from stoep.contract.places import Nearby, Place, metres_between
from stoep.contract.results import Answer, Evidence, Finding, Label, Value, at_least, at_most

VERSION = 1

__all__ = [
    "VERSION", "Answer", "Area", "Basis", "Day", "Event", "Evidence", "Facts", "Finding", "Hour",
    "Hours", "IndicatorFact", "Label", "Nearby", "Parameters", "Place", "Stay", "UndeclaredFact",
    "Value", "at_least", "at_most", "metres_between",
]  # fmt: skip
