"""Answers on their way out: JSON, with a mark by which a reader knows it has the newest."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import Request, Response

NO_STORE = "no-store"
REVALIDATE = "no-cache"
"""May be kept, but must be asked about before each use: the mark (ETag) makes that cheap."""


def answer(content: Any, media_type: str = "application/json") -> Response:
    """Content as JSON; numpy's numbers must be Python's by now."""
    return Response(msgspec.json.encode(content), media_type=media_type)


def mark(*parts: object) -> str:
    """An ETag of what an answer depends on: a weak one, however the answer is compressed."""
    return f'W/"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


def unchanged(request: Request, etag: str) -> bool:
    """Whether the reader has this very answer already."""
    known = request.headers.get("if-none-match", "")
    return known == "*" or _bare(etag) in map(_bare, known.split(","))


def _bare(etag: str) -> str:
    return etag.strip().removeprefix("W/")


def marked(body: bytes, media_type: str, etag: str, **headers: str) -> Response:
    """A body that a reader may keep."""
    kept: Mapping[str, str] = {"ETag": etag, "Cache-Control": REVALIDATE, **headers}
    return Response(body, headers=dict(kept), media_type=media_type)


def not_modified(etag: str) -> Response:
    """The reader has it: nothing to send."""
    return Response(status_code=304, headers={"ETag": etag, "Cache-Control": REVALIDATE})
