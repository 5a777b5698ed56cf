"""What is wrong with a question, in sentences: one per parameter, each with its remedy."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel

AGAIN = " again"
"""Ending of the name under which a parameter's second value is passed on: nobody declares it, so
that it is refused together with all else that is wrong."""

ELSEWHERE = "See /v1/openapi.json for what it may be."


def mark_repeats(query: bytes) -> bytes:
    """The query string with each second value of a parameter under a name nobody declares."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    if len({name for name, _ in pairs}) == len(pairs):
        return query
    seen: set[str] = set()
    marked = []
    for name, value in pairs:
        marked.append((name + AGAIN if name in seen else name, value))
        seen.add(name)
    return urlencode(marked).encode()


def faults_of(errors: Iterable[Mapping[str, Any]], route: Any) -> list[dict[str, str]]:
    """Every error of a validation as name, place, detail and remedy; each name once."""
    fields = fields_of(route)
    faults: dict[str, dict[str, str]] = {}
    for error in errors:
        place, name = str(error["loc"][0]), str(error["loc"][1] if error["loc"][1:] else "")
        detail, remedy = _tell(error, name, fields)
        name = name.removesuffix(AGAIN)
        faults.setdefault(name, {"name": name, "place": place, "detail": detail, "remedy": remedy})
    return list(faults.values())


def fields_of(route: Any) -> dict[str, str]:
    """The query parameters and fields of a body that a route knows, with their descriptions."""
    found: dict[str, str] = {}
    dependant = getattr(route, "dependant", None)
    for parameter in [
        *getattr(dependant, "query_params", []),
        *getattr(dependant, "body_params", []),
    ]:
        model = parameter.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            for name, field in model.model_fields.items():
                found[field.alias or name] = field.description or ""
    return found


def _tell(error: Mapping[str, Any], name: str, fields: Mapping[str, str]) -> tuple[str, str]:
    about = fields.get(name) or ELSEWHERE
    match error["type"]:
        case "extra_forbidden" if name.endswith(AGAIN):
            name = name.removesuffix(AGAIN)
            return f"`{name}` is given more than once.", "Give it once."
        case "extra_forbidden":
            known = ", ".join(fields) or "none"
            return f"There is no parameter `{name}` here.", f"Known here: {known}."
        case "json_invalid" | "model_attributes_type" | "missing" if not name:
            return "The body is no JSON object.", "Send one, as application/json."
        case "missing":
            return f"`{name}` is required.", about
        case "enum" | "literal_error":
            return f"`{name}` has an unknown value.", f"Use one of {error['ctx']['expected']}."
        case _:
            remedy = (error.get("ctx") or {}).get("remedy") or about
            message = str(error["msg"])
            own = f"`{name}`: {message[0].lower()}{message[1:]}" if "`" not in message else message
            return own.rstrip(".") + ".", remedy
