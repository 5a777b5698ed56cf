"""`stoep statement` and `stoep quarantine`: what people say of a feed."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from psycopg import Connection
from rich.table import Table

from stoep.cli.screen import FORMS, console, speaks
from stoep.errors import StoepError
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import StatementKind

statements = typer.Typer(no_args_is_help=True, help="What operators said of their feeds.")
quarantine = typer.Typer(no_args_is_help=True, help="Lists that are held back.")

Begin = Annotated[
    datetime | None, typer.Option("--from", formats=FORMS, help="In UTC; left out: now.")
]
End = Annotated[
    datetime | None,
    typer.Option("--to", formats=FORMS, help="In UTC; left out: until further notice."),
]


class UnknownOperator(StoepError):
    """Nobody here has that name."""

    code = "unknown_operator"


class NothingHeld(StoepError):
    """There is no list of that feed in quarantine."""

    code = "nothing_held"


@statements.command()
@speaks
def add(
    operator: Annotated[str, typer.Argument(help="Short name of the operator.")],
    kind: Annotated[StatementKind, typer.Option(help="What it says.")],
    said: Annotated[str, typer.Option(help="In its own words.")],
    by: Annotated[str, typer.Option(help="Who said so.")],
    begin: Begin = None,
    end: End = None,
) -> None:
    """Write down what an operator said: a planned outage, a withdrawal, a relocation."""
    starts = (begin or datetime.now(UTC)).replace(tzinfo=UTC)
    ends = None if end is None else end.replace(tzinfo=UTC)
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            add_statement(connection, operator, kind, starts, ends, said, by)
    console.print(f"Written down: {operator} says {kind} from {starts:%Y-%m-%d %H:%M} UTC.")


def add_statement(
    connection: Connection[Any],
    operator: str,
    kind: StatementKind,
    starts: datetime,
    ends: datetime | None,
    said: str,
    by: str,
    said_at: datetime | None = None,
) -> None:
    """Keep a statement; raises UnknownOperator, or StoepError when it ends before it starts."""
    if ends is not None and ends <= starts:
        raise StoepError("A statement cannot end before it starts.", "Check --from and --to.")
    added = connection.execute(
        "insert into statement (operator_id, kind, starts_at, ends_at, said, said_by, said_at)"
        " select id, %s, %s, %s, %s, %s, coalesce(%s, now()) from operator where key = %s"
        " returning id",
        [kind, starts, ends, said, by, said_at, operator],
    ).fetchone()
    if added is None:
        raise UnknownOperator(f"There is no operator {operator!r}.", "stoep feed list")


@statements.command(name="list")
@speaks
def show() -> None:
    """List what operators said, newest first."""
    table = Table("operator", "says", "from", "to", "words", "by")
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            rows = connection.execute(
                "select o.key, t.kind, t.starts_at, t.ends_at, t.said, t.said_by"
                " from statement t join operator o on o.id = t.operator_id"
                " order by t.starts_at desc"
            ).fetchall()
    for operator, kind, starts, ends, said, by in rows:
        until = "until further notice" if ends is None else f"{ends:%Y-%m-%d %H:%M}"
        table.add_row(operator, kind, f"{starts:%Y-%m-%d %H:%M}", until, said, by)
    console.print(table)


@quarantine.command(name="list")
@speaks
def held() -> None:
    """List the feeds of which lists are held back, and why."""
    table = Table("feed", "since (UTC)", "why", "lists", "vehicles in the newest")
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            rows = connection.execute(
                "select f.key, s.suspect_since, s.suspect_outcome, s.suspect_polls,"
                " s.suspect_listed from feed_state s join feed f on f.id = s.feed_id"
                " where s.suspect_outcome is not null order by s.suspect_since"
            ).fetchall()
    for key, since, outcome, polls, listed in rows:
        table.add_row(key, f"{since:%Y-%m-%d %H:%M}", outcome, str(polls), str(listed))
    console.print(table if rows else "No list is held back.")


@quarantine.command()
@speaks
def release(
    key: Annotated[str, typer.Argument(help="Short name of the feed.")],
    by: Annotated[str, typer.Option(help="Who says that its lists tell the truth.")],
) -> None:
    """Believe the next list of a feed; what it lacks ended unknown, nobody is said to have left."""
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            release_feed(connection, key, by)
    console.print(f"The next list of {key} is believed, on the word of {by}.")


def release_feed(connection: Connection[Any], key: str, by: str) -> None:
    """A person's word for the next list of a feed; raises NothingHeld."""
    released = connection.execute(
        "update feed_state s set released_at = now(), released_by = %s from feed f"
        " where f.id = s.feed_id and f.key = %s and s.suspect_outcome is not null"
        " returning s.feed_id",
        [by, key],
    ).fetchone()
    if released is None:
        raise NothingHeld(f"No list of {key!r} is held back.", "stoep quarantine list")
