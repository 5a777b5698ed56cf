"""Keys with which an operator's server pushes."""

from pydantic import Field

from api.answers.base import Answer, Time


class PushedFeed(Answer):
    """A feed that its operator pushes."""

    feed: str
    operator: str


class PushKey(Answer):
    """A key that is good now."""

    id: int
    feed: str
    operator: str
    prefix: str = Field(description="Its first letters, to tell keys apart.")
    made_at: Time
    expires_at: Time
    used_at: Time | None = Field(description="Null: never.")


class PushKeys(Answer):
    """Feeds that are pushed, and the keys that let their servers in."""

    feeds: list[PushedFeed]
    keys: list[PushKey]


class PushKeyMade(Answer):
    """A new key, told this once."""

    feed: str
    key: str
