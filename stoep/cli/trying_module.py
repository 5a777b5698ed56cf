"""`stoep module try`: a module replayed over past days; nothing of it is kept."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from runner.find import find_module
from stoep.cli.screen import console, errors, speaks
from stoep.contract.facts import Basis
from stoep.contract.results import Label, Value
from stoep.errors import StoepError
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from zones.modules.facts import Question
from zones.modules.setting import municipality_of
from zones.modules.trying import Trial, Tried, try_module

DAYS = ["%Y-%m-%d"]
MOST_DAYS = 800
SHOWN = 40


class BadDays(StoepError):
    """The days to try are none, or too many."""

    code = "bad_days"


@speaks
def try_on(
    name: Annotated[str, typer.Argument(help="Name of the module.")],
    city: Annotated[str, typer.Option(help="Municipality, by code or by name.")],
    begin: Annotated[datetime, typer.Option("--from", formats=DAYS, help="First local day.")],
    end: Annotated[
        datetime | None,
        typer.Option("--to", formats=DAYS, help="Local day, not included; left out: today."),
    ] = None,
    chosen: Annotated[
        list[str] | None, typer.Option("--set", help="A parameter as name=value.")
    ] = None,
    area: Annotated[list[str] | None, typer.Option(help="An area as kind/code.")] = None,
    expected: Annotated[
        bool, typer.Option(help="As the evening before would have said it, from forecasts.")
    ] = False,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """Replay a module over past days, beside how it is set now; nothing is kept."""
    from stoep.cli.modules import read_choices

    settings, now, module = Settings(), datetime.now(UTC), find_module(name)
    first, to = begin.date(), end.date() if end else now.date()
    count = (to - first).days
    if not 0 < count <= MOST_DAYS:
        raise BadDays(f"from: {count} days cannot be tried.", f"Use 1 to {MOST_DAYS} days.")
    days = [first + timedelta(days=n) for n in range(count)]
    basis = Basis.expected if expected else Basis.observed
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as connection, Progress(console=console) as bar:
            code = municipality_of(connection, city)
            asked = Question(code, settings.timezone, days, basis, now, area or ())
            task = bar.add_task("Gathering facts", total=1.0)
            trial = try_module(
                connection, module, asked, read_choices(chosen),
                progress=lambda part: bar.update(task, completed=part),
            )  # fmt: skip
    if not trial.run.ok:
        told = trial.run
        said = escape(f"{told.outcome}: {told.sentence} ({told.where})")
        errors.print(f"✗ {said}", soft_wrap=True)
        raise typer.Exit(1)
    _show(trial, f"{name} in {code}, {first} until {to}, {basis}")
    if trial.run.printed:
        console.print(f"It printed: {trial.run.printed[:500]}", markup=False)


def _show(trial: Trial, title: str) -> None:
    labels = [one for one in trial.days if isinstance(one.result, Label)]
    if labels:
        counts = Counter(str(one.result.answer) for one in labels if isinstance(one.result, Label))
        told = ", ".join(f"{counts[answer]} {answer}" for answer in ("yes", "no", "unknown"))
        console.print(f"{title}: {told}.", soft_wrap=True)
    else:
        console.print(f"{title}: {sum(_size(one) for one in trial.days)} results.", soft_wrap=True)
    if trial.compared:
        changed = [one for one in trial.days if one.differs]
        console.print(f"Otherwise than with the setting that holds now: {len(changed)} days.")
        shown = changed
    else:
        console.print("It is off there now: nothing to compare with.")
        shown = [one for one in labels if _answer(one.result) != "no"] or list(trial.days)
    table = Table("day", "would tell", "tells now", "because")
    for one in shown[:SHOWN]:
        now = "" if one.before is None else _answer(one.before)
        table.add_row(
            f"{one.day:%a %Y-%m-%d}", _answer(one.result), now, escape(_because(one.result))
        )
    if shown:
        console.print(table)
    if len(shown) > SHOWN:
        console.print(f"… and {len(shown) - SHOWN} more.")


def _size(one: Tried) -> int:
    return 1 if isinstance(one.result, Label) else len(one.result)


def _answer(result: Any) -> str:
    if isinstance(result, Label):
        return str(result.answer)
    values = [one.value for one in result if isinstance(one, Value)]
    if values:
        known = [value for value in values if value is not None]
        mean = f", mean {sum(known) / len(known):.3g}" if known else ""
        return f"{len(known)} of {len(values)} areas{mean}"
    return f"{len(result)} findings"


def _because(result: Any) -> str:
    if isinstance(result, Label):
        told = (
            f"{one.what} {'?' if one.value is None else f'{one.value:g}'}"
            f"{'' if one.limit is None else f' ({one.limit:g})'}"
            f"{f' {one.note}' if one.note else ''}"
            for one in result.because
        )
        return ", ".join(told)
    reasons = Counter(one.reason for one in result if isinstance(one, Value) and one.reason)
    return ", ".join(f"{count} × {reason}" for reason, count in reasons.items())
