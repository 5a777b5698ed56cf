"""One line a budget: what was measured, what it was measured against, and whether it holds."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Line:
    """A measurement beside its comparison; `holds` is None where no budget is set."""

    what: str
    measured: str
    beside: str
    budget: str
    holds: bool | None


def show(lines: list[Line]) -> None:
    """Print the table of all measurements."""
    table = Table("what", "measured", "beside, in the same run", "budget", "")
    for line in lines:
        verdict = (
            "–" if line.holds is None else "[green]holds[/]" if line.holds else "[red]fails[/]"
        )
        table.add_row(line.what, line.measured, line.beside, line.budget, verdict)
    Console(width=150).print(table)
