"""The figures as a table on the terminal, as JSON, as Markdown and as a badge."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.scorecard.figure import Figure

BADGE = """<svg xmlns="http://www.w3.org/2000/svg" width="170" height="20" role="img"\
 aria-label="scorecard: {words}">
<title>scorecard: {words}</title>
<rect width="78" height="20" fill="#444"/><rect x="78" width="92" height="20" fill="{colour}"/>
<g fill="#fff" text-anchor="middle" font-family="Verdana,sans-serif" font-size="11">
<text x="39" y="14">scorecard</text><text x="124" y="14">{words}</text></g></svg>
"""
GOOD, BAD = "#2a6e3f", "#a3261f"


def show(figures: Sequence[Figure], console: Console | None = None) -> None:
    """Print the table."""
    table = Table("", "figure", "goal", "measured", "", "s", show_lines=True)
    for one in figures:
        verdict = "[green]holds[/]" if one.holds else "[red]not held[/]"
        row = (str(one.number), one.name, one.goal, one.measured)
        table.add_row(*map(_plain, row), verdict, f"{one.seconds:.0f}")
    (console or Console(width=150)).print(table)


def write(figures: Sequence[Figure], folder: Path) -> None:
    """Write scorecard.json, scorecard.md and scorecard.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    held = sum(one.holds for one in figures)
    told = {
        "at": at, "processors": os.cpu_count(), "figures": len(figures), "held": held,
        "seconds": round(sum(one.seconds for one in figures), 1),
        "measured": [one.as_json() for one in figures],
    }  # fmt: skip
    text = json.dumps(told, indent=1, ensure_ascii=False, default=str)
    (folder / "scorecard.json").write_text(text)
    (folder / "scorecard.md").write_text(as_markdown(figures, at))
    colour = GOOD if held == len(figures) else BAD
    words = escape(f"{held} of {len(figures)} hold")
    (folder / "scorecard.svg").write_text(BADGE.format(words=words, colour=colour))


def as_markdown(figures: Sequence[Figure], at: str) -> str:
    """A table that can go into a page."""
    lines = [
        f"Measured at {at} on {os.cpu_count()} processors.",
        "",
        "| | figure | goal | measured | |",
        "|---|---|---|---|---|",
    ]
    for one in figures:
        cells = (str(one.number), one.name, one.goal, one.measured)
        verdict = "holds" if one.holds else "**not held**"
        lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + f" | {verdict} |")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
