"""Who comes in by an identity provider: by an invitation, by a link, or as who is known."""

import pytest

from api.people.caller import Role
from api.people.provider.entering import FRESH
from tests.api.checks import refused
from tests.api.people.cast import Cast, Clock, Somebody
from tests.api.people.provider.local import (
    LocalProvider,
)
from tests.api.people.provider.ways import Answers, arrived, back, causes, check_refused, through


def test_an_invitation_and_the_provider_make_somebody_known(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    token = cast.invited(town, "officer", "noor@example.org")
    with cast.asking() as client:
        me = arrived(client, through(client, invitation=token, goes_to="/worklist"))
        assert (me["name"], me["email"], me["goes_to"]) == (
            "Noor de Wit", "noor@example.org", "/worklist",
        )  # fmt: skip
        assert [(one["municipality"], one["role"]) for one in me["memberships"]] == [
            ("GM1", "officer")
        ]
        assert client.get("/me").json()["name"] == "Noor de Wit"
        refused(client.post("/invitation-checks", json={"invitation": token}), 404)
    assert cast.rows("select via from session") == [("provider",)]
    assert causes(cast) == ["let_through connected"]


def test_from_then_on_issuer_and_subject_are_who_it_is_whatever_the_address(
    cast: Cast, noor: Somebody, provider: LocalProvider
) -> None:
    provider.who.email, provider.who.verified = "other@example.org", False
    with cast.asking() as client:
        me = arrived(client, through(client))
    assert (me["name"], me["email"]) == ("Noor de Wit", "noor@example.org")
    provider.who.email, provider.who.subject = "noor@example.org", "somebody else"
    provider.who.verified = True
    with cast.asking() as client:
        check_refused(cast, back(client, through(client)), "unknown_subject")


@pytest.mark.parametrize(
    ("who", "cause"),
    [
        ({"verified": False}, "address_unverified"),
        ({"verified": "true"}, "address_unverified"),
        ({"email": "other@example.org"}, "other_address"),
        ({"email": None}, "no_address"),
        ({"email": "no address"}, "no_address"),
    ],
)
def test_an_invitation_is_for_who_has_the_address_for_certain(
    cast: Cast, town: int, provider: LocalProvider, who: Answers, cause: str
) -> None:
    token = cast.invited(town, "officer", "noor@example.org")
    for name, value in who.items():
        setattr(provider.who, name, value)
    with cast.asking() as client:
        check_refused(cast, back(client, through(client, invitation=token)), cause)
        assert client.post("/invitation-checks", json={"invitation": token}).status_code == 200
    assert cast.rows("select 1 from person") == []
    assert cast.rows("select 1 from provider_binding") == []


def test_an_address_that_the_token_leaves_out_is_asked_for(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    provider.in_token = False
    token = cast.invited(town, "officer", "noor@example.org")
    with cast.asking() as client:
        provider.told_beside = {"sub": "somebody else"}
        told = back(client, through(client, invitation=token))
        check_refused(cast, told, "other_subject")
        provider.told_beside = {}
        me = arrived(client, through(client, invitation=token))
    assert me["email"] == "noor@example.org"


def test_an_account_that_is_there_is_nobodys_for_having_its_address(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    cast.account(town, "officer", "Noor")
    token = cast.invited(cast.organisation("municipality", "GM2"), "admin", "noor@example.org")
    with cast.asking() as client:
        check_refused(cast, back(client, through(client, invitation=token)), "address_taken")
    assert cast.rows("select 1 from provider_binding") == []


def test_who_is_known_accepts_one_more_invitation(cast: Cast, noor: Somebody) -> None:
    other = cast.organisation("municipality", "GM2")
    token = cast.invited(other, "viewer", noor.email)
    foreign = cast.invited(other, "admin", "somebody@example.org")
    with cast.asking() as client:
        me = arrived(client, through(client, invitation=token))
        assert [one["municipality"] for one in me["memberships"]] == ["GM1", "GM2"]
        told = back(client, through(client, invitation=foreign))
        check_refused(cast, told, "other_address")


def test_an_invitation_that_was_withdrawn_meanwhile_lets_nobody_in(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    token = cast.invited(town, "officer", "noor@example.org")
    with cast.asking() as client:
        brought = through(client, invitation=token)
        cast.invited(town, "viewer", "noor@example.org")  # instead of the first
        check_refused(cast, back(client, brought), "no_invitation")
        refused(client.post("/provider-journeys", json={"invitation": token}), 404)


def test_a_link_for_a_new_password_is_none_for_the_provider(
    cast: Cast, noor: Somebody, town: int
) -> None:
    from api.people.invitations import invite

    with cast.pool.connection() as connection:
        token = invite(
            connection, town, Role.officer, noor.email, "a test", cast.clock.now, renews=True
        )
    with cast.asking() as client:
        check_refused(cast, back(client, through(client, invitation=token)), "renews")


def test_who_is_signed_in_connects_their_account(
    cast: Cast, town: int, provider: LocalProvider
) -> None:
    vera = cast.account(town, "officer", "Vera")
    with vera.asking() as client:
        assert arrived(client, through(client, connects=True))["name"] == "Vera"
    with cast.asking() as client:
        assert arrived(client, through(client))["name"] == "Vera"
    provider.who.subject = "a new one, for the same person"
    with vera.asking() as client:
        arrived(client, through(client, connects=True))
    provider.who.subject = "248289761001"
    with cast.asking() as client:
        check_refused(cast, back(client, through(client)), "unknown_subject")
    entries = cast.rows("select actor, object from audit_entry where outcome = 'let_through'")
    assert entries == [("Vera", "cause=connected")] * 2


def test_connecting_asks_for_a_fresh_sign_in_of_ones_own(
    cast: Cast, town: int, clock: Clock, provider: LocalProvider
) -> None:
    vera = cast.account(town, "officer", "Vera")
    clock.later(seconds=FRESH.total_seconds() + 1)
    with vera.asking() as client:
        told = refused(client.post("/provider-journeys", json={"connects": True}), 403)
        assert told["type"] == "urn:stoep:not_fresh"
    with cast.asking() as client:
        refused(client.post("/provider-journeys", json={"connects": True}), 401)


def test_who_came_in_by_the_provider_cannot_change_who_it_means(cast: Cast, noor: Somebody) -> None:
    with cast.asking() as client:
        arrived(client, through(client))
        refused(client.post("/provider-journeys", json={"connects": True}), 403)


def test_whom_the_provider_means_is_one_person(cast: Cast, noor: Somebody, town: int) -> None:
    vera = cast.account(town, "officer", "Vera")
    with vera.asking() as client:
        told = back(client, through(client, connects=True))
        check_refused(cast, told, "bound_elsewhere")
        assert client.get("/me").json()["name"] == "Vera"


def test_a_role_that_is_taken_away_and_a_session_that_is_ended_are_over_at_once(
    cast: Cast, noor: Somebody, town: int
) -> None:
    with cast.asking() as client, cast.account(town, "admin", "Ada").asking() as admin:
        assert arrived(client, through(client))["memberships"]
        full = admin.get(f"/organisations/{town}").json()
        for what, left in (("member", "Noor de Wit"), ("session", None)):
            number = [one["id"] for one in full[f"{what}s"] if one["name"] == "Noor de Wit"]
            for one in number:
                ending = {"what": what, "id": one}
                if what == "session":
                    with cast.pool.connection() as connection:
                        connection.execute("update membership set ended_at = null, ended_by = null")
                assert admin.post(f"/organisations/{town}/endings", json=ending).status_code == 201
            me = client.get("/me").json()
            assert (me["name"], me["memberships"]) == (left, [])
