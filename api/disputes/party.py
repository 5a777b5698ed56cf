"""Whose a dispute is: the operator that contests, and the municipality that it is about.

To anybody else it is not there. Where people do not sign in, whoever may act is both.
"""

from typing import Any

from fastapi import Request

from api.acting import NobodyActs
from api.evidence import Ask
from api.people.caller import Caller, Membership, Role, Scope
from api.people.refusals import NoOperator, NotAllowed, NotSignedIn
from zones.disputes.acts import NoDispute
from zones.disputes.kept import Dispute, Side

PARTIES = """
select o.key, d.municipality from dispute d join operator o on o.id = d.operator_id
where d.number = %s
"""


def check_contestant(caller: Caller, operator: Any, scope: Scope) -> None:
    """Refuse who does not speak for an operator."""
    own = _of(caller, "operator", operator)
    if own is None:
        raise NoOperator(operator)
    _check_role(caller, own, scope)


def check_party(
    caller: Caller, parties: tuple[str, str] | None, number: Any, scope: Scope, *, acts: bool,
    decides: bool,
) -> None:  # fmt: skip
    """Refuse who is on neither side of a dispute, and who may not speak or decide there."""
    mine = [] if parties is None else _sides(caller, *parties)
    if not mine:
        raise NoDispute(str(number)[:100])
    if decides:
        mine = [(side, own) for side, own in mine if side is Side.municipality]
        if not mine:
            raise NotAllowed(
                "The municipality decides on a dispute.", "Answer it with what proves your case."
            )
    if acts and all(own.role is Role.viewer for _, own in mine):
        _check_role(caller, mine[0][1], scope)
    if acts and caller.scopes is not None:
        _check_role(caller, mine[0][1], scope)


def reader(request: Request, ask: Ask) -> Caller | None:
    """Who reads disputes; None: where anyone may act, everybody. Raises NobodyActs, NotSignedIn."""
    acting = ask.settings.acting
    if acting == "nobody":
        raise NobodyActs(
            "Here nothing can be contested over HTTP.",
            "Set STOEP_ACTING=people, or STOEP_ACTING=anyone where only your people get in.",
        )
    if acting == "anyone":
        return None
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise NotSignedIn
    return caller


def sides_of(caller: Caller | None, dispute: Dispute) -> list[Side]:
    """For whom somebody may speak in a dispute."""
    if caller is None:
        return [Side.operator, Side.municipality]
    return [
        side
        for side, own in _sides(caller, dispute.operator, dispute.municipality)
        if own.role is not Role.viewer
    ]


def of_kind(caller: Caller, kind: str) -> list[str]:
    """The keys of the operators, or codes of the municipalities, that somebody belongs to."""
    found = [getattr(one, kind) for one in caller.memberships if one.kind == kind]
    return [one for one in found if one]


def _sides(caller: Caller, operator: str, municipality: str) -> list[tuple[Side, Membership]]:
    pairs = (
        (Side.operator, _of(caller, "operator", operator)),
        (Side.municipality, _of(caller, "municipality", municipality)),
    )
    return [(side, own) for side, own in pairs if own is not None]


def _of(caller: Caller, kind: str, name: Any) -> Membership | None:
    return next(
        (one for one in caller.memberships if one.kind == kind and getattr(one, kind) == name),
        None,
    )


def _check_role(caller: Caller, own: Membership, scope: Scope) -> None:
    if own.role is Role.viewer:
        raise NotAllowed(
            f"Your role in {own.organisation} is to look, not to act.",
            "Ask an admin of it for the role of officer.",
        )
    if caller.scopes is not None and scope not in caller.scopes:
        raise NotAllowed(f"This key is not for `{scope}`.", "Have one made that has this scope.")
