"""Who acts: the one door that every question which changes something goes through.

There are no accounts yet: a name is what somebody types, is kept as not verified, and shown so.
Where people are known, this is where they are asked for, and where one who may not act is refused.
"""

from dataclasses import dataclass

from fastapi import Request


@dataclass(frozen=True)
class Actor:
    """Somebody who acts; `verified` tells whether it was checked that they are who they say."""

    name: str
    verified: bool


def who_acts(request: Request, said: str) -> Actor:
    """Who stands behind a question that changes something, by the name that they gave."""
    return Actor(said, verified=False)
