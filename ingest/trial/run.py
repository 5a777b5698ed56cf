"""The trial itself: the feed is read a few times, through the readers that polling uses."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import httpx
import msgspec

from ingest.ask import Access, Asker
from ingest.clock import ClockWatch
from ingest.feed import NETHERLANDS, Feed
from ingest.fetch import Reply
from ingest.gbfs_source import GbfsSource
from ingest.judge import judge
from ingest.mds_source import MdsSource
from ingest.refusal import Refusal
from ingest.sift import HARMLESS, Bounds
from ingest.snapshot import STATES, Snapshot
from ingest.trial.case import Case, Look
from ingest.trial.findings import find
from ingest.trial.report import Counted, Report
from ingest.trial.rows import Row, Told, read_gbfs, read_mds
from ingest.trial.shape import check_shape
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat, FormFactor, PollOutcome

POLLS = 3
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 4.0
INTERVAL_S = 60

Sleep = Callable[[float], Awaitable[None]]


class Witness(Asker):
    """Asks, and keeps every body that was answered."""

    def __init__(
        self, http: httpx.AsyncClient, settings: Settings, home: str, access: Access | None = None
    ) -> None:
        super().__init__(http, settings, home, access)
        self.replies: list[Reply] = []

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """The answer at an address, which is kept."""
        reply = await super().get(url, headers)
        self.replies.append(reply)
        return reply


@dataclass
class Trial:
    """One feed on trial; `read` once for each poll."""

    feed: Feed
    witness: Witness
    clock: Callable[[], float]
    looks: list[Look] = field(default_factory=list)
    newest: Snapshot | Refusal | None = None
    slowest_s: float = 0.0

    def __post_init__(self) -> None:
        reads = MdsSource if self.feed.format is FeedFormat.mds else GbfsSource
        self.source = reads(self.feed, self.witness, self.witness.settings)

    async def read(self) -> None:
        """One poll."""
        self.witness.replies.clear()
        began = time.monotonic()
        try:
            self.newest, _ = await self.source.read(int(self.clock()))
        except Refusal as refusal:
            self.newest = refusal
        self.slowest_s = max(self.slowest_s, time.monotonic() - began)
        told = self._told()
        if told.head:
            self.looks.append(Look(told, int(self.clock())))

    def _told(self) -> Told:
        """The rows of the poll; what was asked at the first poll only is carried along."""
        files = [content for reply in self.witness.replies if (content := _object(reply.body))]
        told = read_mds(files) if self.feed.format is FeedFormat.mds else read_gbfs(files)
        if self.looks:
            before = self.looks[-1].told
            told.kinds = before.kinds if told.kinds is None else told.kinds
            told.described = before.described if told.described is None else told.described
            told.versions = {**before.versions, **told.versions}
        return told


async def try_feed(
    url: str,
    http: httpx.AsyncClient,
    settings: Settings,
    *,
    format: FeedFormat = FeedFormat.gbfs,
    default: FormFactor = FormFactor.bicycle,
    bounds: Bounds = NETHERLANDS,
    access: Access | None = None,
    polls: int = POLLS,
    pause_s: float | None = None,
    clock: Callable[[], float] = time.time,
    sleep: Sleep = asyncio.sleep,
) -> Report:
    """Read a feed `polls` times, `pause_s` apart (left out: as its time to live asks), and tell.

    Never raises for what a feed does: that is in the report.
    """
    feed = Feed(
        0,
        "trial",
        "trial",
        url,
        INTERVAL_S,
        default_form_factor=default,
        bounds=bounds,
        format=format,
    )
    trial = Trial(feed, Witness(http, settings, feed.url, access), clock)
    for number in range(polls):
        if number:
            await sleep(_pause_s(trial.newest) if pause_s is None else pause_s)
        await trial.read()
        if not trial.looks:
            break
    return _report(trial)


def _pause_s(newest: Snapshot | Refusal | None) -> float:
    told = newest.ttl_s if isinstance(newest, Snapshot) else None
    return min(max(float(told or 0), SHORTEST_PAUSE_S), LONGEST_PAUSE_S)


def _report(trial: Trial) -> Report:
    case, newest = Case(trial.feed, trial.looks), trial.newest
    snapshot = newest if isinstance(newest, Snapshot) else None
    return Report(
        url=trial.feed.url,
        format=str(trial.feed.format),
        version=_version(trial) if snapshot is None else snapshot.version,
        polls=max(len(trial.looks), 1),
        seconds=round(trial.slowest_s, 3),
        body_bytes=sum(reply.sent_bytes for reply in trial.witness.replies),
        ttl_s=None if snapshot is None else snapshot.ttl_s,
        age_s=None if snapshot is None else _age_s(trial, snapshot),
        shape=check_shape(case) if trial.looks else [],
        findings=find(case) if trial.looks else [],
        counted=_counted(trial),
        remarks=_remarks(trial),
    )


def _age_s(trial: Trial, snapshot: Snapshot) -> int | None:
    if snapshot.source_s is None or not trial.looks:
        return None
    return trial.looks[-1].received_s - snapshot.source_s


def _version(trial: Trial) -> str | None:
    versions = trial.looks[-1].told.versions if trial.looks else {}
    return next(iter(versions.values()), None)


def _counted(trial: Trial) -> Counted:
    """What the newest poll would be."""
    newest = trial.newest
    if not isinstance(newest, Snapshot):
        assert newest is not None
        return Counted(str(newest.outcome), str(newest))
    forms = Counter(str(newest.kinds[kind][0]) for kind in newest.kind.tolist())
    states = Counter(str(STATES[state]) for state in newest.state.tolist())
    outcome, reason = str(PollOutcome.ok), ""
    try:
        received_s = trial.looks[-1].received_s
        judge(newest, None, received_s, INTERVAL_S, ClockWatch())
    except Refusal as refused:
        outcome, reason = str(refused.outcome), str(refused)
    left_out = {why: count for why, count in newest.dropped.items() if count}
    return Counted(outcome, reason, newest.listed, len(newest), dict(forms), dict(states), left_out)


def _remarks(trial: Trial) -> list[str]:
    told = trial.looks[-1].told if trial.looks else Told()
    remarks = []
    if trial.feed.format is FeedFormat.gbfs and told.head and told.kinds is None:
        form = trial.feed.default_form_factor
        remarks.append(f"The feed does not tell vehicle types: all would count as {form}.")
    if len(set(told.versions.values())) > 1:
        named = ", ".join(f"{name} {version}" for name, version in sorted(told.versions.items()))
        remarks.append(f"Its files are of different versions: {named}.")
    if isinstance(trial.newest, Snapshot):
        harmless = sum(n for why, n in trial.newest.dropped.items() if why in HARMLESS)
        if harmless:
            remarks.append(
                f"{harmless} rows are rightly left out: they do not stand in the street."
            )
    return remarks


def _object(body: bytes) -> Row | None:
    """A body as a JSON object; None when it is none."""
    try:
        content = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
