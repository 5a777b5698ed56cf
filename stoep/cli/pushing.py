"""`stoep push`: operators that send what they have, and the keys that let them in."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from api.intake.keys import make_key, revoke_keys
from ingest.feed import add_feed
from stoep.cli.screen import console, speaks
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import FeedFormat, FormFactor, IdPolicy

app = typer.Typer(no_args_is_help=True, help="Operators that push (MDS Agency 2.0).")
HEARTBEAT_S = 30
Key = Annotated[str, typer.Argument(help="Short name of the feed, as in schelp-denhaag.")]


@app.command(name="open")
@speaks
def open_(
    key: Key,
    operator: Annotated[str, typer.Option(help="Short name of the operator.")],
    provider_id: Annotated[UUID, typer.Option(help="Who the operator is in MDS.")],
    name: Annotated[str, typer.Option(help="Name of the feed as people know it.")] = "",
) -> None:
    """Open a feed that its operator pushes, and show the key that lets its server in."""
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            add_feed(
                connection,
                key=key,
                name=name or key,
                url="pushed",
                operator=operator,
                operator_name=name,
                interval_s=HEARTBEAT_S,
                id_policy=IdPolicy.stable,
                default_form_factor=FormFactor.unknown,
                format=FeedFormat.agency,
                provider_id=provider_id,
            )
            made = make_key(connection, key, datetime.now(UTC))
    _show(made)


@app.command(name="key")
@speaks
def new_key(key: Key) -> None:
    """Make another key for a feed that its operator pushes; older ones stay good."""
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            made = make_key(connection, key, datetime.now(UTC))
    _show(made)


@app.command()
@speaks
def revoke(
    key: Key,
    prefix: Annotated[str, typer.Argument(help="First letters of the key; all keys without.")] = "",
) -> None:
    """End the keys of a feed at once."""
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            ended = revoke_keys(connection, key, prefix, datetime.now(UTC))
    console.print(f"{ended} keys of {key} let nobody in any more.")


def _show(made: str) -> None:
    console.print(f"The key, shown this once, good for a year:\n[bold]{made}[/]")
    console.print("It goes into the header `Authorization: Bearer …` of requests to /mds.")
