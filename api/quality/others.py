"""What else went wrong, or was put right: each kind from the rows that are kept of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.evidence import Reading
from api.quality.line import Feed, Kind, Line, Window

By = Mapping[int, Feed]


def other_lines(
    reading: Reading, feeds: Sequence[Feed], window: Window, *, imports: bool
) -> list[Line]:
    """All that is no gap; `imports` are nobody's: left out of a question about operators."""
    by = {feed.id: feed for feed in feeds}
    asked = {"feed_ids": list(by), "start": window.start, "end": window.end, "now": window.known}
    polled = asked | {"end": min(window.end, window.known)}
    found = [
        *(_held(row, by) for row in _named(reading, "quality_held", polled)),
        *(_doubles(row, by) for row in _named(reading, "doubles", polled)),
        *(_correction(row, by) for row in _named(reading, "quality_corrections", asked)),
        *(_ids(row, by) for row in _named(reading, "quality_ids", asked)),
        *(_aside(row, by) for row in _named(reading, "quality_asides", asked)),
    ]
    if imports:
        found += [_import(row) for row in _named(reading, "quality_imports", asked)]
    return found


def _named(reading: Reading, query: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    return reading.named(query, **values)


def _held(row: dict[str, Any], by: By) -> Line:
    feed = by[row["feed_id"]]
    mark = f"{feed.key}-{row['outcome']}-{row['from_s']}"
    more = {"lists": row["lists"]}
    times = (row["from_s"], row["to_s"], row["to_s"])
    return Line(Kind.held, mark, (feed,), *times, cause=row["outcome"], more=more)


def _doubles(row: dict[str, Any], by: By) -> Line:
    feed = by[row["feed_id"]]
    times = (row["from_s"], row["to_s"], row["to_s"])
    more = {"most": row["most"]}
    return Line(Kind.doubles, f"{feed.key}-{row['from_s']}", (feed,), *times, more=more)


def _correction(row: dict[str, Any], by: By) -> Line:
    times = (row["from_s"], row["to_s"], row["made_s"])
    more = {name: row[name] for name in ("events", "stays", "cells")}
    return Line(Kind.correction, str(row["id"]), (by[row["feed_id"]],), *times, more=more)


def _ids(row: dict[str, Any], by: By) -> Line:
    feed, start, end = by[row["feed_id"]], row["from_s"], row["to_s"]
    known = start if end is None else end
    return Line(Kind.ids, f"{feed.key}-{start}", (feed,), start, end, known)


def _aside(row: dict[str, Any], by: By) -> Line:
    feeds = tuple(by[number] for number in row["feed_ids"])
    times = (row["from_s"], row["to_s"], row["set_s"])
    where, more = row["municipality"], {"town": row["town"]}
    return Line(Kind.aside, str(row["id"]), feeds, *times, municipality=where, more=more)


def _import(row: dict[str, Any]) -> Line:
    times = (row["from_s"], row["to_s"], row["made_s"])
    more = {name: row[name] for name in ("source", "events", "refused")}
    return Line(Kind.imported, str(row["id"]), (), *times, more=more)
