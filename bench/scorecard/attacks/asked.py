"""Payloads in every parameter and path, from another site, and with tokens that are not good."""

import base64
import json
import re
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any
from urllib.parse import quote

import httpx
import psycopg

from bench.scorecard.attacks.strings import ELSEWHERE, LINES, PATHS, TYPED
from bench.scorecard.attacks.tally import Tally

EACH = 2
"""So many payloads a parameter, and all of them in turn."""
SLEPT_S = 4.5
TOLD = re.compile(
    r"root:.*:0:0|syntax error at|unterminated quoted|psycopg|Traceback|PostgreSQL \d|\[core\]|1337"
)
"""What an answer must never say: a file of the machine, the inside of the server, 7 × 191."""
NEEDED = {"from": "2026-03-14", "to": "2026-03-15", "day": "2026-03-14", "area": "1",
          "municipality": "GM9999", "operator": "swift", "kind": "district", "q": "p",
          "indicator": "permit_fleet", "module": "beach_day", "value": "1",
          "unit": "vehicles"}  # fmt: skip
PLACES = {"key": "swift", "id": "1", "indicator": "parked_density", "receipt": "none",
          "token": "none", "z": "1", "x": "0", "y": "0"}  # fmt: skip


def in_parameters(client: httpx.Client, tally: Tally, paths: dict[str, Any], address: str) -> None:
    """In each parameter, the others being good: no 500, no sleep, no file, nothing changed."""
    before, payloads = _fingerprint(address), cycle(TYPED)
    work = []
    for path, methods in paths.items():
        for told in methods.get("get", {}).get("parameters", ()):
            work += [(path, methods["get"], told, next(payloads)) for _ in range(EACH)]

    def ask(one: tuple[str, Any, Any, str]) -> None:
        path, route, told, payload = one
        places = dict(PLACES)
        query = {p["name"]: NEEDED.get(p["name"], "1") for p in route["parameters"]
                 if p["in"] == "query" and p.get("required")}  # fmt: skip
        holder = places if told["in"] == "path" else query
        holder[told["name"]] = payload
        target = "/v1" + path
        for name, value in places.items():
            target = target.replace("{" + name + "}", quote(value, safe=""))
        began = time.monotonic()
        answer = client.get(target, params=query)
        took = time.monotonic() - began
        # What was asked may be named in the answer, as JSON: a browser does not run that.
        runs = "html" in answer.headers.get("content-type", "") and payload in answer.text
        bad = answer.status_code >= 500 or runs or TOLD.search(answer.text) is not None
        headers = {name for name in answer.headers if name in ("set-cookie", "location")}
        slept = took > SLEPT_S and "pg_sleep" in payload
        tally.one("parameters", bad or slept or bool(headers), (target, query, answer.text[:200]))

    with ThreadPoolExecutor(4) as some:
        list(some.map(ask, work))
    tally.one("parameters", _fingerprint(address) != before, "rows were changed by asking")


def _fingerprint(address: str) -> list[Any]:
    tables = ("feed", "operator", "area", "open_stay", "permit_limit", "account")
    with psycopg.connect(address) as connection:
        return [
            connection.execute(f"select count(*), md5(string_agg(t::text, '' order by t::text)) from {table} t".encode()).fetchone()  # noqa: E501
            for table in tables
        ]  # fmt: skip


def in_paths(client: httpx.Client, tally: Tally) -> None:
    """Out of the folders of assets, pages and files; and to another site."""
    for base in ("/assets/", "/", "/v1/", "/v1/feeds/", "/basemap/", "/_dash-component-suites/",
                 "/ogc/collections/", "/city/policies/"):  # fmt: skip
        for payload in PATHS:
            answer = client.get(base + payload)
            bad = answer.status_code >= 500 or TOLD.search(answer.text) is not None
            tally.one("path traversal", bad, (base + payload, answer.status_code))
    for payload in ELSEWHERE:
        word = quote(payload)
        for target in (payload, f"/{payload}", f"/feeds/{payload}", f"/sign-in?next={word}",
                       f"/?next={word}&url={word}"):  # fmt: skip
            if not target.startswith("/"):
                continue
            try:
                answer = client.get(httpx.URL(str(client.base_url).rstrip("/") + target))
            except (httpx.InvalidURL, httpx.UnsupportedProtocol):
                continue
            away = answer.headers.get("location", "")
            bad = answer.status_code >= 500 or (bool(away) and not re.match(r"/(?![/\\])", away))
            tally.one("open redirect", bad, (target, answer.status_code, away))
    for host in ("evil.example", "127.0.0.1@evil.example", "evil.example:80", "[::1]"):
        for path in ("/", "/v1/feeds", "/ogc/", "/feeds"):
            answer = client.get(path, headers={"Host": host, "X-Forwarded-Host": host})
            bad = answer.status_code >= 500 or "evil.example" in answer.headers.get("location", "")
            tally.one("host header", bad, (host, path))
    for payload in LINES:
        answer = client.get("/feeds/" + payload.replace("\r", "%0d").replace("\n", "%0a"))
        bad = "set-cookie" in answer.headers or "location" in answer.headers
        tally.one("header injection", bad, payload)


FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"}, {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "nonsense"}, {"Origin": "http://127.0.0.1"},
    {"Origin": "http://127.0.0.1.evil.example"},
)  # fmt: skip


def from_elsewhere(
    client: httpx.Client, tally: Tally, acts: list[str], cookie: dict[str, str], rows: Any
) -> None:
    """A page of another site acts in the name of who is signed in, also through Dash's door."""
    before = rows()
    for path in [*acts, "/_dash-update-component"]:
        for headers in FOREIGN:
            answer = client.post(path, headers=headers, cookies=cookie, json={})
            bad = answer.status_code < 400 or answer.status_code >= 500
            # 403 where the door is; who is refused for another reason did nothing either.
            tally.one("cross-site", bad and answer.status_code != 405, (path, headers, answer.text))
    for path in acts:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            answer = client.post(path, headers={"Content-Type": kind, "Origin": "null"},
                                 cookies=cookie, content=b"{}")  # fmt: skip
            tally.one("cross-site", answer.status_code < 400 or answer.status_code >= 500, path)
    tally.one("cross-site", rows() != before, "rows were changed")


def forged(
    client: httpx.Client, tally: Tally, acts: list[str], name: str, good: str, key: str
) -> None:
    """Sessions and keys that nobody gave, that ended, or that are another's kind."""
    now = int(time.time())
    for path in acts:
        for token in _tokens(good, key, now):
            for how in ({"headers": {"Authorization": f"Bearer {token}"}},
                        {"cookies": {name: token}}):  # fmt: skip
                with httpx.Client(base_url=client.base_url, trust_env=False) as fresh:
                    answer = fresh.post(path, json={}, **how)  # type: ignore[arg-type]
                bad = answer.status_code not in (400, 401, 403, 404)
                # A good one gets as far as a 400: what is not good must not.
                bad = bad or answer.status_code == 400
                tally.one("forged", bad, (path, token[:60], answer.status_code))


def _tokens(good: str, key: str, now: int) -> Iterator[str]:
    def claims(head: dict[str, Any], body: dict[str, Any], sign: str) -> str:
        parts = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode() for p in (head, body)]
        return ".".join([*(p.rstrip("=") for p in parts), sign])

    admin = {"sub": "admin", "role": "admin", "exp": now + 9999, "aud": "stoep", "iss": "stoep"}
    yield claims({"alg": "none"}, admin, "")
    yield claims({"alg": "None", "typ": "JWT"}, admin, "")
    yield claims({"alg": "HS256"}, admin, "AAAA")
    yield claims({"alg": "HS256", "kid": "../../dev/null"}, admin, "")
    yield claims({"alg": "RS256", "jku": "http://127.0.0.1:1/"}, admin, "AAAA")
    yield claims({"alg": "HS256"}, admin | {"exp": 1}, "AAAA")
    yield claims({"alg": "HS256"}, admin | {"aud": "other"}, "AAAA")
    for whole in (good, key):
        yield whole[:-1]
        yield whole[:-1] + ("a" if whole[-1] != "a" else "b")
        yield whole + "a"
        yield whole.swapcase()
    yield "stoep_" + secrets.token_urlsafe(32)
    yield secrets.token_urlsafe(32)
    yield "null"
    yield "' or 1=1--"
    yield "%00"


def brute(client: httpx.Client, tally: Tally, email: str, times: int = 60) -> None:
    """Guesses at an account: none gets in, and most do not even reach the hash."""
    reached = 0
    for number in range(times):
        typed = {"email": email, "password": f"password {number} of many", "code": "000000"}
        status = client.post("/v1/sessions", json=typed).status_code
        reached += status == 401
        tally.one("brute force", status not in (401, 429), status)
    tally.one("brute force", reached > 20, f"{reached} of {times} guesses reached the hash")
