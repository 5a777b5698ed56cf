"""`stoep recipient`: whom a municipality tells what modules put in force, and how."""

from datetime import UTC, datetime, time
from typing import Annotated

import typer
from rich.table import Table

from ingest.notices.secrets import SMTP, seal_secret
from stoep.cli.modules import City, Database
from stoep.cli.screen import asked, console, speaks
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from zones.modules.setting import municipality_of
from zones.notices.outbox import read_outbox
from zones.notices.recipients import (
    BadRecipient,
    RecipientKind,
    Topic,
    Wish,
    add_recipient,
    read_recipients,
    remove_recipient,
    secret_name,
)

app = typer.Typer(no_args_is_help=True, help="Whom a municipality tells something.")
Name = Annotated[str, typer.Argument(help="Its name, as effects call it.")]
By = Annotated[str, typer.Option(help="Who says so.")]


@app.command()
@speaks
def add(
    name: Name,
    city: City,
    kind: Annotated[RecipientKind, typer.Option(help="How it is told.")],
    address: Annotated[str, typer.Option(help="An e-mail address, or https://….")],
    by: By,
    about: Annotated[
        list[Topic] | None, typer.Option(help="Of what; left out: messages to it by name.")
    ] = None,
    quiet: Annotated[
        str, typer.Option(help="Hours in which it is left alone, as 22:00-07:00.")
    ] = "",
    digest: Annotated[str, typer.Option(help="All of a day in one, at this hour: 18:30.")] = "",
    language: Annotated[str, typer.Option(help="nl or en.")] = "nl",
    database: Database = "stoep",
) -> None:
    """Add a recipient. A webhook's secret is typed in, or read from standard input."""
    now = datetime.now(UTC)
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            code = municipality_of(connection, city)
            if language not in ("nl", "en"):
                raise BadRecipient(f"language: There is no {language!r}.", "Use nl or en.")
            topics = tuple(about or (Topic.messages,))
            hours = _hours(quiet) if quiet else None
            at = _clock(digest) if digest else None
            wish = Wish(code, name, kind, address, by, topics, language, hours, at)
            number = add_recipient(connection, wish, now)
            if kind is RecipientKind.webhook:
                value = asked("secret", hidden=True)
                seal_secret(connection, home.secret, secret_name(number), value)
    console.print(f"{name} is told of {', '.join(topics)} of {code} from now on.")


@app.command("list")
@speaks
def show(city: City, database: Database = "stoep") -> None:
    """List who is told something; secrets are never shown."""
    table = Table("name", "kind", "address", "of", "quiet", "digest", "language", "added by")
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            for one in read_recipients(connection, municipality_of(connection, city)):
                quiet = ""
                if one.quiet_from is not None and one.quiet_until is not None:
                    quiet = f"{one.quiet_from:%H:%M}-{one.quiet_until:%H:%M}"
                digest = "" if one.digest_at is None else f"{one.digest_at:%H:%M}"
                told = (str(one.address), ", ".join(one.about), quiet, digest, one.language)
                table.add_row(one.name, one.kind, *told, one.added_by)
    console.print(table)


@app.command()
@speaks
def remove(name: Name, city: City, by: By, database: Database = "stoep") -> None:
    """Tell somebody no more: the address is erased, and what waits is not sent."""
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            code = municipality_of(connection, city)
            remove_recipient(connection, code, name, by, datetime.now(UTC))
    console.print(f"{name} is told nothing of {code} any more.")


@app.command()
@speaks
def secret(name: Name, city: City, database: Database = "stoep") -> None:
    """Replace the secret of a webhook; typed in, or read from standard input."""
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            code = municipality_of(connection, city)
            known = [
                one
                for one in read_recipients(connection, code)
                if one.name == name and one.kind == RecipientKind.webhook
            ]
            if not known:
                raise BadRecipient(f"name: There is no webhook {name} in {code}.")
            value = asked("secret", hidden=True)
            seal_secret(connection, home.secret, secret_name(known[0].id), value)
    console.print(f"The secret of {name} is replaced; it cannot be read back.")


@app.command("mail-password")
@speaks
def mail_password(database: Database = "stoep") -> None:
    """Set the password of STOEP_SMTP_USER; typed in, or read from standard input."""
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            seal_secret(connection, home.secret, SMTP, asked("password", hidden=True))
    console.print("The password of the mail server is set; it cannot be read back.")


@app.command()
@speaks
def messages(
    city: City,
    most: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 20,
    database: Database = "stoep",
) -> None:
    """List the newest messages: sent, waiting until when, or given up and why."""
    table = Table("made", "to", "about", "state", "attempts", "next or ended", "why")
    with open_home(Settings(), database) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            code = municipality_of(connection, city)
            for name, one in read_outbox(connection, code, most):
                at = f"{one.ended_at or one.due_at:%Y-%m-%d %H:%M}"
                row = (name, one.subject, one.state, str(one.attempts), at, one.reason or "")
                table.add_row(f"{one.made_at:%Y-%m-%d %H:%M}", *row)
    console.print(table if table.row_count else f"{code} has told nobody anything yet.")


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise BadRecipient(f"hours: {text!r} is no hour.", "Write it as 18:30.") from None


def _hours(text: str) -> tuple[time, time]:
    first, _, last = text.partition("-")
    return _clock(first), _clock(last)
