"""Who is signed in, and who belongs to what."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Time
from api.people.caller import OrganisationKind, Role, Scope


class MemberOf(Answer):
    """What somebody belongs to, and as what."""

    organisation: int = Field(description="Its number.")
    name: str = Field(examples=["Den Haag"])
    kind: OrganisationKind
    municipality: str | None = Field(description="Its code, for one.", examples=["GM0518"])
    operator: str | None = Field(description="Its key, for one.", examples=["swift"])
    role: Role


class Me(Answer):
    """Who asks."""

    signs_in: bool = Field(description="Whether people sign in here at all.")
    reading: Literal["everyone", "people"] = Field(
        description="For whom single vehicles and movements are: everyone, or those they are about."
    )
    name: str | None = Field(description="Null: nobody is signed in.")
    email: str | None
    memberships: list[MemberOf]
    runs_the_platform: bool
    demo: list[str] = Field(description="In the demo alone: as whom one may sign in at once.")
    provider: str | None = Field(
        description="Name of the identity provider by which people sign in too.",
        examples=["Gemeente Zandduin"],
    )


class Arrived(Me):
    """Who came back from the identity provider."""

    goes_to: str = Field(description="Where they wanted to go when they set out.")


class SetOut(Answer):
    """The way to the identity provider."""

    address: str = Field(description="Its page, for the browser that has the cookie.")


class Invited(Answer):
    """To what an invitation is."""

    organisation: str
    role: Role
    email: str | None = Field(description="For whom it is; null: for whoever has the link.")
    renews: bool = Field(description="Whether it is to choose a new password.")
    by: str
    expires_at: Time
    second_factor: str = Field(description="Key for the app that shows codes (base32).")
    second_factor_address: str = Field(description="The same as an otpauth:// address.")


class Organisation(Answer):
    """Somebody's organisation."""

    id: int
    kind: OrganisationKind
    name: str
    municipality: str | None
    operator: str | None
    role: Role | None = Field(description="Yours in it; null: none, for whoever runs Stoep.")


class Organisations(Answer):
    """Those of who asks; all of them, for whoever runs this Stoep."""

    organisations: list[Organisation]


class Member(Answer):
    """Somebody who belongs to it."""

    id: int = Field(description="Number of the membership.")
    name: str
    email: str
    role: Role
    by: str
    since: Time


class OpenInvitation(Answer):
    """A link that was not used yet."""

    id: int
    email: str | None
    role: Role
    by: str
    expires_at: Time


class OpenSession(Answer):
    """Where a member is signed in."""

    id: int
    name: str
    via: Literal["password", "demo", "provider"]
    address: str
    started_at: Time
    seen_at: Time
    own: bool = Field(description="Whether it is the one that asks.")


class Key(Answer):
    """A key that still opens something."""

    id: int
    name: str
    prefix: str = Field(description="Its first letters.")
    scopes: list[Scope]
    by: str
    made_at: Time
    expires_at: Time
    used_at: Time | None


class OrganisationInFull(Answer):
    """Who belongs to it, who was invited, who is signed in, and its keys."""

    id: int
    kind: OrganisationKind
    name: str
    members: list[Member]
    invitations: list[OpenInvitation]
    sessions: list[OpenSession]
    keys: list[Key]


class NewInvitation(Answer):
    """A link, this once."""

    invitation: str = Field(description="What the link ends in; it cannot be read again.")
    link: str = Field(examples=["https://stoep.example/invitation/…"])


class NewKey(Answer):
    """A key, this once."""

    key: str = Field(description="It cannot be read again.")
    prefix: str
    expires_at: Time


class Done(Answer):
    """It was done."""

    done: bool
