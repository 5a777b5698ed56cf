"""Official schemas out of ../shared: YAML and JSON files that refer to one another."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012


def _retrieve(uri: str) -> Resource[Any]:
    path = Path(unquote(urlsplit(uri).path))
    text = path.read_text()
    content = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    # Files name themselves otherwise than where they are: references are to files beside them.
    content.pop("$id", None)
    content.pop("$schema", None)
    return Resource.from_contents(_mended(content), default_specification=DRAFT202012)


def _mended(part: Any) -> Any:
    """The same where YAML and JSON Schema differ: a bare null is the name of a type; and a list
    after `contains` is an enumeration, and an empty pattern any: at both validators stumble."""
    if isinstance(part, list):
        return [_mended(one) for one in part]
    if not isinstance(part, dict):
        return part
    found = {name or ".*": _mended(value) for name, value in part.items()}
    if "type" in found and (found["type"] is None or isinstance(found["type"], list)):
        told = found["type"]
        found["type"] = "null" if told is None else [one or "null" for one in told]
    if isinstance(found.get("contains"), list):
        found["contains"] = {"enum": found["contains"]}
    return found


def follows(schema: Path, content: Any) -> None:
    """Assert that content is what an official schema says."""
    registry: Registry[Any] = Registry(retrieve=_retrieve)  # type: ignore[call-arg]
    validator = Draft202012Validator({"$ref": schema.resolve().as_uri()}, registry=registry)
    found = [
        f"{list(error.path)}: {error.message[:300]}" for error in validator.iter_errors(content)
    ]
    assert not found, found
