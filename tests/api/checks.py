"""What every answer must be like."""

from typing import Any

import httpx
from pydantic import BaseModel

from api import VERSION
from api.problems import MEDIA_TYPE, Problem

ALWAYS = {
    "api-version": VERSION,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "access-control-allow-origin": "*",
}


def told(answer: httpx.Response, model: type[BaseModel]) -> Any:
    """A good answer, as its documentation says it is: no field more, none less."""
    assert answer.status_code == 200, answer.text
    assert ALWAYS.items() <= answer.headers.items()
    model.model_validate_json(answer.content)
    fields = {field.alias or name for name, field in model.model_fields.items()}
    assert set(answer.json()) == fields
    return answer.json()


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    """A problem, as its documentation says it is."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert ALWAYS.items() <= answer.headers.items()
    problem = Problem.model_validate_json(answer.content)
    assert problem.status == status
    assert problem.detail
    return answer.json()  # type: ignore[no-any-return]


def faults(answer: httpx.Response) -> dict[str, str]:
    """What is wrong with a question, by parameter."""
    problem = refused(answer, 400)
    assert all(fault["remedy"] for fault in problem["faults"])
    return {fault["name"]: fault["detail"] for fault in problem["faults"]}
