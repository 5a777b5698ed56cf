"""What modules came to when they were checked: each is run once, until its files change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from runner.check import Check, check_module
from runner.find import Module
from runner.outcome import Limits
from runner.run import USUAL


@dataclass(eq=False)
class Checked:
    """Checks by the digest of a module's files and by day: a review date passes by itself.

    Modules are checked one at a time, however many ask: a check starts processes.
    """

    limits: Limits = USUAL
    _found: dict[tuple[str, date], Sequence[Check]] = field(default_factory=dict)
    _one: Lock = field(default_factory=Lock)

    def of(self, module: Module, today: date) -> Sequence[Check]:
        """What a module comes to; the first who asks waits for it."""
        key = (module.digest, today)
        with self._one:
            if key not in self._found:
                self._found = {kept: of for kept, of in self._found.items() if kept[1] == today}
                self._found[key] = check_module(module, today, self.limits)
            return self._found[key]


CHECKED = Checked()
"""Of this process: what the same files come to hangs on nothing else."""
