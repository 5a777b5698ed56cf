"""What somebody did about a row of the worklist, as answers and refusals tell it."""

from typing import Any

from api.moments import moment
from zones.worklist.actions import Action


def tell_action(action: Action) -> dict[str, Any]:
    """Something that was done."""
    return {
        "number": action.number,
        "what": action.what,
        "assignee": action.assignee,
        "note": action.note,
        "by": action.said_by,
        "verified": action.verified,
        "at": moment(action.said_at),
    }
