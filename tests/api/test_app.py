"""What holds for every path: strictness, problems, headers, and a database that is away.

A bad question is refused without asking the database: most of these tests have none.
"""

from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.documentation import document
from stoep.settings import Settings
from tests.api.checks import faults, refused
from tests.api.conftest import NOWHERE, serving
from tests.worlds import World

AT_ONCE = 8


def documented_paths() -> dict[str, dict[str, dict[str, object]]]:
    """Every path with what it says of itself, by method."""
    server = create_app(Settings(), NOWHERE)
    mounted = next(route for route in server.routes if getattr(route, "path", "") == "/v1")
    inner = mounted.app  # type: ignore[attr-defined]
    while not isinstance(inner, FastAPI):
        inner = inner.app
    inner.state.evidence.connections.close()
    inner.state.evidence.writing.close()
    found: dict[str, dict[str, dict[str, object]]] = document(inner)["paths"]
    return found


def documented_by_method() -> list[tuple[str, str]]:
    """Every route, as method and path."""
    paths = documented_paths()
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


OF_PEOPLE = (
    "/organisations",
    "/organisations/{id}",
    "/audit",
    "/disputes",
    "/disputes/{id}",
    "/push-keys",
)
"""Not open: whoever asks must be signed in, see tests/api/people/test_permissions.py."""
PATHS = {
    path: methods["get"]
    for path, methods in documented_paths().items()
    if "get" in methods and path not in OF_PEOPLE
}
FILLED = {
    path: path.format(
        key="swift",
        id="00000000-0000-0000-0000-000000000001" if "checks" in path else 1,
        z=0,
        x=0,
        y=0,
        indicator="parked_density",
        receipt="none",
        token="none",
    )
    for path in PATHS
}


TOWN = {"municipality": "GM9999"}
ROW = {**TOWN, "operator": "swift", "indicator": "permit_fleet"}
NEEDED = {
    "/imported-park-events": {"area": "1", "from": "2026-03-01"},
    "/permits/board": {**TOWN, "from": "2026-03-01"},
    "/permits/course": {**ROW, "from": "2026-03-01"},
    "/permits/verdict": {**ROW, "day": "2026-03-01"},
    "/places": {"q": "harbour"},
    "/effects": TOWN,
    "/mandates": TOWN,
    "/mandates/delivery": {**TOWN, "from": "2026-03-01"},
    "/mandates/letter": {**TOWN, "operator": "swift", "from": "2026-03-01"},
    "/reports/council": {**TOWN, "from": "2026-03-01", "to": "2026-03-08"},
    "/reports/operator": {**TOWN, "operator": "swift", "from": "2026-03-01", "to": "2026-03-08"},
    "/modules": TOWN,
    "/modules/{id}": TOWN,
    "/labels": {**TOWN, "from": "2026-03-01"},
    "/labels/day": {**TOWN, "module": "beach_day", "day": "2026-03-01"},
    "/labels/compare": {**TOWN, "module": "beach_day", "from": "2026-03-01"},
    "/rule-changes": {**TOWN, "from": "2026-03-01T00:00:00Z"},
    "/permits/limits": TOWN,
    "/permits/limits/history": TOWN,
    "/what-if/limit": {
        **TOWN,
        "indicator": "permit_fleet",
        "value": "1",
        "unit": "vehicles",
        "from": "2026-03-01",
    },
}
"""What a question must have, for those that must have something."""


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_parameter_is_refused_everywhere(away: httpx.Client, path: str) -> None:
    found = faults(away.get(FILLED[path], params={"nonsense": "1"}))
    assert found["nonsense"] == "There is no parameter `nonsense` here."


@pytest.mark.parametrize("path", PATHS)
def test_only_get_is_possible_and_the_answer_says_so(away: httpx.Client, path: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = away.request(method, FILLED[path])
        refused(answer, 405)
        assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize("path", PATHS)
def test_a_trailing_slash_is_not_there_and_not_redirected(away: httpx.Client, path: str) -> None:
    refused(away.get(FILLED[path] + "/"), 404)


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        (path, parameter["name"])
        for path, operation in PATHS.items()
        for parameter in operation.get("parameters", [])  # type: ignore[attr-defined]
        if parameter["in"] == "query"
    ],
)
def test_each_parameter_is_refused_when_empty_or_given_twice(
    away: httpx.Client, path: str, parameter: str
) -> None:
    assert parameter in faults(away.get(FILLED[path], params={parameter: ""}))
    twice = away.get(FILLED[path], params=[(parameter, "1"), (parameter, "1")])
    assert parameter in faults(twice)


def test_all_that_is_wrong_is_told_at_once(away: httpx.Client) -> None:
    answer = away.get(
        "/vehicles?moment=yesterday&class=9&form=rocket&bounds=1,2&limit=1&limit=2&area=x&also=1"
    )
    assert set(faults(answer)) == {
        "moment", "class", "form", "bounds", "limit", "area", "also",
    }  # fmt: skip


