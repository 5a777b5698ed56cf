"""What is due: each module that is on tells tomorrow in the evening, and yesterday once it is over.

The evening is that of `facts.EVENING`: what is told then is what a city warns with.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from psycopg import Connection

from runner.find import Module, find_modules
from runner.outcome import RunOutcome
from stoep.contract.facts import Basis
from stoep.errors import StoepError
from zones.measure import SQL
from zones.modules.facts import EVENING, Question, bases_of
from zones.modules.running import run_for
from zones.modules.setting import Setting, in_force

log = structlog.get_logger()
MORNING = time(6)
"""By then yesterday's measurements should be there."""
AGAIN = timedelta(hours=1)
"""A run that failed is not tried again before this."""


@dataclass(frozen=True)
class Due:
    """A run that is to be made."""

    module: Module
    setting: Setting
    asked: Question


def tell_due(connection: Connection[Any], timezone: str, now: datetime) -> int:
    """Make the runs that are due; how many told something. One that fails holds up no other."""
    told = 0
    for one in due(connection, timezone, now):
        names = {"module": one.module.name, "municipality": one.setting.municipality}
        try:
            done = run_for(connection, one.module, one.setting, one.asked)
        except StoepError as refused:
            log.warning("module not run", reason=str(refused), **names)
            continue
        connection.commit()
        told += done.outcome is RunOutcome.ok
        if not done.ok:
            log.warning("module failed", outcome=done.outcome, reason=done.sentence, **names)
    return told


def due(connection: Connection[Any], timezone: str, now: datetime) -> Iterator[Due]:
    """The runs that are to be made now; each setting is looked at when its turn comes."""
    local = now.astimezone(ZoneInfo(timezone))
    wanted = []
    if local.time() >= EVENING:
        # What somebody asked in the afternoon is not the evening's answer.
        hour = datetime.combine(local.date(), EVENING, local.tzinfo)
        wanted.append((Basis.expected, local.date() + timedelta(days=1), hour))
    if local.time() >= MORNING:
        midnight = datetime.combine(local.date(), time(), local.tzinfo)
        wanted.append((Basis.observed, local.date() - timedelta(days=1), midnight))
    modules = {one.name: one for one in find_modules() if isinstance(one, Module)}
    for municipality, name in connection.execute(SQL["modules_on"]).fetchall():
        module = modules.get(name)
        for basis, day, hour in wanted if module else ():
            assert module is not None
            asked = {
                "municipality": municipality, "module": name, "basis": basis.value, "day": day,
                "since": now.astimezone(UTC) - AGAIN, "hour": hour,
            }  # fmt: skip
            if basis not in bases_of(module.manifest):
                continue
            if connection.execute(SQL["module_ran"], asked).fetchone():
                continue
            held = in_force(connection, municipality, name)
            if held is not None and held.enabled:
                question = Question(municipality, timezone, [day], basis, now, held.areas)
                yield Due(module, held, question)
