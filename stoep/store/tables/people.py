"""Organisations, the people in them, how they sign in, and the keys of their programs.

What lets somebody in is kept as a hash alone: invitations, sessions, keys. Rows end, and stay.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from stoep.store.tables.base import Base, Moment

ROLES = "role in ('viewer', 'officer', 'admin')"
GOES_ON = text("ended_at is null")


class Organisation(Base):
    """A municipality, an operator, a coordinator, or the platform: the one that runs this Stoep."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "kind in ('municipality', 'operator', 'coordinator', 'platform')", name="kind"
        ),
        CheckConstraint(
            "(kind = 'municipality') = (municipality is not null)", name="municipality"
        ),
        CheckConstraint("(kind = 'operator') = (operator_id is not null)", name="operator"),
        Index("uq_organisation_municipality", "municipality", unique=True),
        Index("uq_organisation_operator_id", "operator_id", unique=True),
        Index(
            "uq_organisation_platform",
            "kind",
            unique=True,
            postgresql_where=text("kind = 'platform'"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    municipality: Mapped[str | None] = mapped_column(Text)
    """Its code, for a municipality."""
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operator.id"))
    added_by: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(Moment)


class Person(Base):
    """Somebody who can sign in."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email"),
        Index("uq_person_email", "email", unique=True),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    """Written with what they do."""
    email: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(Moment)


class Account(Base):
    """A password and a second factor."""

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password: Mapped[str] = mapped_column(Text)
    """Argon2id, with its own parameters."""
    totp_key_id: Mapped[str] = mapped_column(Text)
    totp_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    totp_step: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """The newest half minute of which a code was used: no code is taken twice."""
    set_at: Mapped[datetime] = mapped_column(Moment)


class Membership(Base):
    """What somebody may do in an organisation; a change of role is a new row."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(ROLES, name="role"),
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended"),
        Index(
            "uq_membership_person_id_organisation_id",
            "person_id",
            "organisation_id",
            unique=True,
            postgresql_where=GOES_ON,
        ),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(Text)
    added_by: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Invitation(Base):
    """A link that makes somebody a member, once, before it expires."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("hash"),
        CheckConstraint(ROLES, name="role"),
        CheckConstraint("email = lower(email)", name="email"),
        CheckConstraint("not renews or email is not null", name="renews"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    """For whom it is; empty for the first one, whoever runs this Stoep."""
    renews: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """Who has an account already chooses a new password and second factor by it."""
    invited_by: Mapped[str] = mapped_column(Text)
    invited_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class Session(Base):
    """Somebody who is signed in: until they go, are idle for long, or it is ended for them."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("hash"),
        CheckConstraint("via in ('password', 'demo', 'provider')", name="via"),
        Index("ix_session_person_id", "person_id", postgresql_where=GOES_ON),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    via: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    """From where they signed in."""
    started_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class ProviderBinding(Base):
    """Whom an identity provider means: by issuer and subject, never by e-mail address."""

    __tablename__ = "provider_binding"
    __table_args__ = (
        Index(
            "uq_provider_binding_issuer_subject",
            "issuer",
            "subject",
            unique=True,
            postgresql_where=GOES_ON,
        ),
        Index(
            "uq_provider_binding_person_id_issuer",
            "person_id",
            "issuer",
            unique=True,
            postgresql_where=GOES_ON,
        ),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    bound_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class ProviderJourney(Base):
    """A sign-in on its way through a provider: for one browser, for minutes, taken once."""

    __tablename__ = "provider_journey"
    __table_args__ = (
        CheckConstraint("invitation_id is null or session_id is null", name="aim"),
        Index("ix_provider_journey_begun_at", "begun_at"),
    )

    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """Of its state, which goes to the provider and comes back."""
    browser: Mapped[bytes] = mapped_column(LargeBinary)
    """A hash of what the browser alone has."""
    goes_to: Mapped[str] = mapped_column(Text)
    """A path of this site."""
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    """Who is signed in already, and connects themselves."""
    begun_at: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)


class SignInAttempt(Base):
    """Somebody tried to sign in: failed until it is known that they may come in."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        CheckConstraint("outcome in ('failed', 'let_in', 'held_up')", name="outcome"),
        Index("ix_sign_in_attempt_account", "account", "tried_at"),
        Index("ix_sign_in_attempt_address", "address", "tried_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account: Mapped[bytes] = mapped_column(LargeBinary)
    """A hash of what was typed as e-mail address: some type their password there."""
    address: Mapped[str] = mapped_column(Text)
    tried_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(Text)


class ApiKey(Base):
    """A key of an organisation's own program: shown once, for some purposes, and it ends."""

    __tablename__ = "api_key"
    __table_args__ = (
        UniqueConstraint("hash"),
        CheckConstraint(
            "cardinality(scopes) > 0"
            " and scopes <@ array['read', 'zones', 'worklist', 'permits', 'modules']",
            name="scopes",
        ),
        CheckConstraint("(revoked_at is null) = (revoked_by is null)", name="revoked"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(Text)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    prefix: Mapped[str] = mapped_column(Text)
    """Its first letters, to tell keys apart."""
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by: Mapped[str | None] = mapped_column(Text)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
