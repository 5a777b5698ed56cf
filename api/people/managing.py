"""Who belongs to what: organisations, members, invitations, sessions and keys, for their admins."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request, Response
from psycopg import Connection

from api.answer import answer
from api.answers.people import (
    Done,
    NewInvitation,
    NewKey,
    Organisation,
    OrganisationInFull,
    Organisations,
)
from api.evidence import Ask
from api.moments import moment
from api.people.asked import (
    AboutEnding,
    AboutInvited,
    AboutKey,
    AboutOrganisation,
    AboutRole,
)
from api.people.caller import Caller, OrganisationKind, Role
from api.people.ending import end, give_role
from api.people.invitations import invite
from api.people.keys import SHOWN, make_api_key
from api.people.organisations import NewOrganisation, add_organisation
from api.people.read import all_organisations, in_full
from api.people.refusals import BadChoice, NotAllowed
from api.people.signing import now_of
from api.problems import NotThere
from api.questions import SQL_INT, Plain
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, prefix="/organisations", tags=["people"])
OrganisationPath = Annotated[
    int, Path(ge=1, le=SQL_INT, description="Number of an organisation (see /organisations).")
]


@router.get("", response_model=Organisations, summary="Your organisations")
def list_organisations(question: Annotated[Plain, Query()], ask: Ask, request: Request) -> Response:
    """Those that you belong to; all of them, for whoever runs this Stoep."""
    caller: Caller = request.state.caller
    with ask.read() as reading:
        found = all_organisations(reading.connection)
    roles = {one.organisation_id: one.role for one in caller.memberships}
    seen = [one for one in found if one["id"] in roles or caller.runs_the_platform]
    return answer({"organisations": [one | {"role": roles.get(one["id"])} for one in seen]})


@router.post("", response_model=Organisation, status_code=201, summary="Add an organisation")
def create_organisation(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutOrganisation, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """A municipality, an operator or a coordinator that takes part from now on."""
    if about.kind is OrganisationKind.platform:
        raise BadChoice("kind", "There is one platform, and it is there.", "Choose another kind.")
    wish = NewOrganisation(about.kind, about.name, about.municipality, about.operator)
    with ask.write() as connection:
        number = add_organisation(connection, wish, _name(request), now_of(ask))
    return _created(
        {
            "id": number,
            "kind": about.kind,
            "name": about.name,
            "municipality": about.municipality,
            "operator": about.operator,
            "role": None,
        }
    )


@router.get("/{id}", response_model=OrganisationInFull, summary="Who belongs to an organisation")
def get_organisation(
    id: OrganisationPath, question: Annotated[Plain, Query()], ask: Ask, request: Request
) -> Response:
    """Its members, open invitations, sessions and keys."""
    caller: Caller = request.state.caller
    with ask.read() as reading:
        return answer(in_full(reading.connection, id, caller, now_of(ask)))


@router.post(
    "/{id}/invitations", response_model=NewInvitation, status_code=201, summary="Invite somebody"
)
def add_invitation(
    id: OrganisationPath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutInvited, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """A link for one address, good once and for a week; give it to them in a way that is safe."""
    caller: Caller = request.state.caller
    if about.renews and not caller.runs_the_platform:
        raise NotAllowed(
            "Only whoever runs this Stoep lets somebody choose a new password.",
            "Ask an admin of the platform.",
        )
    with ask.write() as connection:
        if about.renews:
            _check_member(connection, id, about.email, about.role)
        token = invite(
            connection, id, about.role, about.email, caller.name, now_of(ask), renews=about.renews
        )
    link = f"{ask.settings.public_url.rstrip('/')}/invitation/{token}"
    return _created({"invitation": token, "link": link})


@router.post("/{id}/roles", response_model=Done, status_code=201, summary="Give a role")
def set_role(
    id: OrganisationPath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutRole, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Make a member something else, from now on; what they may is asked anew at each step."""
    with ask.write() as connection:
        done = give_role(connection, id, about.member, about.role, _name(request), now_of(ask))
    if not done:
        raise NotThere(f"There is no member {about.member} of yours.", "See the organisation.")
    return _created({"done": True})


@router.post("/{id}/endings", response_model=Done, status_code=201, summary="End something")
def end_access(
    id: OrganisationPath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutEnding, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """End a membership, an invitation, a session or a key; it is over at once."""
    with ask.write() as connection:
        done = end(connection, id, about.what, about.id, _name(request), now_of(ask))
    if not done:
        raise NotThere(f"There is no {about.what} {about.id} of yours.", "See the organisation.")
    return _created({"done": True})


@router.post("/{id}/keys", response_model=NewKey, status_code=201, summary="Make a key")
def add_key(
    id: OrganisationPath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutKey, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """A key for a program of the organisation: it is shown this once."""
    lifetime, now = timedelta(days=about.days), now_of(ask)
    with ask.write() as connection:
        by = _name(request)
        scopes = set(about.scopes)
        key = make_api_key(connection, id, about.name, scopes, lifetime, by, now)
    expires = moment((now + lifetime).timestamp())
    return _created({"key": key, "prefix": key[:SHOWN], "expires_at": expires})


def _check_member(connection: Connection[Any], id: int, email: str, role: Role) -> None:
    """Whoever chooses a new password stays what they were."""
    row = connection.execute(
        "select m.role from membership m join person p on p.id = m.person_id"
        " where m.organisation_id = %s and p.email = %s and m.ended_at is null",
        [id, email],
    ).fetchone()
    if row is None:
        raise BadChoice("email", f"{email} is no member here.", "Invite them without `renews`.")
    if row[0] != role:
        raise BadChoice("role", f"Their role is {row[0]}.", "Give it as it is.")


def _name(request: Request) -> str:
    caller: Caller = request.state.caller
    return caller.name


def _created(content: Any) -> Response:
    told = answer(content)
    told.status_code = 201
    return told
