"""One step of a dispute: opened, answered, decided; each is checked before anything is kept.

The acts of a dispute are numbered. Who acts tells the number that they saw last: when somebody was
there in between, nothing is kept and they hear what was said.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from stoep.errors import StoepError
from zones.disputes.applied import Outcome, apply
from zones.disputes.kept import (
    Act,
    Dispute,
    Kind,
    Remedy,
    Side,
    Stage,
    Step,
    open_ones,
    read_disputes,
)
from zones.disputes.numbers import number_of
from zones.measure import SQL
from zones.permits.day import date_at, local_day
from zones.permits.limits import Scope, read_limits

MOST_DAYS = 31
LOCK = "select pg_advisory_xact_lock(hashtext('disputes'))"


class BadDispute(StoepError):
    """Something that cannot be contested, or decided so; `field` is what is wrong with it."""

    code = "bad_dispute"

    def __init__(self, field: str, sentence: str, remedy: str) -> None:
        super().__init__(sentence, remedy)
        self.field = field


class NoDispute(StoepError):
    """There is no such dispute, or not for who asks: the answer is the same."""

    code = "not_found"

    def __init__(self, number: object) -> None:
        super().__init__(f"There is no dispute {number} of yours.", "See /v1/disputes for yours.")


class ContestedAlready(StoepError):
    """The same is contested already, and nobody has decided."""

    code = "contested_already"


class Decided(StoepError):
    """The dispute has been decided on: nothing is added to it."""

    code = "decided_already"


class SaidMeanwhile(StoepError):
    """Something was said or decided since the last look; `latest` is it."""

    code = "somebody_was_first"

    def __init__(self, latest: Act) -> None:
        did = {
            Step.opened: "opened it",
            Step.answered: "answered",
            Step.dismissed: "dismissed it",
            Step.upheld: "upheld it",
        }
        super().__init__(
            f"Meanwhile {latest.said_by} {did[latest.what]}.",
            "Read the dispute again, and go on with that in mind.",
        )
        self.latest = latest


@dataclass(frozen=True)
class Words:
    """What somebody says, with links to what proves it, and who they are."""

    text: str
    links: tuple[str, ...]
    by: str
    verified: bool


@dataclass(frozen=True)
class Contest:
    """What an operator wants to contest; which fields are there hangs on what it is."""

    operator: str
    municipality: str | None = None
    feed: str | None = None
    start: int | None = None
    end: int | None = None
    scope: Scope | None = None
    day: date | None = None
    limit_id: int | None = None


@dataclass(frozen=True)
class Decision:
    """What a municipality decides, with its reason in the words."""

    what: Step
    outcome: Outcome | None = None


def open_dispute(
    connection: Connection[Any], contest: Contest, words: Words, timezone: str, now_s: int
) -> Dispute:
    """Contest something; raises BadDispute, NoDispute for another's, ContestedAlready."""
    with connection.transaction():
        connection.execute(LOCK)
        wanted = _checked(connection, contest, timezone, now_s)
        open_now = open_ones(read_disputes(connection, operators=[wanted.operator]))
        same = next((one for one in open_now if one.subject == wanted.subject), None)
        if same is not None:
            raise ContestedAlready(
                f"This is contested already, in dispute {same.number}.", "Answer there."
            )
        number = _keep(connection, wanted)
        _add(connection, Act(
            number, 1, Step.opened, Side.operator, words.text, words.links, None, words.by,
            words.verified, now_s,
        ))  # fmt: skip
        return read_disputes(connection, number=number)[0]


def answer(
    connection: Connection[Any], number: int, side: Side, words: Words, after: int, now_s: int
) -> tuple[Dispute, bool]:
    """Add an answer; the dispute, and whether it is new: the same said twice is kept once."""
    return _step(connection, number, Step.answered, side, words, None, after, now_s)


def decide(
    connection: Connection[Any],
    number: int,
    decision: Decision,
    words: Words,
    after: int,
    timezone: str,
    now_s: int,
) -> tuple[Dispute, bool]:
    """Decide on a dispute, and apply what follows, all or nothing."""
    with connection.transaction():
        outcome = decision.outcome
        remedy = outcome.remedy if outcome else None
        found, fresh = _step(
            connection, number, decision.what, Side.municipality, words, remedy, after, now_s
        )
        if fresh and outcome is not None:
            _check_outcome(found, outcome)
            apply(connection, found, outcome, words.text, words.by, timezone, now_s)
        return found, fresh


def _check_outcome(dispute: Dispute, outcome: Outcome) -> None:
    """Refuse what cannot follow from what is contested."""
    if dispute.kind is Kind.limit and outcome.remedy is not Remedy.limit_withdrawn:
        raise BadDispute(
            "remedy", "A limit is contested here, no evidence.", "Use `limit_withdrawn`."
        )
    if dispute.kind is Kind.feed and outcome.remedy is Remedy.limit_withdrawn:
        raise BadDispute(
            "remedy", "A feed is contested here, no limit.", "Use `explained` or `set_aside`."
        )
    if dispute.start is None or dispute.end is None:
        return
    start, end = outcome.stretch(dispute)
    if not dispute.start <= start < end <= dispute.end:
        raise BadDispute(
            "from", "This does not lie within what is contested.", "Choose a part of it, or all."
        )


