"""Finds modules: those in `modules/`, and outsiders' by the entry point group `stoep.modules`.

Files are read, nothing is imported: an outsider's code must not run in a server to be found.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import Distribution, EntryPoint, entry_points
from pathlib import Path

from stoep.contract.manifest import Manifest, read_manifest
from stoep.errors import StoepError

FOLDER = Path(__file__).resolve().parent.parent / "modules"
GROUP = "stoep.modules"
MOST_BYTES = 512 * 1024


class NoSuchModule(StoepError):
    """No module has that name."""

    code = "no_such_module"


class Incomplete(StoepError):
    """A module lacks a file, or has one that cannot be read."""

    code = "incomplete"


@dataclass(frozen=True)
class Module:
    """A module as its files are."""

    manifest: Manifest
    source: str
    examples: str
    readme: str
    digest: str
    """`sha256:…` over all its files: what is pinned."""
    origin: str
    """`house` for those in `modules/`; else the package that brings it, with its version."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.manifest.name

    @property
    def is_outsider(self) -> bool:
        """Whether it comes from a package of others: then it must be pinned."""
        return self.origin != "house"

    def is_overdue(self, today: date) -> bool:
        """Whether its owner should have looked at it again by now."""
        return self.manifest.review < today


@dataclass(frozen=True)
class Broken:
    """A module that is there and cannot be read, with the reason."""

    name: str
    origin: str
    refusal: StoepError


def read_module(folder: Path, origin: str = "house") -> Module:
    """A module from its folder; raises BadManifest, OtherContract or Incomplete."""
    files = ("module.toml", f"{folder.name}.py", "examples.csv", "README.md")
    texts = [_read(folder / name) for name in files]
    manifest = read_manifest(texts[0])
    if manifest.name != folder.name:
        sentence = f"module.toml, name: {manifest.name!r} is in a folder {folder.name!r}."
        raise Incomplete(sentence, "Give both the same name.")
    told = hashlib.sha256()
    for name, text in zip(files, texts, strict=True):
        told.update(f"{name}\0{len(text.encode())}\0".encode() + text.encode())
    _, source, examples, readme = texts
    return Module(manifest, source, examples, readme, f"sha256:{told.hexdigest()}", origin)


def find_modules(folder: Path = FOLDER) -> list[Module | Broken]:
    """All modules there are, by name; one that cannot be read hides no other."""
    found: dict[str, Module | Broken] = {}
    for path, origin in [*_own(folder), *_outsiders()]:
        if path.name not in found:
            try:
                found[path.name] = read_module(path, origin)
            except StoepError as refused:
                found[path.name] = Broken(path.name, origin, refused)
    return [found[name] for name in sorted(found)]


def find_module(name: str, folder: Path = FOLDER) -> Module:
    """The module of a name; raises NoSuchModule, or why it cannot be read."""
    found = {one.name: one for one in find_modules(folder)}
    one = found.get(name)
    if one is None:
        remedy = f"There are: {', '.join(found) or 'none'}. Make one with: stoep module new NAME"
        raise NoSuchModule(f"There is no module {name!r}.", remedy)
    if isinstance(one, Broken):
        raise one.refusal
    return one


def _own(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and not path.name.startswith((".", "_")):
            yield path, "house"


def _outsiders() -> Iterator[tuple[Path, str]]:
    for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        path = _folder_of(entry)
        if path is not None and entry.dist is not None:
            yield path, f"{entry.dist.name} {entry.dist.version}"


def _folder_of(entry: EntryPoint) -> Path | None:
    """Where an entry point's package lies: `quiet_day = "acme_rules.quiet_day"`."""
    dist: Distribution | None = entry.dist
    if dist is None:
        return None
    return Path(str(dist.locate_file("/".join(entry.module.split(".")))))


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
        if len(data) > MOST_BYTES:
            raise Incomplete(f"{path.name} is larger than {MOST_BYTES // 1024} KiB.")
        return data.decode()
    except FileNotFoundError:
        raise Incomplete(f"{path.name} is missing.", "A module has four files.") from None
    except (OSError, UnicodeDecodeError) as wrong:
        raise Incomplete(f"{path.name} cannot be read: {wrong}.") from None
