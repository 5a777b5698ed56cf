"""Questions to the API over HTTP: in the same process, or at an address where one is set."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI

from dashboard import asker
from stoep.errors import StoepError
from stoep.settings import Settings

HERE = "http://stoep.internal"
PATIENCE_S, REPORT_PATIENCE_S = 15, 90
AGAIN_S = (0.5, 1, 2, 4, 8)
"""Seconds until a question is asked again that the API was too busy for (503). A past moment is not
refreshed: what is not answered by then stays as it was."""


class NoAnswer(StoepError):
    """The API did not answer a question, or not with what was asked."""

    code = "no_answer"

    def __init__(self, sentence: str, remedy: str, status: int | None = None) -> None:
        super().__init__(sentence, remedy)
        self.status = status
        """Of the API's refusal; None where it did not answer at all."""


class Api:
    """The API as the dashboard sees it."""

    def __init__(self, settings: Settings, server: FastAPI) -> None:
        transport = None if settings.api_url else httpx.ASGITransport(app=server)
        self._http = httpx.AsyncClient(
            base_url=settings.api_url or HERE,
            transport=transport,
            # Within one process there is nothing to gain.
            headers=None if settings.api_url else {"Accept-Encoding": "identity"},
            timeout=PATIENCE_S,
            trust_env=False,
        )

    async def ask(self, path: str, **question: Any) -> dict[str, Any]:
        """The answer to a question; values that are None are not asked. Raises NoAnswer."""
        return await self._get(path, question, PATIENCE_S)

    async def report(self, path: str, **question: Any) -> dict[str, Any]:
        """The same for what takes many questions in one: it is waited for longer."""
        return await self._get(path, question, REPORT_PATIENCE_S)

    async def _get(self, path: str, question: dict[str, Any], patience_s: float) -> dict[str, Any]:
        asked = {name.rstrip("_"): value for name, value in question.items() if value is not None}
        answer = await self._answer("GET", path, params=asked, timeout=patience_s)
        if answer.status_code != 200:
            said = f"The API answered {path} with {answer.status_code}."
            raise NoAnswer(said, "Try again.", answer.status_code)
        found: dict[str, Any] = answer.json()
        return found

    async def send(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """What the API makes of a question with a body: the status and the answer.

        Raises NoAnswer. Nothing may be changed by it: where the API is too busy it is asked again.
        """
        answer = await self._answer("POST", path, json=body)
        if answer.status_code >= 500:
            said = f"The API answered {path} with {answer.status_code}."
            raise NoAnswer(said, "Try again.", answer.status_code)
        return answer.status_code, answer.json()

    async def _answer(self, method: str, path: str, **asked: Any) -> httpx.Response:
        """The answer to a question, asked again for a while when the API is too busy for it."""
        for wait_s in (*AGAIN_S, None):
            try:
                answer = await self._http.request(
                    method, f"/v1/{path}", headers=asker.headers(), **asked
                )
            except httpx.HTTPError as broken:
                told = f"The API did not answer {path}: {broken!r}."
                raise NoAnswer(told, "Try again.") from broken
            if answer.status_code != 503 or wait_s is None:
                break
            await asyncio.sleep(wait_s)
        return answer

    async def city(self) -> dict[str, Any] | None:
        """The municipality that the page is about: id, code, name, bbox, source; None: none yet."""
        found = await self.ask("areas", kind="municipality", geometry="no")
        if not found["features"]:
            return None
        first = found["features"][0]
        return {"id": first["id"], "bbox": first["bbox"], **first["properties"]}
