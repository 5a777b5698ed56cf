"""Who may ask what: every route of the API, by every kind of caller, on what is theirs and is not.

What is expected stands here a second time, beside the table in `api/permissions.py`: a route that
is in neither list is open to all, and that is checked too.
"""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from api.permissions import RULES
from stoep.vocabulary import AreaKind
from tests.api.checks import refused
from tests.api.people.cast import Cast
from tests.api.test_app import FILLED, NEEDED, documented_by_method, filled_in
from tests.worlds import World
from zones.policy.drawn import drawn as drawn_as
from zones.policy.life import Draft, draw

BY = "whatever was typed"
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[4.301, 52.071], [4.302, 52.071], [4.302, 52.072], [4.301, 52.071]]],
}
SQUARE_OF_TWO = {
    "type": "Polygon",
    "coordinates": [[[4.321, 52.071], [4.322, 52.071], [4.322, 52.072], [4.321, 52.071]]],
}
LIMIT = {
    "operator": "swift", "indicator": "permit_fleet", "value": 4, "unit": "vehicles",
    "from": "2026-04-01", "by": BY, "why": "decision 1",
}  # fmt: skip
WITHDRAWAL = {"from": "2026-05-01", "by": BY, "why": "decision 2"}
NOTE = {"what": "noted", "note": "n", "by": BY}
COMMIT = {"what": "committed", "by": BY, "after": 1}
SAID = {"words": "w", "by": BY, "after": 1}
DECISION = SAID | {"what": "dismissed"}
SETTING = {"enabled": False, "by": BY, "why": "council decision 1"}
ANONYMOUS, ACTORS = "anonymous", (
    "anonymous", "viewer", "officer", "admin", "officer of another", "operator", "coordinator",
    "platform", "key", "key for another purpose",
)  # fmt: skip
OWN, FOREIGN, ABSENT = "own", "foreign", "absent"


@dataclass
class Drawn:
    """The objects of GM1 (own), of GM2 (foreign), and what is not there."""

    zone: dict[str, int]
    limit: dict[str, int]
    stay: dict[str, int]
    dispute: dict[str, int]
    organisation: dict[str, int]
    keys: dict[str, str]
    cookies: dict[str, str]


TOWNS = {OWN: "GM1", FOREIGN: "GM2", ABSENT: "GM3"}


@pytest.fixture
def drawn(cast: Cast, towns: World) -> Drawn:
    """Two towns with a zone, a limit and a vehicle each; everybody there is."""
    zones, limits = {}, {}
    # No number of a zone is that of an area too, by chance.
    cast.rows("select setval('zone_id_seq', 700)")
    for whose, shape in ((OWN, SQUARE), (FOREIGN, SQUARE_OF_TWO)):
        shaped = drawn_as({"type": "Feature", "properties": {}, "geometry": shape})
        with cast.pool.connection() as connection:
            zones[whose] = draw(
                connection, AreaKind.hub, TOWNS[whose], Draft("Plein", shaped, None, None),
                "a test", cast.clock.now,
            )  # fmt: skip
        limits[whose] = cast.rows(
            "insert into permit_limit (municipality, operator_id, indicator, bound, value, unit,"
            " effective_from, set_by, why) values (%s, (select id from operator where key ="
            " 'swift'), 'permit_fleet', 'maximum', 5, 'vehicles', '2026-03-01', 'a', 'b')"
            " returning id",
            TOWNS[whose],
        )[0][0]
    disputes = {
        whose: cast.rows(
            "with made as (insert into dispute (number, operator_id, municipality, kind, limit_id,"
            " opened_at) values (%s, (select id from operator where key = 'swift'), %s, 'limit',"
            " %s, now()) returning number) insert into dispute_act select number, 1, 'opened',"
            " 'operator', 'w', '{}', null, 'a', true, now() from made returning dispute",
            number, TOWNS[whose], limits[whose],
        )[0][0]
        for whose, number in ((OWN, 700_000_001), (FOREIGN, 700_000_002))
    }  # fmt: skip
    feed = towns.feeds["swift"].id << 40
    one, two = (cast.organisation("municipality", town) for town in ("GM1", "GM2"))
    swift = cast.organisation("operator", "swift")
    people = {
        "viewer": (one, "viewer"), "officer": (one, "officer"), "admin": (one, "admin"),
        "officer of another": (two, "officer"), "operator": (swift, "officer"),
        "coordinator": (cast.organisation("coordinator"), "officer"),
        "platform": (cast.organisation("platform"), "admin"),
    }  # fmt: skip
    cookies = {name: cast.account(*of, name.title()).cookie for name, of in people.items()}
    keys = {
        "key": cast.key(one, "zones", "worklist", "permits", "modules"),
        "key for another purpose": cast.key(one, "read"),
    }
    absent = 900
    return Drawn(
        zones | {ABSENT: absent},
        limits | {ABSENT: absent},
        {OWN: feed + 1, FOREIGN: feed + 2, ABSENT: feed + absent},
        disputes | {ABSENT: absent},
        {OWN: one, FOREIGN: two, ABSENT: absent},
        keys,
        cookies,
    )


