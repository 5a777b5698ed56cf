"""Who may read what tells of single vehicles, where `STOEP_READING` is `people`.

Rows are for whom they are about: people and programs of the municipality whose area it is, and of
the operator whose vehicles they are. A question of an operator is narrowed to its own vehicles
before it is asked. Another's area, stay or operator gets the answer of one that is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
import numpy.typing as npt
from fastapi import Request
from psycopg import Connection, DataError
from psycopg.types.json import Jsonb
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from api.evidence import Evidence, Reading
from api.people import caller as people
from api.people.caller import Caller
from api.people.refusals import NotAllowed, NotSignedIn
from api.permissions import MOVEMENTS, Gives, Rule, Whose
from api.problems import BadQuestion, Fault, NotThere
from zones.placed import place
from zones.standing import Standing

ASKED_WITHIN = "stoep.asked_within"
"""Where a question that the API puts to itself carries who asked the question behind it."""
TOWN_OF_AREA = """
select coalesce(municipality, case when kind = 'municipality' then code end) from area where id = %s
"""
TOWNS = """
select id, code, st_asbinary(geom) from area
where kind = 'municipality' and code = any(%s) and valid_to is null order by id
"""
OF_STAY = """
select o.key,
       array(select a.code from area a where a.kind = 'municipality' and a.id = any(s.areas))
