"""How commands speak: one console, refusals in one sentence, no traceback for what users do."""

import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from stoep.errors import StoepError

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
FORMS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d"]
"""How a moment is written on the command line."""
Command = TypeVar("Command", bound=Callable[..., Any])


def speaks(command: Command) -> Command:
    """A command whose refusals are printed as sentence and remedy, with exit code 1."""

    @functools.wraps(command)
    def told(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except StoepError as refused:
            errors.print(f"[bold red]✗[/] {escape(refused.sentence)}", soft_wrap=True)
            if refused.remedy:
                errors.print(f"  {escape(refused.remedy)}", soft_wrap=True)
            raise typer.Exit(1) from None

    return told  # type: ignore[return-value]


def asked(name: str, *, hidden: bool) -> str:
    """A value from the terminal, without echo where it is hidden, or a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    told = typer.prompt(name, hide_input=hidden, default="" if not hidden else None)
    return str(told).strip()