def test_a_value_given_twice_names_itself(away: httpx.Client) -> None:
    found = faults(away.get("/vehicles?limit=1&limit=1"))
    assert found == {"limit": "`limit` is given more than once."}


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-14", "2026-03-14T12:00:00", "2026-03-14 12:00:00Z", "1773489600", "now",
        "2026-02-30T12:00:00Z", "2026-03-14T25:00:00Z", "2026-03-14T12:00:00+99:00",
        "9999-03-14T12:00:00Z", "2026-03-14T12:00:00 01:00", "٢٠٢٦-03-14T12:00:00Z", "'; drop",
    ],
)  # fmt: skip
def test_a_moment_without_sense_or_zone_is_refused(away: httpx.Client, moment: str) -> None:
    assert set(faults(away.get("/vehicles", params={"moment": moment}))) == {"moment"}


@pytest.mark.parametrize(
    "moment",
    ["2026-03-14T12:00:00Z", "2026-03-14T13:00:00.7+01:00", "2026-03-14t12:00:00z"],
)
def test_a_moment_may_have_any_zone_and_answers_are_in_utc(
    client: httpx.Client, moment: str
) -> None:
    answer = client.get("/vehicles", params={"moment": moment})
    assert answer.json()["moment"] == "2026-03-14T12:00:00Z"


def test_what_is_still_to_come_is_refused(client: httpx.Client) -> None:
    for path in ("/vehicles", "/tiles/vehicles/0/0/0"):
        found = faults(client.get(path, params={"moment": "2026-03-15T12:00:01Z"}))
        assert set(found) == {"moment"}


def test_an_unknown_path_is_a_problem_within_and_beside_the_version(client: httpx.Client) -> None:
    refused(client.get("/nothing"), 404)
    refused(client.get("/feeds/..%2f..%2fetc"), 404)
    beside = client.get(str(client.base_url).replace("/v1", "/v2"))
    assert beside.status_code == 404
    assert beside.json()["title"] == "Not found"


KNOWN_ALWAYS = (
    "/access",
    "/openapi.json",
    "/liveness",
    "/me",
    "/receipt-key",
    "/indicators",
    "/indicators/{indicator}",
    "/indicator-proposals",
)
"""Answered without a database."""
ASKED = {
    "area": "1", "kind": "district", "day": "2026-03-14", "from": "2026-03-14T08:00:00Z",
    "operator": "swift",
}  # fmt: skip


def filled_in(path: str) -> dict[str, str]:
    """What a path needs to be told."""
    wanted = PATHS[path].get("parameters", [])  # type: ignore[attr-defined]
    return {p["name"]: ASKED[p["name"]] for p in wanted if p["in"] == "query" and p["required"]}


NEED_A_DATABASE = [p for p in PATHS if p not in KNOWN_ALWAYS and "receipt" not in p]


@pytest.fixture(scope="module")
def said_away(away: httpx.Client) -> dict[str, httpx.Response]:
    """What each path says without a database: asked together, for each waits its two seconds."""

    def ask(path: str) -> httpx.Response:
        needed = NEEDED.get(path.removeprefix("/exports")) or filled_in(path)
        return away.get(FILLED[path], params=needed)

    with ThreadPoolExecutor(AT_ONCE) as some:
        return dict(zip(NEED_A_DATABASE, some.map(ask, NEED_A_DATABASE), strict=True))


@pytest.mark.parametrize("path", NEED_A_DATABASE)
def test_without_a_database_every_answer_is_a_503(
    said_away: dict[str, httpx.Response], path: str
) -> None:
    answer = said_away[path]
    problem = refused(answer, 503)
    assert answer.headers["retry-after"] == "5"
    assert "nowhere" not in answer.text
    assert "Traceback" not in answer.text
    assert problem["remedy"]


def test_the_database_may_come_back(address: str, world: World) -> None:
    with serving(create_app(Settings(), address)) as client:
        assert client.get("/health").status_code == 200
        world.connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        assert client.get("/health").status_code == 200


def test_a_locked_table_costs_a_503_and_not_the_server(address: str) -> None:
    with psycopg.connect(address) as other, serving(create_app(Settings(), address)) as client:
        other.execute("lock table feed in access exclusive mode")
        answer = client.get("/health", timeout=10)
        refused(answer, 503)
        other.rollback()
        assert client.get("/health").status_code == 200


def test_an_error_of_our_own_is_a_500_without_its_inside(address: str, world: World) -> None:
    world.connection.execute("alter table operator rename to operator_then")
    with serving(create_app(Settings(), address)) as client:
        answer = client.get("/operators")
    problem = refused(answer, 500)
    assert "operator" not in problem["detail"]


@pytest.mark.parametrize("taken", ["zstd", "br", "gzip"])
def test_answers_are_compressed_for_who_takes_that(address: str, world: World, taken: str) -> None:
    with serving(create_app(Settings(), address)) as client:
        plain = client.get("/openapi.json", headers={"Accept-Encoding": "identity"})
        packed = client.get("/openapi.json", headers={"Accept-Encoding": taken})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == taken
    assert "Accept-Encoding" in packed.headers["vary"]
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    if taken == "gzip":  # which every reader undoes
        assert packed.content == plain.content


def test_nothing_is_written_by_asking(address: str) -> None:
    app = create_app(Settings(), address)
    evidence = app.state.evidence
    with (
        evidence.read() as reading,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        reading.connection.execute("delete from feed")
    evidence.connections.close()
