"""`stoep feed`: add an operator's feed, try one, list them."""

from typing import Annotated

import typer
from rich.table import Table

from ingest.credential import ALSO_TO, FIELDS, MORE, Credential, CredentialKind, seal
from ingest.feed import add_feed, load_feed, load_feeds, set_ids
from ingest.trial.run import POLLS
from stoep.cli import trial
from stoep.cli.screen import asked, console, speaks
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import FeedFormat, FormFactor, IdPolicy

app = typer.Typer(no_args_is_help=True, help="The feeds that are polled.")

Url = Annotated[str, typer.Argument(help="Auto-discovery file (gbfs.json) or vehicle file.")]
Format = Annotated[FeedFormat, typer.Option(help="How it is written.")]
Default = Annotated[FormFactor, typer.Option(help="What it lists, when the feed does not say.")]


@app.command()
@speaks
def add(
    url: Url,
    key: Annotated[str, typer.Option(help="Short name, as in zilt-denhaag.")],
    operator: Annotated[str, typer.Option(help="Short name of the operator.")],
    name: Annotated[str, typer.Option(help="Name of the feed as people know it.")] = "",
    interval: Annotated[int, typer.Option(min=15, help="Seconds between two polls.")] = 30,
    ids: Annotated[IdPolicy, typer.Option(help="What its vehicle ids prove.")] = IdPolicy.per_trip,
    default: Default = FormFactor.bicycle,
    format: Format = FeedFormat.gbfs,
    trips: Annotated[bool, typer.Option(help="It has MDS Provider /trips too.")] = False,
) -> None:
    """Add a feed; it is polled within 15 seconds when Stoep runs."""
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            feed = add_feed(
                connection,
                key=key,
                name=name or key,
                url=url,
                operator=operator,
                operator_name=name,
                interval_s=interval,
                id_policy=ids,
                default_form_factor=default,
                format=format,
                tells_trips=trips,
            )
    console.print(f"Added {feed.key}: {feed.url}, every {feed.interval_s} s.")


@app.command()
@speaks
def check(
    url: Url,
    default: Default = FormFactor.bicycle,
    format: Format = FeedFormat.gbfs,
    polls: Annotated[int, typer.Option(min=1, max=20, help="How often it is read.")] = POLLS,
    json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Read a feed a few times, keep nothing, and tell what is wrong with it.

    Also what Stoep would count. Exit code 1 when the numbers would be wrong.
    """
    trial.check(url, format, default, polls, as_json=json)


@app.command()
@speaks
def credential(
    key: Annotated[str, typer.Argument(help="Short name of the feed.")],
    kind: Annotated[CredentialKind, typer.Option(help="How its server wants to be convinced.")],
    also_to: Annotated[
        str, typer.Option(help="Hosts beside the feed's own that are given it; by commas.")
    ] = "",
) -> None:
    """Set what a feed's server asks to let us in; it is typed in, or read from standard input.

    It can be replaced, never read back. It is sent to the host of the feed's address only.
    """
    values = {name: asked(name, hidden=True) for name in FIELDS[kind]}
    values |= {name: asked(name, hidden=False) for name in MORE.get(kind, ())}
    made = Credential(kind, values | ({ALSO_TO: also_to} if also_to else {}))
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            seal(connection, home.secret, load_feed(connection, key).id, made)
    console.print(f"The credential of {key} is set; it is used within 15 seconds.")


@app.command(name="set")
@speaks
def change(
    key: Annotated[str, typer.Argument(help="Short name of the feed.")],
    ids: Annotated[IdPolicy, typer.Option(help="What its vehicle ids prove.")],
) -> None:
    """Say what a feed's vehicle ids prove, also after Stoep found out that they rotate.

    It holds for the numbers of its whole history.
    """
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            was = load_feed(connection, key).id_policy
            feed = set_ids(connection, key, ids)
    console.print(f"The ids of {feed.key} were {was}, are {feed.id_policy} from its next poll on.")


@app.command(name="list")
@speaks
def show() -> None:
    """List the feeds that are polled."""
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            feeds = load_feeds(connection)
    table = Table("key", "url", "every", "ids")
    for feed in feeds:
        table.add_row(feed.key, feed.url, f"{feed.interval_s} s", feed.id_policy)
    console.print(table)
