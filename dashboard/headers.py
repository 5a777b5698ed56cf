"""What a browser is told about our pages: from where they may load, and who may frame them."""

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
ALWAYS = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

PARTS = "/_dash-update-component"
"""What Dash answers here has no type: a browser would have to guess, and nobody compresses it."""


class Headers:
    """Adds to whatever is answered outside the API what always holds; it keeps what is there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(PARTS):
                    headers.setdefault("Content-Type", "application/json")
            await send(message)

        await self.app(scope, receive, sending)


def content_policy(html: str, base: Mapping[str, Any]) -> str:
    """The Content-Security-Policy of a page: our own origin, and the base map if it has tiles.

    Scripts in the page itself are those that stand in it as it is sent: each by its hash. Styles
    are looser: charts and maps set the style of what they draw.
    """
    tiles = [_origin(base["tiles"])] if base["tiles"] else []
    sources = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *dict.fromkeys(map(_hash, INLINE.findall(html)))],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:", *tiles],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'", *tiles],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(allowed)}" for name, allowed in sources.items())


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _origin(address: str) -> str:
    """Where tiles come from; an address of our own has no host."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "'self'"
