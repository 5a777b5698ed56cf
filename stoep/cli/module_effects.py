"""`stoep module effect`: what follows from what a module tells, decided by a municipality."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from runner.find import find_module
from stoep.cli.screen import console, speaks
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from zones.in_force import read_held
from zones.modules.effects import (
    Effect,
    EffectKind,
    Wish,
    end_effect,
    preview,
    read_effects,
    set_effect,
    what_follows,
)
from zones.modules.setting import municipality_of
from zones.permits.day import local_day

app = typer.Typer(no_args_is_help=True, help="What follows from what a module tells.")
DAYS = ["%Y-%m-%d"]
CLOCK = ["%H:%M"]
Name = Annotated[str, typer.Argument(help="Name of the module.")]
City = Annotated[str, typer.Option(help="Municipality, by code or by name.")]
By = Annotated[str, typer.Option(help="Who decides.")]
Why = Annotated[str, typer.Option(help="The reason, as history tells it.")]
Since = Annotated[datetime, typer.Option("--from", formats=DAYS, help="First local day.")]
Database = Annotated[str, typer.Option(help="The demo's is called demo.")]


@app.command()
@speaks
def add(
    name: Name,
    city: City,
    kind: Annotated[EffectKind, typer.Option(help="What it does.")],
    begin: Since,
    by: By,
    why: Why,
    area: Annotated[str | None, typer.Option(help="An area as kind/code.")] = None,
    value: Annotated[float | None, typer.Option(help="Times the places, or the limit.")] = None,
    indicator: Annotated[str | None, typer.Option(help="Of a limit: what is limited.")] = None,
    opens: Annotated[
        datetime | None, typer.Option("--opens", formats=CLOCK, help="First hour, city's clock.")
    ] = None,
    closes: Annotated[
        datetime | None, typer.Option("--closes", formats=CLOCK, help="Last hour, city's clock.")
    ] = None,
    to: Annotated[list[str] | None, typer.Option(help="Whom a message is for.")] = None,
    message: Annotated[str | None, typer.Option(help="What it says.")] = None,
    cause: Annotated[str, typer.Option(help="An answer, or the name of a finding.")] = "yes",
    until: Annotated[
        datetime | None, typer.Option(formats=DAYS, help="First day that it follows no more.")
    ] = None,
    database: Database = "stoep",
) -> None:
    """Let something follow: from a day on, where the module says so."""
    first, last = (None if one is None else one.time() for one in (opens, closes))
    wish = Wish(
        kind, begin.date(), by, why, cause, area, value, indicator, first, last, tuple(to or ()),
        message, until.date() if until else None,
    )  # fmt: skip
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            code = municipality_of(connection, city)
            now, timezone = datetime.now(UTC), Settings().timezone
            number = set_effect(connection, find_module(name), code, wish, now, timezone)
    console.print(f"Set in {code}, with number {number}, from {begin:%Y-%m-%d} on.")
    if kind is EffectKind.zone:
        console.print(f"From then on {area} holds only where {name} opens it.")


@app.command()
@speaks
def end(
    number: Annotated[int, typer.Argument(help="Number of the effect.")],
    city: City,
    begin: Since,
    by: By,
    why: Why,
    database: Database = "stoep",
) -> None:
    """Let an effect follow no more from a day on."""
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            code = municipality_of(connection, city)
            now, timezone = datetime.now(UTC), Settings().timezone
            end_effect(connection, code, number, begin.date(), by, why, now, timezone)
    console.print(f"Ended in {code} from {begin:%Y-%m-%d} on: {number}.")


@app.command("list")
@speaks
def show(city: City, database: Database = "stoep") -> None:
    """List what follows in a municipality, who decided it, and why."""
    table = Table("number", "module", "when", "what", "from", "until", "by", "why")
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            code = municipality_of(connection, city)
            for one in read_effects(connection, code, datetime.now(UTC)):
                until = "" if one.valid_until is None else str(one.valid_until)
                since = str(one.valid_from)
                row = (one.module, one.cause, told(one), since, until, one.set_by, one.why)
                table.add_row(str(one.id), *row)
    console.print(table)


@app.command("preview")
@speaks
def show_preview(name: Name, city: City, database: Database = "stoep") -> None:
    """Show today, tomorrow and the last ten days on which the module struck, and what followed."""
    settings, now = Settings(), datetime.now(UTC)
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    table = Table("day", "known", "what follows", "in force")
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            code = municipality_of(connection, city)
            for one in preview(connection, code, name, today, now):
                after = one.day + timedelta(days=1)
                following = what_follows(connection, code, one.day, after, now)
                words = [told(each.effect) for each in following if each.told.module == name]
                local = local_day(one.day, settings.timezone)
                held = read_held(connection, local.start, local.end, municipality=code)
                known = [each for each in held if each.module == name and each.day == one.day]
                since = f"since {min(each.decided_at for each in known):%Y-%m-%d}" if known else ""
                what = "; ".join(words) or "nothing"
                table.add_row(f"{one.day:%a %Y-%m-%d}", one.basis, what, since or "no")
    console.print(table if table.row_count else f"{name} struck on no day that is known.")


def told(one: Effect) -> str:
    """An effect in a few words."""
    hours = ""
    if one.hours_from is not None and one.hours_until is not None:
        hours = f" {one.hours_from:%H:%M}-{one.hours_until:%H:%M}"
    if one.kind == EffectKind.message:
        return f"tell {', '.join(one.recipients)}: {one.message}"
    what = {
        EffectKind.capacity.value: f"{one.area} holds {one.value or 0:.0%}",
        EffectKind.zone.value: f"{one.area} is in force",
        EffectKind.limit.value: f"{one.indicator} of {one.area} limited to {one.value or 0:g}",
    }
    return what[one.kind] + hours
