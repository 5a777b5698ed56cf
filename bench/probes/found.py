"""What probes came to."""

from dataclasses import dataclass, field


@dataclass
class Found:
    """How many probes were tried, and what leaked."""

    tried: int = 0
    detail: list[str] = field(default_factory=list)

    def note(self, leaks: bool, *what: object) -> None:
        """Count a leak."""
        if leaks:
            self.detail.append(" ".join(map(str, what))[:300])
