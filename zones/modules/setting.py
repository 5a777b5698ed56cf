"""A module switched on or off in a municipality, with its parameters and areas; kept for good."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from runner.find import Module
from stoep.contract.parameters import Chosen, choose
from stoep.errors import StoepError
from zones.measure import SQL

STOEP = "Stoep"
"""Who switches off what failed too often."""


class BadSetting(StoepError):
    """A setting that cannot be; `field` is what is wrong with it."""

    code = "bad_setting"

    def __init__(self, field: str, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{field}: {sentence}", remedy)
        self.field = field


class DigestChanged(StoepError):
    """An outsider's module is no longer the one that was switched on."""

    code = "digest_changed"


@dataclass(frozen=True)
class Setting:
    """A row of the history: who switched a module on or off, how, and why."""

    id: int
    municipality: str
    module: str
    enabled: bool
    parameters: dict[str, Any]
    """What was chosen otherwise than the default."""
    areas: list[str]
    version: str
    digest: str
    set_by: str
    set_at: datetime
    why: str


def municipality_of(connection: Connection[Any], told: str) -> str:
    """The code of a municipality, told by code or by name (`den-haag`); raises BadSetting."""
    row = connection.execute(SQL["module_municipality"], {"told": told}).fetchone()
    if row is None:
        remedy = "Import its border with: stoep zones import. That of the demo: --database demo."
        raise BadSetting("city", f"There is no municipality {told!r}.", remedy)
    return str(row[0])


def read_settings(
    connection: Connection[Any], municipality: str, module: str | None = None
) -> list[Setting]:
    """All that a municipality ever decided on modules, or on one, the newest first."""
    with connection.cursor(row_factory=class_row(Setting)) as cursor:
        asked = {"municipality": municipality, "module": module}
        return cursor.execute(SQL["module_settings"], asked).fetchall()


def in_force(connection: Connection[Any], municipality: str, module: str) -> Setting | None:
    """The setting that holds of a module; None: it was never switched on."""
    return next(iter(read_settings(connection, municipality, module)), None)


def users_of(connection: Connection[Any]) -> dict[str, list[str]]:
    """Which municipalities have each module on: for the catalogue, without how."""
    rows = connection.execute(SQL["module_users"]).fetchall()
    return {module: list(towns) for module, towns in rows}


def switch_on(
    connection: Connection[Any],
    module: Module,
    municipality: str,
    parameters: Mapping[str, Any],
    areas: Sequence[str],
    by: str,
    why: str,
    now: datetime,
    digest: str | None = None,
) -> Setting:
    """Switch a module on, or set it otherwise, from now on, as `wish_on` allows it."""
    wish = wish_on(connection, module, municipality, parameters, areas, by, why, now, digest)
    return keep(connection, wish)


def switch_off(
    connection: Connection[Any],
    municipality: str,
    name: str,
    by: str,
    why: str,
    now: datetime,
) -> Setting:
    """Switch a module off; its parameters and areas stay on record. Raises BadSetting."""
    wish = wish_off(connection, municipality, name, by, why, now)
    check_on(in_force(connection, municipality, name), name, municipality)
    return keep(connection, wish)


def wish_on(
    connection: Connection[Any],
    module: Module,
    municipality: str,
    parameters: Mapping[str, Any],
    areas: Sequence[str],
    by: str,
    why: str,
    now: datetime,
    digest: str | None = None,
) -> Setting:
    """A setting that may be kept, with number 0: the module on, with these parameters.

    An outsider's must be pinned: `digest` is that of the files that were looked at. Raises
    BadSetting or BadParameter.
    """
    _check_words(by, why)
    if digest is not None and digest != module.digest:
        raise BadSetting("digest", f"The module's files give {module.digest}.", "Look at it again.")
    if module.is_outsider and digest is None:
        remedy = f"Read its files; then add: --digest {module.digest}"
        raise BadSetting("digest", f"{module.name} comes from {module.origin}.", remedy)
    given = _chosen(module, parameters)
    named = [key for value in given.values() if isinstance(value, tuple) for key in value]
    _check_areas(connection, module, municipality, [*areas, *named])
    return Setting(
        id=0,
        municipality=municipality,
        module=module.name,
        enabled=True,
        parameters={name: _plain(value) for name, value in given.items()},
        areas=list(areas),
        version=module.manifest.version,
        digest=module.digest,
        set_by=by,
        set_at=now,
        why=why,
    )


def wish_off(
    connection: Connection[Any], municipality: str, name: str, by: str, why: str, now: datetime
) -> Setting:
    """The setting of now, switched off, with number 0; raises BadSetting where it was never on."""
    _check_words(by, why)
    was = in_force(connection, municipality, name)
    if was is None:
        raise _not_on(name, municipality)
    return replace(was, id=0, enabled=False, set_by=by, set_at=now, why=why)


def check_on(held: Setting | None, name: str, municipality: str) -> None:
    """Refuse to switch off what is not on; raises BadSetting."""
    if held is None or not held.enabled:
        raise _not_on(name, municipality)


def _not_on(name: str, municipality: str) -> BadSetting:
    return BadSetting("module", f"{name} is not on in {municipality}.", "See: stoep module list")


def check_digest(module: Module, setting: Setting) -> None:
    """Refuse an outsider's module whose files are not those that were switched on."""
    if module.is_outsider and module.digest != setting.digest:
        remedy = "Look at what changed, try it, and switch it on again with its new digest."
        raise DigestChanged(f"{module.name} is not as it was when it was switched on.", remedy)


def values_of(module: Module, setting: Setting | None) -> dict[str, Chosen]:
    """The parameters that hold; what a newer version no longer has is left out."""
    declared = module.manifest.parameters
    kept = {} if setting is None else setting.parameters
    return choose(declared, {name: kept[name] for name in kept if name in declared})


def _chosen(module: Module, parameters: Mapping[str, Any]) -> dict[str, Chosen]:
    whole = choose(module.manifest.parameters, parameters)
    return {name: whole[name] for name in parameters}


def _check_words(by: str, why: str) -> None:
    for field, text in (("by", by), ("why", why)):
        if not text.strip() or "\0" in text:
            raise BadSetting(field, "It is empty.", "History tells who decided, and why.")


def _check_areas(
    connection: Connection[Any], module: Module, municipality: str, areas: Iterable[str]
) -> None:
    kinds = module.manifest.kinds_of("areas")
    for key in sorted(set(areas)):
        if key.split("/")[0] not in kinds:
            known = ", ".join(kinds) or "none"
            raise BadSetting("area", f"{module.name} is not about {key!r}.", f"It needs: {known}.")
        asked = {"municipality": municipality, "key": key}
        if connection.execute(SQL["module_area_there"], asked).fetchone() is None:
            raise BadSetting("area", f"There is no {key} in {municipality}.")


def _plain(value: Chosen) -> Any:
    return list(value) if isinstance(value, tuple) else value


def keep(connection: Connection[Any], wish: Setting) -> Setting:
    """One more row of the history; it comes back with its number."""
    bound = {**vars(wish), "parameters": Jsonb(wish.parameters)}
    with connection.cursor(row_factory=class_row(Setting)) as cursor:
        made = cursor.execute(SQL["set_module"], bound).fetchone()
    assert made is not None
    return made
