"""What may be said in a dispute, checked field by field."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from api.acting import Person
from api.dates import MaybeDay
from api.moments import Moment
from api.permits import Form, Judged, OperatorKey, Zone
from api.questions import SQL_INT, Code, Question
from zones.disputes.acts import Contest, Decision, Words
from zones.disputes.applied import Outcome
from zones.disputes.kept import Remedy, Side, Step
from zones.permits.limits import ALL, WHOLE, Scope

MOST_LETTERS = 4000
MOST_LINKS, LONGEST_LINK = 10, 500
FOLLOWED = ("https://", "http://", "/v1/receipts/")


def _words(given: Any) -> str:
    text = given.strip().replace("\r\n", "\n") if isinstance(given, str) else ""
    seen = all(c.isprintable() or c in "\n\t" for c in text)
    if not text or not seen or len(text) > MOST_LETTERS:
        raise PydanticCustomError(
            "words", "not words", {"remedy": f"Write at most {MOST_LETTERS} letters."}
        )
    return text


def _link(given: Any) -> str:
    text = given.strip() if isinstance(given, str) else ""
    plain = text.isprintable() and not any(c.isspace() or c in "\"'<>\\" for c in text)
    if not plain or not text.startswith(FOLLOWED) or len(text) > LONGEST_LINK:
        raise PydanticCustomError(
            "link", "not a link",
            {"remedy": f"Begin it with https:// or /v1/receipts/; at most {LONGEST_LINK} letters."},
        )  # fmt: skip
    return text


Spoken = Annotated[
    str,
    BeforeValidator(_words),
    WithJsonSchema({"type": "string", "maxLength": MOST_LETTERS}),
    Field(description="What is to be said; both sides read it."),
]
Link = Annotated[
    str, BeforeValidator(_link), WithJsonSchema({"type": "string", "maxLength": LONGEST_LINK})
]
Links = list[Link]
EVIDENCE = "Links to what proves it: receipts of numbers, pages."
By = Annotated[Person, Field(description="Your name, where nobody signs in; else it is known.")]
After = Annotated[
    int,
    Field(ge=1, le=SQL_INT, description="The `number` of the last act that you saw."),
]


class _Said(Question):
    words: Spoken
    links: Links = Field(default=[], max_length=MOST_LINKS, description=EVIDENCE)
    by: By

    def said(self, name: str, verified: bool) -> Words:
        """The words, in the name of who says them."""
        return Words(self.words, tuple(self.links), name, verified)


class AboutDispute(_Said):
    """What is contested: a stretch of a feed, the verdict on a day, or a limit."""

    operator: OperatorKey
    municipality: Code = None
    feed: str | None = Field(
        None, max_length=100, pattern=r"^[^\x00]*$", description="Key of a feed, with from and to."
    )
    from_: Moment = Field(None, alias="from")
    to: Moment = None
    form: Form | None = Field(None, description="Of a verdict.")
    zone: Zone = None
    indicator: Judged | None = Field(None, description="Of a verdict, with its day.")
    day: MaybeDay = None
    limit: int | None = Field(None, ge=1, le=SQL_INT, description="Number of a limit.")

    @model_validator(mode="after")
    def _one(self) -> "AboutDispute":
        """One thing is contested at a time, before one municipality."""
        named = [self.feed is not None, self.indicator is not None, self.limit is not None]
        if sum(named) != 1:
            raise PydanticCustomError(
                "feed", "one of `feed`, `indicator` and `limit`",
                {"remedy": "Name what is contested: a feed, a verdict's indicator, or a limit."},
            )  # fmt: skip
        if self.limit is None and self.municipality is None:
            raise PydanticCustomError(
                "municipality", "no `municipality`", {"remedy": "Give its code, such as GM0518."}
            )
        if (self.indicator is None) != (self.day is None):
            raise PydanticCustomError(
                "day", "`day` goes with `indicator`", {"remedy": "Give both, or neither."}
            )
        return self

    @property
    def contest(self) -> Contest:
        """The same as the disputes take it."""
        scope = None
        if self.indicator is not None:
            form = self.form or Form(ALL)
            scope = Scope(self.operator, str(form), self.zone or WHOLE, str(self.indicator))
        return Contest(
            self.operator, self.municipality, self.feed, self.from_, self.to, scope, self.day,
            self.limit,
        )  # fmt: skip


class AboutAnswer(_Said):
    """An answer of one of the sides."""

    side: Side | None = Field(None, description="For whom; left out: for the side that is yours.")
    after: After


class AboutOutcome(_Said):
    """What the municipality decides, with its reason in the words."""

    what: Literal["dismissed", "upheld"]
    remedy: Remedy | None = Field(None, description=f"With `upheld`: one of {', '.join(Remedy)}.")
    from_: Moment = Field(None, alias="from", description="Left out: all that is contested.")
    to: Moment = None
    since: MaybeDay = Field(
        None, description="First day on which the limit holds no more; left out: as contested."
    )
    after: After

    @model_validator(mode="after")
    def _whole(self) -> "AboutOutcome":
        """What is upheld has something that follows, and only that."""
        if (self.what == Step.upheld) != (self.remedy is not None):
            raise PydanticCustomError(
                "remedy", "`remedy` goes with `upheld`, and only with that",
                {"remedy": f"Give one of {', '.join(Remedy)}, or leave it out."},
            )  # fmt: skip
        return self

    @property
    def decision(self) -> Decision:
        """The same as the disputes take it."""
        if self.remedy is None:
            return Decision(Step.dismissed)
        return Decision(Step.upheld, Outcome(self.remedy, self.from_, self.to, self.since))
