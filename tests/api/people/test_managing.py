"""Who belongs to what, as admins say it: what is over is over at once, and somebody stays admin."""

from collections.abc import Iterator

import httpx
import pytest

from tests.api.checks import faults, refused
from tests.api.people.cast import Cast, Somebody


@pytest.fixture
def admin(cast: Cast) -> Somebody:
    """Of GM1."""
    return cast.account(cast.organisation("municipality", "GM1"), "admin", "Ada")


@pytest.fixture
def client(admin: Somebody) -> Iterator[httpx.Client]:
    with admin.asking() as asking:
        yield asking


def test_somebody_who_is_invited_belongs_to_it_and_is_seen(
    cast: Cast, client: httpx.Client
) -> None:
    wish = {"email": "New@Example.org", "role": "officer"}
    told = client.post("/organisations/1/invitations", json=wish).json()
    assert told["link"].endswith(f"/invitation/{told['invitation']}")
    with cast.asking() as anybody:
        shown = anybody.post("/invitation-checks", json={"invitation": told["invitation"]}).json()
    assert (shown["email"], shown["role"], shown["organisation"], shown["by"]) == (
        "new@example.org", "officer", "Gm1", "Ada",
    )  # fmt: skip
    full = client.get("/organisations/1").json()
    assert [one["email"] for one in full["invitations"]] == ["new@example.org"]
    assert [(one["name"], one["own"]) for one in full["sessions"]] == [("Ada", True)]


def test_a_second_invitation_makes_the_first_worthless(cast: Cast, client: httpx.Client) -> None:
    wish = {"email": "new@example.org", "role": "officer"}
    first, second = (
        client.post("/organisations/1/invitations", json=wish).json()["invitation"]
        for _ in range(2)
    )
    with cast.asking() as anybody:
        refused(anybody.post("/invitation-checks", json={"invitation": first}), 404)
        told = anybody.post("/invitation-checks", json={"invitation": second})
    assert told.status_code == 200


@pytest.mark.parametrize("what", ["session", "member"])
def test_what_is_ended_for_somebody_is_over_at_once(
    cast: Cast, client: httpx.Client, what: str
) -> None:
    noor = cast.account(1, "officer", "Noor")
    full = client.get("/organisations/1").json()
    among = full[f"{what}s"]
    number = next(one["id"] for one in among if one["name"] == "Noor")
    ending = {"what": what, "id": number}
    assert client.post("/organisations/1/endings", json=ending).status_code == 201
    refused(client.post("/organisations/1/endings", json=ending), 404)
    with noor.asking() as theirs:
        me = theirs.get("/me").json()
        assert me["memberships"] == []
        assert (me["name"] is None) == (what == "session")


def test_another_organisations_things_are_not_there_to_end(
    cast: Cast, client: httpx.Client
) -> None:
    other = cast.organisation("municipality", "GM2")
    cast.account(other, "officer", "Noor")
    cast.key(other, "read")
    cast.invited(other, "viewer", "x@example.org")
    for what, table in (
        ("member", "membership"), ("invitation", "invitation"), ("session", "session"),
        ("key", "api_key"),
    ):  # fmt: skip
        number = cast.rows(f"select max(id) from {table}")[0][0]
        refused(client.post("/organisations/1/endings", json={"what": what, "id": number}), 404)
    assert cast.rows("select 1 from membership where ended_at is null and organisation_id = %s", 2)


def test_the_platform_always_has_an_admin(cast: Cast) -> None:
    platform = cast.organisation("platform")
    kim = cast.account(platform, "admin", "Kim")
    with kim.asking() as client:
        member = client.get(f"/organisations/{platform}").json()["members"][0]["id"]
        ending = {"what": "member", "id": member}
        assert faults(client.post(f"/organisations/{platform}/endings", json=ending))
        step = {"member": member, "role": "viewer"}
        assert faults(client.post(f"/organisations/{platform}/roles", json=step))
        assert client.get("/me").json()["runs_the_platform"]


