"""A feed server on loopback that does what it is told: real sockets, scripted answers."""

import asyncio
import gzip
import json
import time
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FaultFeed:
    """Answers each request to a path with what `answers[path]` says; counts the requests."""

    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """When each path was asked for, in unix seconds."""
    port: int = 0
    now: int = 0
    """Requests that are being answered."""
    peak: int = 0
    """The most there were at once."""

    def url(self, path: str = "/feed") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode()
            self.requests.append(path)
            self.times[path].append(time.time())
            self.now += 1
            self.peak = max(self.peak, self.now)
            try:
                await self.answers.get(path, status(404))(writer)
            finally:
                self.now -= 1
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def fault_feed(**answers: Answer) -> AsyncIterator[FaultFeed]:
    """A server for the length of a block; keyword `feed` answers at /feed."""
    feed = FaultFeed({f"/{name}": answer for name, answer in answers.items()})
    server = await asyncio.start_server(feed.serve, "127.0.0.1", 0)
    feed.port = server.sockets[0].getsockname()[1]
    try:
        yield feed
    finally:
        server.close()


def raw(
    body: bytes, *headers: str, status_line: str = "200 OK", length: int | None = None
) -> Answer:
    """A plain answer; `length` may lie."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        told = len(body) if length is None else length
        lines = [
            f"HTTP/1.1 {status_line}",
            f"Content-Length: {told}",
            "Connection: close",
            *headers,
        ]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        await writer.drain()

    return answer


def status(code: int, *headers: str) -> Answer:
    return raw(b"", *headers, status_line=f"{code} Said")


def as_json(content: Any) -> Answer:
    return raw(json.dumps(content).encode(), "Content-Type: application/json")


def hang(seconds: float = 30.0) -> Answer:
    """Accepts, reads, says nothing."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)

    return answer


def drip(body: bytes, pause_s: float = 0.05) -> Answer:
    """One byte at a time: no single read ever times out."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        for byte in body[:400]:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(pause_s)

    return answer


def reset() -> Answer:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    return answer


def bomb(mebibytes: int = 64) -> Answer:
    """A gzip body that is small on the wire and large in memory."""
    packed = gzip.compress(b"[" + b" " * (mebibytes * 2**20), compresslevel=9)
    return raw(packed, "Content-Encoding: gzip", "Content-Type: application/json")


def long_bomb(encoding: str, gibibytes: int = 10) -> Answer:
    """Some ten megabytes on the wire that would be gigabytes: the same pressed block on and on."""
    wbits = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS, "raw": -zlib.MAX_WBITS}
    press = zlib.compressobj(9, zlib.DEFLATED, wbits[encoding])
    blank = b" " * (64 * 2**20)
    head = press.compress(b"[") + press.flush(zlib.Z_FULL_FLUSH)
    block = press.compress(blank) + press.flush(zlib.Z_FULL_FLUSH)
    told = "deflate" if encoding == "raw" else encoding
    return raw(head + block * (16 * gibibytes), f"Content-Encoding: {told}")


def chunked(body: bytes, *, whole: bool = True) -> Answer:
    """A body in chunks, with the last empty one or, broken off, without."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for start in range(0, len(body), 1000):
            piece = body[start : start + 1000]
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        writer.write(b"0\r\n\r\n" if whole else b"")
        await writer.drain()

    return answer


def slowly(answer: Answer, seconds: float) -> Answer:
    """That answer, a while later."""

    async def later(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await answer(writer)

    return later


def in_turn(*answers: Answer) -> Answer:
    """The first answer, then the second, … then the last for ever."""
    left = list(answers)

    async def answer(writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(writer)

    return answer
