"""Bodies as they came, kept for a while: small, because each is told as a difference.

Two lists of a feed are alike but for a few vehicles. A body is compressed with an earlier one, its
base, as the dictionary: what is the same costs next to nothing. Every hour, or when little is the
same, a body stands by itself and is the base of the next ones.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import zstandard as zstd
from psycopg import Connection
from psycopg.types.json import Jsonb

from ingest.legend import Legend, ReadWith, from_json, to_json
from ingest.snapshot import VehicleKind
from stoep.errors import StoepError
from stoep.store.partitions import ensure_day

LEVEL = 1
SMALLEST_TABLE_LOG, LARGEST_TABLE_LOG = 14, 22
BASE_S = 3600
WORST_SHARE = 0.5
"""A difference this large, beside the base, is no saving: a new base is due."""
WINDOW_LOG = 25
"""32 MiB: a national body and its base are within reach of each other."""
AS_BASE = "="
"""Kept where the legend is its base's: that of a feed with docks is large."""


class NoBody(StoepError):
    """A body is not there any more, or was never kept."""

    code = "no_body"


@dataclass(frozen=True)
class Base:
    """The body that the next ones are told by."""

    at: datetime
    hash: bytes
    body: bytes
    zipped_bytes: int
    legend: dict[str, Any] | None


@dataclass(frozen=True)
class Zipped:
    """A body ready to be kept: compressed before the transaction that keeps it begins."""

    table: str
    feed_id: int
    started_at: datetime
    body: bytes
    hash: bytes
    base: Base | None
    legend: dict[str, Any] | None
    zipped: bytes | None
    """None: the very bytes of the base."""


@dataclass
class RawKeeper:
    """Keeps bodies of many feeds; holds each feed's base in memory, and starts anew without it.

    Bodies of one feed come one after the other.
    """

    _bases: dict[tuple[str, int], Base] = field(default_factory=dict, init=False)
    _days: set[tuple[str, str]] = field(default_factory=set, init=False)

    def keep(
        self,
        connection: Connection[Any],
        feed_id: int,
        started_at: datetime,
        body: bytes,
        types: ReadWith,
        *,
        suspect: bool,
    ) -> None:
        """Keep one body with what it was read with, in a transaction of its own."""
        zipped = self.zip(feed_id, started_at, body, types, suspect=suspect)
        with connection.transaction():
            self.ensure(connection, started_at, suspect=suspect)
            write_body(connection, zipped)
        self.remember(zipped)

    def zip(
        self, feed_id: int, started_at: datetime, body: bytes, types: ReadWith, *, suspect: bool
    ) -> Zipped:
        """Compress a body; nothing is kept yet."""
        table = _table(suspect)
        legend = to_json(types)
        base = self._base(table, feed_id, started_at, legend)
        digest = hashlib.blake2b(body, digest_size=16).digest()
        same = base is not None and base.hash == digest
        zipped = None if same else zip_body(body, base.body if base else None)
        if base and zipped and len(zipped) > WORST_SHARE * base.zipped_bytes:
            base, zipped = None, zip_body(body, None)
        return Zipped(table, feed_id, started_at, body, digest, base, legend, zipped)

    def ensure(self, connection: Connection[Any], started_at: datetime, *, suspect: bool) -> None:
        """There is a part of the table for a body's day."""
        table = _table(suspect)
        if _day(table, started_at) not in self._days:
            ensure_day(connection, table, started_at)

    def remember(self, zipped: Zipped) -> None:
        """A body that is kept, for good, may be the base of the next ones; its day is there."""
        self._days.add(_day(zipped.table, zipped.started_at))
        if zipped.base is None and zipped.zipped is not None:
            self._bases[zipped.table, zipped.feed_id] = Base(
                zipped.started_at, zipped.hash, zipped.body, len(zipped.zipped), zipped.legend
            )

    def _base(
        self, table: str, feed_id: int, at: datetime, legend: dict[str, Any] | None
    ) -> Base | None:
        """The base, when it is of the same hour, legend and day: a day is dropped as a whole."""
        base = self._bases.get((table, feed_id))
        if base is None or base.at.date() != at.date() or base.legend != legend:
            return None
        return base if 0 < (at - base.at).total_seconds() < BASE_S else None


