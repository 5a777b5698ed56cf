"""`examples.csv`: days, what was known of them, and the answer that the city expects.

A line is a day; a column is a fact, a parameter (`p.name`), the answer (label) or what is expected
(`expect`), or a note. Weather is one number for all hours, or numbers from an hour on
(`10: 21.5 22 ?`). Events, areas, stays and indicators are items of `field=value`, parted by `;`.
A `?` is unknown; an empty cell is known to be none.
"""

import csv
import io
import shlex
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from runner.find import Module
from stoep.contract import Answer, Area, Basis, Day, Event, Facts, Hour, Hours, IndicatorFact, Stay
from stoep.contract.manifest import Kind
from stoep.contract.parameters import choose
from stoep.errors import StoepError

WEATHER = ("temperature_c", "rain_mm", "wind_ms", "sun_wm2")
LISTS: dict[str, type] = {
    "events": Event, "areas": Area, "indicators": IndicatorFact, "stays": Stay
}  # fmt: skip
PLAIN = ("date", "basis", "public_holiday", "school_holiday", "coverage", "note")
UNKNOWN = "?"
HERE, ZONE = "GM0000", "Europe/Amsterdam"
NEAR = 1e-3
"""An expected number may be off by so much of its size."""
LEAST = 3


class BadExample(StoepError):
    """A line of `examples.csv` that cannot be; the sentence says which."""

    code = "bad_example"


@dataclass(frozen=True)
class Example:
    """A line: facts, parameters, and what must come of them."""

    line: int
    facts: Facts
    parameters: Mapping[str, Any]
    answer: Answer | None
    expect: Mapping[str, float | None] | None
    """Values by area; or findings as `what@area`, each with None."""
    note: str


def read_examples(module: Module) -> list[Example]:
    """The examples of a module; raises BadExample, which names line and column."""
    reader = csv.DictReader(io.StringIO(module.examples))
    columns = reader.fieldnames or ()
    wanted = "answer" if module.manifest.kind is Kind.label else "expect"
    known = {*PLAIN, *WEATHER, *LISTS, wanted, *(f"p.{one}" for one in module.manifest.parameters)}
    for column in columns:
        if column not in known:
            raise BadExample(
                f"examples.csv: There is no column {column!r}.", f"Known are: {_names(known)}."
            )
    for needed in ("date", wanted):
        if needed not in columns:
            raise BadExample(f"examples.csv: The column {needed!r} is missing.")
    found = [_read(module, reader.line_num, row) for row in reader]
    if len(found) < LEAST:
        raise BadExample(f"examples.csv: It has {len(found)} examples; {LEAST} are the fewest.")
    return found


def _read(module: Module, line: int, row: Mapping[Any, Any]) -> Example:
    if None in row or None in row.values():
        raise BadExample(f"examples.csv, line {line}: It has too many or too few cells.")

    def cell(column: str, read: Callable[[str], Any], missing: str = "") -> Any:
        text = str(row.get(column, missing)).strip()
        try:
            return read(text)
        except StoepError as refused:
            told = refused.sentence
        except (ValueError, TypeError) as wrong:
            told = str(wrong)
        raise BadExample(f"examples.csv, line {line}, {column}: {told}")

    day: date = cell("date", date.fromisoformat)
    chosen = {
        name: cell(f"p.{name}", one.read)
        for name, one in module.manifest.parameters.items()
        if f"p.{name}" in row and (row[f"p.{name}"].strip() or one.type == "areas")
    }
    hours = {name: cell(name, _series, UNKNOWN) for name in WEATHER}
    known_at = datetime.combine(day, time(23, 59), UTC)
    lists = {name: cell(name, partial(_items, kind=kind, day=day)) for name, kind in LISTS.items()}
    facts = Facts(
        municipality=HERE,
        timezone=ZONE,
        at=datetime.combine(day, time(12), ZoneInfo(ZONE)).astimezone(UTC),
        basis=cell("basis", Basis, "observed"),
        known_at=known_at,
        day=Day(day, day.isoweekday(), *(_known(row.get(k, "")) for k in PLAIN[2:4])),
        weather=_hours(day, hours),
        events=lists["events"],
        areas=lists["areas"] or (),
        indicators=lists["indicators"] or (),
        stays=lists["stays"],
        coverage=cell("coverage", float, "1"),
    )
    label = module.manifest.kind is Kind.label
    return Example(
        line,
        facts,
        choose(module.manifest.parameters, chosen),
        cell("answer", _answer) if label else None,
        None if label else cell("expect", _expected),
        str(row.get("note", "")),
    )


