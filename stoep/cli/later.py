"""Commands that are imported when they are asked for: each brings a large part of Stoep along."""

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

Command = Any
"""What Typer makes of a function or of a group."""


class Later(MutableMapping[str, Command]):
    """Commands by name; of those at a `module:attribute` the module is imported at first use."""

    def __init__(self, made: Mapping[str, Command], places: Mapping[str, str]) -> None:
        self._made, self._places = dict(made), dict(places)

    def __getitem__(self, name: str) -> Command:
        if name not in self._made:
            self._made[name] = _command(name, self._places[name])
        return self._made[name]

    def __setitem__(self, name: str, command: Command) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        self._made.pop(name, None)
        self._places.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._made | self._places)

    def __len__(self) -> int:
        return len(self._made | self._places)


def _command(name: str, place: str) -> Command:
    module, _, attribute = place.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        group = get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(found)
    return get_command(alone)


def group_with(places: Mapping[str, str]) -> type[TyperGroup]:
    """A group that has, beside the commands it is given, those at the places."""

    class Group(TyperGroup):
        def __init__(self, **told: Any) -> None:
            super().__init__(**told)
            self.commands = Later(self.commands, places)

    return Group
