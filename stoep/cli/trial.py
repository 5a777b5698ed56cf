"""`stoep feed check`: the report of a trial on the terminal."""

import asyncio
import json
from typing import Any

from rich.markup import escape
from rich.table import Table

from ingest.client import open_client
from ingest.trial import Finding, Report, Severity, try_feed
from stoep.cli.screen import console
from stoep.errors import StoepError
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat, FormFactor

WORDS = {Severity.error: "[bold red]error[/]", Severity.warning: "[yellow]warning[/]"}


class NotGood(StoepError):
    """The feed would give wrong numbers, or none."""

    code = "not_good"


def check(url: str, format: FeedFormat, default: FormFactor, polls: int, *, as_json: bool) -> None:
    """Try a feed and print the report; raises NotGood when it would give wrong numbers."""
    report = asyncio.run(_try(url, format, default, polls))
    if as_json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        _show(report)
    if not report.is_good:
        raise NotGood(
            "The feed would give wrong numbers, or none.", "Send the report to the operator."
        )


async def _try(url: str, format: FeedFormat, default: FormFactor, polls: int) -> Report:
    settings = Settings()
    async with open_client(settings) as http:
        return await try_feed(url, http, settings, format=format, default=default, polls=polls)


def _show(report: Report) -> None:
    counted = report.counted
    version = f"{report.format.upper()} {report.version or ''}".replace("MDS MDS", "MDS")
    console.print(f"[bold]{version}[/], {report.polls} polls, {report.seconds:g} s at most")
    age = "tells no time" if report.age_s is None else f"was {report.age_s} s old"
    console.print(f"The newest list {age}; it is meant to hold for {_s(report.ttl_s)}.")
    console.print(f"\n[bold]What Stoep would count[/]: the poll is [bold]{counted.outcome}[/]")
    if counted.reason:
        console.print(f"  {escape(counted.reason)}")
    console.print(f"  {counted.vehicles} of {counted.listed} rows")
    for told in (counted.by_form, counted.by_state):
        if told:
            console.print("  " + ", ".join(f"{n} {name}" for name, n in sorted(told.items())))
    for reason, count in sorted(counted.left_out.items()):
        console.print(f"  {count} left out: {reason}")
    _list("What cannot be true", report.findings, "Nothing found.")
    _list("Form", report.shape, "As its version asks.")
    for remark in report.remarks:
        console.print(f"\nNote: {escape(remark)}")


def _list(title: str, findings: list[Finding], none: str) -> None:
    console.print(f"\n[bold]{title}[/]")
    if not findings:
        console.print(f"  {none}")
        return
    table = Table(box=None, show_header=False, padding=(0, 1))
    for one in findings:
        examples = f"\n[dim]{escape('; '.join(one.examples))}[/]" if one.examples else ""
        table.add_row(WORDS[one.severity], one.code, escape(one.sentence) + examples)
    console.print(table)


def _s(seconds: Any) -> str:
    return "no told time" if seconds is None else f"{seconds} s"
