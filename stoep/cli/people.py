"""`stoep people`: the link that makes the first admin, and who is there."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from api.evidence import DOOR
from api.people.invitations import FIRST_LIFETIME, first_invitation
from stoep.cli.screen import console, speaks
from stoep.home import Home, open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.store.roles import Role

app = typer.Typer(no_args_is_help=True, help="Who may sign in.")
Database = Annotated[str, typer.Option(help="The demo's is called demo.")]
MEMBERS = """
select o.name, p.name, p.email, m.role, m.added_by
from membership m
join person p on p.id = m.person_id
join organisation o on o.id = m.organisation_id
where m.ended_at is null order by o.kind, o.name, p.name
"""


@app.command()
@speaks
def link(database: Database = "stoep") -> None:
    """Print a link, good once and for a day, that makes whoever opens it the platform's admin."""
    settings = Settings()
    with open_home(settings, database) as home:
        print_link(settings, home, anew=True)


@app.command("list")
@speaks
def list_people(database: Database = "stoep") -> None:
    """Show who belongs to what, and as what."""
    table = Table("organisation", "name", "e-mail", "role", "by")
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            for row in connection.execute(MEMBERS).fetchall():
                table.add_row(*row)
    console.print(table)


def print_link(settings: Settings, home: Home, *, anew: bool = False) -> None:
    """Where people sign in and nobody runs this Stoep yet: the link that makes somebody do so."""
    if settings.acting != "people" and not anew:
        return
    # It is printed where the API runs, which need not be let in as who owns the database.
    address = settings.database_acts or home.address
    at_the_door = f"-c stoep.asked_for={DOOR}"
    with (
        pool(address, size=1, options=at_the_door, role=Role.acts) as connections,
        connections.connection() as connection,
    ):
        token = first_invitation(connection, datetime.now(UTC), anew=anew)
    if not token:
        return
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    hours = int(FIRST_LIFETIME.total_seconds() // 3600)
    console.print(
        "Nobody runs this Stoep yet. This link makes whoever opens it its admin,"
        f" once, within {hours} hours:"
        if not anew
        else f"This link makes whoever opens it an admin, once, within {hours} hours:"
    )
    console.print(f"  [bold]{address.rstrip('/')}/invitation/{token}[/]", soft_wrap=True)
