"""The fixed blocks of time in which flows are told: the working days of a week, and its weekend."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

WORKING_DAYS = 5
MOST_WEEKS = 520


class Days(StrEnum):
    """Which part of a week a block is."""

    weekday = "weekday"
    weekend = "weekend"


@dataclass(frozen=True)
class Block:
    """Monday to Friday, or Saturday and Sunday, of one week of the city's own calendar.

    From `start` (unix seconds) up to `end`, which is not part of it.
    """

    start: int
    end: int
    days: Days


def blocks_over(start: int, end: int, timezone: str) -> list[Block]:
    """Every block that a period (unix seconds, the end not included) reaches into, in order."""
    zone = ZoneInfo(timezone)
    day = datetime.fromtimestamp(start, UTC).astimezone(zone).date()
    monday = day - timedelta(days=day.weekday())
    found: list[Block] = []
    while not found or found[-1].end < end:
        saturday, next_monday = (monday + timedelta(days=n) for n in (WORKING_DAYS, 7))
        cuts = [_midnight(one, zone) for one in (monday, saturday, next_monday)]
        found += [Block(cuts[0], cuts[1], Days.weekday), Block(cuts[1], cuts[2], Days.weekend)]
        monday = next_monday
    return [block for block in found if block.end > start and block.start < end]


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
