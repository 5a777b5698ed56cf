"""A module tried on past days before it is switched on: what would be otherwise; none is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from psycopg import Connection

from runner.find import Module
from runner.outcome import Limits, Run
from runner.run import USUAL, run
from stoep.contract.parameters import choose
from stoep.contract.results import Label, Result
from zones.modules.facts import Question, gather
from zones.modules.running import told_as_data
from zones.modules.setting import in_force, values_of


@dataclass(frozen=True)
class Tried:
    """A day: what the module would tell, and what is told now; `before` None: nothing yet."""

    day: date
    result: Result
    before: Result | None
    """With the setting that holds now; None where the module is off."""

    @property
    def differs(self) -> bool:
        """Whether the trial tells something else than what is told now."""
        if isinstance(self.result, Label) and isinstance(self.before, Label):
            return self.result.answer is not self.before.answer
        return self.before is not None and told_as_data(self.result) != told_as_data(self.before)


@dataclass(frozen=True)
class Trial:
    """A module over past days; `run` says how it went, `days` is empty when it failed."""

    run: Run
    days: Sequence[Tried]
    compared: bool
    """Whether the module is on: then each day is held against its setting of now."""


def try_module(
    connection: Connection[Any],
    module: Module,
    asked: Question,
    parameters: Mapping[str, Any],
    limits: Limits = USUAL,
    progress: Callable[[float], None] = lambda part: None,
) -> Trial:
    """Run a module over past days with some parameters, beside the setting that holds.

    The rest of the parameters are the defaults, or what the municipality chose where it is on.
    Raises BadParameter, NoSuchFact.
    """
    setting = in_force(connection, asked.municipality, module.name)
    on = setting is not None and setting.enabled
    kept = values_of(module, setting) if on else choose(module.manifest.parameters, {})
    chosen = choose(module.manifest.parameters, parameters)
    wished = {**kept, **{name: chosen[name] for name in parameters}}
    facts = gather(connection, module.manifest, asked, progress)
    done = run(module.manifest, module.source, wished, facts, limits)
    now: Sequence[Result | None] = [None] * len(facts)
    if done.ok and on:
        assert setting is not None
        of_now = replace(asked, areas=setting.areas)
        told = (
            facts
            if of_now.areas == list(asked.areas)
            else gather(connection, module.manifest, of_now)
        )
        beside = run(module.manifest, module.source, kept, told, limits)
        now = beside.results if beside.ok else now
    days = [
        Tried(one.day.date, result, before)
        for one, result, before in zip(facts, done.results, now, strict=False)
    ]
    return Trial(done, days, on)
