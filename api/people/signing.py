"""Signing in and out, and what an invitation makes of somebody."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import Field

from api.answer import answer
from api.answers.people import Done, Invited, Me
from api.evidence import Ask, Evidence
from api.moments import moment
from api.people import demo
from api.people.accounts import NewAccount, SignIn, accept, make_account, sign_in
from api.people.asked import AboutAccount, AboutDemo, AboutInvitation, AboutSession
from api.people.caller import Caller
from api.people.invitations import look
from api.people.refusals import NotSignedIn
from api.people.second_factor import address_of, key_for
from api.people.sessions import (
    LONGEST,
    begin_session,
    caller_by_session,
    cookie_name,
    end_session,
    touch,
)
from api.permit import caller_of
from api.questions import Plain, Question
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["people"])


class AboutMe(Question):
    """Who asks."""

    opened: bool = Field(False, description="A page was opened: the session is not idle.")


@router.get("/me", response_model=Me, summary="Who is signed in")
def get_me(question: Annotated[AboutMe, Query()], ask: Ask, request: Request) -> Response:
    """Who asks, and what they belong to; nobody, where nobody is signed in."""
    caller = None
    if ask.settings.acting == "people":
        try:
            caller = caller_of(request, ask, acts=False)
        except NotSignedIn:
            caller = None
    if question.opened and caller is not None and caller.session_id is not None:
        with ask.door() as connection:
            touch(connection, caller.session_id, now_of(ask))
    return answer(tell_me(caller, ask))


@router.post("/sessions", response_model=Me, status_code=201, summary="Sign in")
def start_session(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutSession, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Sign in with e-mail address, password and code; the cookie that comes back is the session.

    Whatever is wrong, the answer is the same. Who fails often waits: a 429 says how long.
    """
    typed = SignIn(about.email, about.password, about.code.replace(" ", ""), address(request))
    token = sign_in(ask.door, ask.secret, typed, now_of(ask))
    return signed_in(ask, request, token)


@router.post("/sessions/demo", response_model=Me, status_code=201, summary="Sign in to the demo")
def start_demo_session(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutDemo, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Be one of the demo's made-up people; there is nobody to be where it is no demo."""
    with ask.door() as connection:
        person = demo.person(connection, ask.settings, about.who)
        token = begin_session(connection, person, "demo", address(request), now_of(ask))
    return signed_in(ask, request, token)


@router.post("/sign-outs", response_model=Done, status_code=201, summary="Sign out")
def sign_out(question: Annotated[Plain, Query()], ask: Ask, request: Request) -> Response:
    """End the session that asks; the token opens nothing from now on."""
    caller = caller_of(request, ask, acts=True)
    if caller is not None and caller.session_id is not None:
        with ask.door() as connection:
            end_session(connection, caller.session_id, now_of(ask))
    told = answer({"done": caller is not None})
    told.status_code = 201
    told.delete_cookie(cookie_name(ask.settings.public_url), **cookie(ask))
    return told


@router.post("/invitation-checks", response_model=Invited, summary="To what an invitation is")
def check_invitation(
    question: Annotated[Plain, Query()], about: Annotated[AboutInvitation, Body()], ask: Ask
) -> Response:
    """What the link makes of who has it, and the second factor of the account that it makes."""
    with ask.door() as connection:
        found = look(connection, about.invitation, now_of(ask))
    key = key_for(ask.secret, about.invitation)
    return answer(
        {
            "organisation": found.organisation,
            "role": found.role,
            "email": found.email,
            "renews": found.renews,
            "by": found.by,
            "expires_at": moment(found.expires_at.timestamp()),
            "second_factor": key,
            "second_factor_address": address_of(key, found.email or found.organisation),
        }
    )


@router.post("/accounts", response_model=Me, status_code=201, summary="Make an account")
def add_account(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutAccount, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Make an account by an invitation, and sign in."""
    code = about.code.replace(" ", "")
    wish = NewAccount(about.invitation, about.name, about.email, about.password, code)
    person = make_account(ask.door, ask.secret, wish, now_of(ask))
    with ask.door() as connection:
        token = begin_session(connection, person, "password", address(request), now_of(ask))
    return signed_in(ask, request, token)


@router.post("/memberships", response_model=Me, status_code=201, summary="Accept an invitation")
def accept_invitation(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutInvitation, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Who is signed in becomes a member of one more organisation."""
    caller: Caller = request.state.caller
    with ask.door() as connection:
        accept(connection, caller, about.invitation, now_of(ask))
    told = answer(tell_me(caller_of(request, ask, acts=False), ask))
    told.status_code = 201
    return told


def signed_in(ask: Evidence, request: Request, token: str) -> Response:
    """The answer to who just signed in: who they are, and the cookie."""
    with ask.read() as reading:
        caller = caller_by_session(reading.connection, token, now_of(ask))
    told = answer(tell_me(caller, ask))
    told.status_code = 201
    set_session(told, ask, token)
    return told


def set_session(told: Response, ask: Evidence, token: str) -> None:
    """Give the browser its session."""
    longest_s = int(LONGEST.total_seconds())
    name = cookie_name(ask.settings.public_url)
    told.set_cookie(name, token, max_age=longest_s, **cookie(ask))


def cookie(ask: Evidence) -> dict[str, Any]:
    """How cookies are given: out of reach of scripts and other sites, over TLS where there is."""
    secure = ask.settings.public_url.startswith("https://")
    return {"path": "/", "secure": secure, "httponly": True, "samesite": "lax"}


def address(request: Request) -> str:
    """From where somebody asks."""
    return request.client.host if request.client else "unknown"


def now_of(ask: Evidence) -> datetime:
    """The moment at which something is asked."""
    return datetime.fromtimestamp(ask.clock(), UTC)


def tell_me(caller: Caller | None, ask: Evidence) -> dict[str, Any]:
    """Who asks, as answers tell it."""
    settings = ask.settings
    return {
        "signs_in": settings.acting == "people",
        "reading": settings.reading,
        "name": caller.name if caller else None,
        "email": (caller.email or None) if caller else None,
        "memberships": [
            {
                "organisation": one.organisation_id,
                "name": one.organisation,
                "kind": one.kind,
                "municipality": one.municipality,
                "operator": one.operator,
                "role": one.role,
            }
            for one in (caller.memberships if caller else ())
        ],
        "runs_the_platform": caller is not None and caller.runs_the_platform,
        "demo": list(demo.WHO) if settings.demo_people else [],
        "provider": ask.provider.name if ask.provider else None,
    }