def asked(path: str, whose: str, drawn: Drawn) -> dict[str, Any]:
    """How a route is asked about an object: its path, and what goes along."""
    town = {"municipality": TOWNS[whose]}
    square = SQUARE_OF_TWO if whose == FOREIGN else SQUARE
    match path:
        case "/zones/drawings":
            body = town | {"kind": "hub", "name": "Plein", "geometry": square, "by": BY}
            return {"url": path, "json": body}
        case "/zones/uploads":
            sent = {"content": b"{}", "headers": {"Content-Type": "application/geo+json"}}
            return {"url": path, "params": town | {"by": BY}, **sent}
        case "/zones/{id}/actions":
            return {"url": path.format(id=drawn.zone[whose]), "json": COMMIT}
        case "/worklist/{id}/actions":
            return {"url": path.format(id=drawn.stay[whose]), "json": NOTE}
        case "/permits/decisions":
            return {"url": path, "json": town | LIMIT}
        case "/permits/limits/{id}/withdrawal":
            return {"url": path.format(id=drawn.limit[whose]), "json": WITHDRAWAL}
        case "/disputes/{id}" | "/disputes/{id}/answers" | "/disputes/{id}/decision":
            body = {"json": DECISION if path.endswith("decision") else SAID}
            sent = {} if path.endswith("}") else body
            return {"url": path.format(id=drawn.dispute[whose]), **sent}
        case "/modules/{id}/settings":
            return {"url": path.format(id="beach_day"), "json": town | SETTING}
    number = drawn.organisation[whose]
    bodies: dict[str, Any] = {
        "invitations": {"email": "x@example.org", "role": "viewer"},
        "roles": {"member": 999, "role": "viewer"},
        "endings": {"what": "key", "id": 999},
        "keys": {"name": "robot", "scopes": ["read"]},
    }
    body = {"json": bodies[path.rsplit("/", 1)[1]]} if path.count("/") == 3 else {}
    return {"url": path.format(id=number), **body}


