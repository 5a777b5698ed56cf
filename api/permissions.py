"""What may be asked by whom: one rule for each route, in one table; a route without one is refused.

`api/permit.py` asks it before anything else is done. A test walks all routes with all kinds of
callers, and fails on a route that has no rule here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.people.caller import Scope


class May(StrEnum):
    """Who may."""

    everybody = "everybody"
    """Signed in or not."""
    newcomer = "newcomer"
    """The same, but not from a page of another site: it signs somebody in or out."""
    signed_in = "signed_in"
    """Somebody who signed in, whoever they are."""
    member = "member"
    """Somebody of an organisation, or a program of it; they get what is theirs."""
    officer = "officer"
    """An officer or admin of the municipality whose it is, or a program of it with the scope."""
    contestant = "contestant"
    """An officer or admin of the operator in the body, or a program of it with the scope."""
    operator = "operator"
    """The same, but no program: a key makes no keys."""
    party = "party"
    """Of either side of a dispute; a viewer sees it and does not act."""
    decider = "decider"
    """An officer or admin of the municipality that a dispute is about."""
    admin = "admin"
    """An admin of the organisation that it is about."""
    platform = "platform"
    """An admin of the platform."""


class Whose(StrEnum):
    """Where it is told whose the object of a question is."""

    nobodys = "nobodys"
    """It is about no object of one organisation."""
    body = "body"
    """The municipality in the body."""
    query = "query"
    """The municipality in the address."""
    place = "place"
    """The area or the municipality in the address; an operator gets its own part of any."""
    map = "map"
    """No area at all: of a map of everywhere each gets what is theirs."""
    drawing = "drawing"
    """The drawing, or the zone, in the body."""
    zone = "zone"
    stay = "stay"
    limit = "limit"
    organisation = "organisation"
    operator = "operator"
    """The operator in the body."""
    dispute = "dispute"


class Gives(StrEnum):
    """Which data an answer has. Where `STOEP_READING` is `people`, rows are for whom they are about
    (`api/reading.py`); all else is for whoever may ask at all."""

    public = "public"
    """Places, rules, definitions, the health of feeds: nothing of single vehicles or people."""
    numbers = "numbers"
    """Counts of what stands, verdicts. Of movement alone they are rows: see `MOVEMENTS`."""
    flows = "flows"
    """Movements between fixed cells in fixed blocks of time, of at least k trips."""
    rows = "rows"
    """Single vehicles, stays and places where some stood; drawings and files of them."""
    receipt = "receipt"
    """A number asked again: what it is itself, and its rows for whom they are about."""
    own = "own"
    """People, keys, disputes and the log of one's own organisation."""
    deed = "deed"
    """What an act made."""


MOVEMENTS = ("arrivals", "departures", "net_balance", "rentals", "rentals_per_vehicle")
"""Numbers that at a quiet place in a quiet quarter are one person's trip."""


class Look(StrEnum):
    """Which look is written down when somebody who signed in, or a program, takes it."""

    none = "none"
    vehicles = "vehicles"
    """At individual vehicles."""
    export = "export"
    """At anything, as a file."""
    act = "act"
    """It is a change."""


@dataclass(frozen=True)
class Rule:
    """Who may, on whose objects, which data the answer has, with which scope of a key, and what of
    it is written down."""

    may: May
    whose: Whose = Whose.nobodys
    scope: Scope = Scope.read
    look: Look = Look.none
    gives: Gives = Gives.public


OPEN = Rule(May.everybody)
NUMBERS = Rule(May.everybody, Whose.place, gives=Gives.numbers)
FLOWS = Rule(May.everybody, gives=Gives.flows)
REPORT = Rule(May.everybody, Whose.query, gives=Gives.rows)
ROWS = Rule(May.everybody, Whose.place, gives=Gives.rows)
DRAFT = Rule(May.everybody, Whose.drawing, gives=Gives.rows)
SEEN = Rule(May.everybody, Whose.place, look=Look.vehicles, gives=Gives.rows)
SEEN_STAY = Rule(May.everybody, Whose.stay, look=Look.vehicles, gives=Gives.rows)
SEEN_MAP = Rule(May.everybody, Whose.map, look=Look.vehicles, gives=Gives.rows)
FILE = Rule(May.everybody, look=Look.export)
NUMBERS_FILE = Rule(May.everybody, Whose.place, look=Look.export, gives=Gives.numbers)
FLOWS_FILE = Rule(May.everybody, look=Look.export, gives=Gives.flows)
ROWS_FILE = Rule(May.everybody, Whose.place, look=Look.export, gives=Gives.rows)
REPORT_FILE = Rule(May.everybody, Whose.query, look=Look.export, gives=Gives.rows)
SIGN_IN = Rule(May.newcomer, gives=Gives.own)
MINE = Rule(May.member, gives=Gives.own)
PERSON = Rule(May.signed_in, gives=Gives.own)


