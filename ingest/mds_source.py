"""Where an MDS operator's vehicles are: one file (1.2) or two (2.0), in pages or not."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from ingest.apart import Apart
from ingest.ask import Asker
from ingest.feed import Feed
from ingest.fetch import Reply
from ingest.gbfs import Limits, read_json
from ingest.mds import bundle, next_page, read_vehicles, rows_of, tells_places, told_at
from ingest.refusal import HttpError, PartialPages, Refusal, TooLarge
from ingest.snapshot import Snapshot, VehicleKind
from stoep.settings import Settings

ACCEPT = ("application/vnd.mds+json;version=2.0", "application/vnd.mds+json;version=1.2")
NOT_ACCEPTABLE = 406
MOST_PAGES = 500
MOST_APART_S = 60
"""Pages told further apart than this are of different moments."""
ABOUT_S, STRANGERS_S = 3600, 300
"""How long what vehicles are is believed, and how long when vehicles stand that it does not tell
of; where they stand is asked at every poll."""


@dataclass
class MdsSource:
    """One feed's way to its vehicles; an operator that changes version is followed."""

    feed: Feed
    asker: Asker
    settings: Settings
    apart: Apart = field(default_factory=Apart)
    _accept: str = field(default=ACCEPT[0], init=False)
    _about: list[bytes] = field(default_factory=list, init=False)
    _about_s: int = field(default=-ABOUT_S, init=False)

    @property
    def types(self) -> dict[str, VehicleKind] | None:
        """The bodies themselves tell the types."""
        return None

    async def read(self, now_s: int) -> tuple[Snapshot, Reply]:
        """The feed's vehicles now, and all bodies that told of them; raises a Refusal."""
        try:
            about, status, replies = await self._ask(now_s)
        except Refusal:
            self._about_s = -ABOUT_S
            raise
        sent = sum(reply.sent_bytes for reply in replies)
        try:
            snapshot, body = await self.apart.do(self._understand, about, status)
        except Refusal as refusal:
            refusal.http_status, refusal.body_bytes, refusal.body = 200, sent, body
            raise
        return snapshot, Reply(200, body, sent)

    def _understand(self, about: list[bytes], status: list[bytes]) -> tuple[Snapshot, bytes]:
        body = bundle(about, status)
        limits = Limits(self.settings.max_vehicles, self.feed.bounds)
        default = (self.feed.default_form_factor, self.feed.default_propulsion)
        return read_vehicles(body, limits, default), body

    async def _ask(self, now_s: int) -> tuple[list[bytes], list[bytes], list[Reply]]:
        """Bodies of what vehicles are, and of where they stand when that is told apart."""
        base = self.feed.url.split("?")[0].rstrip("/").removesuffix("/status")
        base = base if base.endswith("/vehicles") else f"{base}/vehicles"
        age_s = now_s - self._about_s
        if age_s < ABOUT_S:
            status = await self._pages(f"{base}/status")
            if age_s < STRANGERS_S or not await self.apart.do(_has_strangers, self._about, status):
                return self._about, _bodies(status), status
        about = await self._pages(base)
        if await self.apart.do(_tell_places, about):
            return _bodies(about), [], about
        status = await self._pages(f"{base}/status")
        self._about, self._about_s = _bodies(about), now_s
        return self._about, _bodies(status), [*about, *status]

    async def _pages(self, url: str) -> list[Reply]:
        """All pages from an address on, or none: raises PartialPages."""
        first = await self._first(url)
        replies, seen, host = [first], {url}, urlsplit(url).netloc
        moment, following = await self.apart.do(_head, first.body)
        while following is not None:
            url = urljoin(url, following)
            if url in seen or len(seen) >= MOST_PAGES or urlsplit(url).netloc != host:
                raise PartialPages(
                    f"Page {len(seen) + 1} is a page that was read already, or of another server.",
                    "Ask the operator to correct `links.next`.",
                )
            seen.add(url)
            reply = await self._page(url, len(seen))
            told, following = await self.apart.do(_head, reply.body)
            _same_moment(moment, told, len(seen))
            replies.append(reply)
            self._check_size(replies)
        return replies

    def _check_size(self, replies: list[Reply]) -> None:
        """All pages together are one file."""
        if sum(len(reply.body) for reply in replies) > self.settings.fetch_max_bytes:
            raise TooLarge(
                f"{len(replies)} pages are together larger than"
                f" {self.settings.fetch_max_bytes // 2**20} MiB.",
                "If the feed really is that large, raise STOEP_FETCH_MAX_BYTES.",
            )

    async def _first(self, url: str) -> Reply:
        """The first page, in the version that the server can."""
        try:
            return await self.asker.get(url, {"accept": self._accept})
        except HttpError as refused:
            if refused.http_status != NOT_ACCEPTABLE:
                raise
        self._accept = ACCEPT[1] if self._accept == ACCEPT[0] else ACCEPT[0]
        return await self.asker.get(url, {"accept": self._accept})

    async def _page(self, url: str, number: int) -> Reply:
        try:
            return await self.asker.get(url, {"accept": self._accept})
        except Refusal as failed:
            raise PartialPages(
                f"Page {number} is missing: {failed.sentence}",
                "It is tried again at the next poll.",
                http_status=failed.http_status,
            ) from None


def _head(body: bytes) -> tuple[int | None, str | None]:
    """When a page was told, and the address of the one after it."""
    page = read_json(body)
    return told_at(page), next_page(page)


def _tell_places(about: list[Reply]) -> bool:
    return tells_places([row for reply in about for row in rows_of(read_json(reply.body))])


def _same_moment(one: int | None, other: int | None, number: int) -> None:
    if one is not None and other is not None and abs(one - other) > MOST_APART_S:
        raise PartialPages(
            f"Page {number} is {abs(one - other)} s apart from the first page.",
            "Ask the operator for pages of one moment.",
        )


def _bodies(replies: list[Reply]) -> list[bytes]:
    return [reply.body.removeprefix(b"\xef\xbb\xbf") for reply in replies]


def _has_strangers(about: list[bytes], status: list[Reply]) -> bool:
    """Whether vehicles stand there of which it was not told what they are."""

    def devices(bodies: list[bytes]) -> set[Any]:
        pages = [rows_of(read_json(body)) for body in bodies]
        return {str(row.get("device_id")).lower() for rows in pages for row in rows}

    return bool(devices(_bodies(status)) - devices(about))
