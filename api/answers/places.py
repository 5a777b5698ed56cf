"""Places by name."""

from api.answers.base import Answer
from stoep.vocabulary import AreaKind


class Place(Answer):
    """An area that is called so."""

    area: int
    kind: AreaKind
    name: str


class Places(Answer):
    """What was looked for, and what is called so, the nearest name first."""

    q: str
    places: list[Place]
