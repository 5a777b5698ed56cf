"""Payloads by kind, and those that had an effect."""

from collections import Counter
from dataclasses import dataclass, field

KEPT = 30


@dataclass
class Tally:
    """How many were tried, and what had an effect."""

    tried: Counter[str] = field(default_factory=Counter)
    effective: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    policy: int = 0
    """Violations of the content policy that a browser told of: something got as far as that."""
    visits: int = 0
    """Who came to an address that nobody should reach."""

    def one(self, kind: str, effective: bool, what: object) -> None:
        """One payload, and whether it had an effect."""
        self.tried[kind] += 1
        if effective:
            self.effective[kind] += 1
            if len(self.examples) < KEPT:
                self.examples.append(f"{kind}: {what!s:.400}")
