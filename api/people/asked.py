"""What may be asked about people: the bodies of questions."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.acting import Person
from api.people.caller import OrganisationKind, Role, Scope
from api.questions import SQL_INT, Question

MOST_LETTERS = 254


def _email(given: Any) -> str:
    text = given.strip().lower() if isinstance(given, str) else ""
    name, at, host = text.rpartition("@")
    plain = text.isprintable() and " " not in text and "@" not in name
    if not (name and at and host and plain) or len(text) > MOST_LETTERS:
        raise PydanticCustomError(
            "email", "no e-mail address", {"remedy": "Write it as name@organisation.example."}
        )
    return text


Email = Annotated[
    str,
    BeforeValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": MOST_LETTERS}),
]
Letters = Annotated[str, Field(max_length=1000, json_schema_extra={"format": "password"})]
Token = Annotated[str, Field(max_length=100, description="What the link ends in.")]
CodeText = Annotated[
    str, Field(max_length=20, description="The six digits that the app shows.", examples=["123456"])
]
Number = Annotated[int, Field(ge=1, le=SQL_INT)]


class AboutSession(Question):
    """What somebody signs in with."""

    email: Email
    password: Letters
    code: CodeText


class AboutDemo(Question):
    """Who of the demo's people."""

    who: Annotated[str, Field(max_length=40, examples=["officer"])]


class AboutInvitation(Question):
    """An invitation that one has."""

    invitation: Token


class AboutAccount(AboutInvitation):
    """What somebody chooses with it."""

    name: Person = Field(description="It is written with what you do.")
    email: Email
    password: Letters
    code: CodeText


class AboutJourney(Question):
    """For what somebody goes to the identity provider: to sign in, where nothing else is said."""

    goes_to: Annotated[str, Field(max_length=420, description="It is given back on return.")] = "/"
    invitation: Token | None = Field(None, json_schema_extra={"type": "string"})
    connects: bool = Field(False, description="Who is signed in will be known by it too.")


class AboutArrival(Question):
    """With what somebody comes back from it."""

    state: Token
    code: Annotated[str, Field(min_length=1, max_length=4000)] | None = Field(
        None, json_schema_extra={"type": "string"}
    )
    iss: Annotated[str, Field(max_length=1000)] | None = Field(
        None, description="Who it says it is (RFC 9207).", json_schema_extra={"type": "string"}
    )
    error: Annotated[str, Field(max_length=1000)] | None = Field(
        None, description="Why there is no code.", json_schema_extra={"type": "string"}
    )


class AboutOrganisation(Question):
    """One that takes part."""

    kind: OrganisationKind
    name: Person
    municipality: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="Its code, for a municipality.", json_schema_extra={"type": "string"}
    )
    operator: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="Its key, for an operator.", json_schema_extra={"type": "string"}
    )


class AboutInvited(Question):
    """Somebody who is to belong to it."""

    email: Email
    role: Role
    renews: bool = Field(
        False, description="They are there already, and choose a new password (platform only)."
    )


class AboutRole(Question):
    """What a member is to be."""

    member: Number = Field(description="Number of the membership.")
    role: Role


class AboutEnding(Question):
    """What is to end."""

    what: Literal["member", "invitation", "session", "key"]
    id: Number


class AboutKey(Question):
    """A key for a program."""

    name: Person = Field(description="What it is for; it is written with what the program does.")
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope))
    days: int = Field(90, ge=1, le=365, description="How long it is good.")
