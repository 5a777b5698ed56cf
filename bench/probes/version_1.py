"""Probes of /v1: each route by its rule."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import httpx
from fastapi.routing import APIRoute

from api.app import version_1
from api.evidence import Evidence
from api.permissions import MOVEMENTS, RULES, Gives, May, Rule, Whose
from bench.probes.asked import asked
from bench.probes.asking import asking
from bench.probes.found import Found
from bench.probes.ground import ABSENT, FOREIGN, OWN, TOWNS, Ground

AT_ONCE = 8
ONLY: tuple[str, ...] = ()
"""Paths that are probed alone; none: all."""
ROWS = (Gives.rows, Gives.deed)
RECEIPT = re.compile(r'"receipt":"[^"]*"')


async def probe(evidence: Evidence, ground: Ground, every: int, found: Found) -> None:
    """Ask every `every` n-th route about what is own, foreign and absent, as everybody."""
    app, turns = version_1(evidence), asyncio.Semaphore(AT_ONCE)
    async with asking(app, ground) as clients:
        routes = [one for number, one in enumerate(_routes(app)) if number % every == 0]
        # Who signed out asks nothing more.
        for last in (False, True):
            questions = [
                _route(clients, ground, method, route.path, found, turns)
                for method, route in routes
                if (route.path == "/sign-outs") is last
            ]
            await asyncio.gather(*questions)


def _routes(app: Any) -> Iterator[tuple[str, APIRoute]]:
    """Every route that the application has, whether it has a rule or not."""
    for one in app.routes:
        for route in getattr(getattr(one, "original_router", None), "routes", [one]):
            if isinstance(route, APIRoute) and (not ONLY or route.path in ONLY):
                for method in sorted(route.methods):
                    yield method, route


async def _route(
    clients: dict[str, httpx.AsyncClient], ground: Ground, method: str, path: str, found: Found,
    turns: asyncio.Semaphore,
) -> None:  # fmt: skip
    """All that is asked of one route, by everybody."""
    rule = RULES.get((method, path))
    found.note(rule is None, method, path, "has no rule")
    for name, client in clients.items():
        told: dict[str, list[httpx.Response]] = {}
        for whose in (ABSENT, FOREIGN, OWN):
            told[whose] = []
            for how in asked(method, path, whose, ground):
                async with turns:
                    answer = await client.request(method, **how)
                found.tried += 1
                told[whose].append(answer)
                _judge(found, ground, name, rule, answer, how, whose)
        if rule is not None and rule.gives in ROWS and rule.whose is not Whose.map:
            _compare(found, ground, name, path, told)


def _judge(
    found: Found, ground: Ground, name: str, rule: Rule | None, answer: httpx.Response,
    how: dict[str, Any], whose: str,
) -> None:  # fmt: skip
    """Whether one answer leaks."""
    actor, asked_for = ground.actors[name], (name, how)
    found.note(answer.status_code >= 500, *asked_for, answer.status_code)
    sent = str(how)
    for secret in ground.secrets:
        theirs = actor.town is not None and actor.town == secret.town
        theirs |= actor.operator is not None and actor.operator == secret.operator
        if not theirs and secret.text not in sent and secret.text in answer.text:
            # The log has what they asked; the platform's admins see who belongs to what.
            own = "/audit" in str(how["url"]) or name.endswith("platform")
            own &= rule is not None and rule.gives is Gives.own
            found.note(not own, *asked_for, "tells", secret.text)
    if rule is None:
        found.note(answer.status_code < 400, *asked_for, "a route without a rule answers")
        return
    may = actor.reads and (actor.town is not None or actor.operator is not None)
    rows = rule.gives is Gives.rows or (
        rule.gives is Gives.numbers and any(f"/{one}/" in str(how["url"]) for one in MOVEMENTS)
    )
    if (rows and not may) or (rule.may not in (May.everybody, May.newcomer) and not actor.known):
        found.note(answer.status_code < 400, *asked_for, answer.status_code, "let through")
    if rows and actor.operator is None and whose == FOREIGN and actor.town == TOWNS[OWN]:
        through = answer.status_code < 400 and rule.whose is not Whose.map
        found.note(through, *asked_for, answer.status_code, "another's is let through")


def _compare(
    found: Found, ground: Ground, name: str, path: str, told: dict[str, list[httpx.Response]]
) -> None:
    """What is another's answers as what is not there."""
    actor = ground.actors[name]
    if actor.operator is not None:
        return  # Areas are public: an operator sees its own in any, and nothing where none is.
    others = [w for w in (OWN, FOREIGN) if TOWNS[w] != actor.town and w in told]
    for whose in others:
        for one, none in zip(told[whose], told[ABSENT], strict=True):
            same = one.status_code == none.status_code
            same &= _plain(one, whose, ground) == _plain(none, ABSENT, ground)
            found.note(not same, name, path, whose, one.text[:120], "is not", none.text[:120])


def _plain(answer: httpx.Response, whose: str, ground: Ground) -> str:
    """What an answer says, whatever the object is called."""
    text = RECEIPT.sub("", answer.text)
    names = {str(numbers[whose]) for numbers in ground.numbers.values()} | {TOWNS[whose]}
    for one in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.]){one}(?!\w)", "#", text)
    return text
