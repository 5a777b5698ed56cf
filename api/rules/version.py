"""Versions of rules, and what changed between the versions that were known at two moments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, int]
"""A kind of rule, and the number of a version of one."""


@dataclass(frozen=True)
class Version:
    """A rule as it holds, or as it was announced; moments in unix seconds."""

    kind: str
    line: str
    """The same for all versions of a rule."""
    id: int
    operator: str | None
    """Whom it is about; None: all operators."""
    starts: int
    ends: int | None
    """The end that was known; None: none was."""
    content: Mapping[str, Any]
    """What it asks: two versions of a rule differ where this differs."""
    text: Mapping[str, str]
    """In a sentence, by language."""
    policies: tuple[str, ...] = ()
    """Its policies in MDS."""
    why: str | None = None

    @property
    def key(self) -> Key:
        """By which it is known."""
        return self.kind, self.id


@dataclass(frozen=True)
class Known:
    """What could be known of rules at a moment."""

    versions: Sequence[Version]
    """Those that hold or were announced; what had ended is not there."""
    previous: Mapping[Key, int] = field(default_factory=dict)
    """Of each version the one before it."""
    ends: Mapping[Key, int] = field(default_factory=dict)
    """When versions ended, of those that did."""


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise: added (no `was`), ended (no `becomes`), or changed."""

    what: str
    was: Version | None
    becomes: Version | None
    differs: tuple[str, ...]
    at: int
    """When it takes, or took, effect."""


def compare(before: Known, after: Known) -> list[Change]:
    """What is otherwise, in order of rule and time.

    A version that replaced or will replace another is one change, not an end and a beginning.
    """
    old = {one.key: one for one in before.versions}
    new = {one.key: one for one in after.versions}
    found: list[Change] = []
    replaced = set()
    for key, one in new.items():
        was = _ancestor(one, old, after.previous)
        if was is not None and (key not in old or was.key not in new):
            replaced.add(was.key)
            found.append(Change("changed", was, one, _differs(was, one), one.starts))
        elif was is None and key not in old:
            found.append(Change("added", None, one, (), one.starts))
    for key, one in old.items():
        if key in replaced:
            continue
        now = new.get(key)
        if now is None:
            ended = after.ends.get(key, one.ends)
            found.append(Change("ended", one, None, (), one.starts if ended is None else ended))
        elif now.ends != one.ends:
            at = now.starts if now.ends is None else now.ends
            found.append(Change("changed", one, now, ("ends",), at))
    return sorted(found, key=_order)


def _ancestor(
    one: Version, old: Mapping[Key, Version], previous: Mapping[Key, int]
) -> Version | None:
    """The nearest version before it that was known then."""
    number = previous.get(one.key)
    while number is not None:
        key = (one.kind, number)
        if key in old:
            return old[key]
        number = previous.get(key)
    return None


def _differs(was: Version, becomes: Version) -> tuple[str, ...]:
    names = sorted({*was.content, *becomes.content})
    return tuple(name for name in names if was.content.get(name) != becomes.content.get(name))


def _order(change: Change) -> tuple[str, str, int]:
    one = change.becomes or change.was
    assert one is not None
    return one.kind, one.line, change.at
