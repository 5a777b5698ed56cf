"""Park events out of a CSV file: one row, one event, or the reason why not."""

import csv
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from stoep.errors import StoepError
from stoep.vocabulary import FormFactor, Propulsion

COLUMNS = {
    "operator": ("operator", "system_id", "aanbieder"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "longitude"),
    "start": ("start", "start_time"),
    "end": ("end", "end_time"),
    "type": ("type", "form_factor"),
    "propulsion": ("propulsion", "propulsion_type"),
}
"""What a row tells, and how its column may be called, in any case of letters. The first names are
those that today's dashboard documents; anything else in the file is not read, ids of vehicles too.
"""
NEEDED = ("operator", "lat", "lon", "start", "end")
MEANT = {"scooter": FormFactor.scooter_standing, "step": FormFactor.scooter_standing,
         "scooter_electric": FormFactor.moped, "car": FormFactor.car}  # fmt: skip
"""Words for form factors other than our own: there a `scooter` is a step."""
EMPTY = ("", "null", "none", "nan", "\\n")
SIZE = 200_000
"""Letters of the longest cell."""


class BadImport(StoepError):
    """A file that cannot be brought in."""

    code = "bad_import"


class _BadRow(Exception):
    """A row that tells no park event."""


@dataclass(frozen=True)
class ParkEvent:
    """A park event as a file tells it; `end` is None when it had not ended."""

    operator: str
    form_factor: FormFactor
    propulsion: Propulsion
    lon: float
    lat: float
    start: datetime
    end: datetime | None


@dataclass
class Reading:
    """What came of the rows so far."""

    taken: int = 0
    without_zone: int = 0
    """Rows whose times name no zone."""
    refused: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    """The first line of each reason."""


def read_events(path: Path, zone: ZoneInfo, now: datetime, told: Reading) -> Iterator[ParkEvent]:
    """The events of a file, one by one; `told` counts on the way. Raises BadImport.

    Times without a zone are taken as of `zone`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _events(file, zone, now, told)
    except OSError as failed:
        raise BadImport(f"{path} cannot be read: {failed.strerror}.", "Name a CSV file.") from None
    except (UnicodeDecodeError, csv.Error):
        raise BadImport(f"{path} is no CSV in UTF-8.", "Export it anew, as CSV.") from None


def _events(file: TextIO, zone: ZoneInfo, now: datetime, told: Reading) -> Iterator[ParkEvent]:
    head = file.readline()
    csv.field_size_limit(SIZE)
    separator = max(",;\t", key=head.count)
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=separator), [])]
    places = {
        what: next((names.index(word) for word in words if word in names), None)
        for what, words in COLUMNS.items()
    }
    if missing := [what for what in NEEDED if places[what] is None]:
        raise BadImport(
            f"The file has no column {', '.join(missing)}.",
            f"Its first line should name: {', '.join(COLUMNS)}.",
        )
    for line, cells in enumerate(csv.reader(file, delimiter=separator), 2):
        if not any(cells):
            continue
        row = {
            what: cells[place].strip() if place is not None and place < len(cells) else ""
            for what, place in places.items()
        }
        try:
            event = _event(row, zone, now, told)
        except _BadRow as bad:
            told.refused[str(bad)] += 1
            told.first.setdefault(str(bad), line)
            continue
        told.taken += 1
        yield event


def _event(row: dict[str, str], zone: ZoneInfo, now: datetime, told: Reading) -> ParkEvent:
    operator = "".join(letter for letter in row["operator"] if letter.isprintable())[:100].lower()
    if not operator:
        raise _BadRow("no_operator")
    lon, lat = _degrees(row["lon"], 180), _degrees(row["lat"], 90)
    if lon == 0 and lat == 0:
        raise _BadRow("no_place")
    start, zoned = _moment(row["start"], zone)
    end = None if row["end"].lower() in EMPTY else _moment(row["end"], zone)[0]
    if end is not None and end < start:
        raise _BadRow("ends_before_it_starts")
    if start > now or (end is not None and end > now):
        raise _BadRow("still_to_come")
    told.without_zone += not zoned
    return ParkEvent(operator, _form(row["type"]), _propulsion(row["propulsion"]),
                     lon, lat, start, end)  # fmt: skip


def _degrees(text: str, most: int) -> float:
    try:
        value = float(text)
    except ValueError:
        raise _BadRow("no_place") from None
    if not math.isfinite(value) or abs(value) > most:
        raise _BadRow("no_place")
    return value


def _moment(text: str, zone: ZoneInfo) -> tuple[datetime, bool]:
    """A moment in UTC, in whole seconds, and whether it named its zone."""
    try:
        at = datetime.fromisoformat(text)
        if not 2000 <= at.year < 2200:
            raise ValueError
    except ValueError:
        raise _BadRow("no_time") from None
    zoned = at.tzinfo is not None
    return (at if zoned else at.replace(tzinfo=zone)).astimezone(UTC).replace(microsecond=0), zoned


def _form(text: str) -> FormFactor:
    word = text.lower()
    if word in MEANT:
        return MEANT[word]
    return FormFactor(word) if word in list(FormFactor) else FormFactor.unknown


def _propulsion(text: str) -> Propulsion:
    word = text.lower()
    return Propulsion(word) if word in list(Propulsion) else Propulsion.unknown
