"""Each vehicle's line in a feed, as bytes.

The lines of six hours are written once, and an answer is a choice among them.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from demo.fleet import Columns
from demo.operators import DemoOperator
from demo.reports import Ints, Reports, chance, reports_between
from demo.world import World
from stoep.vocabulary import IdPolicy

WINDOW_S = 6 * 3600
KEPT_WINDOWS = 3
LOWEST_CHARGE, SPAN_OF_CHARGE = 0.12, 0.85


@dataclass(frozen=True)
class Window:
    """The lines of a few hours: `text[i]` holds from `from_s[i]` until `to_s[i]`."""

    from_s: Ints
    to_s: Ints
    text: npt.NDArray[np.object_]

    def at(self, at_s: int) -> list[bytes]:
        """The lines of all vehicles that are listed at a moment."""
        found: list[bytes] = self.text[(self.from_s <= at_s) & (self.to_s > at_s)].tolist()
        return found


class Lines:
    """One operator's lines at any moment; the windows used last are kept."""

    def __init__(self, world: World, operator: DemoOperator) -> None:
        self.world, self.operator = world, operator
        self._windows: OrderedDict[int, Window] = OrderedDict()

    def at(self, at_s: int) -> list[bytes]:
        """The lines of the vehicles that stand at a moment (unix seconds)."""
        number = (at_s - self.world.start_s) // WINDOW_S
        if number not in self._windows:
            begin_s = self.world.start_s + number * WINDOW_S
            self._windows[number] = write_window(self.world, self.operator, begin_s)
            if len(self._windows) > KEPT_WINDOWS:
                self._windows.popitem(last=False)
        self._windows.move_to_end(number)
        return self._windows[number].at(at_s)


def write_window(world: World, operator: DemoOperator, begin_s: int) -> Window:
    """All lines that a feed shows from `begin_s` on for six hours."""
    end_s = min(begin_s + WINDOW_S, world.end_s)
    truth = world.truth(operator.key, end_s)
    reports = reports_between(world.seed, operator, truth, begin_s, end_s + 1)
    text = np.empty(len(reports), dtype=object)
    text[:] = _write(world.seed, operator, truth, reports)
    return Window(reports.from_s, reports.to_s, text)


def _write(seed: int, operator: DemoOperator, truth: Columns, reports: Reports) -> list[bytes]:
    """Lines as JSON. Where ids rotate they begin after the id, which each answer makes anew."""
    columns: tuple[Any, ...] = (
        _heads(seed, operator, truth, reports),
        reports.lat.tolist(),
        reports.lon.tolist(),
        _flags(reports.reserved),
        _flags(truth["broken"][reports.row]),
        _times(operator, reports.reported_s),
        _tails(seed, operator, truth, reports),
    )
    line = b'%b"lat":%.6f,"lon":%.6f,"is_reserved":%b,"is_disabled":%b,"last_reported":%b,%b'
    return [line % values for values in zip(*columns, strict=True)]


def _heads(seed: int, operator: DemoOperator, truth: Columns, reports: Reports) -> list[bytes]:
    """How lines begin: with an id for good, or one for each stay."""
    if operator.ids is IdPolicy.rotating:
        return [b""] * len(reports)
    known = truth["vehicle"][reports.row] if operator.ids is IdPolicy.stable else reports.row
    field, made = b"vehicle_id" if operator.is_gbfs_3 else b"bike_id", dict[int, bytes]()
    for number in np.unique(known).tolist():
        told = f"{seed} {operator.key} {number}".encode()
        name = hashlib.blake2b(told, digest_size=8).hexdigest().encode()
        made[number] = b'{"%b":"%b",' % (field, name)
    return [made[number] for number in known.tolist()]


def _tails(seed: int, operator: DemoOperator, truth: Columns, reports: Reports) -> list[bytes]:
    """How lines end: the vehicle type and, with a battery, how far it goes."""
    models = operator.fleet
    kind = model_of(operator, truth["vehicle"][reports.row])
    range_m = np.array([model.max_range_m or 0 for model in models])[kind]
    charge = LOWEST_CHARGE + SPAN_OF_CHARGE * chance(seed, reports.row.astype(np.int64), 6)
    text = [
        b'"vehicle_type_id":"%b"' % type_id(operator, number).encode()
        + (b"}" if model.max_range_m is None else b',"current_range_meters":%d}')
        for number, model in enumerate(models)
    ]
    goes_m = (range_m * charge).astype(np.int64).tolist()
    return [
        text[number] if most_m == 0 else text[number] % metres
        for number, most_m, metres in zip(kind.tolist(), range_m.tolist(), goes_m, strict=True)
    ]


def model_of(operator: DemoOperator, vehicle: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Which model of the fleet each vehicle is."""
    ends = np.cumsum([model.count for model in operator.fleet])
    return np.searchsorted(ends, vehicle, side="right")


def type_id(operator: DemoOperator, number: int) -> str:
    """The feed's own name for a model."""
    return f"{operator.key}-{operator.fleet[number].form_factor}"


def _flags(flags: npt.NDArray[np.bool_]) -> list[bytes]:
    return [b"true" if flag else b"false" for flag in flags.tolist()]


def _times(operator: DemoOperator, at_s: Ints) -> list[bytes]:
    if not operator.is_gbfs_3:
        return [b"%d" % moment for moment in at_s.tolist()]
    told = np.datetime_as_string(at_s.astype("datetime64[s]"), timezone="UTC")
    return [b'"%b"' % moment.encode() for moment in told.tolist()]