def _step(
    connection: Connection[Any],
    number: int,
    what: Step,
    side: Side,
    words: Words,
    remedy: Remedy | None,
    after: int,
    now_s: int,
) -> tuple[Dispute, bool]:
    with connection.transaction():
        connection.execute(LOCK)
        found = read_disputes(connection, number=number)
        if not found:
            raise NoDispute(number)
        [dispute] = found
        wish = Act(
            number, after + 1, what, side, words.text, words.links, remedy, words.by,
            words.verified, now_s,
        )  # fmt: skip
        latest = dispute.acts[-1]
        if after > latest.number:
            raise BadDispute(
                "after", f"Of this dispute {latest.number} acts are known, not {after}.",
                "Read it again, and give the `number` of its last act.",
            )  # fmt: skip
        if latest.number > after:
            if replace(latest, said_at=now_s) == wish:
                return dispute, False
            raise SaidMeanwhile(latest)
        if dispute.status is not Stage.open:
            raise Decided(
                f"Dispute {number} has been decided on.", "Open another one, with what is new."
            )
        _add(connection, wish)
        return read_disputes(connection, number=number)[0], True


def _checked(connection: Connection[Any], contest: Contest, timezone: str, now_s: int) -> Dispute:
    """What is contested, once it can be."""
    row = connection.execute(
        "select id from operator where key = %s", [contest.operator]
    ).fetchone()
    if row is None:
        raise BadDispute("operator", "There is no such operator.", "See /v1/operators for all.")
    base = Dispute(0, contest.operator, row[0], contest.municipality or "", Kind.feed, now_s)
    if contest.limit_id is not None:
        return _limit(connection, base, contest.limit_id)
    there = connection.execute(
        "select exists (select from area where kind = 'municipality' and code = %s)",
        [contest.municipality],
    ).fetchone()
    if there != (True,):
        raise BadDispute(
            "municipality", "There is no such municipality.", "Use its code, such as GM0518."
        )
    if contest.scope is not None and contest.day is not None:
        return _verdict(connection, base, contest.scope, contest.day, timezone, now_s)
    return _feed(connection, base, contest, now_s)


def _limit(connection: Connection[Any], base: Dispute, number: int) -> Dispute:
    found = [one for one in read_limits(connection) if one.id == number]
    if not found or found[0].operator != base.operator:
        raise BadDispute("limit", f"There is no limit {number} of yours.", "See your limits.")
    if found[0].withdrawn:
        raise BadDispute("limit", "It is a withdrawal, no limit.", "Contest a limit that holds.")
    return replace(base, kind=Kind.limit, municipality=found[0].municipality, limit_id=number)


def _verdict(
    connection: Connection[Any], base: Dispute, scope: Scope, day: date, timezone: str, now_s: int
) -> Dispute:
    if day >= date_at(now_s, timezone):
        raise BadDispute("day", "That day is not over.", "Contest a day that is over.")
    told = number_of(connection, base.municipality, scope, day)
    if told is None:
        raise BadDispute(
            "day", "No limit of this kind was in force then, so there is no verdict.",
            "Choose a row and a day of the board.",
        )  # fmt: skip
    local = local_day(day, timezone)
    return replace(
        base, kind=Kind.verdict, start=local.start, end=local.end, form=scope.form,
        zone=scope.zone, indicator=scope.indicator, day=day, told=told,
    )  # fmt: skip


def _feed(connection: Connection[Any], base: Dispute, contest: Contest, now_s: int) -> Dispute:
    row = connection.execute(
        "select id from feed where key = %s and operator_id = %s", [contest.feed, base.operator_id]
    ).fetchone()
    if row is None:
        raise BadDispute("feed", "There is no such feed of yours.", "See /v1/feeds for yours.")
    start, end = contest.start, contest.end
    if start is None or end is None or start >= end:
        raise BadDispute(
            "from", "The stretch does not end after it starts.", "Give `from` and `to`."
        )
    if end > now_s:
        raise BadDispute("to", "The stretch is not over.", "Contest what has been.")
    if end - start > MOST_DAYS * 86_400:
        raise BadDispute(
            "from", f"The stretch is longer than {MOST_DAYS} days.", "Contest a shorter one."
        )
    return replace(base, feed=contest.feed, feed_id=row[0], start=start, end=end)


def _keep(connection: Connection[Any], dispute: Dispute) -> int:
    """Keep it under a number that is drawn: a counted one would tell how many others there are."""
    values = {
        "operator": dispute.operator_id,
        "municipality": dispute.municipality,
        "kind": dispute.kind,
        "feed": dispute.feed_id,
        "from": dispute.start,
        "to": dispute.end,
        "form": dispute.form,
        "zone": dispute.zone,
        "indicator": dispute.indicator,
        "day": dispute.day,
        "limit": dispute.limit_id,
        "told": None if dispute.told is None else Jsonb(dispute.told),
        "at": dispute.opened_at,
    }
    while True:
        number = 100_000_000 + secrets.randbelow(900_000_000)
        if connection.execute(SQL["add_dispute"], values | {"number": number}).fetchone():
            return number


def _add(connection: Connection[Any], act: Act) -> None:
    values = {
        "dispute": act.dispute,
        "number": act.number,
        "what": act.what,
        "side": act.side,
        "words": act.words,
        "links": list(act.links),
        "remedy": act.remedy,
        "by": act.said_by,
        "verified": act.verified,
        "at": act.said_at,
    }
    connection.execute(SQL["add_dispute_act"], values)
