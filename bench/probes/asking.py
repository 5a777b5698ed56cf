"""Everybody who asks, each with what they bring."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bench.probes.ground import Ground


@asynccontextmanager
async def asking(app: Any, ground: Ground) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    """A client of an application for each of them, by name."""
    clients = {
        name: httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://probe", headers=dict(actor.headers),
        )
        for name, actor in ground.actors.items()
    }  # fmt: skip
    yield clients
    for client in clients.values():
        await client.aclose()