from (
    select feed_id, areas from open_stay where id = %(id)s
    union all
    select feed_id, areas from stay where id = %(id)s
) s
join feed f on f.id = s.feed_id
join operator o on o.id = f.operator_id
"""
WITHIN = """
select exists (
    select 1 from area a
    where a.kind = 'municipality' and a.code = any(%s) and a.valid_to is null
      and st_covers(a.geom, st_setsrid(st_geomfromgeojson(%s), 4326))
)
"""
OF_ZONE = "select municipality from zone where id = %s"


@dataclass(frozen=True)
class Sight:
    """Of which municipalities and of which operators somebody may see rows."""

    municipalities: frozenset[str] = frozenset()
    operators: frozenset[str] = frozenset()

    @property
    def mark(self) -> tuple[list[str], list[str]]:
        """What an answer depends on that was made for it."""
        return sorted(self.municipalities), sorted(self.operators)


@dataclass(frozen=True)
class Within:
    """Who stands behind a question that the API puts to itself; None: nobody who is known."""

    caller: Caller | None


def within(app: ASGIApp, request: Request, **more: Any) -> ASGIApp:
    """An application that is asked in the name of whoever sent a request."""
    asked = Within(getattr(request.state, "caller", None))

    async def asking(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, **more, ASKED_WITHIN: asked}, receive, send)

    return asking


def sight_of(caller: Caller | None) -> Sight:
    """What somebody may see of single vehicles; nothing for a key that is not for reading."""
    if caller is None or (caller.scopes is not None and people.Scope.read not in caller.scopes):
        return Sight()
    return Sight(
        frozenset(one.municipality for one in caller.memberships if one.municipality),
        frozenset(one.operator for one in caller.memberships if one.operator),
    )


def sight(request: Request) -> Sight | None:
    """That of who sent a request; None: reading is open to everyone."""
    return getattr(request.state, "sight", None)


def asks_rows(rule: Rule, request: Request) -> bool:
    """Whether an answer would tell of single vehicles."""
    if rule.gives is Gives.numbers:
        return request.path_params.get("indicator") in MOVEMENTS
    # Of nothing listed and no small box there is a count alone, as of any area.
    asked = request.query_params
    counts = asked.get("limit") == "0" and not {"bounds", "class"} & set(asked)
    return rule.gives is Gives.rows and not (counts and rule.whose is Whose.place)


def narrow(request: Request, ask: Evidence, rule: Rule, caller: Caller | None) -> None:
    """Let a question through, narrowed to what who asks may see, or refuse it.

    Raises NotSignedIn, NotAllowed for who sees no rows anywhere, and for what is another's the
    refusal of what is not there. What a drawing needs is in `check_drawing`.
    """
    seen = request.state.sight = sight_of(caller)
    if not asks_rows(rule, request):
        return
    if caller is None:
        raise NotSignedIn
    if seen == Sight():
        raise NotAllowed(
            "Single vehicles are for the municipality where they stand and for their operator.",
            "Ask for counts; an admin of such an organisation can invite you.",
        )
    if rule.whose is Whose.stay:
        with ask.read() as reading:
            _check_stay(reading.connection, request, seen)
    elif rule.whose is Whose.query:
        if request.query_params.get("municipality") not in seen.municipalities:
            raise _no("municipality", request.query_params.get("municipality"))
    elif rule.whose is Whose.place:
        with ask.read() as reading:
            _narrow_place(reading.connection, request, seen)


def _check_stay(connection: Connection[Any], request: Request, seen: Sight) -> None:
    told = str(request.path_params.get("id"))
    row = None
    if told.isascii() and told.isdigit() and len(told) < 19:
        row = connection.execute(OF_STAY, {"id": int(told)}).fetchone()
    if row is None or not (row[0] in seen.operators or seen.municipalities & set(row[1])):
        raise NotThere(f"There is no stay {told[:100]}.", "See /v1/vehicles for what stands.")


def _narrow_place(connection: Connection[Any], request: Request, seen: Sight) -> None:
    """The whole of an area of theirs; else their own vehicles, for an operator."""
    asked = request.query_params
    pairs = dict(parse_qsl(request.scope["query_string"].decode(), keep_blank_values=True))
    if len(asked.multi_items()) != len(asked):
        return  # The route refuses what is given twice.
    area, town = asked.get("area"), asked.get("municipality")
    if area is not None and town is None:
        town = _town_of(connection, area)
    if town is not None and town in seen.municipalities and (
        area is None or _town_of(connection, area) == town
    ):  # fmt: skip
        return
    if seen.operators:
        wanted = asked.get("operator")
        named = set(seen.operators) if wanted is None else set(wanted.split(","))
        if strangers := named - seen.operators:
            raise _no("operator", ",".join(sorted(strangers)))
        _ask_instead(request, pairs | {"operator": ",".join(sorted(named))})
    elif area is None and town is None and len(seen.municipalities) == 1:
        [own] = seen.municipalities
        _ask_instead(request, pairs | _whole(connection, request, own))
    else:
        name = "municipality" if area is None and town is not None else "area"
        raise _no(name, asked.get(name))


def _town_of(connection: Connection[Any], area: str) -> str | None:
    if not (area.isascii() and area.isdigit() and len(area) < 10):
        return None
    row = connection.execute(TOWN_OF_AREA, [int(area)]).fetchone()
    return row[0] if row else None


def _whole(connection: Connection[Any], request: Request, town: str) -> dict[str, str]:
    """The parameter that names all of a municipality."""
    if request.path_params.get("indicator") is not None:
        return {"municipality": town}
    row = connection.execute(TOWNS, [[town]]).fetchone()
    if row is None:
        raise _no("area", None)
    return {"area": str(row[0])}


def _ask_instead(request: Request, asked: Mapping[str, str]) -> None:
    """Put a narrower question in the place of the one that was asked, receipt and file included."""
    request.scope["query_string"] = urlencode(asked).encode()
    request._query_params = QueryParams(request.scope["query_string"])


async def check_drawing(request: Request, ask: Evidence, caller: Caller) -> None:
    """A drawing lies in a municipality of theirs, or is asked of their own vehicles alone."""
    seen = sight_of(caller)
    try:
        body = await request.json()
    except ValueError:
        return  # The route says that it is no JSON.
    if not isinstance(body, dict):
        return
    operators = body.get("operator")
    if isinstance(operators, list) and operators and seen.operators.issuperset(map(str, operators)):
        return
    with ask.read() as reading:
        if not _is_inside(reading, body, seen):
            raise NotAllowed(
                "This is not inside a municipality of yours.",
                "Draw inside it; an operator names itself as `operator`.",
            )


def _is_inside(reading: Reading, body: dict[str, Any], seen: Sight) -> bool:
    zone, drawn = body.get("zone"), body.get("geometry")
    if isinstance(zone, int) and drawn is None and 0 < zone < 2**31:
        row = reading.connection.execute(OF_ZONE, [zone]).fetchone()
        return row is not None and row[0] in seen.municipalities
    if not isinstance(drawn, dict) or zone is not None:
        return False
    shape = drawn.get("geometry") if drawn.get("type") == "Feature" else drawn
    try:
        with reading.connection.transaction():
            found = reading.connection.execute(
                WITHIN, [sorted(seen.municipalities), Jsonb(shape)]
            ).fetchone()
    except (DataError, ValueError):
        return False
    except Exception as odd:  # PostGIS has a name of its own for a shape that it cannot read.
        if type(odd).__name__ not in ("InternalError_", "InternalError"):
            raise
        return False
    return bool(found and found[0])


def seen_of(standing: Standing, reading: Reading, seen: Sight) -> npt.NDArray[np.bool_]:
    """Of what stands, what somebody may see: by place, and by whose it is."""
    mask = standing.by_feed([feed.operator in seen.operators for feed in standing.feeds], np.bool_)
    rows = reading.connection.execute(TOWNS, [sorted(seen.municipalities)]).fetchall()
    if rows:
        vehicle, _ = place(standing, [row[2] for row in rows])
        mask[vehicle] = True
    return mask


def covers(reading: Reading, request: Request, areas: list[int]) -> bool:
    """Whether all of some areas are of municipalities of which who asks may see rows."""
    seen = sight(request)
    if seen is None:
        return True
    towns = {_town_of(reading.connection, str(area)) for area in areas}
    return bool(towns) and towns <= seen.municipalities


def _no(name: str, value: str | None) -> BadQuestion:
    """The refusal of what is not there, or not theirs."""
    named = "without a name" if value is None else value[:100]
    remedy = f"Give `{name}` of what is yours: see /v1/me."
    detail = f"There is no {name} {named}."
    return BadQuestion(Fault(name=name, place="query", detail=detail, remedy=remedy))
