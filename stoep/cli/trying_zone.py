"""`stoep zone try`: a draft zone replayed over the past; nothing of it is kept."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from psycopg import Connection

from stoep.cli.drawings import read_file
from stoep.cli.replayed import show_replay
from stoep.cli.screen import FORMS, speaks
from stoep.cli.statements import UnknownOperator
from stoep.errors import StoepError
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import POLICY, AreaKind, FormFactor
from zones.policy.capacity import read_capacity
from zones.what_if.draft import Draft, read_past
from zones.what_if.of_zone import OfZone, draft_of
from zones.what_if.zone import replay


class NoDraft(StoepError):
    """What was given is no draft that can be replayed."""

    code = "no_draft"


@speaks
def try_zone(
    begin: Annotated[datetime, typer.Option("--from", formats=FORMS, help="In the city's time.")],
    zone: Annotated[int | None, typer.Argument(metavar="ZONE", help="Number of a zone.")] = None,
    file: Annotated[Path | None, typer.Option(help="Instead: GeoJSON with one area.")] = None,
    kind: Annotated[AreaKind | None, typer.Option(help="Of a file: hub, no_parking, …")] = None,
    capacity: Annotated[str, typer.Option(help="Places: 20, or bicycle=12,moped=8.")] = "",
    longest_hours: Annotated[
        float, typer.Option(min=0, max=8784, help="Only who is seen there for longer breaks it.")
    ] = 0.0,
    end: Annotated[
        datetime | None, typer.Option("--to", formats=FORMS, help="Left out: now.")
    ] = None,
    operator: Annotated[list[str] | None, typer.Option(help="Only these; left out: all.")] = None,
    form: Annotated[list[FormFactor] | None, typer.Option(help="Only these.")] = None,
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
) -> None:
    """Replay a draft zone over a past period: whom it hits, where they went, how full it was."""
    settings = Settings()
    start, stop = _period(begin, end, ZoneInfo(settings.timezone))
    with open_home(settings, database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            now = datetime.now(UTC)
            if zone is not None and file is None:
                tried = draft_of(connection, zone, now)
            else:
                tried = _drawn(zone, file, kind)
            draft = replace(tried.draft, longest_s=round(longest_hours * 3600))
            if capacity:
                draft = replace(draft, capacity=read_capacity(capacity, draft.kind))
            _check_operators(connection, operator)
            asked = {"operators": operator or None, "forms": form or tried.forms}
            past = read_past(connection, draft, start, stop, **asked)
            found = replay(connection, draft, past, settings.timezone)
    show_replay(found)


def _period(begin: datetime, end: datetime | None, zone: ZoneInfo) -> tuple[int, int]:
    """From when until when, in unix seconds; raises NoDraft."""
    now = int(datetime.now(UTC).timestamp())
    start = int(begin.replace(tzinfo=zone).timestamp())
    stop = now if end is None else int(end.replace(tzinfo=zone).timestamp())
    if stop > now:
        raise NoDraft("The period is not over.", "Choose a --to that has been; left out: now.")
    if start >= stop:
        raise NoDraft("The period does not end after it starts.", "Check --from and --to.")
    return start, stop


def _drawn(zone: int | None, file: Path | None, kind: AreaKind | None) -> OfZone:
    if file is None or zone is not None:
        raise NoDraft("Nothing to try, or two things.", "Give the number of a zone, or --file.")
    if kind not in POLICY:
        raise NoDraft("A drawing has a kind.", f"Give --kind, one of {', '.join(POLICY)}.")
    return OfZone(Draft(kind, read_file(file).geom), None)


def _check_operators(connection: Connection[Any], wanted: list[str] | None) -> None:
    rows = connection.execute("select key from operator").fetchall()
    known = {row[0] for row in rows}
    if strangers := [key for key in wanted or () if key not in known]:
        raise UnknownOperator(f"There is no operator {strangers[0]!r}.", "stoep feed list")
