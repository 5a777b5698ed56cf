"""Keys with which an operator's server pushes, as the operator itself sees, makes and ends them."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from psycopg import Connection
from psycopg.rows import dict_row
from pydantic import Field

from api.acting import who_acts
from api.answer import answer
from api.answers.push_keys import PushKeyMade, PushKeys
from api.disputes.party import of_kind
from api.evidence import Ask
from api.intake.keys import NotPushed, make_key, revoke_keys
from api.moments import moment
from api.people.caller import Caller
from api.permits import OperatorKey
from api.problems import BadQuestion, Fault, NotThere
from api.questions import Plain, Question
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, prefix="/push-keys", tags=["people"])
OWN = """
select k.id, f.key as feed, o.key as operator, k.prefix, k.made_at, k.expires_at, k.used_at
from push_key k
join feed f on f.id = k.feed_id
join operator o on o.id = f.operator_id
where o.key = any(%(operators)s) and k.revoked_at is null and k.expires_at > %(now)s
order by f.key, k.id
"""
PUSHED = """
select f.key, o.key from feed f join operator o on o.id = f.operator_id
where o.key = any(%(operators)s) and f.format = 'agency' order by f.key
"""
FeedKey = Annotated[
    str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$", description="Key of a feed.")
]


class AboutPushKey(Question):
    """For which feed of which operator."""

    operator: OperatorKey
    feed: FeedKey


class AboutPushKeyEnding(Question):
    """Which key ends."""

    operator: OperatorKey
    id: int = Field(ge=1, le=2**31 - 1, description="Number of the key.")


@router.get("", response_model=PushKeys, summary="Keys with which your servers push")
def list_push_keys(question: Annotated[Plain, Query()], ask: Ask, request: Request) -> Response:
    """The keys that are good now, of feeds that your operators push; a key itself is never told."""
    caller: Caller = request.state.caller
    asked = {"operators": of_kind(caller, "operator"), "now": _now(ask)}
    with ask.read() as reading, reading.connection.cursor(row_factory=dict_row) as cursor:
        keys = [_told(row) for row in cursor.execute(OWN, asked).fetchall()]
        feeds = reading.connection.execute(PUSHED, asked).fetchall()
    told = [{"feed": feed, "operator": operator} for feed, operator in feeds]
    return answer({"feeds": told, "keys": keys})


@router.post("", response_model=PushKeyMade, status_code=201, summary="Make a key for pushing")
def make_push_key(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutPushKey, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """A new key for a feed that is pushed, good for a year; this answer alone tells it."""
    who_acts(request, "")
    now = _now(ask)
    with ask.write() as connection:
        _check_own(connection, about)
        try:
            key = make_key(connection, about.feed, now)
        except NotPushed as refused:
            remedy = "Whoever runs this Stoep opens a feed for pushing: stoep push open."
            detail = "Stoep reads this feed itself: it has no keys."
            fault = Fault(name="feed", place="body", detail=detail, remedy=remedy)
            raise BadQuestion(fault) from refused
    made = answer({"feed": about.feed, "key": key})
    made.status_code = 201
    return made


@router.post("/endings", response_model=PushKeys, status_code=201, summary="End a key for pushing")
def end_push_key(
    question: Annotated[Plain, Query()],
    about: Annotated[AboutPushKeyEnding, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """From this moment on it lets nobody in."""
    who_acts(request, "")
    now = _now(ask)
    with ask.write() as connection:
        asked = {"operators": [about.operator], "now": now}
        with connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(OWN, asked).fetchall()
        mine = next((row for row in rows if row["id"] == about.id), None)
        if mine is None:
            raise NotThere(f"There is no key {about.id} of yours.", "See /v1/push-keys for yours.")
        revoke_keys(connection, mine["feed"], mine["prefix"], now)
    told = answer({"feeds": [], "keys": [_told(row) for row in rows if row is not mine]})
    told.status_code = 201
    return told


def _check_own(connection: Connection[Any], about: AboutPushKey) -> None:
    row = connection.execute(
        "select 1 from feed f join operator o on o.id = f.operator_id"
        " where f.key = %s and o.key = %s",
        [about.feed, about.operator],
    ).fetchone()
    if row is None:
        detail, remedy = "There is no such feed of yours.", "See /v1/feeds for yours."
        raise BadQuestion(Fault(name="feed", place="body", detail=detail, remedy=remedy))


def _told(row: dict[str, Any]) -> dict[str, Any]:
    times = ("made_at", "expires_at", "used_at")
    return row | {name: row[name] and moment(row[name].timestamp()) for name in times}


def _now(ask: Ask) -> datetime:
    return datetime.fromtimestamp(ask.clock(), UTC)
