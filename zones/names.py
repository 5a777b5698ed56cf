"""Areas by name, as readers type it: without accents or capitals, from the middle if need be."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stoep.vocabulary import AreaKind

SEARCHED = (AreaKind.district, AreaKind.neighbourhood, AreaKind.hub)
"""Kinds that have names of their own, those first that come first of two equal names."""


class Named(NamedTuple):
    """An area and its name."""

    area: int
    kind: AreaKind
    name: str


def plain(name: str) -> str:
    """A name without accents and capitals, its words apart by one space."""
    bare = unicodedata.normalize("NFKD", name)
    letters = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(letters.casefold().split())


def found(areas: Iterable[Named], asked: str, most: int) -> Sequence[Named]:
    """Those whose name holds what is asked: whole names first, then beginnings, then words.

    Nothing is found by nothing.
    """
    sought = plain(asked)
    if not sought:
        return []
    ranked = []
    for area in areas:
        name = plain(area.name)
        if sought in name:
            at_word = f" {sought}" in f" {name}"
            place = (name != sought, not name.startswith(sought), not at_word)
            ranked.append((place, SEARCHED.index(area.kind), area.name, area))
    return [area for *_, area in sorted(ranked)[:most]]
