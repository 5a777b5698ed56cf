"""Webhooks: a message posted as JSON, signed so that its receiver knows whose it is, and when.

The signature is in the header `Stoep-Signature: t=<unix seconds>,v1=<hex>`: HMAC-SHA256 with the
secret of the recipient over `<unix seconds>.<body>`. A receiver refuses what is older than some
minutes, and drops what comes twice by `Idempotency-Key`.
"""

import asyncio
import hmac
import json
from datetime import datetime
from typing import Any

import httpx

from ingest.notices.refusals import NeverSent, NotSent
from ingest.refusal import Refusal

DEADLINE_S, MOST_BYTES = 10.0, 64 * 1024
GONE = 410


def signature(secret: str, at: int, body: bytes) -> str:
    """The value of the header, for a moment in unix seconds."""
    seal = hmac.digest(secret.encode(), f"{at}.".encode() + body, "sha256").hex()
    return f"t={at},v1={seal}"


async def post(
    http: httpx.AsyncClient, url: str, secret: str, key: str, data: dict[str, Any], now: datetime
) -> None:
    """Post a message; raises NotSent, or NeverSent where the address is gone for good.

    The client asks only what may be asked, and no redirect is followed.
    """
    body = json.dumps(data, ensure_ascii=False).encode()
    headers = {
        "content-type": "application/json",
        "idempotency-key": key,
        "stoep-signature": signature(secret, int(now.timestamp()), body),
    }
    try:
        async with asyncio.timeout(DEADLINE_S):
            status = await _post(http, url, body, headers)
    except (TimeoutError, httpx.TimeoutException):
        raise NotSent(f"The webhook gave no answer within {DEADLINE_S:g} s.") from None
    except Refusal as refused:
        raise NotSent(refused.sentence, refused.remedy) from None
    except (httpx.HTTPError, httpx.InvalidURL) as broken:
        what = str(broken) or type(broken).__name__
        raise NotSent(f"The webhook cannot be reached: {what}.") from None
    if status == GONE:
        raise NeverSent("The webhook answers 410: it is gone for good.", "Remove the recipient.")
    if not 200 <= status < 300:
        raise NotSent(f"The webhook answers {status}.")


async def _post(http: httpx.AsyncClient, url: str, body: bytes, headers: dict[str, str]) -> int:
    async with http.stream(
        "POST", url, content=body, headers=headers, follow_redirects=False
    ) as answer:
        read = 0
        # Its words are not for us; they are read so far that the connection can be used again.
        async for chunk in answer.aiter_raw():
            read += len(chunk)
            if read > MOST_BYTES:
                break
        return answer.status_code
