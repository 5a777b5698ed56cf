"""What people do about rows of the worklist: assign, mark as handled, open again, note."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from api.acting import Person, who_acts
from api.answer import answer
from api.answers import WorklistDone
from api.evidence import Ask
from api.moments import moment
from api.questions import Plain, Question, StayPath
from api.strict import StrictRoute
from api.worklist_told import tell_action
from zones.worklist.actions import What, Wish, act

router = APIRouter(route_class=StrictRoute, tags=["worklist"])
MOST_LETTERS = 1000


def _note(given: Any) -> str | None:
    """A text of some lines; without letters it is none."""
    text = given.strip() if isinstance(given, str) else given
    if text in (None, ""):
        return None
    seen = isinstance(text, str) and all(c.isprintable() or c in "\r\n\t" for c in text)
    if not seen or len(text) > MOST_LETTERS:
        raise PydanticCustomError(
            "note", "not a note", {"remedy": f"Write at most {MOST_LETTERS} letters."}
        )
    return str(text).replace("\r\n", "\n")


Note = Annotated[
    str | None,
    BeforeValidator(_note),
    WithJsonSchema({"type": "string", "maxLength": MOST_LETTERS}),
]


class AboutAction(Question):
    """What somebody does about a stay."""

    what: What = Field(description=f"One of {', '.join(What)}.")
    by: Person = Field(description="Your name; it is kept with what you did, as not verified.")
    assignee: Person | None = Field(
        None,
        description="To whom it is assigned; with `assigned` only.",
        json_schema_extra={"type": "string", "maxLength": 80},
    )
    note: Note = Field(None, description="What is to be known; needed for `noted`.")
    after: int = Field(
        0,
        ge=0,
        le=1_000_000,
        description="The `number` of the last action that you saw; 0: there was none.",
    )

    @model_validator(mode="after")
    def _whole(self) -> "AboutAction":
        """Each action has what it needs."""
        if (self.what is What.assigned) != (self.assignee is not None):
            raise PydanticCustomError(
                "assignee",
                "`assignee` goes with `assigned`, and only with that",
                {"remedy": "Say to whom you assign it, or leave it out."},
            )
        if self.what is What.noted and self.note is None:
            raise PydanticCustomError(
                "note", "`noted` needs a `note`", {"remedy": "Write what is to be known."}
            )
        return self


@router.post(
    "/worklist/{id}/actions",
    response_model=WorklistDone,
    status_code=201,
    summary="Do something about a stay",
)
def add_worklist_action(
    id: StayPath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutAction, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Assign it, mark it as handled, open it again, or make a note.

    A 409 tells what somebody else did since the last look; nothing is kept then. The same action
    said again is kept once, and answered with 200. A stay that has ended tells so.
    """
    who = who_acts(request, about.by)
    wish = Wish(about.what, who.name, who.verified, about.after, about.assignee, about.note)
    with ask.write() as connection:
        kept = act(connection, id, wish, int(ask.clock()))
    done = {"stay": id, "action": tell_action(kept.action), "ended_at": moment(kept.ended_at)}
    told = answer(done)
    told.status_code = 201 if kept.fresh else 200
    told.headers["Location"] = f"/v1/worklist/{id}"
    return told
