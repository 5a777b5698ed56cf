"""Running a module for a municipality: what it tells is kept, and so is how each run ended.

Three runs in a row that fail by the module's own fault switch it off in that municipality, with the
reason; other cities, and all other numbers, go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from runner.find import Module
from runner.outcome import Limits, Run, RunOutcome
from runner.run import USUAL, run
from stoep.contract.facts import Basis, Facts
from stoep.contract.results import Evidence, Finding, Label, Result, Value
from zones.measure import SQL
from zones.modules.deciding import put_in_force
from zones.modules.facts import Question, gather
from zones.modules.setting import STOEP, Setting, check_digest, switch_off, values_of

STRIKES = 3


@dataclass(frozen=True)
class PastRun:
    """A run as it is on record."""

    id: int
    setting_id: int
    basis: str
    first_day: date
    last_day: date
    ran_at: datetime
    outcome: str
    sentence: str
    place: str
    walls: list[str]
    took_ms: int


def run_for(
    connection: Connection[Any],
    module: Module,
    setting: Setting,
    asked: Question,
    limits: Limits = USUAL,
) -> Run:
    """Run a module that is on, and keep what it told; raises DigestChanged.

    Everything is about `setting.municipality`. What is told in the evening of the day to come puts
    its effects in force. Whatever the module does, nothing else changes.
    """
    check_digest(module, setting)
    facts = gather(connection, module.manifest, asked)
    done = run(module.manifest, module.source, values_of(module, setting), facts, limits)
    with connection.transaction():
        number = _keep_run(connection, setting, asked, done)
        for one, result in zip(facts, done.results, strict=False):
            _keep_told(connection, setting, asked, number, one, result)
            if asked.basis is Basis.expected:
                put_in_force(
                    connection, module, setting.municipality, one.day.date, result, asked.now,
                    asked.timezone,
                )  # fmt: skip
        if _strikes(connection, setting) >= STRIKES:
            why = f"{STRIKES} runs in a row failed, the last one: {done.sentence} ({done.where})"
            switch_off(connection, setting.municipality, module.name, STOEP, why, asked.now)
    return done


def past_runs(
    connection: Connection[Any],
    municipality: str,
    module: str,
    setting_id: int | None = None,
    most: int = 20,
) -> list[PastRun]:
    """The newest runs of a module in a municipality, the newest first."""
    asked = {
        "municipality": municipality, "module": module, "setting": setting_id, "most": most,
    }  # fmt: skip
    with connection.cursor(row_factory=class_row(PastRun)) as cursor:
        return cursor.execute(SQL["module_runs"], asked).fetchall()


def strikes_of(runs: Sequence[PastRun]) -> int:
    """How many of the newest runs in a row failed by the module's own fault."""
    judged = [one for one in runs if one.outcome != RunOutcome.not_started]
    good = (n for n, one in enumerate(judged) if one.outcome == RunOutcome.ok)
    return next(good, len(judged))


def _strikes(connection: Connection[Any], setting: Setting) -> int:
    runs = past_runs(connection, setting.municipality, setting.module, setting.id, 4 * STRIKES)
    return strikes_of(runs)


def _keep_run(connection: Connection[Any], setting: Setting, asked: Question, done: Run) -> int:
    row = connection.execute(
        SQL["keep_module_run"],
        {
            "setting": setting.id, "municipality": setting.municipality,
            "module": setting.module, "basis": asked.basis.value,
            "first": min(asked.days), "last": max(asked.days), "at": asked.now,
            "outcome": done.outcome.value, "sentence": done.sentence, "place": done.where,
            "walls": list(done.walls), "took_ms": done.took_ms,
        },
    ).fetchone()  # fmt: skip
    assert row is not None
    return int(row[0])


def _keep_told(
    connection: Connection[Any],
    setting: Setting,
    asked: Question,
    number: int,
    facts: Facts,
    result: Result,
) -> None:
    connection.execute(
        SQL["keep_module_told"],
        {
            "run": number, "municipality": setting.municipality, "module": setting.module,
            "day": facts.day.date, "basis": asked.basis.value, "known_at": facts.known_at,
            "told_at": asked.now,
            "answer": result.answer.value if isinstance(result, Label) else None,
            "results": Jsonb(told_as_data(result)),
        },
    )  # fmt: skip


def told_as_data(result: Result) -> list[dict[str, Any]]:
    """A result as plain data: the evidence of a label, or values, or findings."""
    if isinstance(result, Label):
        return [_evidence(one) for one in result.because]
    return [_value(one) if isinstance(one, Value) else _finding(one) for one in result]


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "what": one.what, "value": one.value, "limit": one.limit, "holds": one.holds,
        "note": one.note,
    }  # fmt: skip


def _value(one: Value) -> dict[str, Any]:
    return {"area": one.area, "value": one.value, "behind": one.behind, "reason": one.reason}


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "what": one.what, "area": one.area, "because": [_evidence(why) for why in one.because],
        "begin": None if one.begin is None else one.begin.isoformat(),
        "end": None if one.end is None else one.end.isoformat(),
        "lon": one.lon, "lat": one.lat,
    }  # fmt: skip
