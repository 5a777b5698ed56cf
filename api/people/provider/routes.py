"""The two steps of signing in by a provider: setting out, and coming back."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response
from psycopg.errors import UniqueViolation

from api.answer import answer
from api.answers.people import Arrived, SetOut
from api.audit.sign_ins import NOBODY, write_sign_in
from api.evidence import Ask, Evidence
from api.people.asked import AboutArrival, AboutJourney
from api.people.attempts import begin_attempt, let_in
from api.people.caller import Caller
from api.people.invitations import look
from api.people.provider import journey as journeys
from api.people.provider.entering import Entered, check_fresh, connect, enter
from api.people.provider.journey import LIFETIME, Journey, come_back, proofs, set_out
from api.people.provider.proof import Proved, prove
from api.people.provider.provider import Provider
from api.people.provider.refusals import NoProvider, NotLetInByProvider, ProviderAway
from api.people.refusals import NotSignedIn
from api.people.sessions import begin_session, caller_by_session
from api.people.signing import address, cookie, now_of, set_session, tell_me
from api.permit import caller_of
from api.questions import Plain
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["people"])


@router.post(
    "/provider-journeys", response_model=SetOut, status_code=201,
    summary="Set out to an identity provider",
)  # fmt: skip
def begin_journey(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutJourney, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Where to go to sign in; the cookie that comes along binds the way back to this browser.

    With `invitation` it is accepted on return; with `connects` who is signed in will be known by
    the provider too, which asks for a sign-in with password and code of the last ten minutes.
    """
    provider, now = provider_of(ask), now_of(ask)
    invitation = session = None
    if about.connects:
        caller = caller_of(request, ask, acts=True)
        if caller is None or caller.session_id is None:
            raise NotSignedIn
        session = caller.session_id
    with ask.door() as connection:
        if session is not None:
            check_fresh(connection, session, now)
        elif about.invitation is not None:
            invitation = look(connection, about.invitation, now).id
    try:
        provider.describe()
    except ProviderAway as away:
        write_sign_in(ask, request, away.cause, refused=True, again=False)
        raise
    with ask.door() as connection:
        wish = Journey(about.goes_to, invitation, session)
        state, browser = set_out(connection, wish, now)
    shown = proofs(ask.secret, state, browser)
    told = answer({"address": provider.address(state, shown.nonce, shown.challenge)})
    told.status_code = 201
    told.set_cookie(
        journeys.cookie_name(ask.settings.public_url), browser,
        max_age=int(LIFETIME.total_seconds()), **cookie(ask),
    )  # fmt: skip
    return told


@router.post(
    "/sessions/provider", response_model=Arrived, status_code=201,
    summary="Come back from an identity provider",
)  # fmt: skip
def end_journey(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutArrival, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Sign in with the code that the provider gave; the cookie that comes back is the session.

    Whatever is wrong, the answer is the same; the log has the cause. A journey is taken once.
    """
    provider, now = provider_of(ask), now_of(ask)
    with ask.door() as connection:
        # Each journey by itself, all of one address together.
        attempt = begin_attempt(
            connection, ask.secret, f"journey {about.state}", address(request), now
        )
    actor = NOBODY
    try:
        browser = request.cookies.get(journeys.cookie_name(ask.settings.public_url), "")
        with ask.door() as connection:
            journey = come_back(connection, about.state, browser, now)
        if about.error is not None or about.code is None:
            raise NotLetInByProvider("declined")
        if about.iss is not None and about.iss != provider.issuer:
            raise NotLetInByProvider("bad_iss")
        shown = proofs(ask.secret, about.state, browser)
        tokens = provider.redeem(about.code, shown.verifier)
        proved = prove(tokens.id_token, provider, shown.nonce, ask.clock())
        if journey.invitation_id is not None and "email" not in proved.claims:
            told_beside = provider.about(proved.subject, tokens.access_token)
            proved = replace(proved, claims={**told_beside, **proved.claims})
        caller = caller_of(request, ask, acts=True) if journey.session_id is not None else None
        actor = caller.name if caller else NOBODY
        entered, token = _let_in(ask, request, attempt, journey, proved, caller)
    except (NotLetInByProvider, ProviderAway) as refused:
        write_sign_in(ask, request, refused.cause, actor=actor, refused=True)
        raise
    if entered.bound:
        write_sign_in(ask, request, "connected", actor=entered.name, refused=False)
    with ask.read() as reading:
        found = caller_by_session(reading.connection, token, now) if token else caller
    told = answer({**tell_me(found, ask), "goes_to": journey.goes_to})
    told.status_code = 201
    told.delete_cookie(journeys.cookie_name(ask.settings.public_url), **cookie(ask))
    if token is not None:
        set_session(told, ask, token)
    return told


def provider_of(ask: Evidence) -> Provider:
    """The provider of the settings; raises NoProvider."""
    if ask.provider is None:
        raise NoProvider
    return ask.provider


def _let_in(
    ask: Evidence, request: Request, attempt: int, journey: Journey, proved: Proved,
    caller: Caller | None,
) -> tuple[Entered, str | None]:  # fmt: skip
    """Who came in, and the token of their new session; who is in already keeps theirs."""
    now = now_of(ask)
    try:
        with ask.door() as connection:
            let_in(connection, attempt)
            if journey.session_id is not None:
                return connect(connection, proved, caller, journey.session_id, now), None
            entered = enter(connection, proved, journey.invitation_id, now)
            token = begin_session(connection, entered.person_id, "provider", address(request), now)
            return entered, token
    except UniqueViolation:
        # Two of the same came at once: the first is in.
        raise NotLetInByProvider("meanwhile") from None
