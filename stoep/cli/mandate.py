"""`stoep mandate`: duties set by people, on a ground, for a reason; and letters about them."""

import time
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.evidence import open_evidence
from api.mandates import write_letter
from stoep.cli.screen import console, speaks
from stoep.errors import StoepError
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import Duty
from zones.mandate.duties import SECONDS, Owed, bound_of, in_force, read_duties
from zones.mandate.setting import Wish, read_amount, set_duty, withdraw
from zones.permits.day import date_at
from zones.permits.verdicts import COVERAGE_NEEDED, Bound

app = typer.Typer(no_args_is_help=True, help="The mandate: what data operators owe and deliver.")

DAYS = ["%Y-%m-%d"]
Municipality = Annotated[str, typer.Argument(help="Code of the municipality.")]
Operator = Annotated[str, typer.Argument(help="Short name of the operator.")]
Since = Annotated[datetime, typer.Option("--from", formats=DAYS, help="First local day.")]
By = Annotated[str, typer.Option(help="Who decides.")]
Why = Annotated[str, typer.Option(help="The reason, as history tells it.")]
Database = Annotated[str, typer.Option(help="The demo's is called demo.")]
Language = StrEnum("Language", ["nl", "en"])


class FileThere(StoepError):
    """A file that would be overwritten."""

    code = "file_there"


@app.command(name="set")
@speaks
def put(
    municipality: Municipality,
    operator: Operator,
    duty: Annotated[Duty, typer.Argument(help="What is owed.")],
    amount: Annotated[str, typer.Argument(help="How much of it, as 95%, 30s or 2min.")],
    begin: Since,
    ground: Annotated[str, typer.Option(help="The legal ground, such as a permit's article.")],
    by: By,
    why: Why,
    end: Annotated[
        datetime | None,
        typer.Option("--to", formats=DAYS, help="Local day, not included; left out: no end."),
    ] = None,
    coverage: Annotated[
        float, typer.Option(help="Least part of a day to say that it is delivered.")
    ] = COVERAGE_NEEDED,
    database: Database = "stoep",
) -> None:
    """Set a duty from a day on; an earlier one of the same kind gives way to it."""
    value, unit = read_amount(amount)
    wish = Wish(
        municipality,
        operator,
        str(duty),
        value,
        unit,
        begin.date(),
        ground,
        by,
        why,
        None if end is None else end.date(),
        coverage,
    )
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            made = set_duty(connection, wish, datetime.now(UTC))
    console.print(f"Duty {made.id}: {operator} owes {_told(made)}, from {made.effective_from} on.")


@app.command(name="withdraw")
@speaks
def take_back(
    number: Annotated[int, typer.Argument(help="Number of the duty.")],
    begin: Since,
    by: By,
    why: Why,
    database: Database = "stoep",
) -> None:
    """Let nothing of a kind be owed from a day on."""
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            made = withdraw(connection, number, begin.date(), by, why, datetime.now(UTC))
    console.print(f"Withdrawn from {made.effective_from} on: {made.operator}, {made.duty}.")


@app.command(name="list")
@speaks
def show(
    municipality: Municipality,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=DAYS, help="Local day; left out: today.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="All that was ever set and withdrawn.")
    ] = False,
    database: Database = "stoep",
) -> None:
    """List the duties in force on a day, or all that was ever set, the newest first."""
    settings = Settings()
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            duties = read_duties(connection, municipality)
    if history:
        _print("What was set and withdrawn", duties[::-1])
        return
    day = on.date() if on else date_at(time.time(), settings.timezone)
    held = [in_force((x for x in duties if x.scope == s), day) for s in {x.scope for x in duties}]
    standing = sorted((x for x in held if x is not None), key=lambda x: x.scope)
    _print(f"Duties in force on {day}", standing)


@app.command()
@speaks
def letter(
    municipality: Municipality,
    operator: Operator,
    begin: Since,
    end: Annotated[
        datetime | None,
        typer.Option("--to", formats=DAYS, help="Local day, not included; left out: today."),
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the letter.")] = Language.nl,
    file: Annotated[
        Path | None, typer.Option(help="Where it is written; left out: on the screen.")
    ] = None,
    database: Database = "stoep",
) -> None:
    """Write a letter about what an operator delivered, from the evidence alone."""
    settings = Settings()
    if file is not None and file.exists():
        raise FileThere(f"{file} is there already.", "Name another file.")
    with open_home(settings, database) as home:
        evidence = open_evidence(settings, home.address, time.time, home.secret)
        try:
            to = None if end is None else end.date()
            text = write_letter(evidence, municipality, operator, begin.date(), to, str(language))
        finally:
            evidence.connections.close()
            evidence.writing.close()
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text)
        console.print(f"Letter written: {file}.")


def _print(title: str, duties: list[Owed]) -> None:
    headers = ("number", "operator", "owes", "from", "to", "ground", "by", "set at (UTC)", "why")
    table = Table(*headers, title=title)
    for one in duties:
        at = f"{one.set_at.astimezone(UTC):%Y-%m-%d %H:%M}"
        since, to = f"{one.effective_from}", f"{one.effective_to or ''}"
        who = (one.legal_ground, one.set_by, at, one.why)
        table.add_row(str(one.id), one.operator, _told(one), since, to, *who)
    console.print(table)


def _told(one: Owed) -> str:
    sign = "≤" if bound_of(one.duty) is Bound.maximum else "≥"
    amount = f"{one.value:g} s" if one.unit == SECONDS else f"{one.value * 100:g} %"
    return f"{'withdrawn: ' if one.withdrawn else ''}{one.duty} {sign} {amount}"
