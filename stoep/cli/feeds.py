"""`stoep feed`: add an operator's feed, try one, list them."""

import asyncio
import sys
import time
from typing import Annotated

import typer
from rich.table import Table

from ingest.client import open_client
from ingest.credential import FIELDS, MORE, Credential, CredentialKind, seal
from ingest.feed import Feed, add_feed, load_feed, load_feeds
from ingest.refusal import Refusal
from ingest.source import open_source
from stoep.cli.screen import console, speaks
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
    url: Url, default: Default = FormFactor.bicycle, format: Format = FeedFormat.gbfs
) -> None:
    """Read a feed once, without keeping anything, and tell what Stoep would make of it."""
    settings = Settings()
    feed = Feed(0, "check", "check", url, 60, default_form_factor=default, format=format)

    async def read() -> None:
        async with open_client(settings) as http:
            snapshot, reply = await open_source(feed, http, settings).read(int(time.time()))
        age = None if snapshot.source_s is None else int(time.time()) - snapshot.source_s
        console.print(f"Version {snapshot.version}, {reply.sent_bytes} bytes")
        console.print(f"{snapshot.listed} vehicles listed, {len(snapshot)} usable")
        for reason, count in sorted(snapshot.dropped.items()):
            console.print(f"  {count} left out: {reason}")
        told = "it tells no time" if age is None else f"its list is {age} s old"
        console.print(f"{told}, meant to hold for {snapshot.ttl_s} s")

    try:
        asyncio.run(read())
    except Refusal as refused:
        console.print(f"This poll would be [bold]{refused.outcome}[/].")
        raise


@app.command()
@speaks
def credential(
    key: Annotated[str, typer.Argument(help="Short name of the feed.")],
    kind: Annotated[CredentialKind, typer.Option(help="How its server wants to be convinced.")],
) -> None:
    """Set what a feed's server asks to let us in; it is typed in, or read from standard input.

    It can be replaced, never read back.
    """
    values = {name: _asked(name, hidden=True) for name in FIELDS[kind]}
    values |= {name: _asked(name, hidden=False) for name in MORE.get(kind, ())}
    made = Credential(kind, values)
    with open_home(Settings()) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            seal(connection, home.secret, load_feed(connection, key).id, made)
    console.print(f"The credential of {key} is set; it is used within 15 seconds.")


def _asked(name: str, *, hidden: bool) -> str:
    """A value from the terminal, without echo, or a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    told = typer.prompt(name, hide_input=hidden, default="" if not hidden else None)
    return str(told).strip()


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
