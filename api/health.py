"""How well each feed is followed: freshness, coverage, outcomes and gaps, out of polls and runs."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

from api.evidence import Reading
from api.moments import moment
from zones.standing import LIVE_S, freshness

DAY_S = 86_400
FORTNIGHT_S = 14 * DAY_S
GAPS = 50
"""Most gaps told of one feed, the newest."""

Span = tuple[int, int]


def describe(reading: Reading, key: str | None = None) -> list[dict[str, Any]]:
    """Every feed, or the one with a key, as `/feeds` tells of it."""
    feeds = reading.named("feeds", key=key)
    ids = [feed["id"] for feed in feeds]
    spans = _spans(reading, ids)
    outcomes = _outcomes(reading, ids)
    gaps = _gaps(reading, feeds, spans)
    return [
        _one(feed, reading.now_s, spans[feed["id"]], outcomes[feed["id"]], gaps[feed["id"]])
        for feed in feeds
    ]


def _one(
    feed: dict[str, Any],
    now_s: int,
    spans: list[Span],
    outcomes: dict[str, int],
    gaps: list[dict[str, Any]],
) -> dict[str, Any]:
    evidence_at = feed["evidence_at"]
    told = {k: v for k, v in feed.items() if k not in ("id", "enabled")}
    return told | {
        "status": freshness(feed["enabled"], evidence_at, now_s),
        "evidence_at": moment(evidence_at),
        "age_s": None if evidence_at is None else max(0, now_s - evidence_at),
        "standing": None if evidence_at is None else feed["standing"],
        "last_poll_at": moment(feed["last_poll_at"]),
        "coverage": {
            "day": coverage(spans, now_s - DAY_S, now_s),
            "fortnight": coverage(spans, now_s - FORTNIGHT_S, now_s),
        },
        "outcomes": outcomes,
        "gaps": gaps,
    }


def coverage(spans: list[Span], start_s: int, end_s: int) -> float | None:
    """Share of a period that evidence covers, from the first evidence on; None before any."""
    if not spans or (start_s := max(start_s, spans[0][0])) >= end_s:
        return None
    covered = sum(max(0, min(to, end_s) - max(since, start_s)) for since, to in spans)
    return round(covered / (end_s - start_s), 4)


def _spans(reading: Reading, ids: list[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for feed_id, starts, ends in reading.rows("feed_spans", feed_ids=ids):
        found[feed_id].append((starts, ends))
    return found


def _outcomes(reading: Reading, ids: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    start = reading.now_s - DAY_S
    for feed_id, outcome, count in reading.rows("feed_outcomes", feed_ids=ids, start=start):
        found[feed_id][outcome] = count
    return found


def _gaps(
    reading: Reading, feeds: list[dict[str, Any]], spans: dict[int, list[Span]]
) -> dict[int, list[dict[str, Any]]]:
    """Times without evidence, newest first; the last may go on still (`to` is null)."""
    holes = [
        (feed["id"], since, to)
        for feed in feeds
        for since, to in _holes(spans[feed["id"]], reading.now_s, feed["enabled"])
    ]
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    ids, froms, tos = zip(*holes, strict=True) if holes else ((), (), ())
    ends = [reading.now_s if to is None else to for to in tos]
    values = {"feed_ids": list(ids), "froms": list(froms), "tos": ends}
    for n, outcome, count in reading.rows("gap_outcomes", **values):
        counted[n][outcome] = count
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for n, (feed_id, since, to) in enumerate(holes, start=1):
        seconds = ends[n - 1] - since
        times = {"from": moment(since), "to": moment(to), "seconds": seconds}
        found[feed_id].append(times | {"outcomes": counted[n]})
    return found


def _holes(spans: list[Span], now_s: int, enabled: bool) -> list[tuple[int, int | None]]:
    between: list[tuple[int, int | None]] = [
        (before[1], after[0]) for before, after in pairwise(spans) if after[0] > now_s - FORTNIGHT_S
    ]
    if enabled and spans and now_s - spans[-1][1] > LIVE_S:
        between.append((spans[-1][1], None))
    return between[::-1][:GAPS]
