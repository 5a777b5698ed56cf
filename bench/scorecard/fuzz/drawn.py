"""Strategies: junk, good bodies that something was done to, and questions by a JSON schema."""

import copy
import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from bench.scorecard.attacks.strings import LINES, TYPED

ODD_NUMBERS = (
    0, -0.0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 1e308, 5e-324, float("nan"),
    float("inf"), 0.1, 90.0, 180.000001, 52.08, 4.3, 1_772_000_000, 1_772_000_000_000,
)  # fmt: skip
ODD_TEXTS = (
    "", " ", "\x00", "a\x00b", "\ud800", "é", "e\u0301", "\u202e", "💥", "١٢", "null", "None",
    "NaN", "Infinity", "true", "-0", "1e999", "0x10", "2026-02-30", "2026-03-14T12:00:00Z",
    "GM9999",     "x" * 5000, *TYPED,
)  # fmt: skip
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(ODD_NUMBERS)
    | st.sampled_from(ODD_TEXTS),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=10) | st.sampled_from(("type", "id")), inner, max_size=4)
    ),
    max_leaves=8,
)
Json = Any


def spoiled(bodies: Sequence[Json]) -> st.SearchStrategy[bytes]:
    """One of these bodies as JSON, with some values exchanged for junk, or its bytes broken."""

    def spoil(told: tuple[int, int, list[Json]]) -> bytes:
        which, number, values = told
        dice = random.Random(number)
        body = copy.deepcopy(bodies[which])
        for value in values:
            body = _exchanged(body, value, dice)
        text = json.dumps(body, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
        return broken(text, dice) if dice.random() < 0.2 else text

    most = len(bodies) - 1
    several = st.lists(junk, min_size=1, max_size=4)
    return st.tuples(st.integers(0, most), st.integers(0, 2**32), several).map(spoil)


def _exchanged(body: Json, value: Json, dice: random.Random) -> Json:
    """The body with one value, at any depth, exchanged, left out, or there twice."""
    places: list[tuple[Any, Any]] = []

    def walk(node: Json) -> None:
        keys = (
            node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        )
        for key in keys:
            places.append((node, key))
            walk(node[key])

    walk(body)
    if not places or dice.random() < 0.03:
        return value
    holder, key = dice.choice(places)
    what = dice.random()
    if what < 0.75:
        holder[key] = value
    elif what < 0.9 or isinstance(holder, dict):
        del holder[key]
    else:
        holder.append(copy.deepcopy(holder[key]))
    return body


def broken(text: bytes, dice: random.Random) -> bytes:
    """Cut off, turned, doubled, or in another encoding."""
    if not text:
        return b"\xff"
    at = dice.randrange(len(text))
    match dice.randrange(6):
        case 0:
            return text[:at]
        case 1:
            return text[:at] + bytes([dice.randrange(256)]) + text[at + 1 :]
        case 2:
            return text[:at] + text[at:] * 2
        case 3:
            return b"\xef\xbb\xbf" + text
        case 4:
            return text.decode("utf-8", "replace").encode("utf-16")
        case _:
            return text[:at] + b"[" * dice.choice((1, 100, 50_000)) + text[at:]


def by_schema(
    schema: Mapping[str, Any], parts: Mapping[str, Any], known: Sequence[Any], depth: int = 0
) -> st.SearchStrategy[Any]:
    """What a schema allows; `known` are values that are really there."""
    if "$ref" in schema:
        return by_schema(parts[schema["$ref"].rsplit("/", 1)[1]], parts, known, depth)
    if depth > 5:
        return st.none()
    some: Sequence[Mapping[str, Any]] = schema.get("anyOf") or schema.get("oneOf") or ()
    if some:
        return st.one_of([by_schema(one, parts, known, depth + 1) for one in some])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    told: Sequence[Any] = schema.get("examples", ())
    match schema.get("type"):
        case "integer":
            low, high = schema.get("minimum", -3), schema.get("maximum", 2**31)
            small = st.integers(low, min(high, max(low + 40, 40)))
            return small | st.sampled_from((low, high)) | _of(known, int)
        case "number":
            return st.floats(schema.get("minimum", -1e6), schema.get("maximum", 1e6))
        case "boolean":
            return st.booleans()
        case "array":
            inner = by_schema(schema.get("items", {}), parts, known, depth + 1)
            return st.lists(inner, max_size=min(schema.get("maxItems", 4), 4))
        case "object":
            return _object(schema, parts, known, depth)
        case "string":
            usual = st.text(max_size=min(schema.get("maxLength", 30), 60)) | _of(known, str)
            return usual | st.sampled_from(tuple(told)) if told else usual
    return junk


def _object(
    schema: Mapping[str, Any], parts: Mapping[str, Any], known: Sequence[Any], depth: int
) -> st.SearchStrategy[Any]:
    fields = schema.get("properties", {})
    drawn = {name: by_schema(one, parts, known, depth + 1) for name, one in fields.items()}
    needed = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: one for name, one in drawn.items() if name in needed},
        optional={name: one for name, one in drawn.items() if name not in needed},
    )


def _of(known: Sequence[Any], kind: type) -> st.SearchStrategy[Any]:
    fit = [one for one in known if isinstance(one, kind)]
    return st.sampled_from(fit) if fit else st.nothing()


def odd_text() -> st.SearchStrategy[str]:
    """What nobody expects in an address."""
    return st.sampled_from((*ODD_TEXTS, *LINES)) | st.text(max_size=40)


def sometimes(
    usual: st.SearchStrategy[Any], otherwise: st.SearchStrategy[Any], one_in: int
) -> st.SearchStrategy[Any]:
    """The usual, and once in so many times something else."""
    choose: Callable[[int], st.SearchStrategy[Any]] = lambda n: usual if n else otherwise  # noqa: E731
    return st.integers(0, one_in - 1).flatmap(choose)
