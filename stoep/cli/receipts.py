"""`stoep explain` and `stoep rerun`: what a number is made of, and the same number once more."""

import asyncio
import time
from pathlib import Path
from typing import Any

from rich.table import Table

from api.app import version_1
from api.evidence import open_evidence
from api.receipts.again import Again, ask_again
from api.receipts.extract import extract
from api.receipts.receipt import NotExtractable, Receipt
from api.receipts.rerun import check, load
from api.receipts.routes import explanation, opened
from stoep.cli.screen import console
from stoep.errors import NotReady, StoepError
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool

SCRATCH = "rerun"


class NotTheSame(StoepError):
    """A number that does not come to the same again."""

    code = "not_the_same"


def explain(settings: Settings, text: str, file: Path | None, database: str) -> None:
    """Ask a receipt's question again and say what its answer is made of; raises NotTheSame."""
    with open_home(settings, database) as home:
        evidence = open_evidence(settings, home.address, time.time, home.secret)
        try:
            receipt = opened(text.strip(), evidence)
            again = asyncio.run(ask_again(version_1(evidence), evidence, receipt))
            _say(explanation(evidence, receipt, again))
            if file is not None:
                _write(file, extract(evidence, text.strip(), receipt, _sure(again)))
        finally:
            evidence.connections.close()
            evidence.writing.close()
    if not again.same:
        raise NotTheSame("The number is another one now.", "Why is told above.")


def _sure(again: Again) -> dict[str, Any]:
    if again.answer is None or not again.same or again.as_told:
        raise NotExtractable(
            "The evidence that is there now does not give this number.", "Why is told above."
        )
    return again.answer


def _write(file: Path, content: bytes) -> None:
    if file.exists():
        raise NotExtractable(f"{file} is there already.", "Name another file.")
    file.write_bytes(content)
    console.print(f"Signed file written: {file} ({len(content):,} bytes).")


def _say(told: dict[str, Any]) -> None:
    question = told["question"]
    asked = " ".join(f"{name}={value}" for name, value in question["parameters"].items())
    table = Table(show_header=False, box=None)
    table.add_row("number", f"{told['indicator']}, version {told['version']['indicator']}")
    table.add_row("question", f"{question['path']} {asked}")
    table.add_row("asked at", told["asked_at"])
    table.add_row("code", f"{told['version']['code']} (now {told['version']['code_now']})")
    for feed in told["evidence"]:
        table.add_row("evidence", f"{feed['feed']} to {feed['to']}")
    if made_of := told["behind"]:
        for area in made_of["areas"][:5]:
            table.add_row("area", f"{area['kind']} {area['name']} since {area['valid_from']}")
        if len(made_of["areas"]) > 5:
            table.add_row("", f"and {len(made_of['areas']) - 5} more")
        for one in made_of["effects"]:
            table.add_row("in force", _effect(one))
        stays = "no longer kept" if made_of["stays"] is None else f"{made_of['stays']:,}"
        table.add_row("stays", stays)
        for polls in made_of["polls"] or []:
            seen = f"{polls['polls']:,} good polls, {polls['first']} to {polls['last']}"
            table.add_row("polls", f"{polls['feed']}: {seen}")
    console.print(table)
    verdict = "[green]✓ the same[/]" if told["same"] else "[red]✗ not the same[/]"
    console.print(f"Asked again as of then: {verdict}. {told['why'] or ''}")


def _effect(one: dict[str, Any]) -> str:
    """Which effect, by which module, decided when, and set by whom."""
    what = {
        "capacity": f"{one['area']} holds {one['value'] or 0:.0%}",
        "zone": f"{one['area']} holds {one['from']} to {one['to']}",
        "limit": f"{one['indicator']} of {one['area']} limited to {one['value'] or 0:g}",
    }
    by = f"{one['module']} {one['version']}, decided {one['decided_at']}, set by {one['set_by']}"
    return f"{one['day']}: {what.get(one['kind'], one['message'])} ({by}: {one['why']})"


def rerun(settings: Settings, file: Path) -> None:
    """Check a signed file and work its number out again, from the file alone."""
    if settings.database:
        raise NotReady(
            "A file is worked out in a database of its own, in the private cluster.",
            "Leave STOEP_DATABASE empty for this command.",
        )
    if not file.is_file():
        raise NotExtractable(f"There is no file {file}.", "Check its name.")
    checked = check(file.read_bytes())
    content = checked.content
    console.print(f"Signed by {checked.key}: not a letter was changed.")
    console.print("  Compare the key with that of /v1/receipt-key of who gave you the file.")
    with open_home(settings, SCRATCH, fresh=True) as home:
        with pool(home.address) as connections, connections.connection() as connection:
            load(connection, content)
        again = _ask(settings, home.address, content.timezone, content.question)
    if not again.same:
        raise NotTheSame(
            "From this evidence the number comes out otherwise.",
            f"It was answered by version {content.question.code_version} of the code.",
        )
    stays = len(content.tables["stay"]) + len(content.tables["open_stay"])
    console.print(
        f"[green]✓ the same[/]: {content.question.indicator} from {stays:,} stays,"
        f" digest {content.question.digest}."
    )


def _ask(settings: Settings, address: str, timezone: str, receipt: Receipt) -> Again:
    there = settings.model_copy(update={"timezone": timezone})
    evidence = open_evidence(there, address, time.time, "")
    try:
        return asyncio.run(ask_again(version_1(evidence), evidence, receipt))
    finally:
        evidence.connections.close()
        evidence.writing.close()
