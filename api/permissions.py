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
    zone = "zone"
    stay = "stay"
    limit = "limit"
    organisation = "organisation"
    operator = "operator"
    """The operator in the body."""
    dispute = "dispute"


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
    """Who may, on whose objects, with which scope of a key, and what of it is written down."""

    may: May
    whose: Whose = Whose.nobodys
    scope: Scope = Scope.read
    look: Look = Look.none


OPEN = Rule(May.everybody)
SEEN = Rule(May.everybody, look=Look.vehicles)
FILE = Rule(May.everybody, look=Look.export)
SIGN_IN = Rule(May.newcomer)
MINE = Rule(May.member)
PERSON = Rule(May.signed_in)


def _act(whose: Whose, scope: Scope) -> Rule:
    return Rule(May.officer, whose, scope, Look.act)


ADMIN = Rule(May.admin, Whose.organisation, look=Look.act)

RULES: Mapping[tuple[str, str], Rule] = {
    # Numbers, places and rules: open to all.
    ("GET", "/areas"): OPEN,
    ("GET", "/areas/{id}"): OPEN,
    ("GET", "/areas/{id}/history"): OPEN,
    ("POST", "/areas/check"): OPEN,
    ("POST", "/areas/series"): OPEN,
    ("GET", "/places"): OPEN,
    ("GET", "/zones"): OPEN,
    ("GET", "/zones/{id}"): OPEN,
    ("GET", "/zones/{id}/history"): OPEN,
    ("GET", "/zones/{id}/applied"): OPEN,
    ("GET", "/operators"): OPEN,
    ("GET", "/feeds"): OPEN,
    ("GET", "/feeds/{key}"): OPEN,
    ("GET", "/feeds/{key}/polls"): OPEN,
    ("GET", "/feeds/{key}/stations"): OPEN,
    ("GET", "/feeds/{key}/service-areas"): OPEN,
    ("POST", "/feed-checks"): OPEN,
    ("GET", "/feed-checks/{id}"): OPEN,
    ("GET", "/indicators"): OPEN,
    ("GET", "/indicators/{indicator}"): OPEN,
    ("GET", "/indicators/{indicator}/series"): OPEN,
    ("GET", "/indicators/{indicator}/map"): OPEN,
    ("GET", "/indicators/{indicator}/comparison"): OPEN,
    ("GET", "/indicators/{indicator}/profile"): OPEN,
    ("GET", "/counting-methods"): OPEN,
    ("GET", "/hubs"): OPEN,
    ("GET", "/hubs/{id}/states"): OPEN,
    ("GET", "/flows"): OPEN,
    ("GET", "/permits/board"): OPEN,
    ("GET", "/permits/course"): OPEN,
    ("GET", "/permits/verdict"): OPEN,
    ("GET", "/permits/limits"): OPEN,
    ("GET", "/permits/limits/history"): OPEN,
    ("GET", "/mandates"): OPEN,
    ("GET", "/mandates/delivery"): OPEN,
    ("GET", "/mandates/letter"): OPEN,
    ("GET", "/modules"): OPEN,
    ("GET", "/modules/{id}"): OPEN,
    ("POST", "/modules/{id}/trials"): OPEN,
    ("GET", "/labels"): OPEN,
    ("GET", "/labels/day"): OPEN,
    ("GET", "/labels/compare"): OPEN,
    ("GET", "/effects"): OPEN,
    ("POST", "/what-if"): OPEN,
    ("GET", "/what-if/limit"): OPEN,
    ("GET", "/reports/council"): OPEN,
    ("GET", "/reports/operator"): OPEN,
    ("GET", "/receipts/{receipt}"): OPEN,
    ("GET", "/receipt-key"): OPEN,
    ("GET", "/imported-park-events"): OPEN,
    ("GET", "/health"): OPEN,
    ("GET", "/liveness"): OPEN,
    ("GET", "/openapi.json"): OPEN,
    # Whoever holds the signed link of a message may end the messages by it.
    ("GET", "/notices/unsubscribe/{token}"): OPEN,
    ("POST", "/notices/unsubscriptions/{token}"): OPEN,
    # Individual vehicles: open too, and written down where it is known who looks.
    ("GET", "/vehicles"): SEEN,
    ("GET", "/vehicles/{id}"): SEEN,
    ("GET", "/tiles/vehicles/{z}/{x}/{y}"): SEEN,
    ("GET", "/long-parked"): SEEN,
    ("GET", "/hot-spots"): OPEN,
    ("GET", "/hot-spots/lasting"): OPEN,
    ("GET", "/worklist"): SEEN,
    ("GET", "/worklist/{id}"): SEEN,
    ("GET", "/worklist/mail"): SEEN,
    # Files: the same.
    ("GET", "/worklist/export"): FILE,
    ("GET", "/receipts/{receipt}/file"): FILE,
    ("GET", "/exports/vehicles"): FILE,
    ("GET", "/exports/long-parked"): FILE,
    ("GET", "/exports/hot-spots"): FILE,
    ("GET", "/exports/hot-spots/lasting"): FILE,
    ("GET", "/exports/hubs"): FILE,
    ("GET", "/exports/zones"): FILE,
    ("GET", "/exports/feeds"): FILE,
    ("GET", "/exports/flows"): FILE,
    ("GET", "/exports/indicators/{indicator}/map"): FILE,
    ("GET", "/exports/indicators/{indicator}/series"): FILE,
    ("GET", "/exports/indicators/{indicator}/comparison"): FILE,
    ("GET", "/exports/permits/board"): FILE,
    ("GET", "/exports/permits/course"): FILE,
    ("GET", "/exports/mandates/delivery"): FILE,
    ("GET", "/exports/reports/council"): FILE,
    ("GET", "/exports/reports/operator"): FILE,
    # Acts of a municipality, on what is its own.
    ("POST", "/zones/drawings"): _act(Whose.body, Scope.zones),
    ("POST", "/zones/uploads"): _act(Whose.query, Scope.zones),
    ("POST", "/zones/{id}/actions"): _act(Whose.zone, Scope.zones),
    ("POST", "/worklist/{id}/actions"): _act(Whose.stay, Scope.worklist),
    ("POST", "/permits/decisions"): _act(Whose.body, Scope.permits),
    ("POST", "/permits/limits/{id}/withdrawal"): _act(Whose.limit, Scope.permits),
    ("POST", "/modules/{id}/settings"): _act(Whose.body, Scope.modules),
    # Disputes: of the operator that contests and the municipality that it is about.
    ("GET", "/disputes"): Rule(May.party),
    ("GET", "/disputes/{id}"): Rule(May.party, Whose.dispute),
    ("POST", "/disputes"): Rule(May.contestant, Whose.operator, Scope.permits, Look.act),
    ("POST", "/disputes/{id}/answers"): Rule(May.party, Whose.dispute, Scope.permits, Look.act),
    ("POST", "/disputes/{id}/decision"): Rule(May.decider, Whose.dispute, Scope.permits, Look.act),
    # Keys with which an operator's own server pushes.
    ("GET", "/push-keys"): MINE,
    ("POST", "/push-keys"): Rule(May.operator, Whose.operator, look=Look.act),
    ("POST", "/push-keys/endings"): Rule(May.operator, Whose.operator, look=Look.act),
    # Signing in and out.
    ("GET", "/me"): OPEN,
    ("POST", "/sessions"): SIGN_IN,
    ("POST", "/sessions/demo"): SIGN_IN,
    ("POST", "/sign-outs"): SIGN_IN,
    ("POST", "/invitation-checks"): SIGN_IN,
    ("POST", "/accounts"): SIGN_IN,
    ("POST", "/memberships"): PERSON,
    # Who looked, and who changed what: each sees what is about them.
    ("GET", "/audit"): MINE,
    # Who belongs to what.
    ("GET", "/organisations"): MINE,
    ("POST", "/organisations"): Rule(May.platform, look=Look.act),
    ("GET", "/organisations/{id}"): Rule(May.admin, Whose.organisation),
    ("POST", "/organisations/{id}/invitations"): ADMIN,
    ("POST", "/organisations/{id}/roles"): ADMIN,
    ("POST", "/organisations/{id}/endings"): ADMIN,
    ("POST", "/organisations/{id}/keys"): ADMIN,
}
"""By method and path."""