ACTS = (
    "/zones/drawings", "/zones/uploads", "/zones/{id}/actions", "/worklist/{id}/actions",
    "/permits/decisions", "/permits/limits/{id}/withdrawal", "/modules/{id}/settings",
)  # fmt: skip
MANAGED = (
    ("GET", "/organisations/{id}"), ("POST", "/organisations/{id}/invitations"),
    ("POST", "/organisations/{id}/roles"), ("POST", "/organisations/{id}/endings"),
    ("POST", "/organisations/{id}/keys"),
)  # fmt: skip
OF_PEOPLE = {
    ("GET", "/audit"),
    ("GET", "/organisations"),
    ("POST", "/organisations"),
    ("POST", "/memberships"),
    ("GET", "/disputes"),
    ("POST", "/disputes"),
    ("GET", "/push-keys"),
    ("POST", "/push-keys"),
    ("POST", "/push-keys/endings"),
}
NEWCOMERS = {
    *("/sessions", "/sessions/demo", "/sign-outs", "/invitation-checks", "/accounts"),
    *("/provider-journeys", "/sessions/provider"),
}
DISPUTED = (
    ("GET", "/disputes/{id}"), ("POST", "/disputes/{id}/answers"),
    ("POST", "/disputes/{id}/decision"),
)  # fmt: skip
NOT_OPEN = {("POST", path) for path in ACTS} | set(MANAGED) | OF_PEOPLE | set(DISPUTED)
EVERY = documented_by_method()
ON_ACTS = {  # (own, foreign, absent)
    "anonymous": (401, 401, 401), "viewer": (403, 404, 404), "officer": (0, 404, 404),
    "admin": (0, 404, 404), "officer of another": (404, 0, 404), "operator": (404, 404, 404),
    "coordinator": (404, 404, 404), "platform": (404, 404, 404), "key": (0, 404, 404),
    "key for another purpose": (403, 404, 404),
}  # fmt: skip
"""Status by whose the object is; 0: through the gate, to the route itself."""
ON_DISPUTES = {  # of Swift, which is a side of both
    "GET": ON_ACTS | {
        "viewer": (0, 404, 404), "operator": (0, 0, 404), "key for another purpose": (0, 404, 404),
    },
    "answers": ON_ACTS | {"operator": (0, 0, 404)},
    "decision": ON_ACTS | {"operator": (403, 403, 404)},
}  # fmt: skip
ON_ORGANISATIONS = {
    "anonymous": (401, 401, 401), "viewer": (403, 404, 404), "officer": (403, 404, 404),
    "admin": (0, 404, 404), "officer of another": (404, 403, 404), "operator": (404, 404, 404),
    "coordinator": (404, 404, 404), "platform": (0, 0, 404), "key": (403, 403, 403),
    "key for another purpose": (403, 403, 403),
}  # fmt: skip


def send(cast: Cast, drawn: Drawn, actor: str, method: str, how: dict[str, Any]) -> httpx.Response:
    with cast.asking(drawn.cookies.get(actor, ""), drawn.keys.get(actor, "")) as client:
        return client.request(method, **how)


def test_every_route_has_a_rule_and_no_rule_is_of_a_route_that_is_gone() -> None:
    assert set(EVERY) == set(RULES)


def check(
    cast: Cast, drawn: Drawn, method: str, path: str, table: dict[str, tuple[int, int, int]]
) -> None:
    """Every actor on what is own, foreign and absent: own last, for it may change the object."""
    for actor in ACTORS:
        expected = dict(zip((OWN, FOREIGN, ABSENT), table[actor], strict=True))
        told = {}
        for whose in (ABSENT, FOREIGN, OWN):
            answer = send(cast, drawn, actor, method, asked(path, whose, drawn))
            told[whose] = answer
            if expected[whose]:
                refused(answer, expected[whose])
            else:
                assert answer.status_code not in (401, 403), (actor, whose, answer.text)
                assert answer.status_code != 404 or path.endswith(("/roles", "/endings"))
                assert answer.status_code < 500, answer.text
        for whose in (FOREIGN, OWN):
            if expected[whose] == expected[ABSENT] == 404:
                assert same(told[whose], whose, drawn) == same(told[ABSENT], ABSENT, drawn)


def same(answer: httpx.Response, whose: str, drawn: Drawn) -> str:
    """What an answer says, whatever the object is called."""
    text = answer.text
    for names in (drawn.zone, drawn.limit, drawn.stay, drawn.dispute, drawn.organisation, TOWNS):
        text = text.replace(f" {names[whose]} ", " # ")
    return text


@pytest.mark.parametrize("path", ACTS)
def test_a_municipality_acts_on_what_is_its_own(cast: Cast, drawn: Drawn, path: str) -> None:
    check(cast, drawn, "POST", path, ON_ACTS)


@pytest.mark.parametrize(("method", "path"), DISPUTED)
def test_a_dispute_is_there_for_its_two_sides_alone(
    cast: Cast, drawn: Drawn, method: str, path: str
) -> None:
    table = ON_DISPUTES["GET" if method == "GET" else path.rsplit("/", 1)[1]]
    check(cast, drawn, method, path, table)


