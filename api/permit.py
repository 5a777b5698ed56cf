"""The gate: before a route does anything, whether who asks may, by the table in `api/permissions`.

What is somebody else's and what is not there get the same answer.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from psycopg import Connection
from starlette.concurrency import run_in_threadpool

from api.audit.written import write_down
from api.disputes.party import PARTIES, check_contestant, check_party
from api.evidence import Evidence
from api.once import FOR_ANYBODY
from api.people.caller import Caller, Role, caller_by_key
from api.people.keys import BEGINNING
from api.people.refusals import (
    KeyInAddress,
    NobodySignsIn,
    NoOperator,
    NotAllowed,
    NotFromHere,
    NotSignedIn,
)
from api.people.sessions import caller_by_session, cookie_name, touch
from api.permissions import RULES, Gives, Look, May, Rule, Whose
from api.problems import BadQuestion, NotThere
from api.reading import ASKED_WITHIN, Within, asks_rows, check_drawing, narrow
from stoep.same_origin import is_same_origin
from zones.disputes.acts import NoDispute

OPEN_TO_ALL = (May.everybody, May.newcomer)
OF_PEOPLE = (
    May.newcomer, May.signed_in, May.member, May.operator, May.admin, May.platform,
)  # fmt: skip
OF_PERSONS = (May.signed_in, May.operator, May.admin, May.platform)
"""What a program may not, whatever its key is for."""
TOLD_APART = (Gives.numbers, Gives.rows, Gives.receipt)
"""What is not the same for everybody, where reading is for people."""
OWNERS = {
    Whose.zone: "select municipality from zone where id = %s",
    Whose.limit: "select municipality from permit_limit where id = %s",
    Whose.dispute: "select municipality from dispute where number = %s",
    Whose.stay: """
        select a.code from area a
        where a.kind = 'municipality' and a.id = any (
            select unnest(s.areas) from (
                select areas from open_stay where id = %(id)s
                union all
                select areas from stay where id = %(id)s
            ) s
        ) order by a.id limit 1""",
}
"""The municipality of an object by its number."""
NAMES = {
    Whose.zone: ("zone", "See /v1/zones for all zones."),
    Whose.limit: ("limit", "See /v1/permits/limits/history."),
    Whose.stay: ("stay", "See /v1/worklist for what stands."),
    Whose.organisation: ("organisation", "See /v1/organisations for yours."),
    Whose.body: ("municipality", "See /v1/me for what is yours."),
    Whose.query: ("municipality", "See /v1/me for what is yours."),
}


async def permit(request: Request) -> None:
    """Let a question through to its route, or refuse it by name.

    Raises NotSignedIn, NotAllowed, NotThere and others of `api/people/refusals`. Who asks is kept
    in `request.state.caller`, where the rule needs to know.
    """
    request.state.caller = None
    path: str = request.scope["route"].path
    rule = RULES.get((request.method, path))
    if rule is None:
        raise NotAllowed("Nobody has said who may do this.", "Tell whoever runs this Stoep.")
    if BEGINNING in request.url.query or BEGINNING in request.url.path:
        raise KeyInAddress
    ask: Evidence = request.app.state.evidence
    for_people = ask.settings.reading == "people"
    asked_within: Within | None = request.scope.get(ASKED_WITHIN)
    if asked_within is not None:
        request.state.caller = asked_within.caller
        if for_people:
            await run_in_threadpool(narrow, request, ask, rule, asked_within.caller)
        return
    if ask.settings.acting != "people":
        if for_people and asks_rows(rule, request):
            raise NotSignedIn
        if rule.may in OF_PEOPLE:
            raise NobodySignsIn
        _tell_for_anybody(request)
        return
    if rule.may is May.newcomer and not is_same_origin(request.headers):
        raise NotFromHere
    told_apart = for_people and rule.gives in TOLD_APART
    if rule.may in OPEN_TO_ALL and rule.look is Look.none and not told_apart:
        if rule.may is May.everybody:
            _tell_for_anybody(request)
        return
    if not knows_credentials(request, ask):
        if rule.may not in OPEN_TO_ALL:
            raise NotSignedIn
        if for_people:
            await run_in_threadpool(narrow, request, ask, rule, None)
        elif rule.may is May.everybody:
            _tell_for_anybody(request)
        return
    caller = await run_in_threadpool(caller_of, request, ask, acts=request.method != "GET")
    request.state.caller = caller
    if rule.may in OPEN_TO_ALL:
        await _read(request, ask, caller, rule, for_people=for_people)
        return
    if caller is None:
        raise NotSignedIn
    request.state.asked_for = caller.asked_for
    ask = replace(ask, asked_for=caller.asked_for)
    wanted = await _wanted(request, rule)
    await run_in_threadpool(check_and_write, ask, request, caller, rule, wanted)


def _tell_for_anybody(request: Request) -> None:
    """Whoever asks this without saying who they are gets the same answer (see `once`)."""
    request.scope.get(FOR_ANYBODY, {})["yes"] = True


async def _read(
    request: Request, ask: Evidence, caller: Caller | None, rule: Rule, *, for_people: bool
) -> None:
    """Let through what everybody may ask, as far as it is theirs, and write a look down."""
    # A count is no look at vehicles: nobody's are in it.
    looks = asks_rows(rule, request) if rule.look is Look.vehicles else rule.look is not Look.none
    try:
        if for_people:
            await run_in_threadpool(narrow, request, ask, rule, caller)
            if rule.whose is Whose.drawing and caller is not None:
                await check_drawing(request, ask, caller)
    except (NotAllowed, NotThere, BadQuestion):
        if caller is not None and looks:
            await run_in_threadpool(write_down, ask, request, caller, rule, None, refused=True)
        raise
    if caller is not None and looks:
        await run_in_threadpool(write_down, ask, request, caller, rule, None)


def check_and_write(
    ask: Evidence, request: Request, caller: Caller, rule: Rule, wanted: Any
) -> None:
    """Check what somebody may, and write an act down before it is done: refused ones too."""
    municipality = None
    if rule.may in (May.officer, May.decider):
        with ask.read() as reading:
            municipality = _municipality(reading.connection, rule, wanted)
    try:
        check(ask, caller, rule, wanted, municipality)
    except (NotAllowed, NotThere, NoDispute, NoOperator):
        if rule.look is not Look.none:
            write_down(ask, request, caller, rule, None, refused=True)
        raise
    if rule.look is not Look.none:
        write_down(ask, request, caller, rule, municipality)


def knows_credentials(request: Request, ask: Evidence) -> bool:
    """Whether a question brings anything that could tell who asks."""
    name = cookie_name(ask.settings.public_url)
    return name in request.cookies or "authorization" in request.headers


def caller_of(request: Request, ask: Evidence, *, acts: bool) -> Caller | None:
    """Who asks: by the key in the header, or else by the session in the cookie.

    A key that is not good is refused: it does not fall back to what everybody may. Raises
    NotFromHere where a page of another site acts in somebody's name.
    """
    now = datetime.fromtimestamp(ask.clock(), UTC)
    told = request.headers.get("authorization")
    if told is not None:
        scheme, _, key = told.partition(" ")
        with ask.write() as connection:
            caller = caller_by_key(connection, key.strip(), now)
        if scheme.lower() != "bearer" or caller is None:
            raise NotSignedIn
        return caller
    token = request.cookies.get(cookie_name(ask.settings.public_url))
    if token is None:
        return None
    if acts and not is_same_origin(request.headers):
        raise NotFromHere
    with ask.read() as reading:
        caller = caller_by_session(reading.connection, token, now)
    if acts and caller is not None and caller.session_id is not None:
        with ask.door() as connection:
            touch(connection, caller.session_id, now)
    return caller


def check(ask: Evidence, caller: Caller, rule: Rule, wanted: Any, municipality: str | None) -> None:
    """Refuse what a caller may not; `wanted` is the object that they name, of a municipality."""
    if caller.scopes is not None and rule.may in OF_PERSONS:
        raise NotAllowed("A key manages nobody.", "Sign in as a person for this.")
    match rule.may:
        case May.officer:
            _check_officer(caller, rule, wanted, municipality)
        case May.contestant | May.operator:
            check_contestant(caller, wanted, rule.scope)
        case May.party | May.decider if rule.whose is Whose.dispute:
            acts, decides = rule.look is Look.act, rule.may is May.decider
            parties = _parties(ask, wanted)
            check_party(caller, parties, wanted, rule.scope, acts=acts, decides=decides)
        case May.admin:
            if not _is_number(wanted) or not _sees(ask, caller, int(wanted)):
                raise _not_there(rule, wanted)
            if not caller.administers(int(wanted)):
                raise NotAllowed(
                    "Only an admin of the organisation may do this.", "Ask one of them."
                )
        case May.platform if not caller.runs_the_platform:
            raise NotAllowed(
                "Only whoever runs this Stoep may do this.", "Ask an admin of the platform."
            )
        case _:
            pass


def _check_officer(caller: Caller, rule: Rule, wanted: Any, municipality: str | None) -> None:
    own = None if municipality is None else caller.in_municipality(municipality)
    if own is None:
        raise _not_there(rule, wanted)
    if own.role is Role.viewer:
        raise NotAllowed(
            f"Your role in {own.organisation} is to look, not to decide.",
            "Ask an admin of it for the role of officer.",
        )
    if caller.scopes is not None and rule.scope not in caller.scopes:
        raise NotAllowed(
            f"This key is not for `{rule.scope}`.", "Have one made that has this scope."
        )


def _parties(ask: Evidence, number: Any) -> tuple[str, str] | None:
    """The operator and the municipality of a dispute; None where there is none."""
    if not _is_number(number):
        return None
    with ask.read() as reading:
        row = reading.connection.execute(PARTIES, [int(number)]).fetchone()
    return (row[0], row[1]) if row else None


def _sees(ask: Evidence, caller: Caller, organisation_id: int) -> bool:
    """Whether an organisation is one that the caller may know of."""
    if any(one.organisation_id == organisation_id for one in caller.memberships):
        return True
    if not caller.runs_the_platform:
        return False
    with ask.read() as reading:
        found = reading.connection.execute(
            "select 1 from organisation where id = %s", [organisation_id]
        )
        return found.fetchone() is not None


def _municipality(connection: Connection[Any], rule: Rule, wanted: Any) -> str | None:
    if rule.whose in (Whose.body, Whose.query):
        return wanted if isinstance(wanted, str) else None
    if not _is_number(wanted):
        return None
    query = OWNERS[rule.whose]
    values: Any = {"id": int(wanted)} if rule.whose is Whose.stay else [int(wanted)]
    row = connection.execute(query.encode(), values).fetchone()
    return row[0] if row else None


def _is_number(wanted: Any) -> bool:
    """Whether it can be the number of anything: what cannot is not there."""
    text = str(wanted)
    return text.isascii() and text.isdigit() and len(text) < 19


async def _wanted(request: Request, rule: Rule) -> Any:
    """The object that a question names, as it is named."""
    match rule.whose:
        case Whose.nobodys:
            return None
        case Whose.query:
            return request.query_params.get("municipality")
        case Whose.body | Whose.operator:
            try:
                body = await request.json()
            except ValueError:
                return None
            name = "operator" if rule.whose is Whose.operator else "municipality"
            return body.get(name) if isinstance(body, dict) else None
        case _:
            return request.path_params.get("id")


def _not_there(rule: Rule, wanted: Any) -> NotThere:
    """What is another's, and what is not there at all."""
    name, remedy = NAMES[rule.whose]
    shown = str(wanted) if wanted is not None else "without a name"
    return NotThere(f"There is no {name} {shown[:100]} of yours.", remedy)
