"""`stoep module`: a module from its skeleton to a municipality that has it on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection
from rich.markup import escape
from rich.table import Table

from runner.check import check_module, passes
from runner.find import FOLDER, Broken, Module, find_module, find_modules
from runner.skeleton import write_skeleton
from stoep.cli import module_effects
from stoep.cli.screen import console, errors, speaks
from stoep.cli.trying_module import try_on
from stoep.contract.facts import Basis
from stoep.contract.manifest import Kind
from stoep.errors import StoepError
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from zones.modules import setting as life
from zones.modules.facts import Question, check_needs
from zones.modules.running import past_runs, run_for, strikes_of

app = typer.Typer(no_args_is_help=True, help="Rules that cities write and hand to each other.")
app.command(name="try")(try_on)
app.add_typer(module_effects.app, name="effect")

DAYS = ["%Y-%m-%d"]
Name = Annotated[str, typer.Argument(help="Name of the module.")]
City = Annotated[str, typer.Option(help="Municipality, by code or by name: GM0518 or den-haag.")]
By = Annotated[str, typer.Option(help="Who decides.")]
Why = Annotated[str, typer.Option(help="The reason, as history tells it.")]
Chosen = Annotated[
    list[str] | None, typer.Option("--set", help="A parameter as name=value; may be repeated.")
]
Areas = Annotated[
    list[str] | None, typer.Option("--area", help="An area as kind/code; left out: all.")
]
Database = Annotated[str, typer.Option(help="The demo's is called demo.")]


class BadChoice(StoepError):
    """What was typed after --set is no choice."""

    code = "bad_choice"


def read_choices(typed: list[str] | None) -> dict[str, str]:
    """What was typed as name=value; raises BadChoice."""
    found = {}
    for one in typed or []:
        name, equals, value = one.partition("=")
        if not equals:
            raise BadChoice(f"{one!r} is no choice.", "Write name=value, as in free_c=20.")
        found[name.strip()] = value.strip()
    return found


FORTNIGHT = timedelta(days=14)
"""As long as the history of the demo."""


@contextmanager
def opened(database: str) -> Iterator[Connection[Any]]:
    """A connection to the database of the settings, for the length of a block."""
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            yield connection


@app.command()
@speaks
def new(
    name: Annotated[str, typer.Argument(help="Its name: small letters, digits and _.")],
    owner: Annotated[str, typer.Option(help="The municipality that answers for it.")],
    contact: Annotated[str, typer.Option(help="Its e-mail address, or https://….")],
    kind: Annotated[Kind, typer.Option(help="What it gives.")] = Kind.label,
) -> None:
    """Write a module that works, to make your own; prints the next three commands."""
    today = datetime.now(UTC).date()
    made = write_skeleton(FOLDER, name, kind, owner, contact, today)
    shown = made.relative_to(Path.cwd()) if made.is_relative_to(Path.cwd()) else made
    console.print(f"Written: {shown}/ with module.toml, {name}.py, examples.csv and README.md.")
    console.print("Change them, and then:", soft_wrap=True)
    for command in (
        f"stoep module check {name}",
        f"stoep module try {name} --city den-haag --from {today - FORTNIGHT} --to {today}",
        f"stoep module enable {name} --city den-haag --by 'A. Official' --why 'council decision 1'",
    ):
        console.print(f"  {command}", soft_wrap=True)
    console.print("For the city of `make demo`, add to the last two: --database demo")


@app.command()
@speaks
def check(
    name: Annotated[
        str | None, typer.Argument(help="Left out: every module that is found.")
    ] = None,
) -> None:
    """Check a module as the maintainers and CI do: its files, its words, and its examples."""
    found = find_modules() if name is None else [find_module(name)]
    bad = 0
    for one in found:
        if isinstance(one, Broken):
            told = escape(str(one.refusal))
            console.print(f"[red]✗[/] [bold]{one.name}[/]: {told}", soft_wrap=True)
            bad += 1
        else:
            bad += not _check(one)
    if bad:
        errors.print(f"{bad} of {len(found)} modules do not pass.")
        raise typer.Exit(1)


def _check(module: Module) -> bool:
    console.print(f"[bold]{module.name}[/] {module.manifest.version}, {module.manifest.owner}")
    checks = check_module(module, datetime.now(UTC).date())
    for one in checks:
        sign = "[green]✓[/]" if one.ok else "[yellow]![/]" if one.warning else "[red]✗[/]"
        console.print(f"  {sign} {one.name}: {escape(one.finding)}", soft_wrap=True)
    try:
        check_needs(module.manifest)
    except StoepError as refused:
        console.print(f"  [red]✗[/] needs: {escape(str(refused))}", soft_wrap=True)
        return False
    return passes(checks)


@app.command("list")
@speaks
def show(
    city: Annotated[str | None, typer.Option(help="How it is set in one municipality.")] = None,
    database: Database = "stoep",
) -> None:
    """List the modules there are, who has them on, and what is amiss."""
    today = datetime.now(UTC).date()
    table = Table("module", "gives", "version", "owner", "contact", "look again by", "on in", "")
    with opened(database) as connection:
        code = None if city is None else life.municipality_of(connection, city)
        users = life.users_of(connection)
        for one in find_modules():
            if isinstance(one, Broken):
                table.add_row(one.name, "", "", "", "", "", "", f"✗ {escape(one.refusal.sentence)}")
                continue
            told = one.manifest
            state = escape(_state(connection, one, code)) if code else ""
            review = f"{told.review}{' (past)' if one.is_overdue(today) else ''}"
            on = ", ".join(users.get(one.name, []))
            table.add_row(
                one.name, told.kind, told.version, told.owner, told.contact, review, on, state
            )
    console.print(table)


def _state(connection: Connection[Any], module: Module, municipality: str) -> str:
    """How a module is in a municipality, in a few words."""
    held = life.in_force(connection, municipality, module.name)
    if held is None:
        return "never on"
    if not held.enabled:
        return f"off: {held.why}"
    runs = past_runs(connection, municipality, module.name, held.id)
    failed = strikes_of(runs)
    words = "on" + "".join(f", {k}={v}" for k, v in held.parameters.items())
    if failed:
        words += f"; failed {failed} times: {runs[0].sentence} ({runs[0].place})"
    if held.digest != module.digest:
        words += "; its files changed since"
    return words


@app.command()
@speaks
def enable(
    name: Name,
    city: City,
    by: By,
    why: Why,
    chosen: Chosen = None,
    area: Areas = None,
    digest: Annotated[
        str | None, typer.Option(help="Of the files that were looked at; outsiders need it.")
    ] = None,
    database: Database = "stoep",
) -> None:
    """Switch a module on in a municipality, or set it otherwise, from now on."""
    module = find_module(name)
    if not passes(check_module(module, datetime.now(UTC).date())):
        raise life.BadSetting("module", f"{name} does not pass.", f"See: stoep module check {name}")
    with opened(database) as connection:
        code = life.municipality_of(connection, city)
        made = life.switch_on(
            connection, module, code, read_choices(chosen), area or [], by, why,
            datetime.now(UTC), digest,
        )  # fmt: skip
    console.print(f"On in {code}: {name} {made.version}, as {made.digest[:19]}….")
    for parameter, value in life.values_of(module, made).items():
        unit = module.manifest.parameters[parameter].unit
        console.print(f"  {parameter} = {_plain(value)} {unit}".rstrip())
    if module.is_overdue(datetime.now(UTC).date()):
        console.print(
            f"[yellow]![/] Its owner should have looked at it by {module.manifest.review}."
        )


@app.command()
@speaks
def disable(name: Name, city: City, by: By, why: Why, database: Database = "stoep") -> None:
    """Switch a module off in a municipality; what it told stays."""
    with opened(database) as connection:
        code = life.municipality_of(connection, city)
        life.switch_off(connection, code, name, by, why, datetime.now(UTC))
    console.print(f"Off in {code}: {name}.")


@app.command()
@speaks
def history(
    city: City,
    name: Annotated[str | None, typer.Argument(help="Left out: all modules.")] = None,
    database: Database = "stoep",
) -> None:
    """List who switched modules on and off in a municipality, and why, the newest first."""
    table = Table("module", "on", "parameters", "areas", "version", "by", "set at (UTC)", "why")
    with opened(database) as connection:
        code = life.municipality_of(connection, city)
        for one in life.read_settings(connection, code, name):
            given = ", ".join(f"{k}={_plain(v)}" for k, v in one.parameters.items())
            at = f"{one.set_at.astimezone(UTC):%Y-%m-%d %H:%M}"
            on, areas = "yes" if one.enabled else "no", ", ".join(one.areas)
            who, why = escape(one.set_by), escape(one.why)
            table.add_row(one.module, on, escape(given), areas, one.version, who, at, why)
    console.print(table)


@app.command("run")
@speaks
def run_now(
    name: Name,
    city: City,
    begin: Annotated[
        datetime | None, typer.Option("--from", formats=DAYS, help="Local day; left out: today.")
    ] = None,
    end: Annotated[
        datetime | None, typer.Option("--to", formats=DAYS, help="Local day, not included.")
    ] = None,
    expected: Annotated[
        bool, typer.Option(help="From the forecast, not from measurements.")
    ] = False,
    database: Database = "stoep",
) -> None:
    """Run a module that is on for some days, and keep what it tells."""
    settings, now, module = Settings(), datetime.now(UTC), find_module(name)
    first = begin.date() if begin else now.date()
    last = end.date() if end else first + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    if not days:
        raise BadChoice("from: There is no day before --to.")
    basis = Basis.expected if expected else Basis.observed
    with opened(database) as connection:
        code = life.municipality_of(connection, city)
        held = life.in_force(connection, code, name)
        if held is None or not held.enabled:
            raise life.BadSetting("module", f"{name} is not on in {code}.")
        asked = Question(code, settings.timezone, days, basis, now, held.areas)
        done = run_for(connection, module, held, asked)
    if not done.ok:
        told = escape(f"{done.outcome}: {done.sentence} ({done.where})")
        errors.print(f"✗ {told}", soft_wrap=True)
        raise typer.Exit(1)
    console.print(f"Ran for {len(days)} days, behind: {', '.join(done.walls)}.")


def _plain(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
