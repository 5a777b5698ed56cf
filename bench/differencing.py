"""Differencing: can a trip be worked out by taking one public answer from another that holds it?

Reading is for people here, and who asks is nobody. Pairs of questions of which one holds the other
(times, areas, kinds of day, operators, forms, files) are asked; a cell is recovered where what they
have apart is between nothing and k trips.
"""

import asyncio
import random
from typing import Any

import httpx

from api.app import version_1
from api.evidence import open_evidence
from api.moments import moment
from bench.scratch import scratch_database
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from zones.movement.publish import Rules, publish_flows, read_grids

NOW = at("15 12:00").timestamp()
SEED, K, SIDE = 7, 10, 0.02
DISTRICTS = 5
WEEKS = (("02-02", "02-07"), ("02-09", "02-14"), ("02-16", "02-21"), ("02-23", "02-28"),
         ("3-02", "3-07"))  # fmt: skip
"""A working day and a day of the weekend of each; the first block is never told."""
HOURS = 24 * 40
RULES = Rules(read_grids("district"), K, 5, "Europe/Amsterdam")
Flows = dict[tuple[int, int], int]


def run(pairs: int = 2_000, weeks: int = len(WEEKS)) -> dict[str, Any]:
    """Try so many pairs on a scratch database."""
    with scratch_database("differencing") as address:
        return tried(address, pairs, weeks)


def tried(address: str, pairs: int, weeks: int) -> dict[str, Any]:
    """Draw trips in a migrated, empty database, and ask nested questions of them."""
    dice = random.Random(SEED)
    with drawing(address) as world:
        areas = draw_trips(world, dice, WEEKS[-weeks:])
    return asyncio.run(_ask_pairs(address, areas, dice, pairs))


def draw_trips(world: World, dice: random.Random, weeks: tuple[tuple[str, str], ...]) -> list[int]:
    """Districts in a row, and from each to each in each block between 0 and 24 trips."""
    areas = [
        world.area(
            AreaKind.district, f"d{n}", 4.30 + n * SIDE, 52.10, 4.30 + (n + 1) * SIDE, 52.11,
            municipality="GM1",
        )
        for n in range(DISTRICTS)
    ]  # fmt: skip
    areas.append(
        world.area(AreaKind.municipality, "GM1", 4.30, 52.10, 4.30 + DISTRICTS * SIDE, 52.11,
                   municipality="GM1")
    )  # fmt: skip
    world.feed("veer", ("02-01 00:00", "15 12:00"))
    for days in weeks:
        for day in days:
            for start in range(DISTRICTS):
                for end in range(DISTRICTS):
                    for trip in range(dice.choice((0, 1, 3, 9, 10, 11, 24))):
                        hour = f"{day} {10 + end}"
                        world.rode(
                            "veer", (4.31 + start * SIDE, 52.105), (4.31 + end * SIDE, 52.105),
                            f"{hour}:{2 * trip:02}", f"{hour}:{2 * trip + 5:02}",
                        )  # fmt: skip
    world.tells_trips("veer", "15 12:00")
    publish_flows(world.connection, RULES, int(NOW))
    return areas


async def _ask_pairs(
    address: str, areas: list[int], dice: random.Random, pairs: int
) -> dict[str, Any]:
    settings = Settings(acting="people", reading="people", flow_k=K)
    evidence = open_evidence(settings, address, lambda: NOW, "the secret of these pairs")
    asked: dict[str, tuple[int, Flows] | None] = {}
    recovered: list[str] = []
    told = 0
    try:
        transport = httpx.ASGITransport(version_1(evidence))
        async with httpx.AsyncClient(transport=transport, base_url="http://pairs") as client:
            for _ in range(pairs):
                wide, narrow = nested(dice, areas)
                answers = [await _ask(client, one, asked) for one in (wide, narrow)]
                if answers[0] is None or answers[1] is None:
                    continue
                told += bool(answers[0][0])
                recovered += apart(answers[0], answers[1], wide, narrow)
    finally:
        evidence.connections.close()
        evidence.writing.close()
    return {"pairs": pairs, "recovered": len(recovered), "told": told, "detail": recovered[:20]}


def nested(dice: random.Random, areas: list[int]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A question, and one that it holds."""
    start, more = at("02-03 00:00").timestamp(), sorted(dice.sample(range(HOURS), 4))
    wide: dict[str, Any] = {"path": "/flows", "from": moment(start + more[0] * 3600),
                            "to": moment(start + more[3] * 3600)}  # fmt: skip
    narrow = dict(wide)
    for cut in dice.sample(("time", "area", "days", "operator", "indicator", "file"), 2):
        match cut:
            case "time":
                narrow |= {"from": moment(start + more[1] * 3600),
                           "to": moment(start + more[2] * 3600)}  # fmt: skip
            case "area":
                way = {"direction": dice.choice(("from", "to"))}
                wide, narrow = wide | way, narrow | way | {"area": dice.choice(areas[:-1])}
            case "days":
                narrow["days"] = dice.choice(("weekday", "weekend"))
            case "operator":
                narrow |= {dice.choice(("operator", "form")): dice.choice(("veer", "bicycle"))}
            case "indicator":
                name = dice.choice(("arrivals", "departures", "rentals", "net_balance"))
                narrow |= {"path": f"/indicators/{name}/series", "area": dice.choice(areas)}
            case _:
                narrow["path"] = f"/exports{narrow['path']}"
    return wide, narrow


async def _ask(
    client: httpx.AsyncClient, question: dict[str, Any], asked: dict[str, tuple[int, Flows] | None]
) -> tuple[int, Flows] | None:
    """All trips and those of each flow; None: refused, which tells nothing."""
    key = str(sorted(question.items()))
    if key not in asked:
        query = {name: value for name, value in question.items() if name != "path"}
        if str(question["path"]).startswith("/exports"):
            query["format"] = "csv"
        answer = await client.get(str(question["path"]), params=query)
        asked[key] = _flows(answer)
    return asked[key]


def _flows(answer: httpx.Response) -> tuple[int, Flows] | None:
    if answer.status_code != 200:
        return None
    if answer.headers["content-type"].startswith("text/csv"):
        # A file says the same by name; its rows are held against the answer by the tests of files.
        return None
    content = answer.json()
    if "flows" not in content:
        return content.get("total", 0), {(-1, n): v for n, v in enumerate(_numbers(content))}
    flows = {(one["origin"], one["destination"]): one["trips"] for one in content["flows"]}
    return content["trips"] or 0, flows


def _numbers(content: dict[str, Any]) -> list[int]:
    return [value for line in content.get("lines", []) for value in line["values"] if value]


def apart(
    wide: tuple[int, Flows], narrow: tuple[int, Flows], *questions: dict[str, Any]
) -> list[str]:
    """What two answers give away together: a difference, or a number, of fewer than k trips."""
    found = [wide[0] - narrow[0]]
    found += [trips - narrow[1].get(cell, 0) for cell, trips in wide[1].items()]
    found += [*narrow[1].values(), *wide[1].values()]
    return [f"{number} of {questions}" for number in found if 0 < abs(number) < K]


if __name__ == "__main__":
    print(run())