@pytest.mark.parametrize(("method", "path"), MANAGED)
def test_an_admin_manages_the_organisation_that_is_theirs(
    cast: Cast, drawn: Drawn, method: str, path: str
) -> None:
    check(cast, drawn, method, path, ON_ORGANISATIONS)


def test_only_the_platform_says_which_organisations_there_are(cast: Cast, drawn: Drawn) -> None:
    body = {"kind": "coordinator", "name": "Together"}
    for actor in ACTORS:
        answer = send(cast, drawn, actor, "POST", {"url": "/organisations", "json": body})
        expected = {"anonymous": 401, "platform": 201}.get(actor, 403)
        assert answer.status_code == expected, actor


def test_each_sees_the_organisations_that_are_theirs(cast: Cast, drawn: Drawn) -> None:
    for actor in ACTORS[1:]:
        answer = send(cast, drawn, actor, "GET", {"url": "/organisations"}).json()
        seen = {one["name"] for one in answer["organisations"]}
        expected = {
            "officer of another": {"Gm2"}, "operator": {"Swift"}, "coordinator": {"Coordinator"},
            "platform": {"Gm1", "Gm2", "Swift", "Coordinator", "Stoep"},
        }.get(actor, {"Gm1"})  # fmt: skip
        assert seen == expected, actor
    refused(send(cast, drawn, ANONYMOUS, "GET", {"url": "/organisations"}), 401)


def test_an_invitation_is_accepted_by_a_person_who_signed_in(cast: Cast, drawn: Drawn) -> None:
    how = {"url": "/memberships", "json": {"invitation": "guess"}}
    refused(send(cast, drawn, ANONYMOUS, "POST", how), 401)
    refused(send(cast, drawn, "key", "POST", how), 403)
    refused(send(cast, drawn, "viewer", "POST", how), 404)


def test_all_else_is_open_and_says_the_same_to_everybody(cast: Cast, drawn: Drawn) -> None:
    """Reading needs no account: a route that is in no list above answers all alike."""
    for method, path in sorted(set(EVERY) - NOT_OPEN):
        if path in NEWCOMERS or path == "/me":
            continue
        needed = NEEDED.get(path.removeprefix("/exports")) or (
            filled_in(path) if method == "GET" else {}
        )
        how: dict[str, Any] = {"url": FILLED.get(path, path.replace("{id}", "1")), "params": needed}
        if method == "POST":
            how = {"url": path.format(id="beach_day", token="none"), "json": {}}
        told = {
            actor: send(cast, drawn, actor, method, how).status_code
            for actor in (ANONYMOUS, "operator", "officer")
        }
        assert len(set(told.values())) == 1, (path, told)
        assert told[ANONYMOUS] not in (401, 403), path


def test_who_acts_is_who_signed_in_whatever_was_typed(cast: Cast, drawn: Drawn) -> None:
    how = asked("/worklist/{id}/actions", OWN, drawn)
    made = send(cast, drawn, "officer", "POST", how).json()["action"]
    assert (made["by"], made["verified"]) == ("Officer", True)
    again = how | {"json": NOTE | {"note": "by a program", "after": 1}}
    made = send(cast, drawn, "key", "POST", again).json()["action"]
    assert made["by"] == "robot (Gm1)"


def test_a_role_that_is_taken_away_is_gone_at_once(cast: Cast, drawn: Drawn) -> None:
    how = asked("/worklist/{id}/actions", OWN, drawn)
    found = send(cast, drawn, "admin", "GET", asked("/organisations/{id}", OWN, drawn)).json()
    member = next(one["id"] for one in found["members"] if one["name"] == "Officer")
    url = f"/organisations/{drawn.organisation[OWN]}/roles"
    step = {"url": url, "json": {"member": member, "role": "viewer"}}
    assert send(cast, drawn, "admin", "POST", step).status_code == 201
    refused(send(cast, drawn, "officer", "POST", how), 403)