def _known(text: str) -> str | None:
    return None if text.strip() == UNKNOWN else text.strip()


def _answer(text: str) -> Answer:
    if text not in list(Answer):
        raise ValueError(f"{text!r} is none of {', '.join(Answer)}.")
    return Answer(text)


def _expected(text: str) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for item in filter(None, map(str.strip, text.split(";"))):
        key, _, value = item.partition("=")
        found[key] = None if value in ("", UNKNOWN) else float(value)
        if "/" not in key:
            raise ValueError(f"{item!r} names no area, as in district/A=0.5 or what@district/A.")
    return found


def _series(text: str) -> dict[int, float | None]:
    """Values by local hour."""
    first, colon, rest = text.partition(":")
    words = rest.split() if colon else [text or UNKNOWN] * 24
    begin = int(first) if colon else 0
    if not words or begin + len(words) > 24:
        raise ValueError("Write one number, or numbers from an hour on as in `10: 21 22 23`.")
    return {begin + n: None if w == UNKNOWN else float(w) for n, w in enumerate(words)}


def _hours(day: date, series: Mapping[str, Mapping[int, float | None]]) -> Hours:
    zone = ZoneInfo(ZONE)
    local = sorted({hour for values in series.values() for hour in values})
    begins = [datetime.combine(day, time(hour), zone).astimezone(UTC) for hour in local]
    return Hours(
        tuple(
            Hour(begin, hour, *_values(series, hour))
            for hour, begin in zip(local, begins, strict=True)
        )
    )


def _values(
    series: Mapping[str, Mapping[int, float | None]], hour: int
) -> tuple[float | None, float | None, float | None, float | None]:
    celsius, rain, wind, sun = (series[name].get(hour) for name in WEATHER)
    return celsius, rain, wind, sun


def _items(text: str, kind: type, day: date) -> tuple[Any, ...] | None:
    if text == UNKNOWN:
        return None
    return tuple(_item(item, kind, day) for item in filter(None, map(str.strip, text.split(";"))))


def _item(text: str, kind: type, day: date) -> Any:
    hints = get_type_hints(kind)
    told: dict[str, Any] = {}
    for word in shlex.split(text):
        name, equals, value = word.partition("=")
        if not equals or name not in hints:
            raise ValueError(f"{word!r} is no field of {kind.__name__}: {', '.join(hints)}.")
        told[name] = _typed(value, hints[name], day)
    for one in fields(kind):
        if one.name not in told and one.default is MISSING:
            raise ValueError(f"{text!r} lacks {one.name}.")
    return kind(**told)


def _typed(text: str, hint: Any, day: date) -> Any:
    if isinstance(hint, UnionType):
        inner = next(one for one in get_args(hint) if one is not type(None))
        return None if text in ("", UNKNOWN) else _typed(text, inner, day)
    if get_origin(hint) is tuple:
        return tuple(filter(None, text.split(",")))
    if hint is datetime:
        if text == "24:00":
            return _typed("00:00", hint, day + timedelta(days=1))
        clock = time.fromisoformat(text)
        return datetime.combine(day, clock, ZoneInfo(ZONE)).astimezone(UTC)
    return hint(text)


def _names(known: set[str]) -> str:
    return ", ".join(sorted(known))
