"""Measured hours of KNMI (CC BY 4.0, "Bron: KNMI"), as its script service writes them."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from zones.modules.weather import BadWeather, Told

URL = "https://www.daggegevens.knmi.nl/klimatologie/uurgegevens"
SOURCE = "Bron: KNMI (CC BY 4.0), station {station}"
COLUMNS = ("STN", "YYYYMMDD", "HH", "T", "RH", "FH", "Q")
JOULES_PER_CM2 = 10_000 / 3600
"""J/cm² in an hour as mean W/m²."""
TRACE = -1
"""Rain of less than 0.05 mm."""


def form(station: int, first: datetime, last: datetime) -> dict[str, str]:
    """What to post for the hours from the UTC day of `first` to that of `last`."""
    return {
        "stns": str(station),
        "vars": "T:RH:FH:Q",
        "start": f"{first.astimezone(UTC):%Y%m%d}01",
        "end": f"{last.astimezone(UTC):%Y%m%d}24",
    }


def read(body: bytes, station: int) -> Iterator[Told]:
    """The hours of a station; raises BadWeather when the answer is anything else.

    Hour 1 of a day is from 0 to 1 o'clock UTC. Temperatures and wind come in tenths.
    """
    names: list[str] = []
    found = []
    for number, line in enumerate(body.decode("utf-8", "replace").splitlines(), start=1):
        cells = [cell.strip() for cell in next(csv.reader([line.lstrip("# ")]), [])]
        if line.startswith("#") and cells[:2] == ["STN", "YYYYMMDD"]:
            names = cells
        elif names and line.strip() and not line.startswith("#"):
            row = dict(zip(names, cells, strict=False))
            try:
                if int(row["STN"]) == station:
                    found.append(_told(row))
            except (KeyError, ValueError) as wrong:
                raise BadWeather(f"Line {number} of KNMI's answer is wrong: {wrong}.") from None
    if lacking := set(COLUMNS) - set(names):
        raise BadWeather(f"KNMI's answer lacks {', '.join(sorted(lacking))}.")
    return iter(found)


def _told(row: dict[str, str]) -> Told:
    day = datetime.strptime(row["YYYYMMDD"], "%Y%m%d").replace(tzinfo=UTC)
    hour = int(row["HH"])
    if not 1 <= hour <= 24:
        raise ValueError(f"hour {hour}")
    rain = _number(row["RH"])
    celsius, wind, sun = (_number(row[name]) for name in ("T", "FH", "Q"))
    return Told(
        day + timedelta(hours=hour - 1),
        None if celsius is None else celsius / 10,
        None if rain is None else 0.0 if rain == TRACE else rain / 10,
        None if wind is None else wind / 10,
        None if sun is None else round(sun * JOULES_PER_CM2, 1),
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