def _table(suspect: bool) -> str:
    return "raw_suspect" if suspect else "raw_poll"


def _day(table: str, started_at: datetime) -> tuple[str, str]:
    return table, f"{started_at:%Y-%m-%d}"


def write_body(connection: Connection[Any], body: Zipped, most_a_day: int | None = None) -> bool:
    """Keep a body with the transaction that is open; whether it is kept.

    With `most_a_day` it is not where the feed's bodies of that day take that many bytes already.
    """
    legend = None if body.legend is None else Jsonb(AS_BASE if body.base else body.legend)
    taken = (
        f"select coalesce(sum(length(zipped)), 0) from {body.table} where feed_id = %(feed_id)s"
        " and started_at >= date_trunc('day', %(started_at)s::timestamptz, 'UTC')"
        " and started_at < %(started_at)s"
    )
    return bool(
        connection.execute(
            f"insert into {body.table} (feed_id, started_at, base_at, hash, types, zipped)"
            " select %(feed_id)s, %(started_at)s, %(base_at)s, %(hash)s, %(types)s, %(zipped)s"
            f" where %(most)s::int8 is null or ({taken}) < %(most)s::int8"
            " on conflict do nothing",
            {
                "feed_id": body.feed_id,
                "started_at": body.started_at,
                "base_at": body.base.at if body.base else None,
                "hash": body.hash,
                "types": legend,
                "zipped": body.zipped,
                "most": most_a_day,
            },
        ).rowcount
    )


def zip_body(body: bytes, base: bytes | None) -> bytes:
    """A body compressed, with another one as the dictionary."""
    tables: dict[str, int] = {}
    if base:
        # With the table of its level, what lies far back in a large base would not be found: a
        # national list would be ten times as large, and take longer.
        log = min(max(len(base).bit_length() - 2, SMALLEST_TABLE_LOG), LARGEST_TABLE_LOG)
        tables = {"hash_log": log, "chain_log": log}
    parameters = zstd.ZstdCompressionParameters.from_level(LEVEL, window_log=WINDOW_LOG, **tables)
    return zstd.ZstdCompressor(dict_data=_dictionary(base), compression_params=parameters).compress(
        body
    )


def unzip_body(zipped: bytes, base: bytes | None) -> bytes:
    """The body again."""
    window = 2**WINDOW_LOG * 2
    unzip = zstd.ZstdDecompressor(dict_data=_dictionary(base), max_window_size=window)
    return unzip.decompress(zipped)


def _dictionary(base: bytes | None) -> zstd.ZstdCompressionDict | None:
    if base is None:
        return None
    return zstd.ZstdCompressionDict(base, dict_type=zstd.DICT_TYPE_RAWCONTENT)


def read_body(connection: Connection[Any], feed_id: int, started_at: datetime) -> bytes:
    """The body that answered a poll, to the byte; raises NoBody."""
    body, _ = read_body_and_types(connection, feed_id, started_at)
    return body


def read_body_and_types(
    connection: Connection[Any], feed_id: int, started_at: datetime
) -> tuple[bytes, dict[str, VehicleKind] | Legend | None]:
    """The body that answered a poll and the legend that it was read with; raises NoBody."""
    for table in ("raw_poll", "raw_suspect"):
        row = connection.execute(
            f"select r.hash, r.types, r.zipped, b.types, b.zipped from {table} r"
            f" left join {table} b on b.feed_id = r.feed_id and b.started_at = r.base_at"
            " where r.feed_id = %s and r.started_at = %s",
            [feed_id, started_at],
        ).fetchone()
        if row is not None:
            digest, legend, zipped, base_legend, base = row
            told = base_legend if legend == AS_BASE else legend
            return _unfold(digest, zipped, base), from_json(told)
    raise NoBody(
        f"The body of the poll at {started_at:%Y-%m-%d %H:%M:%S} UTC is not kept.",
        "Bodies are kept for STOEP_RAW_KEEP_H hours.",
    )


def _unfold(digest: bytes, zipped: bytes | None, base: bytes | None) -> bytes:
    whole = None if base is None else unzip_body(base, None)
    body = unzip_body(zipped, whole) if zipped is not None else whole
    if body is None or hashlib.blake2b(body, digest_size=16).digest() != digest:
        raise NoBody("A kept body is not what it was.", "Restore the database from a backup.")
    return body