def test_a_new_password_is_the_platforms_to_let_choose(cast: Cast, client: httpx.Client) -> None:
    noor = cast.account(1, "officer", "Noor")
    wish = {"email": noor.email, "role": "officer", "renews": True}
    refused(client.post("/organisations/1/invitations", json=wish), 403)
    kim = cast.account(cast.organisation("platform"), "admin", "Kim")
    with kim.asking() as platform:
        bad = wish | {"role": "admin"}
        assert set(faults(platform.post("/organisations/1/invitations", json=bad))) == {"role"}
        token = platform.post("/organisations/1/invitations", json=wish).json()["invitation"]
    with cast.asking() as anybody:
        from pyotp import TOTP

        shown = anybody.post("/invitation-checks", json={"invitation": token}).json()
        app = TOTP(shown["second_factor"])
        chosen = {
            "invitation": token, "name": "Noor", "email": noor.email,
            "password": "een heel ander wachtwoord", "code": app.at(int(cast.clock.now_s)),
        }  # fmt: skip
        assert anybody.post("/accounts", json=chosen).status_code == 201
    with noor.asking() as before:
        assert before.get("/me").json()["name"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "municipality", "name": "X"}, "municipality"),
        ({"kind": "municipality", "name": "X", "municipality": "GM404"}, "municipality"),
        ({"kind": "operator", "name": "X", "operator": "nobody"}, "operator"),
        ({"kind": "coordinator", "name": "X", "operator": "swift"}, "operator"),
        ({"kind": "municipality", "name": "X", "municipality": "GM1"}, "municipality"),
        ({"kind": "platform", "name": "X"}, "kind"),
    ],
)
def test_an_organisation_that_cannot_be_says_why(
    cast: Cast, client: httpx.Client, body: dict[str, str], field: str
) -> None:
    kim = cast.account(cast.organisation("platform"), "admin", "Kim")
    with kim.asking() as platform:
        assert set(faults(platform.post("/organisations", json=body))) == {field}


def test_a_key_is_shown_once_taken_in_the_header_alone_and_ends(
    cast: Cast, client: httpx.Client
) -> None:
    wish = {"name": "robot", "scopes": ["worklist"], "days": 30}
    made = client.post("/organisations/1/keys", json=wish).json()
    key = made["key"]
    assert key.startswith(made["prefix"])
    full = client.get("/organisations/1").text
    assert key not in full
    assert made["prefix"] in full
    with cast.asking(key=key) as robot:
        assert robot.get("/me").json()["name"] == "robot (Gm1)"
    with cast.asking() as anybody:
        for name in ("key", "access_token", "q"):
            told = refused(anybody.get("/places", params={name: key}), 400)
            assert told["type"] == "urn:stoep:key_in_address"
        refused(anybody.get(f"/feeds/{key}"), 400)
    kept = "".join(str(row) for row in cast.rows("select api_key::text from api_key"))
    assert key not in kept
    cast.clock.later(days=31)
    with cast.asking(key=key) as robot:
        refused(robot.get("/organisations"), 401)


def test_a_key_that_was_revoked_opens_nothing(cast: Cast, client: httpx.Client) -> None:
    key = cast.key(1, "worklist")
    number = client.get("/organisations/1").json()["keys"][0]["id"]
    ending = {"what": "key", "id": number}
    assert client.post("/organisations/1/endings", json=ending).status_code == 201
    act = {"what": "noted", "note": "n", "by": "r"}
    with cast.asking(key=key) as robot:
        refused(robot.post("/worklist/1/actions", json=act), 401)
        # Nor does it fall back to what everybody may see.
        refused(robot.get("/vehicles"), 401)


def test_a_program_needs_no_origin_and_a_key_manages_nobody(cast: Cast, towns: object) -> None:
    cast.organisation("municipality", "GM1")
    key = cast.key(1, "worklist", "read")
    with cast.asking(key=key) as robot:
        wish = {"email": "x@example.org", "role": "admin"}
        refused(robot.post("/organisations/1/invitations", json=wish), 403)
        act = {"what": "noted", "note": "n", "by": "r"}
        stay = cast.rows("select min(id) from open_stay")[0][0]
        assert robot.post(f"/worklist/{stay}/actions", json=act).status_code == 201
