"""How well each feed is followed: freshness, coverage, outcomes and gaps, out of polls and runs."""

from collections import defaultdict
from typing import Any

import numpy as np

from api.evidence import Reading
from api.moments import moment
from zones.clock import EvidenceClock, load_clocks
from zones.standing import LIVE_S, freshness

DAY_S = 86_400
FORTNIGHT_S = 14 * DAY_S
GAPS = 50
"""Most gaps told of one feed, the newest."""

Hole = tuple[int, int | None]
"""From one moment to another without evidence; None: it goes on."""
Counts = dict[int, dict[str, int]]


def describe(reading: Reading, key: str | None = None) -> list[dict[str, Any]]:
    """Every feed, or the one with a key, as `/feeds` tells of it."""
    feeds = reading.named("feeds", key=key)
    ids = [feed["id"] for feed in feeds]
    clocks = load_clocks(reading.connection, ids)
    outcomes = _outcomes(reading, ids)
    gaps = _gaps(reading, feeds, clocks)
    return [_one(feed, reading.now_s, clocks, outcomes, gaps) for feed in feeds]


def _one(
    feed: dict[str, Any],
    now_s: int,
    clocks: dict[int, EvidenceClock],
    outcomes: Counts,
    gaps: dict[int, list[dict[str, Any]]],
) -> dict[str, Any]:
    number, enabled, evidence_at = feed.pop("id"), feed.pop("enabled"), feed["evidence_at"]
    clock = clocks.get(number)
    return feed | {
        "status": freshness(enabled, evidence_at, now_s),
        "evidence_at": moment(evidence_at),
        "age_s": None if evidence_at is None else max(0, now_s - evidence_at),
        "standing": None if evidence_at is None else feed["standing"],
        "last_poll_at": moment(feed["last_poll_at"]),
        "coverage": {
            "day": coverage(clock, now_s - DAY_S, now_s),
            "fortnight": coverage(clock, now_s - FORTNIGHT_S, now_s),
        },
        "outcomes": outcomes[number],
        "gaps": gaps[number],
    }


def coverage(clock: EvidenceClock | None, start_s: int, end_s: int) -> float | None:
    """Share of a period that evidence covers, from the first evidence on; None before any."""
    if clock is None or (start_s := max(start_s, int(clock.starts[0]))) >= end_s:
        return None
    covered_s = int(clock.covered(np.array([start_s, end_s]))[0])
    return round(covered_s / (end_s - start_s), 4)


def _outcomes(reading: Reading, ids: list[int]) -> Counts:
    found: Counts = defaultdict(dict)
    start = reading.now_s - DAY_S
    for feed_id, outcome, count in reading.rows("feed_outcomes", feed_ids=ids, start=start):
        found[feed_id][outcome] = count
    return found


def _gaps(
    reading: Reading, feeds: list[dict[str, Any]], clocks: dict[int, EvidenceClock]
) -> dict[int, list[dict[str, Any]]]:
    """Times without evidence, newest first, with how the polls in them ended."""
    holes = [
        (feed["id"], since, to)
        for feed in feeds
        for since, to in _holes(clocks.get(feed["id"]), reading.now_s, feed["enabled"])
    ]
    ends = [reading.now_s if to is None else to for _, _, to in holes]
    counted = _outcomes_within(reading, holes, ends)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for n, (feed_id, since, to) in enumerate(holes):
        told = {"from": moment(since), "to": moment(to), "seconds": ends[n] - since}
        found[feed_id].append(told | {"outcomes": counted[n + 1]})
    return found


def _outcomes_within(
    reading: Reading, holes: list[tuple[int, int, int | None]], ends: list[int]
) -> Counts:
    found: Counts = defaultdict(dict)
    columns = {"feed_ids": [hole[0] for hole in holes], "froms": [hole[1] for hole in holes]}
    for n, outcome, count in reading.rows("gap_outcomes", **columns, tos=ends):
        found[n][outcome] = count
    return found


def _holes(clock: EvidenceClock | None, now_s: int, enabled: bool) -> list[Hole]:
    if clock is None:
        return []
    pairs = zip(clock.ends[:-1].tolist(), clock.starts[1:].tolist(), strict=True)
    holes: list[Hole] = [(since, to) for since, to in pairs if to > now_s - FORTNIGHT_S]
    last = int(clock.ends[-1])
    if enabled and now_s - last > LIVE_S:
        holes.append((last, None))
    return holes[::-1][:GAPS]
