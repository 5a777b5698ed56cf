"""The state of all feeds in one answer for anybody: how fresh, how whole, what lacks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter, Query, Response

from api.answer import answer
from api.answers.quality import ServiceStatus
from api.evidence import Ask, Reading
from api.health import coverage
from api.moments import moment
from api.quality.gaps import gap_lines, holes
from api.quality.line import Feed, Line, Window
from api.quality.log import DAY_S, USUAL_DAYS, read_feeds
from api.quality.told import LANGUAGES, in_both, listed, tell, texts
from api.questions import Plain
from api.service import INGEST_SILENT_S
from api.strict import StrictRoute
from zones.clock import EvidenceClock, load_clocks
from zones.standing import Status, freshness

router = APIRouter(route_class=StrictRoute, tags=["feeds"])
COVERED = (("day", 1), ("week", 7), ("quarter", USUAL_DAYS))
Ints = npt.NDArray[np.int64]


@router.get("/status", response_model=ServiceStatus, summary="The state of all feeds")
def get_status(question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """Per operator and feed how old its data are, which share of the time they cover, and what is
    wrong now; day by day for 90 days. The same numbers for whoever asks."""
    with ask.read() as reading:
        return answer(_status(reading, ask.timezone))


def _status(reading: Reading, timezone: ZoneInfo) -> dict[str, Any]:
    now_s, rows = reading.now_s, reading.named("feeds", key=None)
    feeds = read_feeds(reading)
    clocks = load_clocks(reading.connection, [feed.id for feed in feeds])
    open_now = _open_now(reading, feeds, clocks)
    names = dict(reading.rows("operators"))
    days, edges = _days(now_s, timezone)
    told: dict[str, list[dict[str, Any]]] = {}
    for feed, row in zip(feeds, rows, strict=True):
        one = _feed(feed, row, clocks.get(feed.id), edges, now_s)
        told.setdefault(feed.operator, []).append(one | {"now": open_now.get(feed.id)})
    states = [(one["name"], one["status"]) for some in told.values() for one in some]
    polled = reading.named("health")[0]
    age_s = polled["ingest_age_s"]
    polls = age_s is not None and age_s <= INGEST_SILENT_S
    overall, said = _overall(states)
    return {
        "at": moment(now_s),
        "status": overall,
        "sentence": said,
        "polling": polls,
        "polling_sentence": None if polls else in_both("status", "idle"),
        "days": [day.isoformat() for day in days],
        "operators": [
            {"key": key, "name": names[key], "feeds": some} for key, some in told.items()
        ],
    }


def _feed(
    feed: Feed, row: dict[str, Any], clock: EvidenceClock | None, edges: Ints, now_s: int
) -> dict[str, Any]:
    at = row["evidence_at"]
    start = now_s - USUAL_DAYS * DAY_S
    lost = [
        min(hole.end or now_s, now_s) - max(hole.start, start)
        for hole in holes(feed, clock, now_s)
        if hole.end is None or hole.end > start
    ]
    return {
        "key": feed.key,
        "name": feed.name,
        "format": row["format"],
        "interval_s": row["interval_s"],
        "status": freshness(feed.enabled, at, now_s),
        "evidence_at": moment(at),
        "age_s": None if at is None else max(0, now_s - at),
        "coverage": {name: coverage(clock, now_s - many * DAY_S, now_s) for name, many in COVERED},
        "gaps": len(lost),
        "without_evidence_s": sum(lost),
        "longest_gap_s": max(lost, default=0),
        "days": _by_day(clock, edges),
    }


def _open_now(
    reading: Reading, feeds: Sequence[Feed], clocks: dict[int, EvidenceClock]
) -> dict[int, dict[str, Any]]:
    """What is wrong with a feed at this moment, as the log tells it."""
    now_s = reading.now_s
    lines: list[Line] = gap_lines(reading, feeds, clocks, Window(now_s - 1, now_s, now_s))
    return {feed.id: tell(line) for line in lines if line.end is None for feed in line.feeds}


def _days(now_s: int, timezone: ZoneInfo) -> tuple[list[date], Ints]:
    """The last 90 local days, today included, and where each begins; the last edge is now."""
    today = datetime.fromtimestamp(now_s, UTC).astimezone(timezone).date()
    days = [today - timedelta(days=back) for back in range(USUAL_DAYS - 1, -1, -1)]
    begins = [
        int(datetime(day.year, day.month, day.day, tzinfo=timezone).timestamp()) for day in days
    ]
    return days, np.array([*begins, max(now_s, begins[-1] + 1)], np.int64)


def _by_day(clock: EvidenceClock | None, edges: Ints) -> list[float | None]:
    """The share of each day that evidence covers, from the first evidence on; null before it."""
    if clock is None:
        return [None] * (len(edges) - 1)
    since = np.maximum(edges, int(clock.starts[0]))
    long = np.diff(since)
    covered = np.diff(clock.at(since))
    return [
        None if length <= 0 else round(min(seconds / length, 1.0), 4)
        for seconds, length in zip(covered.tolist(), long.tolist(), strict=True)
    ]


def _overall(states: list[tuple[str, Status]]) -> tuple[str, dict[str, str]]:
    """The whole in one word and one sentence; feeds that are switched off are nobody's lack."""
    followed = [(name, state) for name, state in states if state is not Status.disabled]
    lacking = [name for name, state in followed if state is not Status.live]
    many = len(followed)
    if not many:
        word = "nothing"
    else:
        word = "all" if not lacking else "none" if len(lacking) == many else "some"
    said = {
        language: texts(language)["status"][word].format(
            n=many, live=many - len(lacking), names=listed(lacking, language)
        )
        for language in LANGUAGES
    }
    return word, said
