"""A Stoep that has areas and no feed yet: nothing is known, and each question is told so."""

from typing import Any

import httpx
import pytest

from stoep.vocabulary import AreaKind
from tests.worlds import World
from zones.measure import INDICATORS

BOX = (4.30, 52.05, 4.31, 52.06)
DAY = "from=2026-03-14T00:00:00Z&to=2026-03-15T00:00:00Z"


@pytest.fixture
def area(world: World) -> int:
    world.area(AreaKind.municipality, "GM9999", *BOX)
    world.area(AreaKind.hub, "hub", *BOX, capacity=5)
    return world.area(AreaKind.district, "west", *BOX)


def asked(client: httpx.Client, question: str) -> dict[str, Any]:
    reply = client.get(question)
    assert reply.status_code in (200, 400), (question, reply.text)
    assert reply.status_code == 200 or reply.json()["remedy"], question
    content: dict[str, Any] = reply.json()
    return content


@pytest.mark.parametrize("indicator", sorted(INDICATORS))
def test_no_number_is_told_of_what_nobody_saw(
    client: httpx.Client, area: int, indicator: str
) -> None:
    answers = [
        asked(client, f"/indicators/{indicator}/{question}")
        for question in (
            "map?kind=district",
            f"map?kind=district&{DAY}",
            f"series?area={area}&{DAY}&step=hour",
            f"profile?area={area}&{DAY}",
        )
    ]
    for answer in answers:
        for name in ("values", "lines", "areas"):
            assert not [v for v in numbers(answer.get(name)) if v]


def numbers(told: Any) -> list[float]:
    """All values that an answer tells, however deep."""
    if isinstance(told, dict):
        own = [told["value"]] if isinstance(told.get("value"), int | float) else []
        return own + [v for k, part in told.items() if k != "value" for v in numbers(part)]
    if isinstance(told, list):
        return [v for part in told for v in numbers(part)]
    return []


@pytest.mark.parametrize(
    "question",
    [
        "/feeds", "/operators", "/hubs", "/vehicles?limit=10", "/health", "/status", "/quality-log",
        "/worklist?area={area}", "/long-parked?area={area}&days=1", "/permits", "/mandates",
        "/indicators", "/places?q=west", "/tiles/vehicles/12/2097/1352", "/modules", "/labels",
    ],
)  # fmt: skip
def test_each_question_is_answered(client: httpx.Client, area: int, question: str) -> None:
    reply = client.get(question.format(area=area))
    assert reply.status_code < 500, reply.text
