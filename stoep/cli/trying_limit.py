"""`stoep permits try`: a draft limit replayed over past days; nothing of it is kept."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.progress import Progress

from stoep.cli.replayed import show_limit
from stoep.cli.screen import console, speaks
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import FormFactor
from zones.permits.day import date_at
from zones.permits.setting import BadLimit, Wish, bound_of, read_season
from zones.permits.verdicts import COVERAGE_NEEDED
from zones.what_if.limit import replay_limit

DAYS = ["%Y-%m-%d"]


@speaks
def try_limit(
    municipality: Annotated[str, typer.Argument(help="Code of the municipality.")],
    indicator: Annotated[str, typer.Argument(help="What would be limited: permit_fleet, …")],
    value: Annotated[float, typer.Argument(help="The limit.")],
    begin: Annotated[datetime, typer.Option("--from", formats=DAYS, help="First local day.")],
    end: Annotated[
        datetime | None,
        typer.Option("--to", formats=DAYS, help="Local day, not included; left out: today."),
    ] = None,
    unit: Annotated[str, typer.Option(help="Its unit; must be the indicator's.")] = "",
    operator: Annotated[
        list[str] | None, typer.Option(help="Only these; left out: whoever stood there.")
    ] = None,
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
    """Replay a draft limit over past days, beside the limits that held."""
    settings = Settings()
    now = datetime.now(UTC)
    today = date_at(now.timestamp(), settings.timezone)
    first, to = begin.date(), today if end is None else end.date()
    if not first < to <= today:
        raise BadLimit("from", "The days are none, or not over yet.", "Check --from and --to.")
    wish = Wish(
        municipality, "", indicator, value, unit, first, "nobody", "tried", form, zone,
        read_season(season or ""), tolerance, coverage,
    )  # fmt: skip
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as connection, Progress(console=console) as bar:
            task = bar.add_task("Counting days", total=1.0)
            found = replay_limit(
                connection, wish, operator or None, to, settings.timezone, now,
                progress=lambda part: bar.update(task, completed=part),
            )  # fmt: skip
            bar.update(task, completed=1.0)
    sign = "≤" if bound_of(indicator) == "maximum" else "≥"
    console.print(f"{indicator} {sign} {value:g} {unit}, from {first} until {to}:")
    show_limit(found)
