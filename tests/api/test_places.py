"""Places by name over HTTP."""

import httpx
import pytest

from api.answers import Places
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.worlds import World


@pytest.fixture(autouse=True)
def drawn(world: World) -> dict[str, int]:
    box = (4.30, 52.10, 4.31, 52.11)
    return {
        "old": world.area(AreaKind.hub, "harbour", *box, until="10 00:00"),
        "hub": world.area(AreaKind.hub, "harbour", *box, since="10 00:00"),
        "north": world.area(AreaKind.district, "harbour north", *box),
        "far": world.area(AreaKind.district, "harbour far", *box, municipality="GM8888"),
        "zone": world.area(AreaKind.no_parking, "harbour quay", *box),
    }


def names(client: httpx.Client, **question: str) -> list[int]:
    answer = told(client.get("/places", params=question), Places)
    return [place["area"] for place in answer["places"]]


def test_places_that_are_valid_now_are_found(client: httpx.Client, drawn: dict[str, int]) -> None:
    assert names(client, q="HARBOUR") == [drawn["hub"], drawn["far"], drawn["north"]]
    here = names(client, q="harbour", municipality="GM9999")
    assert here == [drawn["hub"], drawn["north"]]
    assert names(client, q="harbour", limit="1") == [drawn["hub"]]
    assert names(client, q="nowhere") == []


@pytest.mark.parametrize("query", ["", "?q=", "?q=a&limit=0", "?q=a%00b", "?q=a&much=1"])
def test_what_cannot_be_asked_is_refused(client: httpx.Client, query: str) -> None:
    assert faults(client.get(f"/places{query}"))
