"""What each vehicle's line in a feed says, and from when until when it says so.

A standing vehicle reports now and then; between two reports its line stays the same. So the lines
of six hours are written once, and an answer is a choice among them.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from demo.fleet import Columns
from demo.operators import DemoOperator
from demo.places import METRES_PER_DEGREE, SQUEEZE
from demo.world import World
from stoep.vocabulary import IdPolicy

WINDOW_S = 6 * 3600
KEPT_WINDOWS = 3
JITTER_MEDIAN_M, JITTER_SIGMA, JITTER_MOST_M = 2.4, 1.07, 24.0
"""Of a standing vehicle's reports half lie within 2.4 m, one in twenty beyond 14 m."""
RESERVED_SHARE = 0.35
RESERVED_MOST_S = 600
"""So many vehicles are reserved before they are taken, for at most ten minutes."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


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
    rows = np.flatnonzero(truth["until_s"] > begin_s)
    row, report, from_s, to_s = _reports(operator, truth, rows, begin_s, end_s)
    reserved_s = truth["until_s"] - _reserved_for(world.seed, truth)
    states = (
        (False, from_s, np.minimum(to_s, reserved_s[row])),
        (True, np.maximum(from_s, reserved_s[row]), to_s),
    )
    lon, lat = _reported(world.seed, operator, truth, row, report)
    reported_s = truth["since_s"][row] + report * operator.report_s
    parts = []
    for reserved, begins, ends in states:
        some = np.flatnonzero(ends > begins)
        text = _write(
            world.seed, operator, truth, row[some], lon[some], lat[some], reported_s[some], reserved
        )
        parts.append((begins[some], ends[some], np.array(text, dtype=object)))
    return Window(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _reports(
    operator: DemoOperator, truth: Columns, rows: npt.NDArray[np.intp], begin_s: int, end_s: int
) -> tuple[npt.NDArray[np.intp], Ints, Ints, Ints]:
    """Every report that shows in a window: its row, its number, and from when until when."""
    since_s, until_s = truth["since_s"][rows], truth["until_s"][rows]
    first = np.maximum(begin_s - since_s, 0) // operator.report_s
    last = (np.minimum(until_s, end_s) - 1 - since_s) // operator.report_s
    count = np.maximum(last - first + 1, 0)
    row = np.repeat(rows, count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    report = np.repeat(first, count) + within
    from_s = truth["since_s"][row] + report * operator.report_s
    return row, report, from_s, np.minimum(from_s + operator.report_s, truth["until_s"][row])


def _reserved_for(seed: int, truth: Columns) -> Ints:
    """How many seconds before it is taken each vehicle is reserved; 0 for most."""
    number = np.arange(len(truth["until_s"]))
    some = (chance(seed, number, 1) < RESERVED_SHARE) & ~truth["broken"]
    wait_s = chance(seed, number, 2) * RESERVED_MOST_S
    return np.where(some, wait_s, 0).astype(np.int64)


def _reported(
    seed: int, operator: DemoOperator, truth: Columns, row: npt.NDArray[np.intp], report: Ints
) -> tuple[Floats, Floats]:
    """Where vehicles say they stand: the true place, give or take what a receiver errs."""
    if not operator.jitters:
        return truth["lon"][row], truth["lat"][row]
    number = row.astype(np.int64) * 8192 + report % 8192
    one, two, three = (chance(seed, number, salt) for salt in (3, 4, 5))
    normal = np.sqrt(-2 * np.log(1 - one)) * np.cos(2 * np.pi * two)
    metres = np.minimum(JITTER_MEDIAN_M * np.exp(JITTER_SIGMA * normal), JITTER_MOST_M)
    east, north = metres * np.cos(2 * np.pi * three), metres * np.sin(2 * np.pi * three)
    lon = truth["lon"][row] + east / METRES_PER_DEGREE / SQUEEZE
    return lon, truth["lat"][row] + north / METRES_PER_DEGREE


def chance(seed: int, number: Ints, salt: int) -> Floats:
    """A fixed number in [0, 1) for each number: the same in whichever order it is asked for."""
    mixed = number.astype(np.uint64) + np.uint64((seed * 64 + salt) * 0x9E3779B97F4A7C15 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2**53


def _write(
    seed: int,
    operator: DemoOperator,
    truth: Columns,
    row: npt.NDArray[np.intp],
    lon: Floats,
    lat: Floats,
    reported_s: Ints,
    reserved: bool,
) -> list[bytes]:
    """Lines as JSON. Where ids rotate they begin after the id, which each answer makes anew."""
    rotates = operator.ids is IdPolicy.rotating
    names = [b""] * len(row) if rotates else _names(seed, operator, truth, row)
    tails = _tails(operator)
    kind = np.searchsorted(
        np.cumsum([model.count for model in operator.fleet]), truth["vehicle"][row], side="right"
    )
    charge = chance(seed, row.astype(np.int64), 6)
    times = _times(operator, reported_s)
    columns: tuple[Any, ...] = (names, lat, lon, times, truth["broken"][row], kind, charge)
    flag = b"true" if reserved else b"false"
    return [
        b'%b"lat":%.6f,"lon":%.6f,"is_reserved":%b,"is_disabled":%b,"last_reported":%b%b'
        % (name, y, x, flag, b"true" if broken else b"false", time, _tail(tails[kind], full))
        for name, y, x, time, broken, kind, full in zip(
            *(c.tolist() if isinstance(c, np.ndarray) else c for c in columns), strict=True
        )
    ]


def _names(
    seed: int, operator: DemoOperator, truth: Columns, row: npt.NDArray[np.intp]
) -> list[bytes]:
    """How lines begin: with an id for good, or one for each stay."""
    field = b"vehicle_id" if operator.is_gbfs_3 else b"bike_id"
    known = truth["vehicle"][row] if operator.ids is IdPolicy.stable else row
    made: dict[int, bytes] = {}
    for number in known.tolist():
        if number not in made:
            told = f"{seed} {operator.key} {number}".encode()
            name = hashlib.blake2b(told, digest_size=8).hexdigest().encode()
            made[number] = b'{"%b":"%b",' % (field, name)
    return [made[number] for number in known.tolist()]


def _tails(operator: DemoOperator) -> list[tuple[bytes, int | None]]:
    """How lines end, by model: the vehicle type, and how far a full battery goes."""
    return [
        (b',"vehicle_type_id":"%b"' % type_id(operator, number).encode(), model.max_range_m)
        for number, model in enumerate(operator.fleet)
    ]


def _tail(tail: tuple[bytes, int | None], charge: float) -> bytes:
    text, most_m = tail
    if most_m is None:
        return text + b"}"
    return b'%b,"current_range_meters":%d}' % (text, most_m * (0.12 + 0.85 * charge))


def type_id(operator: DemoOperator, number: int) -> str:
    """The feed's own name for a model."""
    return f"{operator.key}-{operator.fleet[number].form_factor}"


def _times(operator: DemoOperator, at_s: Ints) -> list[bytes]:
    if not operator.is_gbfs_3:
        return [b"%d" % moment for moment in at_s.tolist()]
    told = np.datetime_as_string(at_s.astype("datetime64[s]"), timezone="UTC")
    return [b'"%b"' % moment.encode() for moment in told.tolist()]