def _act(whose: Whose, scope: Scope) -> Rule:
    return Rule(May.officer, whose, scope, Look.act, Gives.deed)


ADMIN = Rule(May.admin, Whose.organisation, look=Look.act, gives=Gives.own)

RULES: Mapping[tuple[str, str], Rule] = {
    # Numbers, places and rules: open to all.
    ("GET", "/access"): OPEN,
    ("GET", "/areas"): OPEN,
    ("GET", "/areas/{id}"): OPEN,
    ("GET", "/areas/{id}/history"): OPEN,
    ("POST", "/areas/check"): OPEN,
    ("POST", "/areas/series"): DRAFT,
    ("GET", "/places"): OPEN,
    ("GET", "/zones"): OPEN,
    ("GET", "/zones/{id}"): OPEN,
    ("GET", "/zones/{id}/history"): OPEN,
    ("GET", "/zones/{id}/applied"): OPEN,
    ("GET", "/operators"): OPEN,
    ("GET", "/feeds"): OPEN,
    ("GET", "/feeds/{key}"): OPEN,
    ("GET", "/feeds/{key}/polls"): OPEN,
    ("GET", "/status"): OPEN,
    ("GET", "/quality-log"): OPEN,
    ("GET", "/feeds/{key}/stations"): OPEN,
    ("GET", "/feeds/{key}/service-areas"): OPEN,
    ("POST", "/feed-checks"): OPEN,
    ("GET", "/feed-checks/{id}"): OPEN,
    ("GET", "/indicators"): OPEN,
    ("GET", "/indicators/{indicator}"): OPEN,
    ("GET", "/indicator-proposals"): OPEN,
    ("GET", "/indicators/{indicator}/series"): NUMBERS,
    ("GET", "/indicators/{indicator}/map"): NUMBERS,
    ("GET", "/indicators/{indicator}/comparison"): NUMBERS,
    ("GET", "/indicators/{indicator}/profile"): NUMBERS,
    ("GET", "/counting-methods"): NUMBERS,
    ("GET", "/hubs"): NUMBERS,
    ("GET", "/hubs/{id}/states"): NUMBERS,
    ("GET", "/flows"): FLOWS,
    ("GET", "/permits/board"): NUMBERS,
    ("GET", "/permits/course"): NUMBERS,
    ("GET", "/permits/verdict"): ROWS,
    ("GET", "/permits/limits"): OPEN,
    ("GET", "/permits/limits/history"): OPEN,
    ("GET", "/rule-changes"): OPEN,
    ("GET", "/mandates"): OPEN,
    ("GET", "/mandates/delivery"): OPEN,
    ("GET", "/mandates/letter"): OPEN,
    ("GET", "/modules"): OPEN,
    ("GET", "/modules/{id}"): OPEN,
    ("POST", "/modules/{id}/trials"): OPEN,
    ("GET", "/labels"): OPEN,
    ("GET", "/labels/day"): OPEN,
    ("GET", "/labels/compare"): NUMBERS,
    ("GET", "/effects"): OPEN,
    ("POST", "/what-if"): DRAFT,
    ("GET", "/what-if/limit"): NUMBERS,
    ("GET", "/reports/council"): REPORT,
    ("GET", "/reports/operator"): ROWS,
    ("GET", "/receipts/{receipt}"): Rule(May.everybody, gives=Gives.receipt),
    ("GET", "/receipt-key"): OPEN,
    ("GET", "/imported-park-events"): NUMBERS,
    ("GET", "/health"): OPEN,
    ("GET", "/liveness"): OPEN,
    ("GET", "/openapi.json"): OPEN,
    # Whoever holds the signed link of a message may end the messages by it.
    ("GET", "/notices/unsubscribe/{token}"): OPEN,
    ("POST", "/notices/unsubscriptions/{token}"): OPEN,
    # Individual vehicles: open too, unless reading is for people; written down where it is known
    # who looks.
    ("GET", "/vehicles"): SEEN,
    ("GET", "/vehicles/{id}"): SEEN_STAY,
    ("GET", "/tiles/vehicles/{z}/{x}/{y}"): SEEN_MAP,
    ("GET", "/long-parked"): SEEN,
    ("GET", "/hot-spots"): ROWS,
    ("GET", "/hot-spots/lasting"): ROWS,
    ("GET", "/worklist"): SEEN,
    ("GET", "/worklist/{id}"): SEEN_STAY,
    ("GET", "/worklist/mail"): SEEN,
    # Files: the same.
    ("GET", "/worklist/export"): ROWS_FILE,
    ("GET", "/receipts/{receipt}/file"): Rule(May.everybody, look=Look.export, gives=Gives.receipt),
    ("GET", "/exports/vehicles"): ROWS_FILE,
    ("GET", "/exports/long-parked"): ROWS_FILE,
    ("GET", "/exports/hot-spots"): ROWS_FILE,
    ("GET", "/exports/hot-spots/lasting"): ROWS_FILE,
    ("GET", "/exports/hubs"): NUMBERS_FILE,
    ("GET", "/exports/zones"): FILE,
    ("GET", "/exports/feeds"): FILE,
    ("GET", "/exports/status"): FILE,
    ("GET", "/exports/quality-log"): FILE,
    ("GET", "/exports/flows"): FLOWS_FILE,
    ("GET", "/exports/indicators/{indicator}/map"): NUMBERS_FILE,
    ("GET", "/exports/indicators/{indicator}/series"): NUMBERS_FILE,
    ("GET", "/exports/indicators/{indicator}/comparison"): NUMBERS_FILE,
    ("GET", "/exports/permits/board"): NUMBERS_FILE,
    ("GET", "/exports/permits/course"): NUMBERS_FILE,
    ("GET", "/exports/mandates/delivery"): FILE,
    ("GET", "/exports/reports/council"): REPORT_FILE,
    ("GET", "/exports/reports/operator"): ROWS_FILE,
    # Acts of a municipality, on what is its own.
    ("POST", "/zones/drawings"): _act(Whose.body, Scope.zones),
    ("POST", "/zones/uploads"): _act(Whose.query, Scope.zones),
    ("POST", "/zones/{id}/actions"): _act(Whose.zone, Scope.zones),
    ("POST", "/worklist/{id}/actions"): _act(Whose.stay, Scope.worklist),
    ("POST", "/permits/decisions"): _act(Whose.body, Scope.permits),
    ("POST", "/permits/limits/{id}/withdrawal"): _act(Whose.limit, Scope.permits),
    ("POST", "/modules/{id}/settings"): _act(Whose.body, Scope.modules),
    # Disputes: of the operator that contests and the municipality that it is about.
    ("GET", "/disputes"): Rule(May.party, gives=Gives.own),
    ("GET", "/disputes/{id}"): Rule(May.party, Whose.dispute, gives=Gives.own),
    ("POST", "/disputes"): Rule(May.contestant, Whose.operator, Scope.permits, Look.act, Gives.own),
    ("POST", "/disputes/{id}/answers"): Rule(
        May.party, Whose.dispute, Scope.permits, Look.act, Gives.own
    ),
    ("POST", "/disputes/{id}/decision"): Rule(
        May.decider, Whose.dispute, Scope.permits, Look.act, Gives.own
    ),
    # Keys with which an operator's own server pushes.
    ("GET", "/push-keys"): MINE,
    ("POST", "/push-keys"): Rule(May.operator, Whose.operator, look=Look.act, gives=Gives.own),
    ("POST", "/push-keys/endings"): Rule(
        May.operator, Whose.operator, look=Look.act, gives=Gives.own
    ),
    # Signing in and out.
    ("GET", "/me"): Rule(May.everybody, gives=Gives.own),
    ("POST", "/sessions"): SIGN_IN,
    ("POST", "/sessions/demo"): SIGN_IN,
    ("POST", "/provider-journeys"): SIGN_IN,
    ("POST", "/sessions/provider"): SIGN_IN,
    ("POST", "/sign-outs"): SIGN_IN,
    ("POST", "/invitation-checks"): SIGN_IN,
    ("POST", "/accounts"): SIGN_IN,
    ("POST", "/memberships"): PERSON,
    # Who looked, and who changed what: each sees what is about them.
    ("GET", "/audit"): MINE,
    # Who belongs to what.
    ("GET", "/organisations"): MINE,
    ("POST", "/organisations"): Rule(May.platform, look=Look.act, gives=Gives.own),
    ("GET", "/organisations/{id}"): Rule(May.admin, Whose.organisation, gives=Gives.own),
    ("POST", "/organisations/{id}/invitations"): ADMIN,
    ("POST", "/organisations/{id}/roles"): ADMIN,
    ("POST", "/organisations/{id}/endings"): ADMIN,
    ("POST", "/organisations/{id}/keys"): ADMIN,
}
"""By method and path."""
