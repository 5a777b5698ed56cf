"""`stoep permits`: limits set by people with a name and a reason, and days counted by hand."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from stoep.cli.screen import console, speaks
from stoep.cli.trying_limit import try_limit
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import FormFactor
from zones.permits.count import count_days
from zones.permits.day import date_at
from zones.permits.limits import Limit, in_force, read_limits
from zones.permits.setting import Wish, read_season, set_limit, withdraw
from zones.permits.verdicts import COVERAGE_NEEDED

app = typer.Typer(no_args_is_help=True, help="Permits: what is asked of operators, day by day.")
limit = typer.Typer(no_args_is_help=True, help="Limits: set, withdrawn, never changed.")
app.add_typer(limit, name="limit")
app.command(name="try")(try_limit)

DAYS = ["%Y-%m-%d"]
Municipality = Annotated[str, typer.Argument(help="Code of the municipality.")]
Since = Annotated[datetime, typer.Option("--from", formats=DAYS, help="First local day.")]
By = Annotated[str, typer.Option(help="Who decides.")]
Why = Annotated[str, typer.Option(help="The reason, as history tells it.")]


@app.command()
@speaks
def count(
    begin: Annotated[datetime, typer.Option("--from", formats=DAYS, help="First local day.")],
    end: Annotated[
        datetime | None,
        typer.Option("--to", formats=DAYS, help="Local day, not included; left out: today."),
    ] = None,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """Count days for permits by hand; `stoep ingest` counts each day once it is final."""
    settings = Settings()
    now = datetime.now(UTC).timestamp()
    to = date_at(now, settings.timezone) if end is None else end.date()
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as connection, Progress(console=console) as bar:
            task = bar.add_task("Counting days", total=1.0)
            days = count_days(
                connection,
                settings.timezone,
                begin.date(),
                to,
                now,
                lambda part: bar.update(task, completed=part),
            )
    console.print(f"Counted {days} days.")


@limit.command(name="set")
@speaks
def put(
    municipality: Municipality,
    operator: Annotated[str, typer.Argument(help="Short name of the operator.")],
    indicator: Annotated[str, typer.Argument(help="What is limited: permit_fleet, …")],
    value: Annotated[float, typer.Argument(help="The limit.")],
    begin: Since,
    by: By,
    why: Why,
    unit: Annotated[str, typer.Option(help="Its unit; must be the indicator's.")] = "",
    form: Annotated[
        FormFactor | None, typer.Option(help="One form factor; left out: all together.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="An area as kind/code; left out: the whole municipality.")
    ] = None,
    season: Annotated[
        str | None, typer.Option(help="Part of the year, as 05-01..09-30; left out: all year.")
    ] = None,
    tolerance: Annotated[int, typer.Option(help="Metres that a place may be off.")] = 0,
    coverage: Annotated[
        float, typer.Option(help="Least coverage to say that it complies.")
    ] = COVERAGE_NEEDED,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """Set a limit from a day on; an earlier one of the same scope and season ends there."""
    wish = Wish(
        municipality,
        operator,
        indicator,
        value,
        unit,
        begin.date(),
        by,
        why,
        form,
        zone,
        read_season(season or ""),
        tolerance,
        coverage,
    )
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            made = set_limit(connection, wish, datetime.now(UTC))
    console.print(f"Set, with number {made.id}: {_told(made)}, from {made.effective_from} on.")


@limit.command(name="withdraw")
@speaks
def take_back(
    number: Annotated[int, typer.Argument(help="Number of the limit.")],
    begin: Since,
    by: By,
    why: Why,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """Let a limit hold no more from a day on."""
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            made = withdraw(connection, number, begin.date(), by, why, datetime.now(UTC))
    console.print(f"Withdrawn from {made.effective_from} on: {_told(made)}.")


@limit.command(name="list")
@speaks
def show(
    municipality: Municipality,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=DAYS, help="Local day; left out: today.")
    ] = None,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """List the limits in force on a day."""
    settings = Settings()
    today = date_at(datetime.now(UTC).timestamp(), settings.timezone)
    limits = _read(settings, database, municipality)
    day = on.date() if on else today
    held = (in_force((x for x in limits if x.scope == s), day) for s in {x.scope for x in limits})
    standing = sorted((x for x in held if x is not None), key=lambda x: x.scope)
    _print(f"Limits in force on {day}", standing)


@limit.command()
@speaks
def history(
    municipality: Municipality,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """List who set and withdrew limits, and why, the newest first."""
    _print("What was set and withdrawn", _read(Settings(), database, municipality)[::-1])


def _read(settings: Settings, database: str, municipality: str) -> list[Limit]:
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            return read_limits(connection, municipality)


def _print(title: str, limits: list[Limit]) -> None:
    table = Table("number", "operator", "what", "from", "by", "set at (UTC)", "why", title=title)
    for one in limits:
        since: date = one.effective_from
        at = f"{one.set_at.astimezone(UTC):%Y-%m-%d %H:%M}"
        table.add_row(str(one.id), one.operator, _told(one), f"{since}", one.set_by, at, one.why)
    console.print(table)


def _told(one: Limit) -> str:
    sign = "≤" if one.bound == "maximum" else "≥"
    words = f"{one.indicator} {sign} {one.value:g} {one.unit}"
    words += f", {one.form_factor}" if one.form_factor else ""
    words += f", in {one.zone}" if one.zone else ""
    words += f", {one.season_from} to {one.season_to}" if one.season else ""
    return f"withdrawn: {words}" if one.withdrawn else words
