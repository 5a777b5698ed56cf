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
Found = dict[int, list[dict[str, Any]]]


def describe(
    reading: Reading, key: str | None = None, *, rides: bool = True
) -> list[dict[str, Any]]:
    """Every feed, or the one with a key, as `/feeds` tells of it; of rides where they are asked."""
    feeds = reading.named("feeds", key=key)
    ids = [feed["id"] for feed in feeds]
    clocks = load_clocks(reading.connection, ids)
    outcomes = _outcomes(reading, ids)
    said = _statements(reading, ids)
    gaps = _gaps(reading, feeds, clocks, said)
    doubles, ridden = _doubles(reading, ids), _rides(reading, ids) if rides else {}
    docked = {
        row.pop("feed_id"): row for row in reading.named("docked", feed_ids=ids, now=reading.now_s)
    }
    changed = _changed(reading)
    corrected: Found = defaultdict(list)
    for feed_id, told in corrections(reading, ids, reading.now_s - FORTNIGHT_S, reading.now_s):
        corrected[feed_id].append(told)
    return [
        _one(feed, reading.now_s, clocks, outcomes, gaps, said)
        | {"doubles": doubles[feed_id], "corrections": corrected[feed_id]}
        | {"rides": ridden.get(feed_id), "docked": docked.get(feed_id)}
        | {"changed": changed.get(feed_id)}
        for feed_id, feed in zip(ids, feeds, strict=True)
    ]


def _one(
    feed: dict[str, Any],
    now_s: int,
    clocks: dict[int, EvidenceClock],
    outcomes: Counts,
    gaps: Found,
    said: Found,
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
        "quarantine": _quarantine(feed),
        "statements": [told_statement(one) for one in said[number]],
        "gaps": gaps[number],
    }


def _quarantine(feed: dict[str, Any]) -> dict[str, Any] | None:
    outcome, since = feed.pop("suspect_outcome"), feed.pop("suspect_since")
    polls, listed = feed.pop("suspect_polls"), feed.pop("suspect_listed")
    if outcome is None:
        return None
    return {"outcome": outcome, "since": moment(since), "polls": polls, "listed": listed}


def told_statement(one: dict[str, Any]) -> dict[str, Any]:
    """What an operator said, as answers tell it."""
    told = {"from": moment(one["starts_at"]), "to": moment(one["ends_at"])}
    said = {"said": one["said"], "said_by": one["said_by"], "said_at": moment(one["said_at"])}
    return {"kind": one["kind"]} | told | said


def _statements(reading: Reading, ids: list[int]) -> Found:
    found: Found = defaultdict(list)
    start = reading.now_s - FORTNIGHT_S
    for one in reading.named("statements", feed_ids=ids, start=start):
        found[one.pop("feed_id")].append(one)
    return found


def corrections(
    reading: Reading, ids: list[int], start_s: int, end_s: int
) -> list[tuple[int, dict[str, Any]]]:
    """What late words put right about a period, newest first, each with its feed's number."""
    rows = reading.named("corrections", feed_ids=ids, start=start_s, end=end_s)
    return [
        (
            row["feed_id"],
            {"feed": row["feed"], "from": moment(row["from_s"]), "to": moment(row["to_s"])}
            | {"made_at": moment(row["made_s"])}
            | {name: row[name] for name in ("reason", "events", "stays", "cells")},
        )
        for row in rows
    ]


def _doubles(reading: Reading, ids: list[int]) -> Found:
    found: Found = defaultdict(list)
    period = {"start": reading.now_s - FORTNIGHT_S, "end": reading.now_s}
    for row in reading.named("doubles", feed_ids=ids, **period):
        told = {"from": moment(row["from_s"]), "to": moment(row["to_s"]), "most": row["most"]}
        found[row["feed_id"]].append(told)
    return found


def _changed(reading: Reading) -> dict[int, dict[str, Any]]:
    """Feeds that told another format in the last day, and who did the same: one software, maybe."""
    rows = reading.named("feed_versions", start=reading.now_s - DAY_S)
    names = {feed["id"]: feed["name"] for feed in reading.named("feeds", key=None)}
    together = defaultdict(list)
    for row in rows:
        together[row["was"], row["became"]].append(row["feed_id"])
    return {
        row["feed_id"]: {
            "was": row["was"],
            "became": row["became"],
            "since": moment(row["since_s"]),
            "also": sorted(
                names[feed_id]
                for feed_id in together[row["was"], row["became"]]
                if feed_id != row["feed_id"]
            ),
        }
        for row in rows
    }


def _rides(reading: Reading, ids: list[int]) -> dict[int, dict[str, int]]:
    period = {"start": reading.now_s - DAY_S, "end": reading.now_s}
    rows = reading.rows("rides", feed_ids=ids, **period)
    return {feed_id: {"told": told, "counted": counted} for feed_id, told, counted in rows}


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
    reading: Reading,
    feeds: list[dict[str, Any]],
    clocks: dict[int, EvidenceClock],
    said: Found,
) -> Found:
    """Times without evidence, newest first, with how the polls in them ended."""
    holes = [
        (feed["id"], since, to)
        for feed in feeds
        for since, to in _holes(clocks.get(feed["id"]), reading.now_s, feed["enabled"])
    ]
    ends = [reading.now_s if to is None else to for _, _, to in holes]
    counted = _outcomes_within(reading, holes, ends)
    found: Found = defaultdict(list)
    for n, (feed_id, since, to) in enumerate(holes):
        told = {"from": moment(since), "to": moment(to), "seconds": ends[n] - since}
        explained = [one["said"] for one in said[feed_id] if _overlaps(one, since, ends[n])]
        found[feed_id].append(told | {"outcomes": counted[n + 1], "explained": explained})
    return found


def _overlaps(one: dict[str, Any], since: int, to: int) -> bool:
    return bool(one["starts_at"] < to and (one["ends_at"] is None or one["ends_at"] > since))


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
