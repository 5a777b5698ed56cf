"""`stoep audit`: whether the log of looks and changes is as it was written."""

from typing import Annotated

import typer

from api.audit.chain import verify as verify_chain
from stoep.cli.screen import console, errors, speaks
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool

app = typer.Typer(no_args_is_help=True, help="The log of looks and changes.")


@app.callback()
def _start() -> None:
    """A group, though it has one command."""


@app.command()
@speaks
def verify(
    database: Annotated[str, typer.Option(help="The demo's is called demo.")] = "stoep",
    newest: Annotated[
        str, typer.Option(help="A seal that was printed before: it must still be there.")
    ] = "",
) -> None:
    """Work out every seal anew; print the newest, to be kept elsewhere."""
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            found = verify_chain(connection)
            known = (
                not newest
                or connection.execute(
                    "select 1 from audit_entry where encode(hash, 'hex') = %s", [newest]
                ).fetchone()
            )
    if found.broken_at is not None:
        errors.print(f"[bold red]✗[/] Entry {found.broken_at} is not as it was written.")
        raise typer.Exit(1)
    if not known:
        errors.print("[bold red]✗[/] The entry with that seal is gone: the end was cut off.")
        raise typer.Exit(1)
    console.print(f"{found.entries} entries, each as it was written.")
    console.print(f"Newest seal: {found.newest}", soft_wrap=True)
