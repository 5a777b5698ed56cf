"""The catalogue: each module there is, and how it is in one municipality.

Of other municipalities nothing is told but that they have a module on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from runner.check import Check, passes
from runner.find import Broken, Module
from stoep.contract.parameters import Chosen
from stoep.contract.refusals import BadParameter
from stoep.errors import StoepError
from zones.modules.facts import check_needs
from zones.modules.running import PastRun, past_runs, strikes_of
from zones.modules.setting import Setting, in_force, users_of, values_of

RUNS = 5
"""Newest runs that a card tells."""


@dataclass(frozen=True)
class Entry:
    """A module that can be read, and how it is in a municipality."""

    module: Module
    checks: Sequence[Check]
    setting: Setting | None
    """The one that holds, or by which it was switched off; None: it was never on."""
    values: dict[str, Chosen]
    runs: Sequence[PastRun]
    strikes: int
    """How many of the newest runs in a row failed by the module's own fault."""
    users: Sequence[str]
    """Names of the municipalities that have it on."""

    @property
    def is_on(self) -> bool:
        """Whether it is on in the municipality."""
        return self.setting is not None and self.setting.enabled

    @property
    def passes(self) -> bool:
        """Whether it may be switched on."""
        return passes(self.checks)

    @property
    def is_changed(self) -> bool:
        """Whether its files are others than when the setting was made."""
        return self.setting is not None and self.setting.digest != self.module.digest


def read_entries(
    connection: Connection[Any],
    municipality: str,
    found: Sequence[Module | Broken],
    check: Callable[[Module], Sequence[Check]],
    names: Mapping[str, str],
) -> list[Entry | Broken]:
    """Each module with how it is in a municipality.

    `check` looks at its files; `names` are those of municipalities by code.
    """
    users = users_of(connection)
    return [
        one
        if isinstance(one, Broken)
        else _entry(
            connection,
            municipality,
            one,
            check,
            [names.get(code, code) for code in users.get(one.name, [])],
        )
        for one in found
    ]


def _entry(
    connection: Connection[Any],
    municipality: str,
    module: Module,
    check: Callable[[Module], Sequence[Check]],
    users: Sequence[str],
) -> Entry:
    setting = in_force(connection, municipality, module.name)
    runs = past_runs(connection, municipality, module.name)
    checks = [*check(module), *_needs(module)]
    try:
        values = values_of(module, setting)
    except BadParameter as refused:
        # What was chosen does not fit a newer version of the module.
        checks.append(Check("setting", False, str(refused)))
        values = values_of(module, None)
    return Entry(
        module,
        checks,
        setting,
        values,
        runs[:RUNS],
        strikes_of(runs),
        users,
    )


def _needs(module: Module) -> list[Check]:
    """Whether there is what the module asks for; nothing is said where there is."""
    try:
        check_needs(module.manifest)
    except StoepError as refused:
        return [Check("needs", False, str(refused))]
    return []
